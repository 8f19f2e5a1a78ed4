"""A worker's own day: visits in a sensible order, tasks, plans to look at again. One row in the log names them all."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery

from kotikulma.casework import access
from kotikulma.casework.access import Ground, Opened
from kotikulma.casework.models import PlanVersion, Relationship, Todo, Visit
from kotikulma.casework.queries import plans
from kotikulma.casework.rules import days as rules
from kotikulma.casework.types.clients import Basis, DataClass, Identity
from kotikulma.casework.types.plans import TodoLine, VisitLine, VisitState
from kotikulma.directory.queries import names as directory
from kotikulma.directory.types.records import Address
from kotikulma.kernel import clock, municipalities, own_keys
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.types import Actor
from kotikulma.people import queries as people
from kotikulma.people.types import CaseStanding


@dataclass(frozen=True, slots=True)
class StopLine:
    """One visit of the day. `way`: how far it is from the one before, in words."""

    visit: VisitLine
    client: UUID
    identity: Identity
    protected: bool
    way: str


@dataclass(frozen=True, slots=True)
class Day:
    """`start`: where the way begins, in words. `kilometres`: as the crow flies; 0 when not all is known exactly."""

    day: date
    stops: Sequence[StopLine]
    todos: Sequence[TodoLine]
    reviews: Sequence[tuple[date, UUID, str]]
    start: str
    kilometres: int


def day(viewer: Actor, day: date) -> Day:
    """What the viewer does on a day, of clients she works with now. As many statements however many visits."""
    standing, now = access.standing_of(viewer), clock.now()
    mine = _mine(standing, now)
    visits = list(_visits(standing, mine, day))
    todos = list(_todos(standing, mine, day))
    reviews = _reviews(mine, day)
    shown = {row.client_id for row in (*visits, *todos)} | set(reviews)
    _log(viewer, standing, [mine[pk] for pk in sorted(shown)])
    opened = {pk: _opened(mine[pk], standing) for pk in shown}
    start, where, exact = _start(mine)
    route = rules.order(_stops(opened, visits), start, _begins(day, now))
    lines = plans.visit_lines([(opened[row.client_id], row) for row in visits], {})
    found = {str(line.uuid): (opened[row.client_id], line) for row, line in zip(visits, lines, strict=True)}
    return Day(
        day,
        [
            _stop_line(*found[stop.key], rules.in_words(stop, way))
            for stop, way in zip(route, rules.ways(route, start if exact else None), strict=True)
        ],
        [plans.todo_line(opened[row.client_id], row, "") for row in todos],
        sorted((due, opened[pk].client.uuid, opened[pk].identity.name) for pk, due in reviews.items()),
        where,
        round(rules.length(route, start)) if exact and not any(stop.rough for stop in route) else 0,
    )


def in_order(
    mine: Mapping[int, Relationship], opened: Mapping[int, Opened], visits: Iterable[Visit], day: date
) -> list[Visit]:
    """The visits of a day as the day list has them. `mine` and `opened` by the client's row id."""
    rows = {str(row.uuid): row for row in visits}
    start, _where, _exact = _start(mine)
    route = rules.order(_stops(opened, rows.values()), start, _begins(day, clock.now()))
    return [rows[stop.key] for stop in route]


def waiting(viewer: Actor) -> tuple[int, list[date], list[date]]:
    """(visits today, days of open tasks, days of plans to look at): numbers alone, so that nothing needs a log row."""
    standing, now, today = access.standing_of(viewer), clock.now(), clock.today()
    mine = _mine(standing, now)
    todos = [row.due_on for row in _todos(standing, mine, today)]
    return _visits(standing, mine, today).count(), todos, sorted(_reviews(mine, today).values())


def _mine(standing: CaseStanding, now: datetime) -> dict[int, Relationship]:
    """Client's row id -> why the viewer may see her now."""
    rows = access.own_relationships(standing, now).select_related("client", "unit").order_by("-id")
    return {row.client_id: row for row in rows}


def _visits(standing: CaseStanding, mine: dict[int, Relationship], day: date) -> QuerySet[Visit]:
    rows = Visit.objects.filter(worker=standing.person_id, client__in=list(mine), day=day)
    return rows.filter(state=VisitState.PLANNED).order_by("id")


def _todos(standing: CaseStanding, mine: dict[int, Relationship], day: date) -> QuerySet[Todo]:
    rows = Todo.objects.filter(owner=standing.person_id, client__in=list(mine), due_on__lte=day, done_at=None)
    return rows.order_by("due_on", "id")


def _reviews(mine: dict[int, Relationship], day: date) -> dict[int, date]:
    """Client's row id -> the day her plan was to be looked at again, up to this one."""
    newest = PlanVersion.objects.filter(client=OuterRef("client")).order_by("-number").values("number")[:1]
    rows = PlanVersion.objects.filter(client__in=list(mine), review_on__lte=day, number=Subquery(newest))
    return dict(rows.values_list("client_id", "review_on"))


def _log(viewer: Actor, standing: CaseStanding, rows: Iterable[Relationship]) -> None:
    by_unit: dict[int, list[Relationship]] = defaultdict(list)
    for row in rows:
        by_unit[row.unit_id].append(row)
    with transaction.atomic():
        for unit, own in sorted(by_unit.items()):
            ground = access.ground_in_unit(standing, unit, basis=Basis.CLIENT_RELATIONSHIP)
            named = [row.client.uuid for row in own]
            data = [DataClass.IDENTITY, DataClass.CONTACTS]
            access.log(viewer, ground, access.LISTED, subjects=named, kind="client_list", data=data)


def _opened(row: Relationship, standing: CaseStanding) -> Opened:
    ground = Ground(standing, row.unit_id, row.unit.uuid, row.basis, row.task)
    return Opened(row.client, own_keys.unwrap(row.client.wrapped_key), ground)


def _start(mine: Mapping[int, Relationship]) -> tuple[rules.Position | None, str, bool]:
    """The place of the unit she works in, else the middle of its municipality, which is not exact."""
    units = sorted({row.unit_id for row in mine.values()})
    kept = directory.places_kept_by(units[:1])
    addresses = directory.addresses(place.id for place in kept)
    for place in kept:
        at = _at(addresses.get(place.id))
        if at:
            return at, localise(place.name).text, True
    for code in people.organization_municipalities(units[:1]).values():
        if town := municipalities.get(code):
            return town.centre, municipalities.name(code), False
    return None, "", False


def _stops(opened: Mapping[int, Opened], visits: Iterable[Visit]) -> list[rules.Stop]:
    told = {row: plans.told_of(opened[row.client_id], row) for row in visits}
    places = directory.places_by_uuid(UUID(each["place"]) for each in told.values() if each["place"])
    addresses = directory.addresses(place.id for place in places.values())
    stops = []
    for row, each in told.items():
        place = places.get(UUID(each["place"])) if each["place"] else None
        town = municipalities.get(each["municipality"])
        at = _at(addresses.get(place.id)) if place else town.centre if town else None
        stops.append(rules.Stop(str(row.uuid), at, _minute(row.starts_at), row.minutes, rough=place is None))
    return stops


def _stop_line(opened: Opened, line: VisitLine, way: str) -> StopLine:
    return StopLine(line, opened.client.uuid, opened.identity, opened.client.protected, way)


def _at(address: Address | None) -> rules.Position | None:
    if address is None or address.latitude is None or address.longitude is None:
        return None
    return address.latitude, address.longitude


def _minute(moment: datetime | None) -> int | None:
    local = moment.astimezone(clock.HELSINKI) if moment else None
    return local.hour * 60 + local.minute if local else None


def _begins(day: date, now: datetime) -> int:
    """Today the way goes on from this moment."""
    return max(rules.DAY_BEGINS, _minute(now) or 0) if day == clock.today() else rules.DAY_BEGINS
