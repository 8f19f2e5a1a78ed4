"""A case whose time is over loses its key: nightly, or from the command line, with a dry run."""

from django.db import transaction
from django_tasks import task

from kotikulma.casework.models import BreakGlass, Client
from kotikulma.casework.rules import clients as rules
from kotikulma.kernel import audit, clock
from kotikulma.kernel.types import Actor, system

BATCH = 200


def erase_closed(actor: Actor, *, dry_run: bool = False) -> int:
    """How many closed cases were erased. Each in a transaction of its own: stopped half way, it goes on tomorrow."""
    over = Client.objects.filter(closed_at__lt=rules.kept_since(clock.now())).exclude(wrapped_key=b"")
    if dry_run:
        return over.count()
    leaving = list(over.order_by("id")[:BATCH])
    for client in leaving:
        erase_client(actor, client)
    return len(leaving)


@task()
def erase_closed_task() -> int:
    return erase_closed(system("retention"))


def erase_client(actor: Actor, client: Client) -> None:
    """Delete the key of a closed case: its sealed texts open no more, in old backups either."""
    with transaction.atomic():
        row = Client.objects.select_for_update().get(pk=client.pk)
        if not row.wrapped_key:
            return
        row.keys.all().delete()
        row.wrapped_key, row.identity, row.subject = b"", b"", b""
        row.save(update_fields=["wrapped_key", "identity", "subject"])
        BreakGlass.objects.filter(client=row).update(reason=b"")
        row.releases.all().delete()
        row.centre_visits.update(client=None)
        for rows in (row.plan_versions, row.contacts, row.visits, row.todos, row.network):
            rows.all().delete()
        audit.record(
            actor,
            "casework.client.erased",
            kind="client",
            uuid=row.uuid,
            chain="case:keys",
            where=audit.Circumstances(subjects=(row.uuid,)),
        )
