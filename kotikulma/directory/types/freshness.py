"""Words of keeping entries true: how long ago somebody said that they are, and what reminds of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kotikulma.directory.types import Status
from kotikulma.kernel.errors import DomainError, Refused


class FreshnessState(TextChoices):
    """Computed from the day of the latest verification, never from editing."""

    FRESH = "fresh", _("Ajan tasalla")
    DUE = "due", _("Vahvistettava")
    WARNING = "warning", _("Vanhenee pian")
    HIDDEN = "hidden", _("Piilossa")


STALE = (FreshnessState.DUE, FreshnessState.WARNING, FreshnessState.HIDDEN)
LIVING = (Status.PUBLISHED, Status.HIDDEN)  # what is or was shown to everybody, and so has to be kept true

NOWHERE, EVERYWHERE = "", "*"  # beside the codes of municipalities


@dataclass(frozen=True, slots=True)
class KeptEntry:
    """An entry as the lists of its keepers show it. `counted_from`: its latest verification, else the day it was made.

    `municipalities`: codes of where it counts, see `queries.kept`. `languages`: those of its summary.
    `hides_on` None: 30 days after its keepers are asked, see `rules.freshness.hides_on`.
    """

    kind: str
    uuid: UUID
    name: Mapping[str, str]
    status: str
    organization_id: int | None
    organization_name: Mapping[str, str]
    municipalities: tuple[str, ...]
    counted_from: date
    verified_at: datetime | None
    state: FreshnessState
    hides_on: date | None
    languages: tuple[str, ...] = ()


class VerificationRefused(Refused):
    code = "directory.verification.refused"


class LinkOver(DomainError):
    """The link of a reminder is too old, was broken on its way, or its owner edits the organisation no more."""

    status = 410
    code = "directory.link.over"
    title = "Gone"
