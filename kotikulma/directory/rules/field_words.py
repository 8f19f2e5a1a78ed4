"""Fields of entries as people call and read them: labels, and stored values in words. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from kotikulma.directory.rules import opening_words
from kotikulma.directory.rules.hours_rows import regular_lines
from kotikulma.directory.types import (
    Accessibility,
    AccessMode,
    AddressVisibility,
    AreaType,
    ChannelType,
    Charge,
    HolidayPolicy,
    HoursException,
    Period,
    PlaceType,
    ServiceKind,
    Status,
)
from kotikulma.kernel import municipalities
from kotikulma.kernel.date_words import full_date, time_ranges
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.ui.language_names import language_name

LABELS: Mapping[str, Any] = {
    "name": _lazy("Nimi"),
    "summary": _lazy("Tiivistelmä"),
    "description": _lazy("Kuvaus"),
    "user_instruction": _lazy("Näin toimit"),
    "requirements": _lazy("Millä ehdoilla"),
    "charge_note": _lazy("Mitä maksaa"),
    "street_address": _lazy("Katuosoite"),
    "post_office": _lazy("Postitoimipaikka"),
    "directions": _lazy("Näin löydät perille"),
    "note": _lazy("Lisätieto"),
    "pause_reason": _lazy("Tauon syy"),
    "alternative_names": _lazy("Muut nimet"),
    "keywords": _lazy("Hakusanat"),
    "contacts": _lazy("Yhteystiedot"),
    "languages": _lazy("Kielet, joilla palvellaan"),
    "access_modes": _lazy("Miten pääsee mukaan"),
    "kind": _lazy("Laji"),
    "type": _lazy("Laji"),
    "min_age": _lazy("Nuorin ikä"),
    "max_age": _lazy("Vanhin ikä"),
    "charge": _lazy("Hinta"),
    "area_type": _lazy("Alue"),
    "municipalities": _lazy("Kunnat"),
    "municipality_code": _lazy("Kunta"),
    "postal_code": _lazy("Postinumero"),
    "latitude": _lazy("Leveysaste"),
    "longitude": _lazy("Pituusaste"),
    "address_visibility": _lazy("Kuka näkee osoitteen"),
    "accessibility": _lazy("Esteettömyys"),
    "starts_on": _lazy("Alkaa"),
    "ends_on": _lazy("Viimeinen päivä"),
    "opened_on": _lazy("Avataan"),
    "closed_on": _lazy("Viimeinen päivä"),
    "paused_from": _lazy("Tauko alkaa"),
    "paused_until": _lazy("Tauko päättyy"),
    "holiday_policy": _lazy("Pyhäpäivinä"),
    "status": _lazy("Tila"),
    "terms": _lazy("Ryhmät ja luokat"),
    "hours": _lazy("Aukioloajat"),
    "responsible_id": _lazy("Organisaatio"),
    "organization_id": _lazy("Organisaatio"),
}
# Kept by the house itself: a change of these says nothing to a person
SILENT = frozenset("id uuid created_at modified_at locked_fields source coordinate_source verified_at".split())
CHOICES: Mapping[str, Any] = {
    "access_modes": AccessMode,
    "kind": ServiceKind,
    "charge": Charge,
    "area_type": AreaType,
    "address_visibility": AddressVisibility,
    "accessibility": Accessibility,
    "holiday_policy": HolidayPolicy,
    "status": Status,
}
DATES = frozenset("starts_on ends_on opened_on closed_on paused_from paused_until".split())


def label(field: str) -> str:
    return str(LABELS.get(field, field))


def words(field: str, value: Any) -> str:
    """A stored value as a person reads it, as a date or plain JSON; empty for nothing."""
    if value in (None, "", [], {}):
        return ""
    if field in DATES:
        return full_date(date.fromisoformat(value) if isinstance(value, str) else value)
    if field == "contacts":
        return ", ".join(str(row.get("value") or localise(row.get("topic")).text) for row in value)
    if field in ("municipality_code", "municipalities"):
        return ", ".join(municipalities.name(code) for code in _list(value))
    if field == "languages":
        return ", ".join(language_name(code) for code in value)
    if field in CHOICES or field == "type":
        return ", ".join(_choice(field, code) for code in _list(value))
    if field == "terms":
        return _("%(count)d valittu") % {"count": len(value)}
    if isinstance(value, Mapping):
        return localise({key: text for key, text in value.items() if isinstance(text, str)}).text
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def hours_words(periods: Sequence[Period], exceptions: Sequence[HoursException]) -> list[str]:
    """Hours as lines: what is regular with its season, then the days that differ."""
    lines = []
    for line in regular_lines(periods):
        dates = opening_words.period_dates(line.period)
        told = f"{line.kind.label}: {opening_words.regular_line_words(line)}"
        lines.append(f"{told} ({dates})" if dates else told)
    return [*lines, *(exception_words(item) for item in exceptions)]


def exception_words(item: HoursException) -> str:
    """ "24.6.2027–26.6.2027: suljettu, juhannus"."""
    days = full_date(item.starts_on)
    if item.ends_on != item.starts_on:
        days = f"{days}–{full_date(item.ends_on)}"
    told = _("suljettu") if item.closed else time_ranges(list(item.slots))
    reason = localise(item.reason).text
    return f"{days}: {told}, {reason}" if reason else f"{days}: {told}"


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _choice(field: str, code: str) -> str:
    for choices in [CHOICES[field]] if field in CHOICES else [PlaceType, ChannelType]:
        if code in choices.values:
            return str(choices(code).label)
    return code
