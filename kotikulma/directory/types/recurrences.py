"""Hours as rows that repeat, in the shape calendars and HSDS share."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Literal

from kotikulma.directory.types import HoursKind, Schedule

Frequency = Literal["WEEKLY", "MONTHLY"]


@dataclass(frozen=True, slots=True)
class HoursRow:
    """One slot and the days it comes on. `byday` as in iCalendar: "TU", "2TU,4TU".

    `starts_on`: no occurrence before it. `first`, `last`: first and last occurrence, where they are known.
    `valid_to`: last day we know of. Times as in `Slot`. `ask_holidays`: on a public holiday one has to ask.
    """

    kind: HoursKind
    opens: time
    closes: time
    frequency: Frequency
    byday: str
    interval: int = 1
    starts_on: date | None = None
    first: date | None = None
    last: date | None = None
    valid_to: date | None = None
    ask_holidays: bool = False
    note: Mapping[str, str] = field(default_factory=dict)


Repeats = Callable[[Schedule, date], Sequence[HoursRow]]
