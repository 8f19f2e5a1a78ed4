"""How fresh a public answer is: the data's version, and the moment some door opens or closes next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min

from kotikulma.directory.models import OpenInterval
from kotikulma.directory.queries.remembered import State
from kotikulma.kernel import clock, data_version
from kotikulma.kernel.memory import Held
from kotikulma.kernel.ui.caching import Freshness

SUBJECT = "directory"
_known: Held[tuple[datetime, datetime | None]] = Held()  # version -> asked at, next change; one entry


@dataclass(frozen=True, slots=True)
class Fresh(Freshness):
    """The directory's version apart: what is remembered of it outlives whatever else a page shows."""

    directory: int = 0


def freshness(now: datetime, more: Iterable[str] = ()) -> Fresh:
    """One statement when nothing changed, three when the next opening must be looked up again.

    `more`: subjects of modules above that the page shows too; its version grows with theirs.
    """
    versions = data_version.several({SUBJECT, *more})
    version, shown = versions[SUBJECT], sum(versions.values())
    asked, until = _known.get(version, (now, now))
    if asked <= now and (until is None or now < until):
        return Fresh(shown, until, version)
    ends = OpenInterval.objects.filter(ends_at__gt=now).aggregate(first=Min("ends_at"))
    starts = OpenInterval.objects.filter(starts_at__gt=now).aggregate(first=Min("starts_at"))
    following = min((found["first"] for found in (ends, starts) if found["first"]), default=None)
    _known.clear()
    _known[version] = (now, following)
    return Fresh(shown, following, version)


def version() -> int:
    """Grows with every published change. One statement."""
    return data_version.current(SUBJECT)


def state(now: datetime) -> State:
    """What may be remembered hangs on this."""
    return state_of(freshness(now), now)


def state_of(told: Freshness, now: datetime) -> State:
    """The same from what a view was told before it was called."""
    found = told if isinstance(told, Fresh) else freshness(now)
    return found.directory, found.until, now.astimezone(clock.HELSINKI).date()
