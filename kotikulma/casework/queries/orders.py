"""The documented order of classes: the one in force, one of a frozen list, all of them. Nobody is in these rows."""

from collections.abc import Sequence
from datetime import date

from kotikulma.casework.models import NeedOrder
from kotikulma.casework.rules import orders as rules
from kotikulma.casework.types.orders import FIRST, Order, OrderPage


def orders() -> list[Order]:
    """In the order of writing down; the first is what the house began with."""
    return [FIRST, *map(_order, NeedOrder.objects.order_by("number"))]


def in_force(on: date) -> Order:
    return rules.in_force(orders(), on)


def of_version(version: str) -> Order:
    """By which a list was made."""
    row = NeedOrder.objects.filter(version=version).first()
    return _order(row) if row else FIRST


def page(today: date) -> OrderPage:
    every = orders()
    now = rules.in_force(every, today)
    coming = [one for one in every if one.effective_from and one.effective_from > today]
    earlier = [one for one in reversed(every) if one != now and one not in coming]
    return OrderPage(now, rules.classes(now), _told(coming), _told(earlier), every[-1])


def _told(orders: Sequence[Order]) -> list[tuple[Order, Sequence[str]]]:
    return [(one, rules.classes(one)) for one in orders]


def _order(row: NeedOrder) -> Order:
    return Order(
        version=row.version,
        places=dict(row.places),
        deadline_days=row.deadline_days,
        effective_from=row.effective_from,
        decided_by=row.decided_by,
        decided_on=row.decided_on,
        grounds=row.grounds,
    )
