"""Who is near a client: added, moved, taken away; consent asked, given, withdrawn."""

import json
from dataclasses import asdict
from datetime import date
from uuid import UUID, uuid4

from django.db import transaction

from kotikulma.casework import access
from kotikulma.casework.access import Opened
from kotikulma.casework.commands.clients import lock, log
from kotikulma.casework.models import Consent, NetworkMember
from kotikulma.casework.rules import network as rules
from kotikulma.casework.types.clients import DataClass
from kotikulma.casework.types.network import ConsentState, MemberNotFound, NewMember
from kotikulma.directory.queries import names as directory
from kotikulma.kernel import clock
from kotikulma.kernel.types import Actor


def add_member(actor: Actor, client: UUID, new: NewMember) -> NetworkMember:
    """Somebody or something near the client, without a name of anybody. Raises NetworkRefused."""
    opened = access.open_client(actor, client, DataClass.CIRCLE)
    known = bool(new.service and new.service in directory.service_names([new.service]))

    with transaction.atomic():
        row = lock(opened)
        rules.check_member(new, row.network.filter(ended_at__isnull=True).count(), known)
        member = NetworkMember(uuid=uuid4(), client=row, kind=new.kind, ring=new.ring, added_at=clock.now())
        member.told = opened.seal(access.MEMBER_TOLD, member.uuid, _told(new))
        member.save(force_insert=True)
        _log(actor, opened, "casework.network.changed", member)
    return member


def change_member(actor: Actor, client: UUID, member: UUID, new: NewMember) -> None:
    """Its ring, relation and words; what kind it is stays."""
    opened, row = _member(actor, client, member)
    known = bool(new.service and new.service in directory.service_names([new.service]))

    with transaction.atomic():
        lock(opened)
        rules.check_member(new, 0, known)
        row.ring, row.told = new.ring, opened.seal(access.MEMBER_TOLD, row.uuid, _told(new))
        row.save(update_fields=["ring", "told"])
        _log(actor, opened, "casework.network.changed", row)


def remove_member(actor: Actor, client: UUID, member: UUID) -> None:
    """No longer of the network: a name is put away with it."""
    opened, row = _member(actor, client, member)

    with transaction.atomic():
        lock(opened)
        row.consents.filter(withdrawn_on__isnull=True).update(withdrawn_on=clock.today())
        _put_away(opened, row)
        row.ended_at = clock.now()
        row.save(update_fields=["named", "put_away", "ended_at"])
        _log(actor, opened, "casework.network.changed", row)


def ask_consent(actor: Actor, client: UUID, member: UUID, *, on: date) -> Consent:
    opened, row = _member(actor, client, member)

    with transaction.atomic():
        lock(opened)
        _newest, state = _consent(row)
        rules.check_asked(row.kind, state, on, clock.today())
        consent = Consent.objects.create(member=row, worker_id=opened.ground.standing.person_id, asked_on=on)
        _log(actor, opened, "casework.consent.asked", row)
    return consent


def give_consent(actor: Actor, client: UUID, member: UUID, *, on: date, name: str, phone: str = "") -> Consent:
    """She may be named: from now on her name is shown to the client's workers. Raises NetworkRefused."""
    opened, row = _member(actor, client, member)

    with transaction.atomic():
        lock(opened)
        consent, state = _consent(row)
        rules.check_given(state, consent.asked_on, on, clock.today(), name)
        consent.given_on = on
        consent.save(update_fields=["given_on"])
        named = json.dumps({"name": name.strip(), "phone": phone.strip()}, ensure_ascii=False)
        row.named = opened.seal(access.MEMBER_NAMED, row.uuid, named)
        row.save(update_fields=["named"])
        _log(actor, opened, "casework.consent.given", row)
    return consent


def withdraw_consent(actor: Actor, client: UUID, member: UUID, *, on: date) -> None:
    """Her name leaves every page, plans and old versions too, and is sealed where no page reads it."""
    opened, row = _member(actor, client, member)

    with transaction.atomic():
        lock(opened)
        consent, state = _consent(row)
        rules.check_withdrawn(state, consent.given_on or consent.asked_on, on, clock.today())
        consent.withdrawn_on = on
        consent.save(update_fields=["withdrawn_on"])
        _put_away(opened, row)
        row.save(update_fields=["named", "put_away"])
        _log(actor, opened, "casework.consent.withdrawn", row)


def _member(actor: Actor, client: UUID, member: UUID) -> tuple[Opened, NetworkMember]:
    opened = access.open_client(actor, client, DataClass.CIRCLE)
    row = opened.client.network.filter(uuid=member, ended_at__isnull=True).first()
    if row is None:
        raise MemberNotFound
    return opened, row


def _consent(row: NetworkMember) -> tuple[Consent, str]:
    """The newest consent and where it stands; an empty one when nobody has asked."""
    found = row.consents.select_for_update().order_by("-id").first()
    if found is None:
        return Consent(member=row), ConsentState.NONE
    return found, rules.consent_state(found.given_on, found.withdrawn_on)


def _put_away(opened: Opened, row: NetworkMember) -> None:
    if row.named:
        named = opened.unseal(access.MEMBER_NAMED, row.uuid, row.named)
        row.named, row.put_away = b"", opened.seal(access.PUT_AWAY, row.uuid, named)


def _told(new: NewMember) -> str:
    values = {**asdict(new), "service": str(new.service or ""), "relation": new.relation.strip()}
    return json.dumps({name: values[name] for name in ("service", "relation", "words")}, ensure_ascii=False)


def _log(actor: Actor, opened: Opened, deed: str, row: NetworkMember) -> None:
    log(actor, opened, deed, kind="network_member", uuid=row.uuid)
