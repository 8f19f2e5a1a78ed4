"""Which documents fit: found by words or by filters alone, which of them are open, and what each filter would leave.

What filters and words choose is remembered while neither the data nor any door changes, nor any synonym.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from itertools import chain
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef

from kotikulma.directory.models import OpenInterval
from kotikulma.directory.queries.remembered import Remembered, State
from kotikulma.directory.types import HoursKind
from kotikulma.kernel import clock
from kotikulma.kernel.search import queries as search
from kotikulma.kernel.search import synonyms
from kotikulma.kernel.search.models import SearchDocument, SearchTag

CANDIDATES = 400
PAGE = 20
OPEN_KINDS = (HoursKind.OPEN, HoursKind.DROP_IN)
PREFIXES = {"kind": "kind:", "access": "access:", "age": "age:", "group": "group:", "language": "lang:"}
COUNTED = frozenset(("free", "remote", "step_free"))
COUNTED_PREFIXES = frozenset(prefix.removesuffix(":") for prefix in PREFIXES.values())
Groups = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Filters:
    """What the page's address says. Within a group any may match, between groups all must.

    `near`: (latitude, longitude) rounded to 0.01 degrees. `kinds`: service, place, organization.
    `organizations`: uuids of those who are responsible or produce.
    """

    text: str = ""
    open_now: bool = False
    open_today: bool = False
    access: tuple[str, ...] = ()
    age: tuple[str, ...] = ()
    group: tuple[str, ...] = ()
    municipality: str = ""
    near: tuple[float, float] | None = None
    language: tuple[str, ...] = ()
    free: bool = False
    remote: bool = False
    step_free: bool = False
    kinds: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    organizations: tuple[UUID, ...] = ()
    offset: int = 0
    limit: int = PAGE


class Candidate(NamedTuple):
    """Made by the hundred for every search: a tuple is the cheapest to make."""

    id: int
    kind: str
    score: float
    latitude: float | None
    longitude: float | None
    open: bool


@dataclass(frozen=True, slots=True)
class Selection:
    """Everything that fits, best first. `counts`: tag -> how many rows it would leave; "open_now" among them."""

    candidates: tuple[Candidate, ...]
    capped: bool
    counts: Mapping[str, int] = field(default_factory=dict)
    suggestion: str | None = None
    fuzzy: bool = False


class _Found(NamedTuple):
    """A candidate with the tags it is counted by."""

    candidate: Candidate
    tags: Collection[str]


# Past the ORM: with hundreds of ids it takes longer to write the statement than the database to answer it
_OPEN = """
SELECT d.id FROM search_searchdocument d WHERE d.id IN ({ids}) AND EXISTS (
    SELECT 1 FROM directory_openinterval o
    WHERE o.listed = d.object_uuid AND o.starts_at < %s AND o.ends_at > %s AND o.kind IN (%s, %s))
"""
DOORS = 20_000
_selections: Remembered[Selection] = Remembered(64)
_by_text: Remembered[Selection] = Remembered(64)
_doors: Remembered[dict[int, bool]] = Remembered(1)  # document -> open in this state; what was asked so far


def select(filters: Filters, now: datetime, state: State) -> Selection:
    """Whoever fits at `now`, in order but for distances."""
    groups = _groups(filters)
    key = (tuple(sorted(groups.items())), filters.open_now, filters.open_today)
    if text := filters.text.strip():
        asked = (text[: search.MAX_CHARACTERS], synonyms.edition(), *key)
        return _by_text.get_or_make(state, asked, lambda: _by_words(filters, groups, now, state))
    return _selections.get_or_make(state, key, lambda: _by_filters(filters, groups, now))


def _groups(filters: Filters) -> dict[str, tuple[str, ...]]:
    """Filter groups as tags: any within a group, all groups."""
    groups = {
        "kind": tuple(f"kind:{kind}" for kind in filters.kinds),
        "access": tuple(f"access:{mode}" for mode in filters.access),
        "age": tuple(f"age:{code}" for code in filters.age),
        "group": tuple(f"group:{code}" for code in filters.group),
        "municipality": (f"m:{filters.municipality}", "m:all") if filters.municipality else (),
        "language": tuple(f"lang:{code}" for code in filters.language),
        "free": ("free",) if filters.free else (),
        "remote": ("remote",) if filters.remote else (),
        "step_free": ("step_free",) if filters.step_free else (),
        "organization": tuple(f"org:{uuid}" for uuid in filters.organizations),
        **{f"tag:{tag}": (tag,) for tag in filters.tags},
    }
    return {name: tuple(tag.lower() for tag in tags) for name, tags in groups.items() if tags}


def _by_words(filters: Filters, groups: Groups, now: datetime, state: State) -> Selection:
    found = search.find(filters.text, limit_candidates=CANDIDATES)
    if groups and not found.exact:  # too many to filter here: let the index narrow, at the cost of lifted counts
        found = search.find(filters.text, tags_any=list(groups.values()), limit_candidates=CANDIDATES)
    doors = _open_in(state, [hit.id for hit in found.hits], now)
    weighed = [
        _Found(Candidate(hit.id, hit.kind, hit.score, hit.latitude, hit.longitude, doors[hit.id]), hit.tags)
        for hit in found.hits
    ]
    chosen = [one for one in weighed if _fits(one, groups)] if groups else weighed
    wider = {name: [one for one in weighed if _fits(one, _without(groups, name))] for name in groups.keys() & PREFIXES}
    counts = _counts(chosen, wider)
    kept = _open_as_asked(chosen, filters, now)
    if len(kept) < len(chosen):
        counts = _counts(kept, wider) | {"open_now": counts["open_now"]}
    return Selection(tuple(one.candidate for one in kept), not found.exact, counts, found.suggestion, found.fuzzy)


def _by_filters(filters: Filters, groups: Groups, now: datetime) -> Selection:
    found = _browse(filters, groups.values(), now)
    weighed = found[:CANDIDATES]
    chosen = _open_as_asked(weighed, filters, now)
    wider = {name: _browse(filters, _without(groups, name).values(), now) for name in groups.keys() & PREFIXES}
    counts = _counts(chosen, wider) | {"open_now": sum(one.candidate.open for one in weighed)}
    order = sorted(chosen, key=lambda one: not one.candidate.open)
    return Selection(tuple(one.candidate for one in order), len(found) > CANDIDATES, counts)


def _browse(filters: Filters, groups: Iterable[tuple[str, ...]], now: datetime) -> list[_Found]:
    """Documents that fit every group, heaviest first; one more than CANDIDATES tells that there are others."""
    openings = OpenInterval.objects.filter(
        listed=OuterRef("object_uuid"), starts_at__lte=now, ends_at__gt=now, kind__in=OPEN_KINDS
    )
    documents = SearchDocument.objects.filter(public=True)
    for tags in groups:
        documents = documents.filter(Exists(SearchTag.objects.filter(document_id=OuterRef("id"), tag__in=tags)))
    if filters.open_now:
        documents = documents.filter(Exists(openings))
    chosen = documents.order_by("-weight", "id").annotate(is_open=Exists(openings))
    rows = chosen.values_list("id", "kind", "weight", "latitude", "longitude", "is_open", "tags")
    return [_Found(Candidate(*row[:6]), row[6].split()) for row in rows[: CANDIDATES + 1]]


def _fits(one: _Found, groups: Groups) -> bool:
    return all(any(tag in one.tags for tag in wanted) for wanted in groups.values())


def _without(groups: Groups, name: str) -> dict[str, tuple[str, ...]]:
    return {other: tags for other, tags in groups.items() if other != name}


def _open_as_asked(found: Sequence[_Found], filters: Filters, now: datetime) -> list[_Found]:
    kept = [one for one in found if one.candidate.open or not filters.open_now]
    if filters.open_today:
        today = _open([one.candidate.id for one in kept], now, _end_of_day(now))
        kept = [one for one in kept if one.candidate.id in today]
    return kept


def _counts(chosen: Iterable[_Found], wider: Mapping[str, Sequence[_Found]]) -> dict[str, int]:
    """How many each filter would leave: its own group is lifted (`wider`), the others hold."""
    chosen = list(chosen)
    counts = _tally(chosen)
    for name, others in wider.items():
        lifted = _tally(others)
        counts |= {tag: count for tag, count in lifted.items() if tag.startswith(PREFIXES[name])}
    counts["open_now"] = sum(one.candidate.open for one in chosen)
    return counts


def _tally(found: Iterable[_Found]) -> dict[str, int]:
    counts = Counter(chain.from_iterable(one.tags for one in found))
    return {tag: count for tag, count in counts.items() if tag in COUNTED or tag.partition(":")[0] in COUNTED_PREFIXES}


def _open_in(state: State, ids: Sequence[int], now: datetime) -> dict[int, bool]:
    """Which of these are open at `now`; each document's doors are looked at once while none opens or closes."""
    known = _doors.get_or_make(state, "now", dict)
    missing = [number for number in ids if number not in known]
    if missing:
        found = _open(missing, now, now + timedelta(microseconds=1))
        made = {number: number in found for number in missing}
        if len(known) + len(made) > DOORS:
            known = {number: known[number] for number in ids if number in known}
            _doors.keep(state, "now", known)
        known.update(made)
    return known


def _open(ids: Sequence[int], start: datetime, end: datetime) -> set[int]:
    """Which of these documents have a stretch of being open in [start, end)."""
    if not ids:
        return set()
    moment = connection.ops.adapt_datetimefield_value
    sql = _OPEN.format(ids=", ".join(["%s"] * len(ids)))
    with connection.cursor() as cursor:
        cursor.execute(sql, [*ids, moment(end), moment(start), *(str(kind.value) for kind in OPEN_KINDS)])
        return {number for (number,) in cursor.fetchall()}


def _end_of_day(now: datetime) -> datetime:
    local = now.astimezone(clock.HELSINKI)
    return datetime.combine(local.date() + timedelta(days=1), time(0), tzinfo=clock.HELSINKI)
