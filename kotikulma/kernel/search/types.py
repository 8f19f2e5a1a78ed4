"""What goes into the index and what comes out of it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from kotikulma.kernel.slots import Slot


@dataclass(frozen=True, slots=True)
class Document:
    """One findable thing, in every language it has.

    Texts are `{language: text}`. `keywords` are the words people use for it, as good as its name;
    `place_words` name where it is (street, district, municipality in fi and sv). `tags` are exact
    filter values such as "municipality:179", compared without regard to case. `card` is the
    module's own data for a row of a list: the index stores it and never looks inside. Never put
    a hidden address into any of these.
    """

    kind: str
    uuid: UUID
    names: Mapping[str, str]
    summaries: Mapping[str, str] = field(default_factory=dict)
    bodies: Mapping[str, str] = field(default_factory=dict)
    keywords: Mapping[str, Sequence[str]] = field(default_factory=dict)
    place_words: Sequence[str] = ()
    tags: frozenset[str] | set[str] = frozenset()
    card: Mapping[str, Any] = field(default_factory=dict)
    url_path: str = ""
    latitude: float | None = None
    longitude: float | None = None
    weight: float = 0.0
    public: bool = True


class Hit(NamedTuple):
    """One result. `id`: of its document. `complete`: every word that matters was found in it."""

    id: int
    score: float
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """Results, best first. `exact`: `hits` is everything there is, otherwise there are more than `len(hits)`.

    `suggestion` is a repaired spelling of the whole query ("Tarkoititko …"); `fuzzy` says that the
    hits already come from it.
    """

    hits: list[Hit]
    suggestion: str | None = None
    exact: bool = True
    fuzzy: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """What a list shows of one document."""

    id: int
    uuid: UUID
    kind: str
    names: dict[str, str]
    card: dict[str, Any]
    url_path: str
    tags: frozenset[str]
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True, slots=True)
class Source:
    """A module's documents of one kind, made again in chunks when everything is.

    `ids`: all there is to look at. `build`: the documents of some of it; the context is entered before they are
    indexed and left after, in one transaction, so what stands beside the index may be written there. `uuids`: all that
    should be in the index.
    """

    kind: str
    ids: Callable[[], Sequence[int]]
    build: Callable[[Sequence[int]], AbstractContextManager[Iterable[Document]]]
    uuids: Callable[[], Iterable[UUID]]


SOURCES: Slot[Source] = Slot("search.documents", "Each module's findable things; `reindex` walks them all.")
