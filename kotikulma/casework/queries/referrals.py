"""Referrals and follow-ups as lists and pages. The viewer comes first; names are listed for those who handle them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, QuerySet

from kotikulma.casework import access
from kotikulma.casework.access import Member
from kotikulma.casework.models import FollowUp, HousingCheck, Referral
from kotikulma.casework.rules import referrals as rules
from kotikulma.casework.types.checks import FollowUpLine, Somebody, Urgency
from kotikulma.casework.types.clients import Basis, DataClass
from kotikulma.casework.types.referrals import (
    OPEN,
    Content,
    Party,
    ReferralLine,
    ReferralPage,
    State,
    StepLine,
)
from kotikulma.kernel import clock
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.types import Actor, system
from kotikulma.people import queries as people

HOUSE = system("casework")
SENT_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Board:
    """Everything that waits for the viewer, the latest due first; and what she sent, to follow."""

    follow_ups: Sequence[FollowUpLine]
    incoming: Sequence[ReferralLine]
    sent: Sequence[ReferralLine]
    checks: Sequence[tuple[UUID, str, object]]

    @property
    def late(self) -> int:
        return sum(line.late for line in self.follow_ups) + sum(line.late for line in self.incoming)


def board(viewer: Actor) -> Board:
    """A constant number of statements, and one row in the log for each unit whose people are named."""
    member = access.member_of(viewer)
    follow_ups = list(_open_follow_ups(member))
    incoming = list(access.received(member).filter(state__in=OPEN).order_by("due_on", "id"))
    sent = list(access.sent(member).order_by("-changed_at", "-id")[:SENT_SHOWN])
    board = Board(
        [_follow_up_line(row) for row in follow_ups],
        [line_of(row, _name(row, Party.RECEIVER, member), member.id) for row in incoming],
        [line_of(row, _name(row, Party.SENDER, member), member.id) for row in sent],
        _own_checks(member),
    )
    named = [(row.unit_id, row.uuid) for row in follow_ups]
    named += [(row.receiver_id or 0, row.uuid) for row in incoming if access.may_read(row, Party.RECEIVER, member)]
    named += [(row.sender_unit_id, row.uuid) for row in sent if access.may_read(row, Party.SENDER, member)]
    _log_listed(viewer, member, named)
    return board


def late_names(viewer: Actor) -> list[str]:
    """Whom nobody has reached in time, of those the viewer answers for."""
    return [line.name for line in board(viewer).follow_ups if line.late]


def waiting(viewer: Actor) -> tuple[int, int]:
    """(late, due today) for the viewer's own first page: numbers alone, so that nothing needs a row in the log."""
    member, today = access.member_of(viewer), clock.today()
    open_ = access.received(member).filter(state__in=OPEN)
    days = [*_open_follow_ups(member).values_list("due_on", flat=True), *open_.values_list("due_on", flat=True)]
    return sum(day < today for day in days), sum(day == today for day in days)


def referral(viewer: Actor, uuid: UUID) -> ReferralPage:
    """A referral as far as the viewer may know it; logged. ReferralNotFound for who is no party of it."""
    held, party = access.open_referral(viewer, uuid)
    row: Referral = held.row
    names = people.person_names([row.worker_id]) if row.worker_id and party is Party.RECEIVER else {}
    page = _page(
        row,
        Content(Somebody(**held.told["somebody"]), held.told["words"]) if held.told else None,
        rules.next_steps(row.state, party),
        worker=names.get(row.worker_id or 0, ""),
        follow_token=access.link_token(row, access.FOLLOW) if party is Party.SENDER else "",
    )
    works = party is Party.RECEIVER and held.ground.unit_id in held.ground.standing.units
    becomes = works and row.client_id is None and row.state in (State.ACCEPTED, State.MET)
    return replace(page, becomes_client=becomes, client=row.client.uuid if works and row.client else None)


def followed(token: str) -> ReferralPage:
    """The person's own view by her link: where it is and who has it. No name, no word."""
    row = access.linked(token, access.FOLLOW)
    return _page(row, None, rules.next_steps(row.state, Party.PERSON))


def outside(token: str) -> ReferralPage:
    """What a service outside sees before it opens the referral, and after it has answered: the state alone."""
    row = access.linked(token, access.OUTSIDE)
    return _page(row, None, rules.next_steps(row.state, Party.RECEIVER))


def receivers(own: UUID | None = None) -> list[tuple[str, str]]:
    """(uuid, name) of units a referral can be sent to, by name."""
    found = people.organizations(HOUSE, people.case_units()).values()
    named = [(str(one.uuid), localise(one.name).text) for one in found if one.uuid != own]
    return sorted(named, key=lambda pair: pair[1])


def line_of(row: Referral, name: str, person: int) -> ReferralLine:
    return ReferralLine(
        row.uuid,
        name,
        row.state,
        row.sender_unit.name,
        _receiver_name(row),
        row.due_on,
        row.state in OPEN and row.due_on < clock.today(),
        person in (row.worker_id, row.sender_id),
        row.changed_at,
    )


def _page(
    row: Referral, content: Content | None, steps: frozenset[str], *, worker: str = "", follow_token: str = ""
) -> ReferralPage:
    taken = tuple(StepLine(state, at) for state, at in row.steps.order_by("at", "id").values_list("state", "at"))
    return ReferralPage(
        uuid=row.uuid,
        state=row.state,
        sender=row.sender_unit.name,
        receiver=_receiver_name(row),
        owner=row.owner_unit.name,
        due_on=row.due_on,
        late=row.state in OPEN and row.due_on < clock.today(),
        urgency=Urgency(row.urgency).label,
        content=content,
        reason=row.reason,
        outcome=row.outcome,
        steps=taken,
        next_steps=steps,
        worker=worker,
        follow_token=follow_token,
        outside=row.receiver_id is None,
    )


def _open_follow_ups(member: Member) -> QuerySet[FollowUp]:
    """Those that wait for somebody; what a referral carries on is in its list instead."""
    carried = Referral.objects.filter(follow_up=OuterRef("pk"), state__in=OPEN)
    rows = access.handled_follow_ups(member).filter(closed_at__isnull=True).exclude(Exists(carried))
    return rows.annotate(tries=Count("attempts")).order_by("due_on", "id")


def _follow_up_line(row: FollowUp) -> FollowUpLine:
    check = row.housing_check
    told = access.told_in(check, check.told)
    somebody = Somebody(**told.get("somebody", {}))
    return FollowUpLine(
        row.uuid,
        somebody.name or somebody.reach,
        row.urgency,
        row.unit.name,
        row.due_on,
        row.due_on < clock.today(),
        row.tries,
        row.acted_at is not None,
    )


def _own_checks(member: Member) -> list[tuple[UUID, str, object]]:
    """The viewer's latest checks: the day and what followed, nothing of the person."""
    rows = HousingCheck.objects.filter(maker=member.id).order_by("-made_at", "-id")[:10]
    return [(row.uuid, row.get_urgency_display(), row.met_on) for row in rows]


def _name(row: Referral, party: Party, member: Member) -> str:
    if not access.may_read(row, party, member):
        return ""
    name: str = access.told_in(row, row.content).get("somebody", {}).get("name", "")
    return name


def _receiver_name(row: Referral) -> Mapping[str, str]:
    return row.receiver.name if row.receiver else {"fi": row.outside_name}


def _log_listed(viewer: Actor, member: Member, named: Iterable[tuple[int, UUID]]) -> None:
    by_unit: dict[int, list[UUID]] = {}
    for unit, uuid in named:
        by_unit.setdefault(unit, []).append(uuid)
    with transaction.atomic():
        for unit, subjects in sorted(by_unit.items()):
            ground = access.ground_of(member, unit, basis=Basis.CONSENT, task=DataClass.REFERRALS)
            data = [DataClass.IDENTITY]
            access.log(viewer, ground, "casework.follow_up.listed", subjects=subjects, kind="follow_up_list", data=data)
