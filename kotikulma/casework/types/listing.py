"""A client's own page of the by-name list: where she stands on it, and each event that took her there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from kotikulma.casework.types.ledger import LongTermView
from kotikulma.casework.types.plans import Silence


@dataclass(frozen=True, slots=True)
class EventLine:
    """One event as it was written down. `stands`: no later one took its place. `mendable`: it may be corrected here."""

    number: int
    type: str
    label: str
    on: date
    recorded_at: datetime
    who: str
    situation: str
    place: str
    reason: str
    stands: bool
    mendable: bool


@dataclass(frozen=True, slots=True)
class ListingPage:
    """`comes_as`: what entering the list would be called; "" when nothing but a correction brings her back.

    `days`: of the episode now; `in_three_years`: days without a home in the last three years. `missing`: what is to
    be done before contact may be called lost. `same`: (uuid, name) of records a lead found to be the same person.
    `family`: the mark those share who live as one family or couple; "" when alone.
    """

    on: bool
    merged: bool
    since: date | None
    days: int
    in_three_years: int
    place: str
    ara: str
    ethos: int | None
    long_term: bool
    decided: bool
    view: LongTermView
    left: str
    comes_as: str
    silence: Silence
    missing: str
    approvers: Sequence[tuple[str, str]]
    same: Sequence[tuple[UUID, str]]
    events: Sequence[EventLine]
    family: str = ""


@dataclass(frozen=True, slots=True)
class ListedLine:
    """One of the viewer's own clients on the by-name list today. `lost`: it is time to ask whether contact is lost."""

    client: UUID
    name: str
    place: str
    ara: str
    since: date | None
    days: int
    long_term: bool
    last_contact: date
    lost: bool
