"""The order of classes in which homes are offered, as the city has documented it; each decision is a version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from kotikulma.casework.types.matches import NeedClass
from kotikulma.kernel.errors import Refused

DEADLINE_DAYS = 30
LEAST_DAYS, MOST_DAYS = 7, 90
LETTERS = 20  # of the grounds, at least


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOrder:
    """A decision to write down. `places`: class -> place, the smallest first; equal ones wait as one class.

    `after`: the version it was written upon, so that two who decide at once do not pass each other by.
    """

    places: Mapping[int, int]
    deadline_days: int
    effective_from: date
    decided_by: str
    decided_on: date
    grounds: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a frozen list keeps the version of. Without days: the order the house began with."""

    version: str
    places: Mapping[int, int] = field(default_factory=lambda: {one.value: one.value for one in NeedClass})
    deadline_days: int = DEADLINE_DAYS
    effective_from: date | None = None
    decided_by: str = ""
    decided_on: date | None = None
    grounds: str = ""


@dataclass(frozen=True, slots=True)
class OrderPage:
    """`now`: by which lists are made today; `coming`: decided and not yet in force; `earlier`: what was, newest first.

    Each with its classes in words, the first place first.
    """

    now: Order
    classes: Sequence[str]
    coming: Sequence[tuple[Order, Sequence[str]]]
    earlier: Sequence[tuple[Order, Sequence[str]]]
    newest: Order


FIRST = Order(version="1")


class OrderRefused(Refused):
    code = "casework.order_refused"
