"""How fresh a public answer is: the data's versions, and the moment something begins, ends or closes next."""

from datetime import datetime

from django.db.models import Min

from kotikulma.events.models import Occurrence
from kotikulma.events.types import SUBJECT
from kotikulma.kernel import data_version
from kotikulma.kernel.ui.caching import Freshness

SUBJECTS = (SUBJECT, "events.seats", "directory")  # names and doors of places come from the directory
MOMENTS = ("starts_at", "ends_at", "registration_opens", "registration_closes")
_known: dict[int, tuple[datetime, datetime | None]] = {}  # version -> asked at, next change; one entry


def freshness(now: datetime) -> Freshness:
    """One statement while nothing changed, five when the next moment must be looked up again."""
    version = data_version.sum_of(SUBJECTS)
    asked, until = _known.get(version, (now, now))
    if not (asked <= now and (until is None or now < until)):
        until = _next(now)
        _known.clear()
        _known[version] = (now, until)
    return Freshness(version=version, until=until)


def _next(now: datetime) -> datetime | None:
    listed = Occurrence.objects.filter(listed=True)
    found = [listed.filter(**{f"{name}__gt": now}).aggregate(first=Min(name))["first"] for name in MOMENTS]
    return min(filter(None, found), default=None)
