"""How fresh a public answer is: the data's version, and the moment some door opens or closes next."""

from datetime import datetime

from django.db.models import Min, Q

from kotikulma.directory.models import OpenInterval
from kotikulma.kernel import data_version
from kotikulma.kernel.ui.caching import Freshness

SUBJECT = "directory"
_known: dict[int, datetime] = {}  # version -> next change; one entry, replaced when passed


def freshness(now: datetime) -> Freshness:
    """One statement when nothing changed, two when the next opening must be looked up again."""
    version = data_version.current(SUBJECT)
    until = _known.get(version)
    if until is None or until <= now:
        found = OpenInterval.objects.filter(ends_at__gt=now).aggregate(
            closes=Min("ends_at"), opens=Min("starts_at", filter=Q(starts_at__gt=now))
        )
        until = min((moment for moment in found.values() if moment), default=None)
        _known.clear()
        if until:
            _known[version] = until
    return Freshness(version=version, until=until)
