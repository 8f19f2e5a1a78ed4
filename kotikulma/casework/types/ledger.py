"""The by-name list as a ledger: events that are only ever added, each with two dates, and where they take a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kotikulma.kernel.errors import NotFound, Refused


class Effect(StrEnum):
    """What an event does to the number of people on the list."""

    IN = "in"
    OUT = "out"
    INTERNAL = "internal"
    ADJUSTMENT = "adjustment"


class EventType(TextChoices):
    NEW = "new", _("Uusi")
    FROM_HOME = "returned_from_home", _("Palasi omasta asunnosta")
    FROM_INACTIVE = "returned_from_inactive", _("Löytyi uudelleen")
    MOVED_IN = "moved_in", _("Muutti toisesta kunnasta")
    REOPENED = "reopened", _("Avattiin uudelleen, päätetty vahingossa")
    HOME = "own_home", _("Muutti omaan asuntoon")
    INACTIVE = "inactive", _("Yhteys katkesi")
    MOVED_AWAY = "moved_away", _("Muutti toiseen kuntaan")
    DECEASED = "deceased", _("Kuoli")
    NOT_HOMELESS = "not_homeless", _("Ei ollutkaan asunnoton")
    CATEGORY = "category_changed", _("Asumistilanne muuttui")
    ENTERED_INSTITUTION = "entered_institution", _("Meni laitokseen ilman asuntoa")
    LEFT_INSTITUTION = "left_institution", _("Lähti laitoksesta ilman asuntoa")
    BECAME_LONG_TERM = "became_long_term", _("Tuli pitkäaikaisasunnottomaksi")
    CEASED_LONG_TERM = "ceased_long_term", _("Ei enää pitkäaikaisasunnoton")
    MERGE = "merge", _("Kaksi merkintää on sama ihminen")
    SPLIT = "split", _("Yhdistetyt ovatkin eri ihmisiä")
    CORRECTION = "correction", _("Korjaus")


EFFECTS: Mapping[str, Effect] = {
    **dict.fromkeys(
        (EventType.NEW, EventType.FROM_HOME, EventType.FROM_INACTIVE, EventType.MOVED_IN, EventType.REOPENED), Effect.IN
    ),
    **dict.fromkeys(
        (EventType.HOME, EventType.INACTIVE, EventType.MOVED_AWAY, EventType.DECEASED, EventType.NOT_HOMELESS),
        Effect.OUT,
    ),
    **dict.fromkeys(
        (
            EventType.CATEGORY,
            EventType.ENTERED_INSTITUTION,
            EventType.LEFT_INSTITUTION,
            EventType.BECAME_LONG_TERM,
            EventType.CEASED_LONG_TERM,
        ),
        Effect.INTERNAL,
    ),
    **dict.fromkeys((EventType.MERGE, EventType.SPLIT, EventType.CORRECTION), Effect.ADJUSTMENT),
}
HOUSEHOLD = "household"  # the adjustment of who moved between living alone and a family or couple


def of_effect(effect: Effect) -> tuple[EventType, ...]:
    return tuple(one for one in EventType if EFFECTS[one] == effect)


class ContactChannel(TextChoices):
    PHONE = "phone", _("Puhelu")
    MESSAGE = "message", _("Tekstiviesti")
    EMAIL = "email", _("Sähköposti")
    STREET = "street", _("Etsittiin paikan päältä")
    SERVICE = "service", _("Kysyttiin toisesta palvelusta")
    LETTER = "letter", _("Kirje")


class LedgerRefused(Refused):
    """An event that cannot follow what the ledger holds. `event`: the number of the one that does not fit."""

    code = "casework.ledger_refused"

    def __init__(self, message: Any, *, event: int = 0, fields: Mapping[str, Any] | None = None) -> None:
        super().__init__(message, fields=fields)
        self.event = event


class SubjectNotFound(NotFound):
    code = "casework.subject_not_found"

    def __init__(self) -> None:
        super().__init__(_("Henkilöä ei löydy listalta. Tarkista valinta."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One event of the ledger. `valid_date`: when it happened; `recorded_at`: when it was written down.

    What is None or empty is left as it was. `since`: homeless since, when longer than on the list. `delta`: of an
    adjustment, what it does to the number; a correction of 0 that supersedes takes an event out of effect. `number`:
    grows in the order of recording.
    """

    number: int
    type: str
    valid_date: date
    recorded_at: datetime
    situation: str = ""
    household: UUID | None = None
    alone: bool = False  # leaves the household it had
    factor: bool | None = None
    since: date | None = None
    delta: int = 0
    supersedes: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an event leaves a person. Off the list `on` is False and `left_by` tells how; "" before the first time.

    `factor`: a social or health problem essentially hampers housing. `decided`: long-term, or not, by a worker's
    decision, so the rule is silent until the person leaves.
    """

    on: bool = False
    left_by: str = ""
    merged: bool = False
    situation: str = ""
    household: UUID | None = None
    factor: bool = False
    long_term: bool = False
    decided: bool = False
    entered: date | None = None
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """What statistics see of a standing on the list. `ara`: a class of living alone, or F."""

    ara: str
    situation: str
    long_term: bool
    household: UUID | None = None


@dataclass(frozen=True, slots=True)
class Posting:
    """An event as book-keeping: from one place to another; None is off the list. `by_rule`: time itself did it.

    `number`: of the entry, or of the one that put the person on the list when it is by rule. `rank`: order in a day.
    """

    number: int
    rank: int
    type: str
    valid_date: date
    before: Place | None
    after: Place | None
    by_rule: bool = False


@dataclass(frozen=True, slots=True)
class KnownPosting:
    """A posting and the time it was held true: from its recording until something else was recorded (None: still)."""

    posting: Posting
    known_from: datetime
    known_to: datetime | None


@dataclass(frozen=True, slots=True)
class Attempt:
    """A try to reach a person."""

    on: date
    channel: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event now in the ledger. `number`: within its person, by which a later one supersedes it."""

    uuid: UUID
    number: int
    type: str


@dataclass(frozen=True, slots=True)
class LongTermRule:
    """ARA's words as numbers, dated: another year may have others.

    `over`: more than a year is needed (else a full year will do). `times`: so many episodes within `within_years`.
    """

    version: str
    in_force: date
    over: bool = True
    times: int = 3
    within_years: int = 3


@dataclass(frozen=True, slots=True)
class LongTermView:
    """What the rule suggests on a day, by which version, and on what it rests."""

    version: str
    suggested: bool
    factor: bool
    days: int  # of the episode now
    episodes: int  # within the years of the rule
