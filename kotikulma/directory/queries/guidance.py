"""Words we say ourselves before any result: the home page's choices, and notes for people in distress.

Read from data/home.toml and data/guidance.toml, once per process.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language

from kotikulma.directory.queries.rows import Row
from kotikulma.directory.rules import guidance as rules
from kotikulma.kernel.i18n import localise

DATA = Path(__file__).resolve().parent.parent / "data"
PLAIN = "selko"
MOST = 2  # more than two notes above the results would be a wall


@dataclass(frozen=True, slots=True)
class HelpLink:
    title: str
    query: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Situation:
    """`query` is ready for an address: "q=vuokra+velka"."""

    title: str
    subtitle: str
    icon: str
    query: str


@dataclass(frozen=True, slots=True)
class Home:
    words: tuple[str, ...] = ()
    help_now: tuple[HelpLink, ...] = ()
    situations: tuple[Situation, ...] = ()


@dataclass(frozen=True, slots=True)
class NoteLink:
    """`phone` is set when the link is to be dialled; then `url` is "tel:…"."""

    title: str
    url: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    title: str
    body: str
    links: tuple[NoteLink, ...] = ()


@lru_cache(maxsize=8)
def home(language: str, *, plain: bool = False) -> Home:
    """What the home page offers in a language; `plain` takes plain Finnish where it is written."""
    raw = _read("home.toml")
    language = PLAIN if plain else language.split("-")[0]
    return Home(
        words=tuple(raw["words"].get(language) or raw["words"]["fi"]),
        help_now=tuple(
            HelpLink(_text(item["title"], language), _text(item.get("query"), language), item.get("phone", ""))
            for item in raw["help_now"]
        ),
        situations=tuple(
            Situation(
                title=_text(item["title"], language),
                subtitle=_text(item["subtitle"], language),
                icon=item["icon"],
                query=urlencode({"q": _text(item["query"], language)}),
            )
            for item in raw["situation"]
        ),
    )


def matching(
    text: str, language: str | None = None, *, plain: bool = False, rows: Sequence[Row] = ()
) -> tuple[Note, ...]:
    """Notes whose trigger words are in the query, in any language; the most urgent first, two at most.

    A link to a service goes straight to its page when it is among `rows`: who is in distress taps twice, not thrice.
    """
    words = rules.words_of(text)
    if not words:
        return ()
    fitting = _triggers().fitting(words)[:MOST]
    if not fitting:
        return ()
    language = PLAIN if plain else (language or get_language() or "fi").split("-")[0]
    notes = _read("guidance.toml")["note"]
    return tuple(_note(notes[number], language, rows) for number in fitting)


def _note(note: Mapping[str, Any], language: str, rows: Sequence[Row]) -> Note:
    said = note[PLAIN] if language == PLAIN else {key: _text(note[key], language) for key in ("title", "body")}
    return Note(said["title"], said["body"], tuple(_link(link, language, rows) for link in note["links"]))


def _link(link: Mapping[str, Any], language: str, rows: Sequence[Row]) -> NoteLink:
    title, phone = _text(link["title"], language), link.get("phone", "")
    if phone:
        return NoteLink(title, f"tel:{phone.replace(' ', '')}", phone)
    page = _page(link, rows) if "service" in link else ""
    query = urlencode({"q": _text(link["query"], language)})
    return NoteLink(title, page or f"{reverse('directory:results')}?{query}")


def _page(link: Mapping[str, Any], rows: Sequence[Row]) -> str:
    titles = {title.casefold() for title in link["title"].values()}
    named = (row for row in rows if row.kind == "service")
    return next((row.url for row in named if titles & {name.casefold() for name in row.card["name"].values()}), "")


def _text(texts: Mapping[str, str] | None, language: str) -> str:
    return localise(texts, language).text


@lru_cache(maxsize=1)
def _triggers() -> rules.Index:
    return rules.Index(chain.from_iterable(note["triggers"].values()) for note in _read("guidance.toml")["note"])


@lru_cache(maxsize=2)
def _read(name: str) -> Mapping[str, Any]:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))
