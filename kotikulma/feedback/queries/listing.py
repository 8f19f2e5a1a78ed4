"""What programs read: public feedback narrowed, in pages and by number, and where it is about.

A fixed number of statements however many rows.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from kotikulma.directory.queries import documents, names
from kotikulma.directory.types.records import Address
from kotikulma.feedback import access
from kotikulma.feedback.models import Feedback
from kotikulma.feedback.queries import items
from kotikulma.feedback.types import SUBJECT, Item, Known, State
from kotikulma.kernel import data_version

CAP = 1_000  # totals are counted no further


@dataclass(frozen=True, slots=True)
class Wanted:
    """Empty means all. Moments: `received` and `changed` hold both ends."""

    kinds: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    outcome: str = ""
    topic: str = ""
    municipality: str = ""
    place: UUID | None = None
    received: tuple[datetime | None, datetime | None] = (None, None)
    changed: tuple[datetime | None, datetime | None] = (None, None)


def version() -> int:
    """Grows when feedback or the places it names change. One statement."""
    return data_version.sum_of((SUBJECT, documents.SUBJECT))


def page(wanted: Wanted, *, before: int = 0, offset: int = 0, limit: int) -> tuple[list[Item], int | None]:
    """Newest first, and the row to go on from. `before`: row id, as quick at the end as at the beginning."""
    rows = _matching(wanted)
    if before:
        rows = rows.filter(id__lt=before)
    found = list(rows.order_by("-id")[offset : offset + limit + 1])
    shown = found[:limit]
    return items.public(shown), shown[-1].id if len(found) > limit else None


def count(wanted: Wanted) -> tuple[int, bool]:
    """How many match, and whether that is exact."""
    number = _matching(wanted).order_by()[: CAP + 1].count()
    return min(number, CAP), number <= CAP


def by_number(references: Collection[str]) -> list[Known]:
    """Those of them that a program may know of, newest first."""
    rows = list(access.known_by_number(references).order_by("-id"))
    return [
        Known(
            item if row.shown_at or row.state == State.MERGED else _without_words(item),
            row.merged_into.reference if row.state == State.MERGED and row.merged_into else "",
            row.shown_at is None and row.state != State.MERGED,
        )
        for row, item in zip(rows, items.public(rows), strict=True)
    ]


def answered(limit: int) -> list[Item]:
    """Public ones that have an answer, the latest answer first: for feeds."""
    rows = access.shown().filter(answered_at__isnull=False)
    return items.public(rows.order_by("-answered_at", "-id")[:limit])


def addresses(found: Iterable[Item]) -> dict[int, Address]:
    """Where the places of these are, by the place's row id; a hidden address is empty. One statement."""
    return names.addresses({item.place.id for item in found if item.place})


def reference_of(token: str) -> str:
    """The number of the feedback its sender's token opens; FeedbackNotFound when it opens nothing."""
    return access.get_followed(token).reference


def _matching(wanted: Wanted) -> QuerySet[Feedback]:
    rows = access.shown()
    listed = {"kind": wanted.kinds, "state": wanted.states}
    rows = rows.filter(**{f"{field}__in": values for field, values in listed.items() if values})
    exact = {"outcome": wanted.outcome, "topic": wanted.topic, "municipality_code": wanted.municipality}
    rows = rows.filter(**{field: value for field, value in exact.items() if value})
    if wanted.place:
        rows = rows.filter(place__uuid=wanted.place)
    for field, span in (("received_at", wanted.received), ("changed_at", wanted.changed)):
        ends = zip(("gte", "lte"), span, strict=True)
        rows = rows.filter(**{f"{field}__{word}": moment for word, moment in ends if moment})
    return rows


def _without_words(item: Item) -> Item:
    return replace(
        item,
        text="",
        topic="",
        place=None,
        service=None,
        address="",
        latitude=None,
        longitude=None,
        links=(),
        answer=None,
    )
