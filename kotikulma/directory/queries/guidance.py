"""Words we say ourselves before any result: the home page's choices, and notes for people in distress."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HelpLink:
    title: str
    query: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Situation:
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
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Note:
    title: str
    body: str
    links: tuple[NoteLink, ...] = ()


def home(language: str) -> Home:
    """What the home page offers in a language."""
    return Home()


def matching(text: str) -> tuple[Note, ...]:
    """Notes whose trigger words are in the query."""
    return ()
