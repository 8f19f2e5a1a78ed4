"""Clients, who works with them, exceptional openings and their review, the end of a case and of its key."""

from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from kotikulma.casework import access
from kotikulma.casework.access import Opened
from kotikulma.casework.commands.handovers import suggest_same
from kotikulma.casework.models import BreakGlass, Client, ClientKey, Relationship
from kotikulma.casework.rules import clients as rules
from kotikulma.casework.types.clients import (
    Basis,
    ClientChanged,
    ClientNotFound,
    ClientRefused,
    DataClass,
    Finding,
    Identity,
    Task,
)
from kotikulma.kernel import audit, clock, own_keys
from kotikulma.kernel.types import Actor, Progress
from kotikulma.people import queries as people

BATCH = 500


def create_client(
    actor: Actor,
    unit: UUID,
    identity: Identity,
    *,
    task: str,
    basis: str = Basis.CLIENT_RELATIONSHIP,
    language: str = "fi",
    protected: bool = False,
) -> Client:
    """A client of the unit's register, and the actor's own working relationship with her. Raises ClientRefused."""
    standing = access.standing_of(actor)
    unit_id = people.organization_ids_by_uuid([unit]).get(unit)
    ground = access.ground_in_unit(standing, unit_id, basis=basis, task=_known_task(task))
    rules.check_identity(identity, clock.today())

    with transaction.atomic():
        key, wrapped = own_keys.make()
        client = Client(
            uuid=uuid4(),
            register_id=people.root_of(ground.unit_id),
            wrapped_key=wrapped,
            protected=protected,
            language=language,
        )
        client.identity = access.sealed_identity(identity, client.uuid, key)
        client.save()
        _keep_keys(client, identity)
        _relate(client, standing.person_id, ground.unit_id, task, basis)
        access.log(actor, ground, "casework.client.opened", subjects=[client.uuid], uuid=client.uuid)
        suggest_same(client, identity)
    return client


def save_identity(
    actor: Actor, uuid: UUID, identity: Identity, *, version: int, language: str = "fi", protected: bool = False
) -> Client:
    """Raises ClientChanged when somebody saved after the actor read, ClientRefused for what cannot be true."""
    opened = access.open_client(actor, uuid, DataClass.IDENTITY)
    rules.check_identity(identity, clock.today())
    before = opened.identity

    with transaction.atomic():
        client = lock(opened)
        if client.version != version:
            raise ClientChanged
        changed = [name for name in Identity.__slots__ if getattr(before, name) != getattr(identity, name)]
        changed += ["protected"] * (client.protected != protected) + ["language"] * (client.language != language)
        if changed:
            client.identity = access.sealed_identity(identity, uuid, opened.key)
            client.protected, client.language, client.version = protected, language, client.version + 1
            client.save(update_fields=["identity", "protected", "language", "version"])
            _keep_keys(client, identity)
            log(actor, opened, "casework.client.edited", data=changed)
            suggest_same(client, identity)
    return client


def give_relationship(actor: Actor, uuid: UUID, *, worker: UUID, unit: UUID, task: str) -> Relationship:
    """Another worker begins to work with the client. Giving it twice changes nothing."""
    opened = access.open_client(actor, uuid, DataClass.NETWORK)
    unit_id = people.organization_ids_by_uuid([unit]).get(unit, 0)
    found = [pk for pk, person, _name, _unit in people.case_workers([unit_id]) if person == worker]
    if not found or people.root_of(unit_id) != opened.client.register_id:
        sentence = _("Valitse työntekijä, joka työskentelee asiakkaiden kanssa tässä rekisterissä.")
        raise ClientRefused(sentence, fields={"worker": sentence})

    with transaction.atomic():
        client = lock(opened)
        row, made = _relate(client, found[0], unit_id, _known_task(task), Basis.CLIENT_RELATIONSHIP)
        if made:
            log(actor, opened, "casework.relationship.given", kind="relationship", uuid=row.uuid, data=[task])
    return row


def end_relationship(actor: Actor, uuid: UUID, relationship: UUID) -> None:
    """The last worker stays: a client without a worker would be nobody's. Ending it twice changes nothing."""
    opened = access.open_client(actor, uuid, DataClass.NETWORK)

    with transaction.atomic():
        client, now = lock(opened), clock.now()
        going = list(client.relationships.filter(access.active(now)).order_by("id"))
        row = next((each for each in going if each.uuid == relationship), None)
        if row is None:
            return
        if len(going) == 1:
            raise ClientRefused(_("Asiakkaalle ei jäisi työntekijää. Lisää ensin toinen, tai päätä asiakkuus."))
        row.ends_at = now
        row.save(update_fields=["ends_at"])
        log(actor, opened, "casework.relationship.ended", kind="relationship", uuid=row.uuid)


def break_glass(actor: Actor, uuid: UUID, *, reason: str) -> BreakGlass:
    """Open a client one has no relationship with, for a reason and some hours. Never one under non-disclosure."""
    standing = access.standing_of(actor)
    client, unit = access.breakable(standing, uuid)
    told = rules.check_reason(reason)

    with transaction.atomic():
        now = clock.now()
        row = BreakGlass(
            client=client,
            worker_id=standing.person_id,
            unit_id=unit,
            opened_at=now,
            until=rules.opening_until(now),
            review_by=rules.review_by(clock.today()),
        )
        opened = Opened(
            client,
            own_keys.unwrap(client.wrapped_key),
            access.ground_in_unit(standing, unit, basis=Basis.BREAK_GLASS),
        )
        row.reason = opened.seal(access.REASON, row.uuid, told)
        row.save()
        log(actor, opened, "casework.break_glass.opened", kind="break_glass", uuid=row.uuid)
    return row


def review_opening(actor: Actor, uuid: UUID, *, finding: str) -> None:
    """Somebody who answers for the unit says whether it was justified; an unjustified one ends at once."""
    standing = access.standing_of(actor)

    with transaction.atomic():
        row = access.led_openings(standing).select_for_update(of=("self",)).filter(uuid=uuid).first()
        if row is None:
            raise ClientNotFound
        if finding not in Finding.values:
            raise ClientRefused(_("Valitse, oliko avaaminen perusteltu."), fields={"finding": _("Valitse yksi.")})
        now = clock.now()
        row.finding, row.reviewed_at, row.reviewer_id = finding, now, standing.person_id
        if finding == Finding.UNJUSTIFIED and row.until > now > row.opened_at:
            row.until = now
        row.save(update_fields=["finding", "reviewed_at", "reviewer", "until"])
        ground = access.ground_in_unit(standing, row.unit_id, basis=Basis.SUPERVISION)
        access.log(
            actor,
            ground,
            "casework.break_glass.reviewed",
            subjects=[row.client.uuid],
            kind="break_glass",
            uuid=row.uuid,
            data=[finding],
        )


def close_client(actor: Actor, uuid: UUID) -> None:
    """The case ends: it opens to nobody by a relationship any more. Its time to be kept begins."""
    opened = access.open_client(actor, uuid)

    with transaction.atomic():
        client, now = lock(opened), clock.now()
        client.relationships.filter(access.active(now)).update(ends_at=now)
        client.closed_at, client.version = now, client.version + 1
        client.save(update_fields=["closed_at", "version"])
        log(actor, opened, "casework.client.closed")


def rewrap(actor: Actor, *, progress: Progress | None = None) -> int:
    """Wrap every case's key under the newest key and make its digests anew; how many. Run again, it goes on."""
    last = done = 0
    if progress:
        progress.start(Client.objects.exclude(wrapped_key=b"").count(), "Keys")
    while True:
        with transaction.atomic():
            rows = list(
                Client.objects.select_for_update().filter(id__gt=last).exclude(wrapped_key=b"").order_by("id")[:BATCH]
            )
            if not rows:
                break
            last = rows[-1].pk
            waiting = [row for row in rows if not own_keys.is_current(row.wrapped_key)]
            for row in waiting:
                key = own_keys.unwrap(row.wrapped_key)
                row.wrapped_key = own_keys.wrap(key)
                row.save(update_fields=["wrapped_key"])
                _keep_keys(row, access.identity_of(row, key))
            if waiting:
                audit.record_many(
                    actor,
                    "casework.client.rewrapped",
                    [("client", row.uuid, ()) for row in waiting],
                    chain="case:keys",
                )
            done += len(waiting)
        if progress:
            progress.step(len(rows))
    if progress:
        progress.done()
    return done


def lock(opened: Opened) -> Client:
    """The row, locked. What was a ground a moment ago is looked at again by nobody else: the case may have closed."""
    row = Client.objects.select_for_update().get(pk=opened.client.pk)
    if row.closed_at is not None or not row.wrapped_key:
        raise ClientNotFound
    return row


def log(
    actor: Actor, opened: Opened, deed: str, *, kind: str = "client", uuid: UUID | None = None, data: object = ()
) -> None:
    client = opened.client.uuid
    access.log(actor, opened.ground, deed, subjects=[client], kind=kind, uuid=uuid or client, data=data)  # type: ignore[arg-type]


def _relate(client: Client, worker: int, unit: int, task: str, basis: str) -> tuple[Relationship, bool]:
    return Relationship.objects.get_or_create(
        client=client,
        worker_id=worker,
        unit_id=unit,
        ends_at=None,
        defaults={"task": task, "basis": basis, "starts_at": clock.now()},
    )


def _keep_keys(client: Client, identity: Identity) -> None:
    client.keys.all().delete()
    ClientKey.objects.bulk_create(
        ClientKey(client=client, kind=kind, digest=own_keys.digest(f"casework.{kind}", text))
        for kind, text in rules.keys_of(identity).items()
    )


def _known_task(task: str) -> str:
    if task not in Task.values:
        raise ClientRefused(_("Valitse, mitä työtä asiakkaan kanssa tehdään."), fields={"task": _("Valitse yksi.")})
    return task
