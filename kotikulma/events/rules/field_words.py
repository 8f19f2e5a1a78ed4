"""Fields of events as people call and read them. Pure."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from kotikulma.events.types import EventState, EventType, Mode, Theme, Visibility
from kotikulma.kernel import municipalities
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.ui.language_names import language_name

LABELS: Mapping[str, Any] = {
    "title": _lazy("Nimi"),
    "summary": _lazy("Tiivistelmä"),
    "description": _lazy("Kuvaus"),
    "type": _lazy("Laji"),
    "themes": _lazy("Aiheet"),
    "languages": _lazy("Kielet"),
    "min_age": _lazy("Nuorin ikä"),
    "max_age": _lazy("Vanhin ikä"),
    "special_groups": _lazy("Erityisesti kenelle"),
    "mode": _lazy("Miten osallistutaan"),
    "place_id": _lazy("Paikka"),
    "place_note": _lazy("Tila ja ovi"),
    "municipality_code": _lazy("Kunta"),
    "accessibility": _lazy("Esteettömyys"),
    "free": _lazy("Maksuton"),
    "price": _lazy("Hinta"),
    "contacts": _lazy("Keneltä voi kysyä"),
    "organisers": _lazy("Muut järjestäjät"),
    "image": _lazy("Kuva"),
    "image_alt": _lazy("Mitä kuvassa on"),
    "visibility": _lazy("Kuka näkee"),
    "state": _lazy("Tila"),
    "state_reason": _lazy("Syy"),
}
_CODES: Mapping[str, Any] = {"type": EventType, "mode": Mode, "visibility": Visibility, "state": EventState}


def label(field: str) -> str:
    return str(LABELS.get(field, field))


def words(field: str, value: Any) -> str:
    """A stored value as a person reads it; what has no words of its own is only told to have changed."""
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, bool):
        return _("Kyllä") if value else _("Ei")
    if field in _CODES and value in _CODES[field].values:
        return str(_CODES[field](value).label)
    if field == "themes":
        return ", ".join(str(Theme(one).label) for one in value if one in Theme.values)
    if field == "languages":
        return ", ".join(language_name(one) for one in value)
    if field == "municipality_code":
        return municipalities.name(value)
    if field == "contacts":
        return "\n".join(_contact(one) for one in value)
    if field == "organisers":
        return str(len(value))
    if field in ("place_id", "image", "special_groups"):
        return _("on annettu")
    return str(value)


def _contact(one: Mapping[str, Any]) -> str:
    return ", ".join(part for part in (localise(one.get("role")).text, one.get("phone"), one.get("email")) if part)
