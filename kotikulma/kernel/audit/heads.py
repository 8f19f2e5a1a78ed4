"""Chain heads go to the log, a place apart from the database, so that a cut end can be noticed."""

import structlog
from django_tasks import task

from kotikulma.kernel.audit import log

_log = structlog.get_logger(__name__)


@task
def publish_heads() -> int:
    """Write the count and seal of every chain to the log; returns the number of chains."""
    heads = log.heads()
    for chain, count, seal in heads:
        _log.info("audit.head", chain=chain, count=count, seal=seal)
    return len(heads)
