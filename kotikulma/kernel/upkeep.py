"""Nightly housekeeping of the kernel's own tables."""

from django_tasks import task

from kotikulma.kernel.jobs import queue
from kotikulma.kernel.outbox import box


@task
def forget_old() -> dict[str, int]:
    """Jobs done and mail addresses used more than 30 days ago are forgotten; returns how many."""
    return {"jobs": queue.forget_done(), "recipients": box.forget_recipients()}
