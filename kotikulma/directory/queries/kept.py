"""Entries as their keepers see them: what is or was shown to everybody, with its state today.

Where an entry counts: a place in its municipality, a service in those it is given in, anything without one in its
organisation's. A place whose address is hidden counts nowhere (I5).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.db.models import CharField, Count, F, Min, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce

from kotikulma.directory import access
from kotikulma.directory.models import Place, Reminder, Service
from kotikulma.directory.queries import freshness
from kotikulma.directory.queries.remembered import Remembered
from kotikulma.directory.rules import freshness as rules
from kotikulma.directory.types import AddressVisibility, AreaType, Status
from kotikulma.directory.types.freshness import EVERYWHERE, LIVING, NOWHERE, FreshnessState, KeptEntry
from kotikulma.kernel import clock
from kotikulma.kernel.db import plain
from kotikulma.kernel.types import Actor
from kotikulma.people import queries as people

KINDS = ("place", "service", "channel")
SHOWN_STALE = (FreshnessState.DUE, FreshnessState.WARNING)
REMEMBERED = 200  # viewers whose counts a process keeps until something changes
Own = Mapping[str, QuerySet[Any]]
SHOWN = ("uuid", "name", "summary", "status", "verified_at", "created_at")
WHERE = {"place": ("municipality_code", "address_visibility"), "service": ("area_type", "municipalities")}


@dataclass(frozen=True, slots=True)
class KeptFilter:
    """None and empty do not narrow. `municipality`: a code, NOWHERE or EVERYWHERE. `organization`: 0 is nobody's.

    `lacks`: languages of which at least one is missing from the summary. `unkept`: organisations nobody edits; theirs
    and those of no organisation.
    """

    states: tuple[FreshnessState, ...] = ()
    municipality: str | None = None
    organization: int | None = None
    kinds: tuple[str, ...] = KINDS
    lacks: tuple[str, ...] = ()
    unkept: frozenset[int] | None = None


class _Keeper(NamedTuple):
    id: int
    name: Mapping[str, str]
    municipality_code: str


def kept(viewer: Actor, wanted: KeptFilter, *, offset: int = 0, limit: int | None = None) -> list[KeptEntry]:
    """Those the viewer may edit, what was verified longest ago first. A fixed number of statements."""
    keys = _keys(access.own_entries(viewer), wanted).order_by("counted", "kind_", "id")
    return entries([(kind, pk) for kind, pk, _counted in keys[offset : None if limit is None else offset + limit]])


def count(viewer: Actor, wanted: KeptFilter) -> int:
    own = access.own_entries(viewer)
    return sum(narrowed(own, kind, wanted).count() for kind in wanted.kinds)


class Group(NamedTuple):
    """What one keeper has of one kind: how many in each state.

    `oldest_…`: when the one longest without a confirmation was confirmed, as the database writes it: see `moment`.
    """

    keeper: int | None
    fresh: int
    due: int
    warning: int
    hidden: int
    oldest_due: str | None
    oldest_warning: str | None

    @property
    def counts(self) -> tuple[int, ...]:
        """In the order of `FreshnessState`."""
        return self.fresh, self.due, self.warning, self.hidden

    @property
    def stale(self) -> int:
        return self.due + self.warning + self.hidden


_groups: Remembered[list[Group]] = Remembered(REMEMBERED)


def by_keeper(viewer: Actor, *states: FreshnessState) -> list[Group]:
    """All the viewer may edit that live, or those in these states. Three statements when some entry has changed."""
    key, version = (people.edited_organization_ids(viewer), states), (freshness.version(), None, clock.today())
    return _groups.get_or_make(version, key, lambda: _grouped(access.own_entries(viewer), states))


def _grouped(own: Own, states: tuple[FreshnessState, ...]) -> list[Group]:
    """Grouped by the keeper alone and counted by conditions, so that SQLite reads an index and no row."""
    found: list[Group] = []
    today = clock.today()
    oldest = {
        f"oldest_{state}": Cast(Min("counted", filter=_between(state, today)), TextField()) for state in SHOWN_STALE
    }
    for kind in KINDS:
        keeper = access.KEEPER[access.EDITED[kind]]
        rows = narrowed(own, kind, KeptFilter(states=states)).order_by()
        groups = rows.values_list(keeper).annotate(**counts_by_state(today), **oldest)
        found += [Group(*row) for row in plain.read(groups, keeper, *FreshnessState.values, *oldest)]
    return found


def moment(written: str) -> datetime:
    """SQLite writes moments in UTC without saying so. Read one by one: few of a thousand are asked for."""
    found = datetime.fromisoformat(written)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def counts_by_state(today: date) -> dict[str, Count]:
    """An aggregate for each state of `narrowed` rows, named after it."""
    return {state.value: Count("pk", filter=_between(state, today)) for state in FreshnessState}


def totals(counts: Iterable[Sequence[int]]) -> Counter[FreshnessState]:
    """By state, of numbers in the order of `FreshnessState`."""
    sums = map(sum, zip(*counts, strict=True))
    return Counter({state: number for state, number in zip(FreshnessState, sums, strict=False) if number})


def entries(keys: Sequence[tuple[str, int]]) -> list[KeptEntry]:
    """These, by (kind, id), in this order. One statement per kind, and one for the reminders."""
    today = clock.today()
    found: dict[tuple[str, int], KeptEntry] = {}
    rows: list[tuple[str, Any, _Keeper | None]] = []
    for kind in {kind for kind, _pk in keys}:
        model = access.EDITED[kind]
        keeper = access.KEEPER[model].removesuffix("_id")
        columns = (f"{keeper}_id", f"{keeper}__name", f"{keeper}__municipality_code")
        these = model.objects.filter(id__in=[pk for one, pk in keys if one == kind])
        read = these.values_list("id", *SHOWN, *WHERE.get(kind, ()), *columns, named=True)
        rows += [(kind, row, _Keeper(*row[-3:]) if row[-3] else None) for row in read]
    reminded = reminder_days({theirs.id if theirs else None for _kind, _row, theirs in rows})
    for kind, row, theirs in rows:
        found[kind, row.id] = _entry(kind, row, theirs, reminded.get(theirs.id if theirs else None, ()), today)
    return [found[key] for key in keys if key in found]


def narrowed(own: Own, kind: str, wanted: KeptFilter) -> QuerySet[Any]:
    """Living ones of one kind, narrowed; each with `counted` and `keeper`. `own`: `access.own_entries`."""
    today, model = clock.today(), access.EDITED[kind]
    rows = living(own[kind], today).annotate(
        counted=Coalesce("verified_at", "created_at"), keeper=F(access.KEEPER[model])
    )
    if wanted.states:
        rows = rows.filter(reduce(or_, (_between(state, today) for state in wanted.states)))
    if wanted.organization is not None:
        rows = rows.filter(**{access.KEEPER[model]: wanted.organization or None})
    if wanted.unkept is not None:
        rows = rows.filter(Q(keeper__isnull=True) | Q(**{f"{access.KEEPER[model]}__among": list(wanted.unkept)}))
    if wanted.municipality is not None:
        rows = _in_municipality(rows, kind, wanted.municipality)
    return _lacking(rows, wanted.lacks) if wanted.lacks else rows


def reminder_days(keepers: Iterable[int | None]) -> dict[int | None, list[date]]:
    """On which days those who keep the entries of each were asked, in order; None: of no one. One statement."""
    found: dict[int | None, list[date]] = {}
    asked = set(keepers)
    theirs = Q(organization_id__among=[keeper for keeper in asked if keeper])
    rows = Reminder.objects.filter(theirs | Q(organization=None) if None in asked else theirs).order_by("day")
    for keeper, day in rows.values_list("organization_id", "day"):
        found.setdefault(keeper, []).append(day)
    return found


def living(rows: QuerySet[Any], today: date) -> QuerySet[Any]:
    """Published or hidden, and not over: nobody needs to confirm what has ended."""
    rows = rows.filter(status__in=LIVING)
    if issubclass(rows.model, Service):
        return rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today))
    if issubclass(rows.model, Place):
        return rows.filter(Q(closed_on__isnull=True) | Q(closed_on__gte=today))
    return rows


def municipalities_of(kind: str, row: Any, keeper: Any) -> tuple[str, ...]:
    """Codes of where it counts; EVERYWHERE for the whole country, NOWHERE when it has no place to count in."""
    if kind == "place" and row.address_visibility == AddressVisibility.HIDDEN:
        return (NOWHERE,)
    if kind == "service" and row.area_type == AreaType.NATIONWIDE:
        return (EVERYWHERE,)
    own = row.municipalities if kind == "service" else [row.municipality_code] if kind == "place" else []
    return tuple(code for code in own if code) or ((keeper.municipality_code if keeper else "") or NOWHERE,)


def _keys(own: Own, wanted: KeptFilter) -> QuerySet[Any]:
    parts = [
        narrowed(own, kind, wanted)
        .annotate(kind_=Value(kind, CharField()))
        .order_by()
        .values_list("kind_", "id", "counted")
        for kind in wanted.kinds
    ]
    return parts[0].union(*parts[1:], all=True) if parts[1:] else parts[0]


def _entry(kind: str, row: Any, keeper: Any, reminded: Sequence[date], today: date) -> KeptEntry:
    counted = rules.counted_from(row.verified_at, row.created_at)
    return KeptEntry(
        kind=kind,
        uuid=row.uuid,
        name=row.name,
        status=row.status,
        organization_id=keeper.id if keeper else None,
        organization_name=keeper.name if keeper else {},
        municipalities=municipalities_of(kind, row, keeper),
        counted_from=counted,
        verified_at=row.verified_at,
        state=rules.state_of(counted, today, hidden=row.status == Status.HIDDEN),
        hides_on=rules.hides_on(counted, rules.first_asked(counted, reminded), today),
        languages=tuple(language for language, text in row.summary.items() if text),
    )


def _between(state: FreshnessState, today: date) -> Q:
    if state == FreshnessState.HIDDEN:
        return Q(status=Status.HIDDEN)
    since, before = rules.bounds(state, today)
    since = None if state == FreshnessState.WARNING else since  # what is older waits to be hidden
    return (
        ~Q(status=Status.HIDDEN)
        & (Q(counted__gte=since) if since else Q())
        & (Q(counted__lt=before) if before else Q())
    )


def _in_municipality(rows: QuerySet[Any], kind: str, code: str) -> QuerySet[Any]:
    """The same answer as `municipalities_of`, in SQL of both databases."""
    keeper = access.KEEPER[access.EDITED[kind]].removesuffix("_id")
    theirs = Q(**{f"{keeper}__municipality_code": code})
    theirs |= Q(**{f"{keeper}__isnull": True}) if code == NOWHERE else Q()
    if kind == "place":
        hidden = Q(address_visibility=AddressVisibility.HIDDEN)
        here = (Q(municipality_code=code) if code else Q(pk__in=[])) | (Q(municipality_code="") & theirs)
        return rows.filter((hidden | here) if code == NOWHERE else (~hidden & here))
    if kind == "channel":
        return rows.filter(theirs)
    nationwide = Q(area_type=AreaType.NATIONWIDE)
    if code == EVERYWHERE:
        return rows.filter(nationwide)
    rows = rows.annotate(area=Cast("municipalities", TextField()))
    named = Q(area__contains=f'"{code}"') if code else Q(pk__in=[])
    return rows.filter(~nationwide & (named | (Q(area="[]") & theirs)))


def _lacking(rows: QuerySet[Any], languages: Iterable[str]) -> QuerySet[Any]:
    """What is told in some language, but not in one of these."""
    missing = reduce(or_, (Q(**{f"summary__{language}__isnull": True}) for language in languages))
    return rows.exclude(summary={}).filter(missing)
