"""Words of the editors' pages."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import template
from django.http import HttpRequest
from django.urls import NoReverseMatch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from kotikulma.directory.forms.own import KINDS, having
from kotikulma.directory.queries import history
from kotikulma.directory.queries.editing import Desk
from kotikulma.directory.queries.own_entries import OwnRow
from kotikulma.directory.rules import field_words
from kotikulma.directory.rules.quality import SENTENCES
from kotikulma.directory.types import ChannelType, HoursException, Period, PlaceType, ServiceKind, Status
from kotikulma.kernel import date_words
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.merging import Clash
from kotikulma.kernel.public_holidays import holiday_name
from kotikulma.kernel.ui import links
from kotikulma.kernel.ui.context import NAMES as LANGUAGES_OWN
from kotikulma.kernel.ui.language_names import language_name

register = template.Library()

WORD_OF = {kind: word for word, kind in KINDS.items()} | {"connection": "liitos"}
TYPES: Mapping[str, Any] = {"service": ServiceKind, "place": PlaceType, "channel": ChannelType}
TONES = {Status.DRAFT: "warning", Status.PUBLISHED: "success", Status.HIDDEN: "warning"}


@register.simple_tag(takes_context=True)
def own_address(context: template.Context, **values: str) -> str:
    """The editors' list with these filters set, the others kept."""
    request: HttpRequest = context["request"]
    return links.to(request, "directory:own") + having(request.GET, **values)


@register.simple_tag
def after(following: tuple[str, UUID] | None) -> str:
    """The last row seen, as the address tells it."""
    return f"{WORD_OF[following[0]]}:{following[1]}" if following else ""


@register.simple_tag(takes_context=True)
def when_there(context: template.Context, name: str, **kwargs: Any) -> str:
    """Address of a page that another part of the house may have; empty when it has not."""
    try:
        return links.to(context["request"], name, **kwargs)
    except NoReverseMatch:
        return ""


@register.filter
def type_label(row: OwnRow) -> str:
    return str(TYPES[row.kind](row.type).label)


@register.filter
def status_label(status: str) -> str:
    return str(Status(status).label)


@register.filter
def status_tone(status: str) -> str:
    return TONES.get(Status(status), "neutral")


@register.filter
def names(maps: Sequence[Mapping[str, str]]) -> str:
    """ "Perhekahvila, Olohuone"."""
    return ", ".join(localise(each).text for each in maps)


@register.filter
def language_list(codes: Iterable[str]) -> str:
    return ", ".join(language_name(code) for code in codes)


@register.filter
def hint_sentence(hint: Sequence[str]) -> str:
    """What could be better, and in which language."""
    code, _field, language = hint
    sentence = str(SENTENCES.get(code, code))
    return f"{sentence} ({language_name(language)})" if language not in ("", "fi") else sentence


@register.filter
def kind_word(kind: str) -> str:
    """The kind as it stands in addresses."""
    return WORD_OF[kind]


KIND_LABELS = {
    "service": _lazy("Palvelu"),
    "place": _lazy("Paikka"),
    "channel": _lazy("Asiointikanava"),
    "connection": _lazy("Palvelu paikassa"),
}


@register.filter
def kind_label(kind: str) -> str:
    return str(KIND_LABELS[kind])


NEW_TITLES = {
    "service": _lazy("Uusi palvelu"),
    "place": _lazy("Uusi paikka"),
    "channel": _lazy("Uusi asiointikanava"),
}


@register.filter
def new_title(kind: str) -> str:
    return str(NEW_TITLES[kind])


@register.simple_tag(takes_context=True)
def edit_address(context: template.Context, desk: Desk) -> str:
    """The editor of a thing; a connection has its own."""
    if desk.kind == "connection":
        return links.to(context["request"], "directory:edit_connection", uuid=desk.uuid)
    return links.to(context["request"], "directory:edit_entry", kind=desk.kind, uuid=desk.uuid)


@register.filter
def language_word(code: str) -> str:
    return language_name(code)


@register.filter
def unlocalised_number(number: int) -> str:
    return str(number)


@register.simple_tag
def clash_label(clash: Clash) -> str:
    """ "Tiivistelmä, suomi"."""
    label = field_words.label(clash.field)
    return f"{label}, {language_name(clash.language)}" if clash.language else label


@register.simple_tag
def clash_words(clash: Clash, value: Any) -> str:
    """What one of the two wrote; nothing is told as nothing."""
    return history.unit_words(clash.field, value) or _("tyhjä")


@register.simple_tag
def hours_told(periods: Sequence[Period]) -> list[str]:
    """Regular hours as lines."""
    return field_words.hours_words(periods, ())


@register.simple_tag
def exception_told(item: HoursException) -> str:
    return field_words.exception_words(item)


@register.simple_tag
def holiday_told(day: date, code: str) -> str:
    """ "ma 6.12. itsenäisyyspäivä"."""
    return f"{date_words.short_date(day)} {holiday_name(code)}"


@register.filter
def own_name(code: str) -> str:
    """A language in its own words."""
    return LANGUAGES_OWN[code]
