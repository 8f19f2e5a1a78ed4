"""What everybody reads: boards, one item, what a place has answered; and the sender's own page."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet, UUIDField

from kotikulma.directory.queries import names
from kotikulma.directory.types import Status
from kotikulma.directory.types.pages import ThingName
from kotikulma.feedback import access, rules
from kotikulma.feedback.models import Contact, Feedback, Verdict
from kotikulma.feedback.queries import items
from kotikulma.feedback.types import GOOD_NEWS, OPEN_STATES, SUBJECT, Item, State
from kotikulma.kernel import clock, data_version
from kotikulma.kernel.db.prepared import Given, Prepared

PAGE = 20
MEASURED = 200  # latest answered ones of which a board says how soon they were answered
ON_PLACE = 3  # answered ones on the page of the place itself


@dataclass(frozen=True, slots=True)
class Filters:
    """`view`: all, open, answered or done ("Te toivoitte – me teimme")."""

    view: str = "all"
    kind: str = ""
    municipality: str = ""
    place: UUID | None = None
    before: str = ""  # reference of the last row of the page before


@dataclass(frozen=True, slots=True)
class Board:
    """One page of it. `counts`: rows by view. `next`: reference to go on from, empty at the end."""

    items: tuple[Item, ...]
    counts: dict[str, int]
    next: str
    days: int | None  # half of the latest answers came at least this soon


@dataclass(frozen=True, slots=True)
class Followed:
    """The sender's own page. `public`: the address others may be given."""

    item: Item
    private_reason: str
    merged_into: str
    has_contact: bool
    may_reopen: bool


VIEWS = {
    "all": Q(),
    "open": Q(state__in=OPEN_STATES),
    "answered": Q(state__in=[State.ANSWERED, State.DONE]),
    "done": Q(outcome__in=GOOD_NEWS, state__in=[State.ANSWERED, State.DONE]),
}


def board(filters: Filters) -> Board:
    """Newest first, in pages bounded by the row before: as quick at the end as at the beginning."""
    rows = access.shown()
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.municipality:
        rows = rows.filter(municipality_code=filters.municipality)
    place_id = names.place(filters.place).id if filters.place else None
    if place_id:
        rows = rows.filter(place_id=place_id)
    counts = rows.aggregate(**{name: Count("id", filter=which) for name, which in VIEWS.items()})
    page = _page(rows.filter(VIEWS.get(filters.view, Q())), filters.before)
    return Board(
        items=tuple(items.public(page[:PAGE])),
        counts=counts,
        next=page[PAGE - 1].reference if len(page) > PAGE else "",
        days=_days(place_id),
    )


def _page(rows: QuerySet[Feedback], before: str) -> list[Feedback]:
    if before:
        last = Feedback.objects.filter(reference=before).values_list("id", flat=True).first()
        rows = rows.filter(id__lt=last or 0)
    return list(rows.order_by("-id")[: PAGE + 1])


def _days(place_id: int | None) -> int | None:
    rows = access.shown().filter(first_answered_at__isnull=False)
    if place_id:
        rows = rows.filter(place_id=place_id)
    moments = rows.order_by("-id").values_list("received_at", "first_answered_at")[:MEASURED]
    return rules.middle([rules.days_to_answer(received, answered) for received, answered in moments])


def public_item(reference: str) -> Item:
    """One public feedback; FeedbackNotFound for what is private, not yet moderated or not there at all."""
    return items.public([access.get_shown(reference)])[0]


def points_to(reference: str) -> str:
    """The reference this one was merged into, empty when it stands by itself. FeedbackNotFound as above."""
    found = access.get_shown(reference)
    return found.merged_into.reference if found.shown_at is None and found.merged_into else ""


def recent(*, limit: int = 50, since: datetime | None = None) -> list[Item]:
    """Public ones by latest change, newest first: for feeds and programs."""
    rows = access.shown()
    if since:
        rows = rows.filter(changed_at__gte=since)
    return items.public(rows.order_by("-changed_at", "-id")[:limit])


def addresses(limit: int) -> Iterator[tuple[str, datetime | None]]:
    """The pages everybody may read, for the site map: the board, the form, then the newest items. One statement."""
    yield "/palaute/", None
    yield "/palaute/anna/", None
    newest = access.shown().order_by("-id").values_list("reference", "changed_at")
    yield from ((f"/palaute/{reference}/", changed) for reference, changed in newest[: limit - 2])


def helped(reference: str) -> tuple[int, int]:
    """How many said that the answer helped, and how many that it did not."""
    rows = Verdict.objects.filter(feedback=access.get_shown(reference))
    counts = rows.aggregate(yes=Count("id", filter=Q(helped=True)), no=Count("id", filter=Q(helped=False)))
    return counts["yes"], counts["no"]


def answered_at_place(uuid: UUID) -> tuple[Item, ...]:
    """What the page of a place shows: its latest public answers."""
    return tuple(items.public(_ANSWERED.things(place=uuid)))


_ANSWERED = Prepared(
    lambda: (
        access.shown()
        .filter(VIEWS["answered"], place__uuid=Given("place", UUIDField()), place__status=Status.PUBLISHED)
        .order_by("-answered_at")[:ON_PLACE]
    )
)


def about(place: UUID | None, service: UUID | None) -> ThingName | None:
    """What a new feedback is about, by name; None for what is not published."""
    if place:
        return names.places_by_uuid([place]).get(place)
    return names.services_by_uuid([service]).get(service) if service else None


def followed(token: str) -> Followed:
    """The sender's own feedback by the secret end of her link. One merged shows the other's answer and state."""
    row = access.get_followed(token)
    target = row.merged_into if row.state == State.MERGED else None
    answered = items.public([target])[0] if target else items.own([row])[0]
    return Followed(
        item=answered if target is None else _borrowed(items.own([row])[0], answered),
        private_reason=row.private_reason,
        merged_into=target.reference if target and target.shown_at else "",
        has_contact=Contact.objects.filter(feedback=row).exists(),
        may_reopen=rules.may_reopen(row.state, row.answered_at, clock.now()),
    )


def follow_token_of(uuid: UUID) -> str:
    """For the page that has just taken the feedback in, and for nothing else."""
    return access.follow_token(uuid)


def version() -> int:
    """Grows with every change readers see. One statement."""
    return data_version.current(SUBJECT)


def _borrowed(own: Item, other: Item) -> Item:
    """The sender's words with the answer of the one hers was merged into."""
    return replace(
        own,
        state=other.state,
        outcome=other.outcome,
        due_on=other.due_on,
        answered_at=other.answered_at,
        closed_at=other.closed_at,
        unit=other.unit,
        answer=other.answer,
        links=other.links,
    )
