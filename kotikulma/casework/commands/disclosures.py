"""What is given to whom, what the client forbids, and decisions about her log report."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from kotikulma.casework import access
from kotikulma.casework.access import Opened
from kotikulma.casework.commands.clients import lock
from kotikulma.casework.models import Disclosure, LogDecision, Prohibition
from kotikulma.casework.rules import disclosures as rules
from kotikulma.casework.types.clients import Basis, DataClass
from kotikulma.casework.types.disclosures import DecisionKind, DisclosureNotFound, DisclosureRefused, NewDisclosure
from kotikulma.kernel import clock
from kotikulma.kernel.types import Actor
from kotikulma.people import queries as people


def disclose(actor: Actor, uuid: UUID, new: NewDisclosure) -> Disclosure:
    """The client's data to another body. Raises DisclosureRefused, when she has forbidden what rests on consent too."""
    opened = access.open_client(actor, uuid, DataClass.DISCLOSURES, *(DataClass(each) for each in new.scope))
    recipient = _recipient(opened, new.recipient)

    with transaction.atomic():
        client, now = lock(opened), clock.now()
        forbidden = client.prohibitions.filter(access.active(now)).filter(_to(recipient)).exists()
        rules.check_new(new, prohibited=forbidden, today=clock.today())
        row = Disclosure(
            client=client,
            unit_id=opened.ground.unit_id,
            giver_id=opened.ground.standing.person_id,
            recipient_id=recipient,
            basis=new.basis,
            agreed_on=new.agreed_on if new.basis == Basis.CONSENT else None,
            scope=[str(each) for each in new.scope],
            starts_at=now,
            ends_at=_end_of(new.until),
        )
        row.outside = b"" if recipient else opened.seal(access.OUTSIDE_NAME, row.uuid, new.outside.strip())
        row.law = opened.seal(access.LAW, row.uuid, new.law.strip()) if new.law.strip() else b""
        row.save(force_insert=True)
        _log(actor, opened, "casework.disclosure.given", row.uuid, [*row.scope, row.basis])
    return row


def revoke(actor: Actor, uuid: UUID, disclosure: UUID) -> None:
    """From now on the recipient reads nothing. Revoking twice changes nothing."""
    opened = access.open_client(actor, uuid, DataClass.DISCLOSURES)

    with transaction.atomic():
        row = lock(opened).disclosures.filter(uuid=disclosure).first()
        if row is None:
            raise DisclosureNotFound
        if row.revoked_at is None:
            _revoke(actor, opened, row)


def forbid(actor: Actor, uuid: UUID, *, recipient: UUID | None = None) -> Prohibition:
    """The client forbids giving her data. What rests on her consent ends at once; what the law demands does not."""
    opened = access.open_client(actor, uuid, DataClass.DISCLOSURES)
    unit = _recipient(opened, recipient)

    with transaction.atomic():
        client, now = lock(opened), clock.now()
        row, made = Prohibition.objects.get_or_create(
            client=client,
            recipient_id=unit,
            ends_at=None,
            defaults={"recorder_id": opened.ground.standing.person_id, "starts_at": now},
        )
        if made:
            _log(actor, opened, "casework.disclosure.forbidden", row.uuid)
        resting = client.disclosures.filter(access.active(now), basis=Basis.CONSENT, revoked_at__isnull=True)
        for each in resting.filter(recipient=unit) if unit else resting:
            _revoke(actor, opened, each)
    return row


def allow(actor: Actor, uuid: UUID, prohibition: UUID) -> None:
    """The client takes her prohibition back; nothing is disclosed by that."""
    opened = access.open_client(actor, uuid, DataClass.DISCLOSURES)

    with transaction.atomic():
        row = lock(opened).prohibitions.filter(uuid=prohibition).first()
        if row is None:
            raise DisclosureNotFound
        if row.ends_at is None:
            row.ends_at = clock.now()
            row.save(update_fields=["ends_at"])
            _log(actor, opened, "casework.disclosure.allowed", row.uuid)


def decide_on_log(
    actor: Actor,
    uuid: UUID,
    kind: str,
    *,
    reason: str,
    from_on: date | None,
    until_on: date | None = None,
    ground: str = "",
) -> LogDecision:
    """Withhold the days of the log that would endanger somebody, or give rows older than two years. In writing."""
    opened = access.open_client(actor, uuid, DataClass.LOG)
    rules.check_decision(kind, ground=ground, reason=reason, from_on=from_on, until_on=until_on, today=clock.today())
    partly = kind == DecisionKind.WITHHELD

    with transaction.atomic():
        row = LogDecision(
            client=lock(opened),
            kind=kind,
            ground=ground if partly else "",
            from_on=from_on,
            until_on=until_on if partly else None,
            decider_id=opened.ground.standing.person_id,
            decided_at=clock.now(),
        )
        row.reason = opened.seal(access.DECISION, row.uuid, reason.strip())
        row.save(force_insert=True)
        deed = "casework.log.withheld" if partly else "casework.log.extended"
        _log(actor, opened, deed, row.uuid, [row.ground] if partly else (), kind="log_decision")
    return row


def end_log_decision(actor: Actor, uuid: UUID, decision: UUID) -> None:
    opened = access.open_client(actor, uuid, DataClass.LOG)

    with transaction.atomic():
        row = lock(opened).log_decisions.filter(uuid=decision).first()
        if row is None:
            raise DisclosureNotFound
        if row.ended_at is None:
            row.ended_at = clock.now()
            row.save(update_fields=["ended_at"])
            _log(actor, opened, "casework.log.decision_ended", row.uuid, kind="log_decision")


def _recipient(opened: Opened, uuid: UUID | None) -> int | None:
    """A unit of another register that works with clients. Within one register nothing is disclosed: one works."""
    if uuid is None:
        return None
    found = people.organization_ids_by_uuid([uuid]).get(uuid, 0)
    if found not in people.case_units() or people.root_of(found) == opened.client.register_id:
        sentence = _("Valitse yksikkö toisesta rekisteristä. Omassa rekisterissä lisää työntekijä.")
        raise DisclosureRefused(sentence, fields={"recipient": sentence})
    return found


def _to(recipient: int | None) -> Q:
    """Prohibitions that stand against giving to this unit; a body outside is met by those against everybody."""
    return Q(recipient__isnull=True) | Q(recipient=recipient) if recipient else Q(recipient__isnull=True)


def _revoke(actor: Actor, opened: Opened, row: Disclosure) -> None:
    row.revoked_at = clock.now()
    row.save(update_fields=["revoked_at"])
    _log(actor, opened, "casework.disclosure.revoked", row.uuid, row.scope)


def _end_of(day: date | None) -> datetime | None:
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=clock.HELSINKI) if day else None


def _log(actor: Actor, opened: Opened, deed: str, uuid: UUID, data: Any = (), *, kind: str = "disclosure") -> None:
    access.log(actor, opened.ground, deed, subjects=[opened.client.uuid], uuid=uuid, kind=kind, data=data)
