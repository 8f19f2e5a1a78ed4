"""The list behind home, results, command line and API: ranked or browsed, filtered, counted, with open states.

Bounded work: at most CANDIDATES documents are weighed; beyond that the total is said to be "at least".
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from math import asin, cos, inf, radians, sin, sqrt
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from kotikulma.directory.models import OpenInterval
from kotikulma.directory.rules.states import row_state
from kotikulma.directory.types import HoursKind, Interval, OpenState
from kotikulma.kernel import clock
from kotikulma.kernel.search import queries as search
from kotikulma.kernel.search.models import SearchDocument, SearchTag
from kotikulma.kernel.search.types import Hit

CANDIDATES = 400
PAGE = 20
OPEN_KINDS = (HoursKind.OPEN, HoursKind.DROP_IN)
NEAR_KM = 5.0
PREFIXES = {"kind": "kind:", "access": "access:", "age": "age:", "group": "group:", "language": "lang:"}


@dataclass(frozen=True, slots=True)
class Filters:
    """What the page's address says. Within a group any may match, between groups all must.

    `near`: (latitude, longitude) rounded to 0.01 degrees. `kinds`: service, place, organization.
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
    offset: int = 0
    limit: int = PAGE


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list: the card as stored, its open state now, how far away it is (km)."""

    uuid: UUID
    kind: str
    card: Mapping[str, Any]
    url: str
    state: OpenState
    kilometres: float | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """`total` is exact unless `capped`. `counts`: tag -> how many rows it would leave; "open_now" among them."""

    rows: tuple[Row, ...]
    total: int
    capped: bool
    open_total: int
    counts: Mapping[str, int] = field(default_factory=dict)
    suggestion: str | None = None
    fuzzy: bool = False
    next_offset: int | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    id: int
    uuid: UUID
    kind: str
    score: float
    tags: frozenset[str]
    latitude: float | None
    longitude: float | None


def listing(filters: Filters, now: datetime) -> Listing:
    """Anybody's view of what is published, at `now` (aware). A constant number of statements."""
    groups = _groups(filters)
    found, suggestion, fuzzy, capped = _candidates(filters, groups, now)
    open_now = _open(found, now, now + timedelta(seconds=1))
    candidates = [item for item in found if _fits(item.tags, groups)]
    if filters.open_now:
        candidates = [item for item in candidates if item.uuid in open_now]
    if filters.open_today:
        today = _open(candidates, now, _end_of_day(now))
        candidates = [item for item in candidates if item.uuid in today]
    counts = _counts(filters, found, groups, candidates, open_now, now)
    ordered = _ordered(candidates, filters, open_now)
    page = ordered[filters.offset : filters.offset + filters.limit]
    more = filters.offset + filters.limit < len(ordered)
    return Listing(
        rows=rows(page, now, filters.near),
        total=len(ordered),
        capped=capped,
        open_total=sum(item.uuid in open_now for item in candidates),
        counts=counts,
        suggestion=suggestion,
        fuzzy=fuzzy,
        next_offset=filters.offset + filters.limit if more else None,
    )


def rows(page: Sequence[Candidate], now: datetime, near: tuple[float, float] | None = None) -> tuple[Row, ...]:
    """Cards and open states of one page, in its order."""
    cards = {
        uuid: (card, url)
        for uuid, card, url in SearchDocument.objects.filter(id__in=[item.id for item in page]).values_list(
            "object_uuid", "card", "url_path"
        )
    }
    upcoming = _upcoming([item.uuid for item in page], now)
    return tuple(
        Row(
            uuid=item.uuid,
            kind=item.kind,
            card=cards[item.uuid][0],
            url=cards[item.uuid][1],
            state=row_state(cards[item.uuid][0]["life"], upcoming.get(item.uuid, ()), now),
            kilometres=_kilometres(near, item),
        )
        for item in page
        if item.uuid in cards
    )


def open_nearby(filters: Filters, now: datetime, *, limit: int = 4) -> Listing:
    """What is open this minute, places first: the home page's list."""
    return listing(replace(filters, open_now=True, limit=limit, kinds=("place",)), now)


def meeting_places(filters: Filters, now: datetime) -> dict[str, list[Row]]:
    """Meeting places by municipality code, each municipality's open ones first."""
    found = listing(replace(filters, tags=("meeting",), kinds=("place",), limit=CANDIDATES), now)
    groups: dict[str, list[Row]] = {}
    for row in found.rows:
        groups.setdefault(row.card["where"]["municipality"], []).append(row)
    return groups


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
        **{f"tag:{tag}": (tag,) for tag in filters.tags},
    }
    return {name: tuple(tag.lower() for tag in tags) for name, tags in groups.items() if tags}


def _candidates(
    filters: Filters, groups: Mapping[str, tuple[str, ...]], now: datetime
) -> tuple[list[Candidate], str | None, bool, bool]:
    if filters.text.strip():
        found = search.find(filters.text, limit_candidates=CANDIDATES)
        if groups and not found.exact:  # too many to filter here: let the index narrow, at the cost of lifted counts
            found = search.find(filters.text, tags_any=list(groups.values()), limit_candidates=CANDIDATES)
        return [_candidate(hit) for hit in found.hits], found.suggestion, found.fuzzy, not found.exact
    browsed = _browse(filters, groups.values(), now)
    return browsed[:CANDIDATES], None, False, len(browsed) > CANDIDATES


def _browse(filters: Filters, groups: Iterable[tuple[str, ...]], now: datetime) -> list[Candidate]:
    """Documents that fit every group, heaviest first; one more than CANDIDATES tells that there are others."""
    documents = SearchDocument.objects.filter(public=True)
    for tags in groups:
        documents = documents.filter(Exists(SearchTag.objects.filter(document_id=OuterRef("id"), tag__in=tags)))
    if filters.open_now:
        openings = OpenInterval.objects.filter(
            listed=OuterRef("object_uuid"), starts_at__lte=now, ends_at__gt=now, kind__in=OPEN_KINDS
        )
        documents = documents.filter(Exists(openings))
    chosen = documents.order_by("-weight", "id").values_list(
        "id", "object_uuid", "kind", "weight", "tags", "latitude", "longitude"
    )[: CANDIDATES + 1]
    return [Candidate(i, u, k, w, frozenset(t.split()), la, lo) for i, u, k, w, t, la, lo in chosen]


def _candidate(hit: Hit) -> Candidate:
    return Candidate(hit.id, hit.uuid, hit.kind, hit.score, hit.tags, hit.latitude, hit.longitude)


def _fits(tags: frozenset[str], groups: Mapping[str, tuple[str, ...]]) -> bool:
    return all(not tags.isdisjoint(wanted) for wanted in groups.values())


def _counts(
    filters: Filters,
    found: Sequence[Candidate],
    groups: Mapping[str, tuple[str, ...]],
    chosen: Sequence[Candidate],
    open_now: Collection[UUID],
    now: datetime,
) -> dict[str, int]:
    """How many each filter would leave: its own group is lifted, the others hold. One statement more per chosen group."""
    counts = Counter(tag for item in chosen for tag in item.tags)
    for name in groups.keys() & PREFIXES.keys():
        others = {other: tags for other, tags in groups.items() if other != name}
        wider = found if filters.text.strip() else _browse(filters, others.values(), now)
        lifted = Counter(tag for item in wider if _fits(item.tags, others) for tag in item.tags)
        counts.update({tag: count - counts[tag] for tag, count in lifted.items() if tag.startswith(PREFIXES[name])})
    counts["open_now"] = sum(item.uuid in open_now for item in found if _fits(item.tags, groups))
    return dict(counts)


def _ordered(candidates: list[Candidate], filters: Filters, open_now: Collection[UUID]) -> list[Candidate]:
    if filters.text.strip():
        if filters.near is None:
            return candidates
        return sorted(candidates, key=lambda item: -item.score * (1 + _nearness(filters.near, item)))
    return sorted(
        candidates,
        key=lambda item: (item.uuid not in open_now, _far(filters.near, item), -item.score, item.id),
    )


def _far(near: tuple[float, float] | None, item: Candidate) -> float:
    """For sorting: what has no position comes last when the reader gave one."""
    distance = _kilometres(near, item)
    return (inf if near else 0.0) if distance is None else distance


def _nearness(near: tuple[float, float] | None, item: Candidate) -> float:
    distance = _kilometres(near, item)
    return 0.0 if distance is None else 0.3 / (1 + distance / NEAR_KM)


def _kilometres(near: tuple[float, float] | None, item: Candidate) -> float | None:
    """Great-circle distance; None without a position on either side."""
    if near is None or item.latitude is None or item.longitude is None:
        return None
    lat1, lon1, lat2, lon2 = map(radians, (*near, item.latitude, item.longitude))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371.0 * asin(sqrt(half))


def _open(candidates: Iterable[Candidate], start: datetime, end: datetime) -> set[UUID]:
    return set(
        OpenInterval.objects.filter(
            listed__in=[item.uuid for item in candidates],
            starts_at__lt=end,
            ends_at__gt=start,
            kind__in=OPEN_KINDS,
        ).values_list("listed", flat=True)
    )


def _upcoming(uuids: Sequence[UUID], now: datetime) -> dict[UUID, list[Interval]]:
    found: dict[UUID, list[Interval]] = {}
    wanted = OpenInterval.objects.filter(listed__in=uuids, ends_at__gt=now).order_by("starts_at")
    for listed, start, end, kind in wanted.values_list("listed", "starts_at", "ends_at", "kind"):
        found.setdefault(listed, []).append(Interval(start, end, HoursKind(kind)))
    return found


def _end_of_day(now: datetime) -> datetime:
    local = now.astimezone(clock.HELSINKI)
    return datetime.combine(local.date() + timedelta(days=1), time(0), tzinfo=clock.HELSINKI)
