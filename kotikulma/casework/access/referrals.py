"""Who may open what was told in a housing check or a referral: those who answer for it, and for how long.

Any member of the network may ask and refer. Reading is another thing: a follow-up opens to its unit's workers, a
referral to its receiver once it is received, and to its sender until somebody accepts. Each opening is logged, and
so is the try of everybody else.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from kotikulma.casework.access.clients import MEMBER, Ground, log
from kotikulma.casework.models import FollowUp, HousingCheck, Referral
from kotikulma.casework.rules import referrals as rules
from kotikulma.casework.types.checks import CheckNotFound
from kotikulma.casework.types.clients import Basis, DataClass
from kotikulma.casework.types.referrals import OPEN, Party, ReferralNotFound, State
from kotikulma.kernel import audit, clock, own_keys, sealing
from kotikulma.kernel.permissions import ALL, CASEWORKERS, NOBODY, SIGNED_IN, Audiences, Row
from kotikulma.kernel.types import Actor, ActorKind
from kotikulma.people import queries as people
from kotikulma.people.types import CaseStanding

FOLLOW, OUTSIDE = "follow", "outside"


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the network: `units` are those she works for in any role, `standing.units` where with clients.

    `staff` coordinates or administers: she may ask and refer, but reads nothing that is sealed.
    """

    standing: CaseStanding
    units: frozenset[int]
    staff: bool

    @property
    def id(self) -> int:
        return self.standing.person_id


@dataclass(frozen=True, slots=True)
class Held:
    """A check's follow-up or a referral in the hands of somebody who may: what was told, and her ground."""

    row: Any
    ground: Ground
    told: Mapping[str, Any]


def member_of(actor: Actor) -> Member:
    """Any member of the network; CheckNotFound for strangers and for accounts without an organisation."""
    units = people.own_organization_ids(actor) if actor.kind is ActorKind.PERSON else frozenset()
    if not units:
        raise CheckNotFound
    standing = people.case_standing(actor)
    if standing is None:
        [person] = people.person_ids_by_uuid([actor.id]).values() if actor.id else [0]
        standing = CaseStanding(person, frozenset(), frozenset())
    return Member(standing, units, people.is_coordinator(actor))


def ground_of(member: Member, unit_id: int, *, basis: str, task: str) -> Ground:
    if unit_id not in member.units:
        raise CheckNotFound
    return Ground(member.standing, unit_id, people.organization_uuids([unit_id])[0], basis, task)


def handled_follow_ups(member: Member) -> QuerySet[FollowUp]:
    """Open ones of the units she works with clients in, and those she made and no unit has taken yet."""
    mine = Q(unit__in=member.standing.units)
    if not member.staff:
        mine |= Q(owner=member.id, unit__in=member.units)
    return FollowUp.objects.filter(mine).select_related("housing_check__unit", "unit")


def open_follow_up(actor: Actor, uuid: UUID, *, deed: str = "casework.follow_up.viewed") -> Held:
    """The follow-up and what was told, logged; CheckNotFound and a row in the log for everybody else."""
    member = _member_or_none(actor)
    row = handled_follow_ups(member).filter(uuid=uuid).first() if member else None
    if member is None or row is None:
        _log_refused(actor, member, "follow_up", FollowUp.objects.filter(uuid=uuid).exists(), uuid)
        raise CheckNotFound
    ground = ground_of(member, row.unit_id, basis=Basis.CONSENT, task=DataClass.CHECKS)
    with transaction.atomic():
        log(actor, ground, deed, subjects=[uuid], uuid=uuid, data=[DataClass.CHECKS], kind="follow_up")
    return Held(row, ground, told_in(row.housing_check, row.housing_check.told))


def received(member: Member) -> QuerySet[Referral]:
    """What was sent to the units she works with clients in; after acceptance, to her or to whom she answers for."""
    taken = Q(worker=None) | Q(worker=member.id) | Q(receiver__in=member.standing.led)
    rows = Referral.objects.filter(taken, receiver__in=member.standing.units).exclude(state=State.OFFERED)
    return rows.select_related("receiver", "sender_unit", "owner_unit")


def sent(member: Member) -> QuerySet[Referral]:
    """What she sent herself, and what was sent from the units she answers for: to follow, not to read."""
    rows = Referral.objects.filter(Q(sender=member.id) | Q(sender_unit__in=member.standing.led))
    return rows.select_related("receiver", "sender_unit", "owner_unit")


def referral_for(actor: Actor, uuid: UUID) -> tuple[Referral, Party, Member]:
    """A referral the actor is a party of; ReferralNotFound and a row in the log for everybody else."""
    member = _member_or_none(actor)
    if member:
        if row := received(member).filter(uuid=uuid).first():
            return row, Party.RECEIVER, member
        if row := sent(member).filter(uuid=uuid).first():
            return row, Party.SENDER, member
    _log_refused(actor, member, "referral", Referral.objects.filter(uuid=uuid).exists(), uuid)
    raise ReferralNotFound


def open_referral(actor: Actor, uuid: UUID, *, deed: str = "casework.referral.viewed") -> tuple[Held, Party]:
    """As `referral_for`, and what it says as far as the actor may know, logged. Empty `told`: its state alone."""
    row, party, member = referral_for(actor, uuid)
    unit = row.receiver_id if party is Party.RECEIVER else row.sender_unit_id
    ground = Ground(
        member.standing, unit or 0, people.organization_uuids([unit or 0])[0], Basis.CONSENT, DataClass.REFERRALS
    )
    reads = may_read(row, party, member)
    told = told_in(row, row.content) if reads else {}
    with transaction.atomic():
        data = [DataClass.REFERRALS, *[DataClass.IDENTITY] * bool(told)]
        log(actor, ground, deed, subjects=[uuid], uuid=uuid, data=data, kind="referral")
    return Held(row, ground, told), party


def may_read(row: Referral, party: Party, member: Member) -> bool:
    if party is Party.RECEIVER:
        return rules.receiver_reads(row.state)
    sender = row.sender_id == member.id and row.sender_unit_id in member.units and not member.staff
    return sender and rules.sender_reads(row.state, row.sender_may_see)


def told_in(row: HousingCheck | Referral, sealed: bytes) -> Mapping[str, Any]:
    """What a check or a referral says; nothing once it has been erased."""
    if not row.wrapped_key:
        return {}
    key = own_keys.unwrap(row.wrapped_key)
    told: Mapping[str, Any] = json.loads(sealing.unseal_with(key, _told(row), row.uuid, sealed))
    return told


def seal_told(row: HousingCheck | Referral, told: Mapping[str, Any]) -> bytes:
    """Gives the row a new key of its own, and what was told sealed under it."""
    key, row.wrapped_key = own_keys.make()
    return sealing.seal_with(key, _told(row), row.uuid, json.dumps(told, ensure_ascii=False))


def link_token(row: Referral, purpose: str) -> str:
    """The secret end of a link: `follow` for the person, `outside` for a service outside. For pages and mail alone."""
    return rules.link_token(rules.link_key(settings.SECRET_KEY, purpose), row.uuid)


def linked(token: str, purpose: str) -> Referral:
    """What the link opens; ReferralNotFound for a wrong link, an old one, and one of what has been erased."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    uuid = rules.linked_uuid([rules.link_key(secret, purpose) for secret in secrets], token)
    rows = Referral.objects.filter(uuid=uuid).select_related("receiver", "sender_unit", "owner_unit")
    if purpose == OUTSIDE:
        rows = rows.filter(receiver=None, link_until__gt=clock.now(), state__in=[*OPEN, State.CLOSED])
        rows = rows.exclude(state=State.OFFERED)
    row = rows.first() if uuid else None
    if row is None:
        raise ReferralNotFound
    return row


def _told(row: HousingCheck | Referral) -> str:
    return "casework.check" if isinstance(row, HousingCheck) else "casework.referral"


def _member_or_none(actor: Actor) -> Member | None:
    try:
        return member_of(actor)
    except CheckNotFound:
        return None


def _log_refused(actor: Actor, member: Member | None, kind: str, exists: bool, uuid: UUID) -> None:
    """Somebody tried to open what is not hers. A wrong address leaves nothing."""
    if actor.kind is not ActorKind.PERSON or not exists:
        return
    unit = people.organization_uuids([min(member.units)])[0] if member else None
    with transaction.atomic():
        audit.record(
            actor,
            f"casework.{kind}.refused",
            kind=kind,
            uuid=uuid,
            chain=f"case:{unit.hex}" if unit else "case:strangers",
            where=audit.Circumstances(unit, MEMBER if member else "", "", (uuid,)),
        )


_ITS_UNIT = "Workers of the unit that answers for it; everybody else meets 404, and the log says so"
_PARTIES = "Sender and receiver, each as much as they may know; everybody else meets 404, and the log says so"
_EDITOR: Audiences = frozenset({"editor"})
_LINK = "The secret end of the link opens it; others meet the same 404 as for a wrong link"

PERMISSIONS: Mapping[str, Row] = {
    "casework:check": Row(get=SIGNED_IN, post=SIGNED_IN, note="Any member of the network; 404 without an organisation"),
    "casework:check_shell": Row(get=ALL, why="The empty form a device keeps: no person, no unit, no token"),
    "casework:device_worker": Row(get=ALL, why="A script without people: which pages a device keeps"),
    "casework:carried": Row(get=ALL, why="An empty page that the device fills: no person, no token"),
    "casework:carry_day": Row(post=CASEWORKERS, note="Own visits of today; 409 when somebody else asked"),
    "casework:send_contact": Row(post=SIGNED_IN, note="Opens only one's own clients; 409 when somebody else kept it"),
    "casework:device": Row(get=SIGNED_IN, note="A digest of oneself, one's units; 404 without an organisation"),
    "casework:send_check": Row(post=SIGNED_IN, note="As the check; 409 when somebody else kept it"),
    "casework:check_paper": Row(get=SIGNED_IN, note="Any member of the network; 404 without an organisation"),
    "casework:check_result": Row(get=_EDITOR, note="Whoever made it; no name and no answer"),
    "casework:referrals": Row(get=SIGNED_IN, note="What waits for oneself and one's units; names where one handles it"),
    "casework:refer": Row(get=SIGNED_IN, post=SIGNED_IN, note="Any member of the network; 404 without an organisation"),
    "casework:loop": Row(get=SIGNED_IN, note="Exact for one's own units, small numbers kept back for the others"),
    "casework:follow_up": Row(get=CASEWORKERS, post=CASEWORKERS, note=_ITS_UNIT),
    "casework:refer_onward": Row(get=CASEWORKERS, post=CASEWORKERS, note=_ITS_UNIT),
    "casework:referral": Row(get=_EDITOR | CASEWORKERS, post=_EDITOR | CASEWORKERS, note=_PARTIES),
    "casework:make_client": Row(get=NOBODY, post=NOBODY, note="Workers of the unit that accepted it"),
    "casework:follow": Row(get=ALL, post=ALL, why=_LINK),
    "casework:follow_code": Row(get=ALL, why=_LINK),
    "casework:outside": Row(get=ALL, post=ALL, why=_LINK),
}
