"""Registrations as pages, mails and programs show them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kotikulma.events.types import Question
from kotikulma.kernel.errors import NotFound

SEATS_SUBJECT = "events.seats"  # of the data version on which numbers of free seats hang
PURGED_FACT = "events.purged"


class RegistrationNotFound(NotFound):
    """A wrong link, an old one, or somebody else's: which of them is nobody's business."""

    code = "events.registration_not_found"

    def __init__(self) -> None:
        super().__init__(_("Linkki ei avaa mitään. Pyydä uusi linkki sähköpostiisi."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """The words of a setup that say when one may register, and the start they count from."""

    starts_at: datetime
    whole_event: bool = False
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    opens_minutes_before: int | None = None
    closes_minutes_before: int | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the sender of a form is told: the same whether or not the person was registered before.

    `token` opens the registration where no mail can carry it: only when no address was given.
    """

    state: str
    place: int
    channel: str
    party_size: int
    mailed: bool
    token: str = ""


@dataclass(frozen=True, slots=True)
class HeldSeats:
    """Seats kept while a form is filled in. `token` is empty when none were free: one fills the form for the queue."""

    token: str
    size: int
    expires_at: datetime | None
    extensions_left: int


@dataclass(frozen=True, slots=True)
class WayIn:
    """The way in online, open. Never in a page of anybody but staff before its release."""

    url: str
    passcode: str
    phone: str
    version: int
    release_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRegistration:
    """A registration as its own link shows it. `place`: in the queue. `way_in`: only when released and attending.

    `until`: an offer to confirm; `called`: the first to confirm gets the seat.
    """

    uuid: UUID
    event: UUID
    occurrence: UUID | None
    title: Mapping[str, str]
    starts_at: datetime
    ends_at: datetime
    cancelled_event: bool
    state: str
    place: int
    channel: str
    party_size: int
    most_people: int
    contact_name: str
    email: str
    phone: str
    names: tuple[str, ...]
    answers: Mapping[str, Any]
    questions: tuple[Question, ...]
    until: datetime | None
    called: bool
    may_change: bool
    way_in: WayIn | None


@dataclass(frozen=True, slots=True)
class Purged:
    """What left when its time was over."""

    answers: int = 0
    contacts: int = 0
    never_seated: int = 0
    names: int = 0
    messages: int = 0

    def __bool__(self) -> bool:
        return any((self.answers, self.contacts, self.never_seated, self.names, self.messages))
