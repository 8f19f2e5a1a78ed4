"""Words of the job table."""

import datetime
from dataclasses import dataclass
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kotikulma.kernel.errors import Refused

LEASE_SECONDS = 60
MAX_ATTEMPTS = 5


class JobState(TextChoices):
    READY = "ready", _("Odottaa")
    LEASED = "leased", _("Käynnissä")
    DONE = "done", _("Valmis")
    DEAD = "dead", _("Epäonnistunut")


class NotDead(Refused):
    """Only a job that was given up can be run again."""

    code = "jobs.not_dead"


@dataclass(frozen=True, slots=True)
class DeadJob:
    """A job given up after its last attempt, for the page that can run it again."""

    uuid: UUID
    task: str
    attempts: int
    finished_at: datetime.datetime | None
    last_error: str


@dataclass(slots=True)
class Counts:
    """What one run of a worker did: jobs done, failed for now, given up, and due moments of schedules queued."""

    done: int = 0
    failed: int = 0
    dead: int = 0
    scheduled: int = 0
