"""The city decides in which order homes are offered: a new version beside the earlier ones."""

from uuid import uuid4

from django.db import IntegrityError, transaction

from kotikulma.casework import access
from kotikulma.casework.commands import fidelity
from kotikulma.casework.models import NeedOrder
from kotikulma.casework.queries import orders as queries
from kotikulma.casework.rules import orders as rules
from kotikulma.casework.types.fidelity import Where
from kotikulma.casework.types.orders import NewOrder
from kotikulma.kernel import audit, clock
from kotikulma.kernel.types import Actor


def decide_order(actor: Actor, new: NewOrder) -> NeedOrder:
    """From its day on new lists follow it; lists made before stay. OrderRefused, ReadinessRefused for a condition."""
    access.check_decides_order(actor)
    fidelity.refuse_readiness(actor, Where.WORDS, new.grounds, field="grounds")

    try:
        with transaction.atomic():
            return _decide(actor, new)
    except IntegrityError as error:
        raise rules.another_decided() from error


def _decide(actor: Actor, new: NewOrder) -> NeedOrder:
    """In a transaction. Two at once would write one number: the database lets one of them."""
    known = queries.orders()
    rules.check_new(new, known[-1], clock.today())
    number = len(known) + 1
    row = NeedOrder.objects.create(
        uuid=uuid4(),
        number=number,
        version=str(number),
        places=sorted(rules.dense(new.places).items()),
        deadline_days=new.deadline_days,
        effective_from=new.effective_from,
        decided_by=new.decided_by.strip(),
        decided_on=new.decided_on,
        grounds=new.grounds.strip(),
        recorder_id=actor.id,
    )
    audit.record(actor, "casework.order.decided", kind="need_order", uuid=row.uuid, changed=[row.version])
    return row
