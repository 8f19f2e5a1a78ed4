"""A client nobody works with gets a worker; two clients who are one person are worked with by both teams."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kotikulma.casework import access
from kotikulma.casework.models import Client, ClientKey, Pair, Relationship
from kotikulma.casework.rules import clients as rules
from kotikulma.casework.types.clients import BEGUN_ON, Basis, ClientNotFound, ClientRefused, Identity, Task
from kotikulma.casework.types.doubles import Verdict
from kotikulma.kernel import clock, own_keys
from kotikulma.kernel.types import Actor
from kotikulma.people import queries as people
from kotikulma.people.types import CaseStanding


def name_worker(actor: Actor, relationship: UUID, *, worker: UUID, unit: UUID, task: str, basis: str) -> Relationship:
    """Who answers for the unit names somebody of it; the relationships that had fallen end. Raises ClientRefused."""
    standing = access.standing_of(actor)
    fallen = access.orphan(standing, relationship, clock.now())
    unit_id, person = _worker(standing, worker, unit)
    _check(task, basis)

    with transaction.atomic():
        client, now = Client.objects.select_for_update().get(pk=fallen.client_id), clock.now()
        access.orphan(standing, relationship, now)  # somebody may have been quicker
        client.relationships.filter(access.active(now)).update(ends_at=now)
        row = Relationship.objects.create(
            client=client, worker_id=person, unit_id=unit_id, task=task, basis=basis, starts_at=now
        )
        ground = access.ground_in_unit(standing, fallen.unit_id, basis=Basis.SUPERVISION, task=task)
        access.log(
            actor,
            ground,
            "casework.relationship.handed_on",
            subjects=[client.uuid],
            kind="relationship",
            uuid=row.uuid,
            data=[task, basis],
        )
    return row


def suggest_same(client: Client, identity: Identity) -> int:
    """Others of the register with one of the same whole keys become pairs to ask about, once each. How many are new.

    In the transaction of who wrote the keys. Never with a client under non-disclosure, on either side.
    """
    if client.protected:
        return 0
    found: set[int] = set()
    for kind, text in rules.keys_of(identity).items():
        keyed = ClientKey.objects.filter(kind=kind, digest__in=own_keys.digests(f"casework.{kind}", text))
        same = keyed.filter(client__register=client.register_id, client__protected=False, client__closed_at=None)
        found |= set(same.exclude(client=client.pk).values_list("client_id", flat=True))
    return sum(_pair(client.pk, other) for other in sorted(found))


def decide_pair(actor: Actor, uuid: UUID, verdict: str) -> None:
    """One person: both teams work with both records, each in its own words. Two: the pair is never suggested again.

    An empty verdict takes back "the same": the relationships it gave end, and the pair is asked about again.
    """
    standing = access.standing_of(actor)

    with transaction.atomic():
        row = access.pairs(standing).select_for_update(of=("self",)).filter(uuid=uuid).first()
        unit = _led_unit(standing, row) if row else None
        if row is None or unit is None:
            raise ClientNotFound
        if verdict not in ("", *Verdict.values):
            raise ClientRefused(_("Valitse, onko kyseessä sama ihminen."))
        if verdict == row.verdict:
            return
        now = clock.now()
        if row.verdict == Verdict.SAME:
            row.joined.filter(access.active(now)).update(ends_at=now)
        if verdict == Verdict.SAME:
            _join(row)
        row.verdict = verdict
        row.decider_id, row.decided_at = (standing.person_id, now) if verdict else (None, None)
        row.save(update_fields=["verdict", "decider", "decided_at"])
        deed = f"casework.pair.{verdict}" if verdict else "casework.pair.reopened"
        ground = access.ground_in_unit(standing, unit, basis=Basis.SUPERVISION)
        subjects = [row.first.uuid, row.second.uuid]
        access.log(actor, ground, deed, subjects=subjects, kind="pair", uuid=row.uuid)


def _worker(standing: CaseStanding, worker: UUID, unit: UUID) -> tuple[int, int]:
    unit_id = people.organization_ids_by_uuid([unit]).get(unit, 0)
    there = people.case_workers([unit_id]) if unit_id in standing.led else []
    found = [pk for pk, person, _name, _unit in there if person == worker]
    if not found:
        sentence = _("Valitse työntekijä yksiköstä, josta vastaat.")
        raise ClientRefused(sentence, fields={"worker": sentence})
    return unit_id, found[0]


def _check(task: str, basis: str) -> None:
    if task not in Task.values:
        raise ClientRefused(_("Valitse, mitä työtä asiakkaan kanssa tehdään."), fields={"task": _("Valitse yksi.")})
    if basis not in BEGUN_ON:
        raise ClientRefused(_("Valitse, millä perusteella työ alkaa."), fields={"basis": _("Valitse yksi.")})


def _pair(one: int, other: int) -> bool:
    first, second = sorted((one, other))
    _row, made = Pair.objects.get_or_create(first_id=first, second_id=second)
    return made


def _join(row: Pair) -> None:
    """Each team gets the other record, on the task and ground it has with its own; marked, so that it can end."""
    now = clock.now()
    for one, other in ((row.first, row.second), (row.second, row.first)):
        for each in one.relationships.filter(access.active(now), joined_by=None).order_by("id"):
            Relationship.objects.get_or_create(
                client=other,
                worker_id=each.worker_id,
                unit_id=each.unit_id,
                ends_at=None,
                defaults={"task": each.task, "basis": each.basis, "starts_at": now, "joined_by": row},
            )


def _led_unit(standing: CaseStanding, row: Pair) -> int | None:
    """A unit the actor answers for that works with either."""
    there = Relationship.objects.filter(access.active(clock.now()), client__in=[row.first_id, row.second_id])
    return there.filter(unit__in=standing.led).order_by("unit").values_list("unit_id", flat=True).first()
