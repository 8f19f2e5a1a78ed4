"""What waits for its handlers: their queue, and what needs them today."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet

from kotikulma.feedback import access, rules
from kotikulma.feedback.models import Feedback
from kotikulma.feedback.queries import items
from kotikulma.feedback.types import OPEN_STATES, Item, State
from kotikulma.kernel import clock
from kotikulma.kernel.types import Actor, ActorKind
from kotikulma.people import queries as people

PAGE = 50
URGENT = 5
SOON = 7  # days ahead


@dataclass(frozen=True, slots=True)
class QueueFilters:
    """`view`: open (everything unanswered), new, late, mine, promised or closed."""

    view: str = "open"
    kind: str = ""
    text: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class QueueRow:
    item: Item
    owner: str
    days_left: int


@dataclass(frozen=True, slots=True)
class Queue:
    rows: tuple[QueueRow, ...]
    counts: dict[str, int]
    next: str


@dataclass(frozen=True, slots=True)
class Urgent:
    reference: str
    headline: str
    due_on: date


def queue(viewer: Actor, filters: QueueFilters) -> Queue:
    """The viewer's own, most urgent first; closed ones newest first."""
    access.check_may_handle_anything(viewer)
    page = _page(_narrowed(viewer, filters), filters)
    return Queue(
        rows=tuple(_rows(page[:PAGE])),
        counts=counts(viewer),
        next=page[PAGE - 1].reference if len(page) > PAGE else "",
    )


def every(viewer: Actor, filters: QueueFilters) -> list[QueueRow]:
    """All of a view, for a file. A fixed number of queries."""
    access.check_may_handle_anything(viewer)
    return _rows(_narrowed(viewer, filters).order_by("due_on", "id"))


def counts(viewer: Actor) -> dict[str, int]:
    """How long each view is. One query."""
    views = _views(viewer)
    return access.handled_by(viewer).aggregate(**{name: Count("id", filter=which) for name, which in views.items()})


def needing_today(viewer: Actor) -> tuple[list[Urgent], int]:
    """What is late or due within a week, at most five of them, and how many nobody has read. Two queries."""
    if not access.may_handle_anything(viewer):
        return [], 0
    mine, soon = access.handled_by(viewer), clock.today() + timedelta(days=SOON)
    urgent = mine.filter(state=State.IN_HAND, due_on__lte=soon) | mine.filter(
        state=State.RECEIVED, due_on__lt=clock.today()
    )
    rows = urgent.order_by("due_on", "id").values_list("reference", "text", "due_on")[:URGENT]
    unread = mine.filter(state=State.RECEIVED, due_on__gte=clock.today()).count()
    return [Urgent(reference, rules.headline(text), due) for reference, text, due in rows], unread


def _views(viewer: Actor) -> dict[str, Q]:
    open_ = Q(state__in=OPEN_STATES)
    person = (
        people.person_ids_by_uuid([viewer.id]).get(viewer.id) if viewer.kind is ActorKind.PERSON and viewer.id else 0
    )
    return {
        "open": open_,
        "new": Q(state=State.RECEIVED),
        "late": open_ & Q(due_on__lt=clock.today()),
        "mine": open_ & Q(owner_id=person),
        "promised": Q(state=State.ANSWERED),
        "closed": Q(state__in=[State.DONE, State.MERGED, State.REJECTED]),
    }


def _narrowed(viewer: Actor, filters: QueueFilters) -> QuerySet[Feedback]:
    views = _views(viewer)
    rows = access.handled_by(viewer).filter(views.get(filters.view, views["open"]))
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.text:
        rows = rows.filter(Q(text__icontains=filters.text) | Q(reference__iexact=filters.text))
    return rows


def _rows(found: Iterable[Feedback]) -> list[QueueRow]:
    rows, today = list(found), clock.today()
    owners = people.person_names({row.owner_id for row in rows if row.owner_id})
    return [
        QueueRow(item, owners.get(row.owner_id or 0, ""), (item.due_on - today).days)
        for row, item in zip(rows, items.own(rows), strict=True)
    ]


def _page(rows: QuerySet[Feedback], filters: QueueFilters) -> list[Feedback]:
    last = Feedback.objects.filter(reference=filters.before).first() if filters.before else None
    if filters.view == "closed":
        rows = rows.filter(id__lt=last.id) if last else rows
        return list(rows.order_by("-id")[: PAGE + 1])
    if last:
        rows = rows.filter(Q(due_on__gt=last.due_on) | Q(due_on=last.due_on, id__gt=last.id))
    return list(rows.order_by("due_on", "id")[: PAGE + 1])
