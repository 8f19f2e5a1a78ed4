"""The whole region in numbers, for coordinators: each is the length of a list. A fixed number of statements."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import NamedTuple

from django.db.models import Count, Q

from kotikulma.directory import access
from kotikulma.directory.queries import duplicates, freshness, kept, reminders, reports
from kotikulma.directory.queries.kept import KeptFilter
from kotikulma.directory.queries.remembered import Remembered, State
from kotikulma.directory.types.freshness import FreshnessState
from kotikulma.kernel import clock
from kotikulma.kernel.slots import Slot
from kotikulma.kernel.types import Actor
from kotikulma.people import queries as people
from kotikulma.people.types import OrganizationValue

LANGUAGES = ("sv", "en")


class Counted(NamedTuple):
    """`words`: what is counted; `page` and `query`: the URL name of the list of it, and what narrows that."""

    how_many: int
    words: str
    page: str
    query: Mapping[str, str]


MESSAGES: Slot[Callable[[Actor], list[Counted]]] = Slot(
    "directory.region_messages",
    "What residents wrote to modules above, counted for the coordinators' view of the region.",
)


class Region(NamedTuple):
    """`lacking`: language -> entries that are told in some language but not in this one.

    `unkept`: organisations nobody edits; `alone`: entries that wait for a word and have nobody to ask. `messages`: of
    modules above.
    """

    organizations: int
    unkept: int
    entries: int
    states: Mapping[FreshnessState, int]
    lacking: Mapping[str, int]
    reports: int
    approvals: int
    duplicates: int
    alone: int
    messages: tuple[Counted, ...] = ()


_lacked: Remembered[Mapping[str, int]] = Remembered(1)  # a coordinator sees all


class OrganizationLine(NamedTuple):
    """`kept`: somebody edits it. `entries`: published or hidden ones, `stale` of which wait for a word."""

    organization: OrganizationValue
    kept: bool
    entries: int
    stale: int


def region(viewer: Actor) -> Region:
    """NotFound for others than coordinators."""
    access.check_coordinator(viewer)
    groups, nobodys = kept.by_keeper(viewer), reminders.nobodys()
    states = kept.totals(group.counts for group in groups)
    return Region(
        organizations=people.count_organizations(viewer),
        unkept=len(people.unkept_organization_ids()),
        entries=states.total(),
        states=states,
        lacking=_lacking(viewer),
        reports=reports.count(viewer),
        duplicates=duplicates.count(viewer),
        alone=sum(group.stale for group in groups if group.keeper in nobodys),
        messages=tuple(counted for count in MESSAGES for counted in count(viewer)),
        approvals=people.waiting_requests_count(viewer),
    )


def organizations(
    viewer: Actor, *, unkept: bool = False, offset: int = 0, limit: int | None = None
) -> tuple[list[OrganizationLine], int]:
    """Published organisations with what each keeps, and how many there are; `unkept`: those nobody edits.

    NotFound for others than coordinators.
    """
    access.check_coordinator(viewer)
    alone = people.unkept_organization_ids()
    entries: Counter[int] = Counter()
    stale: Counter[int] = Counter()
    for group in kept.by_keeper(viewer):
        if group.keeper:
            entries[group.keeper] += group.fresh + group.stale
            stale[group.keeper] += group.stale
    lines = [
        OrganizationLine(found, found.id not in alone, entries[found.id], stale[found.id])
        for found in people.living_organizations(viewer, alone if unkept else None, offset=offset, limit=limit)
    ]
    return lines, len(alone) if unkept else people.count_organizations(viewer)


def _lacking(viewer: Actor) -> Mapping[str, int]:
    """By language, as `kept` narrows by `lacks`. Read past the groups: it is the texts that take the time."""
    state: State = (freshness.version(), None, clock.today())
    return _lacked.get_or_make(state, None, lambda: _count_lacking(access.own_entries(viewer)))


def _count_lacking(own: kept.Own) -> Mapping[str, int]:
    found: Counter[str] = Counter()
    for kind in kept.KINDS:
        rows = kept.narrowed(own, kind, KeptFilter())
        found.update(rows.aggregate(**{code: Count("pk", filter=_lacks(code)) for code in LANGUAGES}))
    return found


def _lacks(language: str) -> Q:
    return Q(**{f"summary__{language}__isnull": True}) & ~Q(summary={})
