"""What the address of an embedded list says, the page that makes one, and pages that may be asked for by oEmbed."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from kotikulma.events.forms.calendar import filters_of, read_uuid
from kotikulma.events.types import EventNotFound, Theme
from kotikulma.events.types.embedding import Choice, Choices, Wanted
from kotikulma.events.types.records import ListFilter
from kotikulma.kernel import municipalities
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.ui.language_names import language_name
from kotikulma.kernel.ui.links import LANGUAGES

KEYS = ("kunta", "paikka", "jarjestaja", "ika", "aihe", "kieli", "laji", "maksuton", "verkossa", "ilmo")
EVENT, ROWS = "tapahtuma", "rivit"
USUAL, MOST = 5, 20
LIST, ONE, TIME = "events:calendar", "events:event", "events:time"


def wanted(query: QueryDict, now: datetime) -> Wanted:
    """What is not known is ignored, as on the calendar's page; an event that cannot be one is not found."""
    narrowed = kept(query)
    rows = query.get(ROWS, "")
    count = min(max(int(rows), 1), MOST) if rows.isdecimal() and len(rows) < 4 else USUAL
    if EVENT not in query:
        return Wanted(filters_of(QueryDict(urlencode(narrowed, doseq=True)), now, None), None, count, narrowed)
    event = read_uuid(query[EVENT])
    if event is None:
        raise EventNotFound
    return Wanted(ListFilter(start=now, events=frozenset({event})), event, count, {})


def kept(query: QueryDict) -> dict[str, list[str]]:
    """What narrows a list, without words and days."""
    return {key: query.getlist(key) for key in KEYS if any(query.getlist(key))}


def address_of(query: Mapping[str, Any], language: str) -> str:
    """The whole address of an embedded list."""
    return _address("/tapahtumat/upotus/", query, language)


def calendar_address(query: Mapping[str, Any], language: str) -> str:
    """The calendar narrowed in the same way."""
    return _address("/tapahtumat/", query, language)


def page_of(url: str) -> tuple[str, UUID | None, QueryDict]:
    """Language, event and query of a page of ours that can be shown elsewhere; EventNotFound for any other address."""
    try:
        parts = urlsplit(url)
        language = translation.get_language_from_path(parts.path) or "fi"
        with translation.override(language):
            found = resolve(parts.path)
    except (ValueError, Resolver404):
        raise EventNotFound from None
    if parts.netloc != urlsplit(settings.BASE_URL).netloc or found.view_name not in (LIST, ONE, TIME):
        raise EventNotFound
    return language, found.kwargs.get("uuid"), QueryDict(parts.query)


class EmbedForm(forms.Form):
    """Named as the keys of the calendar's address, so that what is chosen is the address."""

    kunta = forms.ChoiceField(label=_("Kunta"), required=False)
    paikka = forms.ChoiceField(label=_("Paikka"), required=False)
    jarjestaja = forms.ChoiceField(label=_("Järjestäjä"), required=False)
    aihe = forms.ChoiceField(label=_("Aihe"), required=False)
    kieli = forms.ChoiceField(label=_("Tapahtuman kieli"), required=False)
    lista = forms.ChoiceField(label=_("Listan kieli"), required=False)
    rivit = forms.TypedChoiceField(label=_("Kuinka monta tapahtumaa"), coerce=int, required=False)

    def __init__(self, data: QueryDict, *, choices: Choices, language: str) -> None:
        super().__init__(data, label_suffix="")
        towns = [(one.code, localise(one.name).text) for one in municipalities.in_project()]
        self._offer("kunta", _("Kaikki kunnat"), towns)
        self._offer("paikka", _("Kaikki paikat"), _named(choices.places))
        self._offer("jarjestaja", _("Kaikki järjestäjät"), _named(choices.organisers))
        self._offer("aihe", _("Kaikki aiheet"), Theme.choices)
        self._offer("kieli", _("Kaikki kielet"), [(code, language_name(code)) for code in LANGUAGES])
        self.fields["lista"].choices = [(code, language_name(code)) for code in LANGUAGES]
        self.fields["rivit"].choices = [(number, str(number)) for number in (3, USUAL, 10, MOST)]
        self.language = language
        usual = {"lista": language, ROWS: str(USUAL)}
        self.data = {name: data.get(name) or usual.get(name, "") for name in self.fields}

    def chosen(self) -> tuple[dict[str, str], str]:
        """Query and language of the list. What was not offered is left out."""
        self.is_valid()
        found = {key: str(value) for key, value in self.cleaned_data.items() if value and key != "lista"}
        return {ROWS: str(USUAL)} | found, self.cleaned_data.get("lista") or self.language

    def _offer(self, name: str, every: Any, choices: Iterable[tuple[Any, Any]]) -> None:
        self.fields[name].choices = [("", every), *choices]


def _named(found: Iterable[Choice]) -> list[tuple[str, str]]:
    return [(str(one.uuid), localise(one.name).text) for one in found]


def _address(path: str, query: Mapping[str, Any], language: str) -> str:
    prefix = "" if language == "fi" else f"/{language}"
    return f"{settings.BASE_URL}{prefix}{path}{'?' if query else ''}{urlencode(query, doseq=True)}"
