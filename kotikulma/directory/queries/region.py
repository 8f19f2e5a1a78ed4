"""The whole region in numbers, for coordinators: each is the length of a list. A fixed number of statements."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import NamedTuple

from django.db.models import Count, Q

from kotikulma.directory import access
from kotikulma.directory.queries import duplicates, kept, reminders, reports
from kotikulma.directory.queries.kept import KeptFilter
from kotikulma.directory.types.freshness import STALE, FreshnessState
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


class OrganizationLine(NamedTuple):
    """`kept`: somebody edits it. `entries`: published or hidden ones, `stale` of which wait for a word."""

    organization: OrganizationValue
    kept: bool
    entries: int
    stale: int


def region(viewer: Actor) -> Region:
    """NotFound for others than coordinators."""
    access.check_coordinator(viewer)
    states: Counter[FreshnessState] = Counter()
    lacking: Counter[str] = Counter()
    own, nobodys, alone = access.own_entries(viewer), reminders.nobodys(), 0
    for kind in kept.KINDS:
        rows = kept.narrowed(own, kind, KeptFilter()).order_by()
        missing = {f"lacks_{code}": Count("pk", filter=_lacks(code)) for code in LANGUAGES}
        groups = rows.values_list("state", access.KEEPER[access.EDITED[kind]]).annotate(count=Count("pk"), **missing)
        for state, keeper, count, *lacks in groups:
            states[kept.STATES[state]] += count
            lacking.update(dict(zip(LANGUAGES, lacks, strict=True)))
            alone += count if state in STALE and keeper in nobodys else 0
    return Region(
        organizations=people.count_organizations(viewer),
        unkept=len(people.unkept_organization_ids()),
        entries=states.total(),
        states=states,
        lacking=lacking,
        reports=reports.count(viewer),
        duplicates=duplicates.count(viewer),
        alone=alone,
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
    for state, keeper, count, _oldest in kept.by_keeper(access.own_entries(viewer)):
        if keeper:
            entries[keeper] += count
            stale[keeper] += count if state != FreshnessState.FRESH else 0
    lines = [
        OrganizationLine(found, found.id not in alone, entries[found.id], stale[found.id])
        for found in people.living_organizations(viewer, alone if unkept else None, offset=offset, limit=limit)
    ]
    return lines, len(alone) if unkept else people.count_organizations(viewer)


def _lacks(language: str) -> Q:
    """As `kept` narrows by `lacks`."""
    return Q(**{f"summary__{language}__isnull": True}) & ~Q(summary={})
