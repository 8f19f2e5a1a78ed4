"""A condition of sobriety, treatment or readiness is refused wherever it is tried, and the try is counted."""

from uuid import uuid4

from django.db import transaction

from kotikulma.casework.models import FidelityAttempt
from kotikulma.casework.rules import fidelity as rules
from kotikulma.casework.types.fidelity import ReadinessRefused, Where
from kotikulma.kernel import audit, clock
from kotikulma.kernel.types import Actor


def refuse_readiness(actor: Actor, place: Where, *texts: str, field: str = "") -> None:
    """ReadinessRefused when a text asks for it. Call it before a transaction: the count stays, the text does not."""
    if not any(map(rules.speaks_of_readiness, texts)):
        return
    with transaction.atomic():
        row = FidelityAttempt.objects.create(uuid=uuid4(), place=place, at=clock.now())
        audit.record(actor, "casework.fidelity.attempted", kind="fidelity", uuid=row.uuid, changed=[place])
    raise ReadinessRefused(field)
