"""Visits at a service centre: three taps at the door, taken back by one; a client's own visit by her worker."""

from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from kotikulma.casework import access
from kotikulma.casework.models import CentreVisit
from kotikulma.casework.types.clients import Basis, DataClass
from kotikulma.casework.types.visits import AgeGroup, Purpose, VisitNotFound, VisitRefused
from kotikulma.kernel import clock
from kotikulma.kernel.types import Actor
from kotikulma.people import queries as people


def count_visit(actor: Actor, unit: UUID, *, age_group: str, first_time: bool, purpose: str) -> CentreVisit:
    """One more at the door. Who it was is not asked."""
    member = access.member_of(actor)
    unit_id = people.organization_ids_by_uuid([unit]).get(unit, 0)
    ground = access.ground_of(member, unit_id, basis=Basis.LAW, task="")
    _check(age_group, purpose)

    with transaction.atomic():
        row = CentreVisit.objects.create(
            uuid=uuid4(),
            unit_id=unit_id,
            on=clock.today(),
            counted_at=clock.now(),
            age_group=age_group,
            first_time=first_time,
            purpose=purpose,
            counter_id=member.id,
        )
        access.log(actor, ground, "casework.visit.counted", subjects=[], uuid=row.uuid, kind="centre_visit")
    return row


def uncount_visit(actor: Actor, uuid: UUID) -> UUID | None:
    """By who counted it, on the same day. Of which client it was, when it was one's own."""
    member = access.member_of(actor)

    with transaction.atomic():
        rows = CentreVisit.objects.select_for_update(of=("self",)).select_related("client")
        row = rows.filter(uuid=uuid, counter=member.id, on=clock.today()).first()
        if row is None:
            raise VisitNotFound
        ground = access.ground_of(member, row.unit_id, basis=Basis.LAW, task="")
        client = row.client.uuid if row.client else None
        row.delete()
        subjects = [client] if client else []
        access.log(actor, ground, "casework.visit.taken_back", subjects=subjects, uuid=uuid, kind="centre_visit")
    return client


def record_client_visit(actor: Actor, uuid: UUID, *, purpose: str) -> CentreVisit:
    """Her own worker writes down that a client came, in the unit she works with her in."""
    opened = access.open_client(actor, uuid, DataClass.CENTRE)
    _check(AgeGroup.UNKNOWN, purpose)

    with transaction.atomic():
        born, today = opened.identity.birth_date, clock.today()
        row = CentreVisit.objects.create(
            uuid=uuid4(),
            unit_id=opened.ground.unit_id,
            on=today,
            counted_at=clock.now(),
            age_group=_age_group((today - born).days // 365.25) if born else AgeGroup.UNKNOWN,
            first_time=not opened.client.centre_visits.exists(),
            purpose=purpose,
            client=opened.client,
            counter_id=opened.ground.standing.person_id,
        )
        deed, subjects = "casework.visit.recorded", [opened.client.uuid]
        access.log(actor, opened.ground, deed, subjects=subjects, uuid=row.uuid, kind="centre_visit")
    return row


def _check(age_group: str, purpose: str) -> None:
    faults = {}
    if age_group not in AgeGroup.values:
        faults["age_group"] = _("Valitse ikäryhmä.")
    if purpose not in Purpose.values:
        faults["purpose"] = _("Valitse, mitä varten hän tuli.")
    if faults:
        raise VisitRefused(next(iter(faults.values())), fields=faults)


def _age_group(years: float) -> str:
    if years < 25:
        return AgeGroup.UNDER_25
    return AgeGroup.ADULT if years < 65 else AgeGroup.OLDER
