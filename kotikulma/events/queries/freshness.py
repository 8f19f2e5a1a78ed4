"""How fresh a public answer is: the data's versions, and the moment something begins, ends or closes next."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min

from kotikulma.directory.queries import documents
from kotikulma.directory.queries.remembered import State
from kotikulma.events.models import Occurrence
from kotikulma.events.types import SUBJECT
from kotikulma.events.types.registration import SEATS_SUBJECT
from kotikulma.kernel import clock, data_version
from kotikulma.kernel.memory import Held
from kotikulma.kernel.ui.caching import Freshness

SUBJECTS = (SUBJECT, SEATS_SUBJECT, documents.SUBJECT)  # names and doors of places come from the directory
MOMENTS = ("starts_at", "ends_at", "registration_opens", "registration_closes")
_known: Held[tuple[datetime, datetime | None]] = Held()  # version of events -> asked at, next change; one entry


@dataclass(frozen=True, slots=True)
class Fresh(Freshness):
    """The versions apart: what is remembered of places outlives a seat that is taken."""

    events: int = 0
    directory: int = 0

    def of_lists(self) -> State:
        return self.events + self.directory, None, clock.today()

    def of_places(self) -> State:
        return self.directory, None, clock.today()


def freshness(now: datetime) -> Fresh:
    """One statement while no event changed, five when the next moment must be looked up again."""
    versions = data_version.several(SUBJECTS)
    version = versions[SUBJECT]
    asked, until = _known.get(version, (now, now))
    if not (asked <= now and (until is None or now < until)):
        until = _next(now)
        _known.clear()
        _known[version] = (now, until)
    return Fresh(sum(versions.values()), until, version, versions[documents.SUBJECT])


def known(told: Freshness) -> Fresh:
    """What a view was told before it was called."""
    return told if isinstance(told, Fresh) else freshness(clock.now())


def _next(now: datetime) -> datetime | None:
    listed = Occurrence.objects.filter(listed=True)
    found = [listed.filter(**{f"{name}__gt": now}).aggregate(first=Min(name))["first"] for name in MOMENTS]
    return min(filter(None, found), default=None)
