"""Where a client stands on the by-name list and how she came there, for those who work with her. Logged."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q, TextField
from django.db.models.functions import Cast

from kotikulma.casework import access
from kotikulma.casework.access import Ground, Opened
from kotikulma.casework.models import ListEvent, Pair, Relationship
from kotikulma.casework.queries import plans
from kotikulma.casework.rules import episodes, ledger, long_term, situations
from kotikulma.casework.types.clients import Basis, DataClass
from kotikulma.casework.types.doubles import Verdict
from kotikulma.casework.types.ledger import (
    EFFECTS,
    Attempt,
    Effect,
    Entry,
    EventType,
    LedgerRefused,
    Standing,
    SubjectNotFound,
)
from kotikulma.casework.types.listing import EventLine, ListedLine, ListingPage
from kotikulma.casework.types.plans import Silence
from kotikulma.casework.types.situations import Episode, Segment, SituationCode
from kotikulma.kernel import clock, own_keys
from kotikulma.kernel.types import Actor
from kotikulma.people import queries as people
from kotikulma.people.types import CaseStanding

MARK = 8  # letters of a family's mark
_ENTRY = tuple(field.name for field in fields(Entry))


def listing(viewer: Actor, client: UUID) -> tuple[Opened, ListingPage]:
    """As many statements however many events."""
    data = (DataClass.IDENTITY, DataClass.NETWORK, DataClass.HOUSING, DataClass.CONTACTS)
    opened = access.open_client(viewer, client, *data)
    rows = _rows(opened)
    entries, today = [_entry(row) for row in rows], clock.today()
    standing, spells = ledger.standing_on(entries, today)
    known = ledger.episodes_of(standing, spells)
    last, tried = plans.attempts_of(opened)
    rule = long_term.in_force(long_term.RULES, today)
    view = long_term.suggest(rule, factor=standing.factor, episodes=known, on=today)
    return opened, ListingPage(
        on=standing.on,
        merged=standing.merged,
        since=standing.since,
        days=view.days,
        in_three_years=episodes.days_in_three_years([_segment(one) for one in known], today),
        place=str(SituationCode(standing.situation).label) if standing.situation else "",
        ara=str(situations.ara_class(standing.situation, in_family=standing.household is not None) or ""),
        ethos=situations.ethos_light(standing.situation),
        long_term=standing.long_term or (not standing.decided and view.suggested),
        decided=standing.decided,
        view=view,
        left=str(EventType(standing.left_by).label) if standing.left_by else "",
        comes_as=_comes_as(standing),
        silence=Silence(last, len(tried), ledger.suggest_inactive(today, last, tried)),
        missing=ledger.missing_tries(today, last, tried),
        approvers=approvers(opened),
        same=_same(opened),
        events=_lines(rows),
        family=family_mark(standing.household),
    )


def family_of(opened: Opened) -> str:
    """The mark of the family she is with today; "" when alone or off the list."""
    standing, _spells = ledger.standing_on([_entry(row) for row in _rows(opened)], clock.today())
    return family_mark(standing.household)


def family_mark(household: UUID | None) -> str:
    """What a worker writes on the page of another of the family: the end of the household's number."""
    return household.hex[-MARK:] if household else ""


def household_of(mark: str) -> UUID | None:
    """The household with this mark; None when none, or more than one, has it."""
    rows = ListEvent.objects.annotate(written=Cast("household", TextField()))
    found = set(rows.filter(written__endswith=mark).values_list("household", flat=True)[:2]) if mark else set()
    return found.pop() if len(found) == 1 else None


def listed(viewer: Actor) -> list[ListedLine]:
    """The viewer's own clients who are on the list, the longest without a home first.

    One row in the log of each unit names them. As many statements however many clients.
    """
    standing, now, today = access.standing_of(viewer), clock.now(), clock.today()
    rows = list(access.own_relationships(standing, now).select_related("client", "unit").order_by("id"))
    held = {row.client_id: _opened(row, standing) for row in rows}
    subjects = {one.subject: pk for pk, one in held.items() if one.subject}
    ledgers: dict[int, list[Entry]] = defaultdict(list)
    events = ListEvent.objects.filter(subject__uuid__in=subjects).select_related("subject")
    for row in events.order_by("subject", "number"):
        ledgers[subjects[row.subject.uuid]].append(_entry(row))
    found = {pk: ledger.standing_on(entries, today) for pk, entries in ledgers.items()}
    shown = {pk: pair for pk, pair in found.items() if pair[0].on}
    tried = plans.attempts_of_many({pk: held[pk] for pk in shown})
    _log_listed(viewer, standing, [row for row in rows if row.client_id in shown])
    lines = [_listed(held[pk], *pair, *tried[pk]) for pk, pair in shown.items()]
    return sorted(lines, key=lambda line: (-line.days, line.name.casefold()))


def event(viewer: Actor, client: UUID, number: int) -> tuple[Opened, EventLine]:
    """One event that may be corrected; SubjectNotFound for every other."""
    opened = access.open_client(viewer, client, DataClass.IDENTITY, DataClass.HOUSING)
    found = next((line for line in _lines(_rows(opened)) if line.number == number and line.mendable), None)
    if found is None:
        raise SubjectNotFound
    return opened, found


def approvers(opened: Opened) -> list[tuple[str, str]]:
    """(uuid, name) of those who may approve that contact is lost: others who answer for the unit, by name.

    Who answers for it alone asks a colleague of the unit.
    """
    unit, own = opened.ground.unit_id, opened.ground.standing.person_id
    leads = [one for one in people.case_mail(unit, leads=True) if one.id != own]
    if not leads and unit in opened.ground.standing.led:
        leads = [one for one in people.case_mail(unit) if one.id != own]
    return sorted(((str(one.uuid), one.name or one.email) for one in leads), key=lambda pair: pair[1])


def _listed(
    opened: Opened, standing: Standing, spells: Sequence[Episode], last: date, tried: Sequence[Attempt]
) -> ListedLine:
    today = clock.today()
    known = ledger.episodes_of(standing, spells)
    view = long_term.suggest(
        long_term.in_force(long_term.RULES, today), factor=standing.factor, episodes=known, on=today
    )
    return ListedLine(
        opened.client.uuid,
        opened.identity.name,
        str(SituationCode(standing.situation).label),
        str(situations.ara_class(standing.situation, in_family=standing.household is not None) or ""),
        standing.since,
        view.days,
        standing.long_term or (not standing.decided and view.suggested),
        last,
        ledger.suggest_inactive(today, last, tried),
    )


def _opened(row: Relationship, standing: CaseStanding) -> Opened:
    ground = Ground(standing, row.unit_id, row.unit.uuid, row.basis, row.task)
    return Opened(row.client, own_keys.unwrap(row.client.wrapped_key), ground)


def _log_listed(viewer: Actor, standing: CaseStanding, rows: Iterable[Relationship]) -> None:
    by_unit: dict[int, list[UUID]] = defaultdict(list)
    for row in rows:
        by_unit[row.unit_id].append(row.client.uuid)
    with transaction.atomic():
        for unit, named in sorted(by_unit.items()):
            ground = access.ground_in_unit(standing, unit, basis=Basis.CLIENT_RELATIONSHIP)
            data = [DataClass.IDENTITY, DataClass.HOUSING]
            access.log(viewer, ground, access.LISTED, subjects=named, kind="client_list", data=data)


def _rows(opened: Opened) -> list[ListEvent]:
    return list(ListEvent.objects.filter(subject__uuid=opened.subject).order_by("number")) if opened.subject else []


def _entry(row: ListEvent) -> Entry:
    return Entry(**{name: getattr(row, name) for name in _ENTRY})


def _segment(one: Episode) -> Segment:
    return Segment(SituationCode.UNKNOWN, one.start, one.end)


def _comes_as(standing: Standing) -> str:
    try:
        return "" if standing.on or standing.merged else str(ledger.entry_type(standing).label)
    except LedgerRefused:
        return ""


def _same(opened: Opened) -> list[tuple[UUID, str]]:
    """The others whom the viewer works with too since a lead found that they are one."""
    mine = access.own_relationships(opened.ground.standing, clock.now()).values("client")
    here = opened.client.pk
    rows = Pair.objects.filter(Q(first=here, second__in=mine) | Q(second=here, first__in=mine), verdict=Verdict.SAME)
    others = [
        row.second if row.first_id == here else row.first
        for row in rows.select_related("first", "second").order_by("id")
    ]
    return [(one.uuid, access.identity_of(one, own_keys.unwrap(one.wrapped_key)).name) for one in others]


def _lines(rows: Sequence[ListEvent]) -> list[EventLine]:
    """The newest to be written down first."""
    names = people.person_names_by_uuid(row.actor_id for row in rows)
    replaced = {row.supersedes for row in rows}
    return [
        EventLine(
            row.number,
            row.type,
            row.get_type_display(),
            row.valid_date,
            row.recorded_at,
            names.get(row.actor_id, ""),
            row.situation,
            row.get_situation_display(),
            row.reason,
            row.number not in replaced,
            row.number not in replaced and EFFECTS[row.type] != Effect.ADJUSTMENT,
        )
        for row in reversed(rows)
    ]
