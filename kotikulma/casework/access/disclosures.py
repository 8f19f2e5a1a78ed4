"""Who reads what another register disclosed: workers of the unit it was given to, those data classes, until its end.

The key of the case never leaves this file: a disclosure opens values, not the client.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from kotikulma.casework.access.clients import SUBJECT, Ground, active, identity_of, log, log_refusal
from kotikulma.casework.models import Disclosure
from kotikulma.casework.rules import disclosures as rules
from kotikulma.casework.types.clients import DataClass, Identity
from kotikulma.casework.types.disclosures import DisclosureNotFound
from kotikulma.kernel import clock, own_keys, sealing
from kotikulma.kernel.permissions import CASEWORKERS, NOBODY, Row
from kotikulma.kernel.types import Actor
from kotikulma.people import queries as people
from kotikulma.people.types import CaseStanding

DISCLOSED, DISCLOSED_LISTED = "casework.disclosure.viewed", "casework.disclosure.listed"
OUTSIDE_NAME, LAW, DECISION = "casework.disclosure.outside", "casework.disclosure.law", "casework.log_decision"


@dataclass(frozen=True, slots=True)
class Shared:
    """What a disclosure opens. `subject`: the statistical person whose living situation may be told."""

    row: Disclosure
    ground: Ground
    identity: Identity | None
    network: bool
    subject: UUID | None


def received_disclosures(standing: CaseStanding) -> QuerySet[Disclosure]:
    """What holds now of all that was given to the units she works in. A closed case is nobody's to read."""
    mine = Disclosure.objects.filter(active(clock.now()), _unrevoked(), recipient__in=standing.units)
    living = mine.filter(client__closed_at__isnull=True).exclude(client__wrapped_key=b"")
    return living.select_related("client", "unit", "recipient").order_by("starts_at", "id")


def open_disclosure(actor: Actor, uuid: UUID) -> Shared:
    """The disclosed values, logged in the chain of the unit that got them; DisclosureNotFound for everybody else."""
    standing = people.case_standing(actor)
    row = received_disclosures(standing).filter(uuid=uuid).first() if standing else None
    if standing is None or row is None:
        known = Disclosure.objects.filter(uuid=uuid).values_list("client__uuid", flat=True).first()
        if known:
            log_refusal(actor, standing, known)
        raise DisclosureNotFound
    ground = shared_ground(standing, row)
    with transaction.atomic():
        log(actor, ground, DISCLOSED, subjects=[row.client.uuid], uuid=row.uuid, kind="disclosure", data=row.scope)
    return shared(row, ground)


def shared_ground(standing: CaseStanding, row: Disclosure) -> Ground:
    recipient = row.recipient
    if recipient is None:
        raise DisclosureNotFound
    return Ground(standing, recipient.pk, recipient.uuid, row.basis, DataClass.DISCLOSURES)


def shared(row: Disclosure, ground: Ground) -> Shared:
    key = own_keys.unwrap(row.client.wrapped_key)
    identity = identity_of(row.client, key) if rules.in_scope(row.scope, DataClass.IDENTITY) else None
    sealed = row.client.subject if rules.in_scope(row.scope, DataClass.HOUSING) else b""
    subject = UUID(sealing.unseal_with(key, SUBJECT, row.client.uuid, sealed)) if sealed else None
    return Shared(row, ground, identity, rules.in_scope(row.scope, DataClass.NETWORK), subject)


def _unrevoked() -> Q:
    return Q(revoked_at__isnull=True)


_HERS = "Only a worker with a relationship to this client; everybody else meets 404, and the log says so"
_GIVEN = "Workers of the unit it was given to, while it holds; everybody else meets 404, and the log says so"

PERMISSIONS: Mapping[str, Row] = {
    "casework:disclosures": Row(get=CASEWORKERS, post=CASEWORKERS, note=_HERS),
    "casework:revoke": Row(post=CASEWORKERS, note=_HERS),
    "casework:forbid": Row(post=CASEWORKERS, note=_HERS),
    "casework:allow": Row(post=CASEWORKERS, note=_HERS),
    "casework:log_decision": Row(get=CASEWORKERS, post=CASEWORKERS, note=_HERS),
    "casework:end_log_decision": Row(post=CASEWORKERS, note=_HERS),
    "casework:received": Row(get=CASEWORKERS, note="What other registers gave to one's own units"),
    "casework:received_one": Row(get=NOBODY, note=_GIVEN),
}
