"""Two entries side by side: what each says in every group of fields in which they differ."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kotikulma.directory import access
from kotikulma.directory.formats.tables.hours_text import write_hours
from kotikulma.directory.models import ServiceAt
from kotikulma.directory.queries.records.hours import NO_HOURS, load_hours
from kotikulma.directory.rules import field_words
from kotikulma.directory.rules.merging import GROUPS, HOURS, TERMS, go_together, shared_group
from kotikulma.directory.types import Accessibility, AccessMode, AddressVisibility, HolidayPolicy, Schedule
from kotikulma.directory.types.duplicates import Comparison, Group, Pair
from kotikulma.kernel import municipalities
from kotikulma.kernel.date_words import full_date
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.ui.language_names import language_name

CODES: Mapping[str, Mapping[str, Any]] = {
    "accessibility": dict(Accessibility.choices),
    "access_modes": dict(AccessMode.choices),
}


def compare(pair: Pair) -> list[Comparison]:
    """Groups that differ, in the order of the form. A hidden address is not told, even here."""
    first, second = (_row(pair.kind, side.uuid) for side in (pair.first, pair.second))
    found = []
    for key, group in GROUPS[pair.kind].items():
        one, other = (_lines(pair.kind, key, group, row) for row in (first, second))
        if one != other:
            found.append(Comparison(key, group.label, one, other, _suggested(pair, one, other)))
    return found


def shared_hours(pair: Pair, now: datetime) -> list[Comparison]:
    """Where both are connected to one thing and tell different hours there. Three statements."""
    shared = _shared(pair)
    hours = load_hours("connection", [row.pk for _end, *rows in shared for row in rows])
    found = []
    for end, first, second in shared:
        told = [hours.get(row.pk, NO_HOURS) for row in (first, second)]
        one, other = (tuple(field_words.hours_words(*each)) for each in told)
        if one != other:
            mine, theirs = (Schedule(*each, holiday_policy=HolidayPolicy.NORMAL) for each in told)
            both = bool(one and other) and go_together(mine, theirs, now)
            label = _("Ajat: %(name)s") % {"name": localise(end.name).text}
            found.append(Comparison(shared_group(end.uuid), label, one, other, _suggested(pair, one, other), both))
    return found


def _suggested(pair: Pair, one: tuple[str, ...], other: tuple[str, ...]) -> str:
    spoken = [side for side, words in (("first", one), ("second", other)) if words]
    return pair.preferred if pair.preferred in spoken else spoken[0]


def _shared(pair: Pair) -> list[tuple[Any, ServiceAt, ServiceAt]]:
    """What both are connected to, with the connection of each."""
    found: dict[UUID, dict[UUID, ServiceAt]] = {}
    ends: dict[UUID, Any] = {}
    rows = ServiceAt.objects.filter(**{f"{pair.kind}__uuid__in": (pair.first.uuid, pair.second.uuid)})
    for row in rows.select_related("service", "place", "channel").order_by("id"):
        end = (row.place or row.channel) if pair.kind == "service" else row.service
        ends[end.uuid] = end
        found.setdefault(end.uuid, {})[getattr(row, pair.kind).uuid] = row
    return [(ends[uuid], of[pair.first.uuid], of[pair.second.uuid]) for uuid, of in found.items() if len(of) == 2]


def _row(kind: str, uuid: UUID) -> Any:
    keeper = access.KEEPER[access.EDITED[kind]].removesuffix("_id")
    return access.EDITED[kind].objects.select_related(keeper).get(uuid=uuid)


def _lines(kind: str, key: str, group: Group, row: Any) -> tuple[str, ...]:
    if key == HOURS:
        periods, _exceptions = load_hours(kind, [row.pk]).get(row.pk, NO_HOURS)
        return tuple(line for line in write_hours(periods).split("; ") if line)
    if key == TERMS:
        return tuple(sorted(localise(term.labels).text for term in row.terms.all()))
    if key == "address" and row.address_visibility == AddressVisibility.HIDDEN:
        return (_("Osoite on salassa"),)
    return tuple(line for name in group.fields for line in _told(name, row))


def _told(name: str, row: Any) -> Iterator[str]:
    value = getattr(row, name)
    if value in (None, "", [], {}):
        return
    if name in ("organization_id", "responsible_id"):
        yield localise(getattr(row, name.removesuffix("_id")).name).text
    elif name == "municipality_code":
        yield municipalities.name(value)
    elif name == "municipalities":
        yield ", ".join(municipalities.name(code) for code in value)
    elif name == "languages":
        yield ", ".join(language_name(code) for code in value)
    elif isinstance(value, dict):
        yield from (f"{language}: {_joined(text)}" for language, text in value.items())
    elif isinstance(value, list):
        yield from _listed(name, value)
    elif isinstance(value, date):
        yield full_date(value)
    else:
        yield str(getattr(row, f"get_{name}_display", lambda: value)())


def _listed(name: str, value: list[Any]) -> Iterator[str]:
    if name == "contacts":
        yield from (" ".join(filter(None, (one["value"], localise(one.get("topic")).text))) for one in value)
    elif name in CODES:
        yield from (str(CODES[name].get(code, code)) for code in value)
    else:
        yield _("Kuvauksia: %(count)d") % {"count": len(value)}


def _joined(text: Any) -> str:
    return ", ".join(text) if isinstance(text, list) else str(text)
