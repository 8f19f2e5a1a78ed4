"""What one page shows of one thing, with every open state at `now`."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, UUIDField, When

from kotikulma.directory.models import Place, Service
from kotikulma.directory.queries import freshness, panels, records
from kotikulma.directory.queries.remembered import Remembered, State
from kotikulma.directory.rules.hours import state_at, week
from kotikulma.directory.rules.hours_days import DayCause, DayPlan
from kotikulma.directory.types import HoursKind, OpenKind, PlaceType, Schedule, Status
from kotikulma.directory.types.pages import ConnectionLine, OrganizationPage, PlacePage, ServicePage, WeekDay, WeekSlot
from kotikulma.directory.types.records import ConnectionRecord, OrganizationRecord, PlaceRecord, ServiceRecord
from kotikulma.kernel import clock
from kotikulma.kernel.db.prepared import Given, Prepared
from kotikulma.kernel.errors import DomainError, NotFound
from kotikulma.kernel.types import ANONYMOUS
from kotikulma.people import queries as people

REMEMBERED = 100  # things whose records a process keeps until the data change
_places: Remembered[tuple[PlaceRecord, list[ConnectionRecord]]] = Remembered(REMEMBERED)
_services: Remembered[ServiceRecord] = Remembered(REMEMBERED)
_pieces: Remembered[tuple[UUID | None]] = Remembered(REMEMBERED)
_place_pages: Remembered[PlacePage] = Remembered(REMEMBERED)
_service_pages: Remembered[ServicePage] = Remembered(REMEMBERED)
ORDER = {kind: number for number, kind in enumerate([OpenKind.OPEN, OpenKind.CLOSED, OpenKind.UNKNOWN])}


class Gone(DomainError):
    """It was here and is no more (I12)."""

    status = 410
    code = "gone"
    title = "Gone"


class Moved(DomainError):
    """It was merged: `uuid` tells where (I12)."""

    status = 301
    code = "moved"

    def __init__(self, uuid: UUID) -> None:
        self.uuid = uuid
        super().__init__()


class Unconfirmed(DomainError):
    """Hidden, because nobody has confirmed it for 18 months. It may come back any day, so it is not gone."""

    status = 404
    code = "directory.unconfirmed"

    def __init__(self, name: Mapping[str, str], organization: UUID | None) -> None:
        self.name, self.organization = name, organization
        super().__init__()


AWAY = (Gone, Moved, Unconfirmed)


def place_page(uuid: UUID, now: datetime, *, monday: date | None = None) -> PlacePage:
    """A published place, the week from `monday` (default: this week), its services in the order people need them."""
    data = _data(now)
    return _place_pages.get_or_make(_minute(data, now), (uuid, monday), lambda: _place_page(data, uuid, now, monday))


def _place_page(data: State, uuid: UUID, now: datetime, monday: date | None) -> PlacePage:
    place, connections = _places.get_or_make(data, uuid, lambda: _loaded_place(uuid))
    return page_of_place(place, connections, now, monday)


def page_of_place(
    place: PlaceRecord, connections: Sequence[ConnectionRecord], now: datetime, monday: date | None = None
) -> PlacePage:
    """What the page says of these records, stored or not."""
    today = now.astimezone(clock.HELSINKI).date()
    monday = monday or today - timedelta(days=today.weekday())
    return PlacePage(
        place=place,
        state=state_at(place.schedule, now),
        monday=monday,
        week=_week(place.schedule, connections, monday, today),
        lines=_lines(connections, now),
    )


def service_page(uuid: UUID, now: datetime) -> ServicePage:
    """A published service with each place and channel it is given at."""
    data = _data(now)
    return _service_pages.get_or_make(_minute(data, now), uuid, lambda: _service_page(data, uuid, now))


def _service_page(data: State, uuid: UUID, now: datetime) -> ServicePage:
    return page_of_service(_services.get_or_make(data, uuid, lambda: _loaded_service(uuid)), now)


def page_of_service(service: ServiceRecord, now: datetime) -> ServicePage:
    """What the page says of this record, stored or not."""
    lines = _lines(service.connections, now)
    own = Schedule(starts_on=service.starts_on, ends_on=service.ends_on)
    return ServicePage(service, lines, lines[0].state if lines else state_at(own, now))


def organization_page(uuid: UUID) -> OrganizationPage:
    """A published organisation with its parent and units."""
    found = people.organization(ANONYMOUS, uuid)
    parent = people.organizations(ANONYMOUS, [found.parent_id]).get(found.parent_id) if found.parent_id else None
    return OrganizationPage(
        organization=records.organization_record(found),
        parent=records.organization_record(parent) if parent else None,
        units=tuple(records.organization_record(unit) for unit in people.units(ANONYMOUS, found.id)),
    )


def keeper(uuid: UUID | None) -> OrganizationRecord | None:
    """Who may know more of what is not shown; None when it has no published keeper."""
    found = people.organizations_by_uuid(ANONYMOUS, [uuid]) if uuid else {}
    return next((records.organization_record(each) for each in found.values()), None)


def place_name(uuid: UUID) -> dict[str, str]:
    """Name of a published place; NotFound otherwise."""
    place_id = _published(Place, uuid)
    name: dict[str, str] = Place.objects.values_list("name", flat=True).get(id=place_id)
    return name


def show_piece(now: datetime, municipality: str = "") -> PlacePage | None:
    """The joint service point with most services, in the municipality if it has one, else anywhere."""
    (uuid,) = _pieces.get_or_make(_data(now), municipality, lambda: (_busiest_point(municipality),))
    return place_page(uuid, now) if uuid else None


def _busiest_point(municipality: str) -> UUID | None:
    points = Place.objects.filter(status=Status.PUBLISHED, type=PlaceType.SERVICE_POINT)
    points = points.annotate(services=Count("connections")).filter(services__gt=1)
    order = ["-services", "id"]
    if municipality:
        points = points.annotate(here=Case(When(municipality_code=municipality, then=1), default=0))
        order.insert(0, "-here")
    found: UUID | None = points.order_by(*order).values_list("uuid", flat=True).first()
    return found


def coming_days(page: PlacePage, now: datetime, *, days: int = 3) -> tuple[WeekDay, ...]:
    """The next days with something on, from what is left of today over the weekend into next week."""
    local = now.astimezone(clock.HELSINKI)
    following = place_page(page.place.uuid, now, monday=page.monday + timedelta(days=7)).week
    both = panels.joined(page.place.uuid, (*page.week, *following))
    ahead = [day for day in both if _remains(day, local)]
    return tuple(ahead[:days])


def hours_ahead(uuid: UUID, now: datetime, *, weeks: int) -> tuple[WeekDay, ...]:
    """The hours of the services at a published place from this Monday on, without those told as events as well."""
    place, connections = _places.get_or_make(_data(now), uuid, lambda: _loaded_place(uuid))
    today = now.astimezone(clock.HELSINKI).date()
    monday = today - timedelta(days=today.weekday())
    starts = (monday + timedelta(days=7 * number) for number in range(weeks))
    days = [day for start in starts for day in _week(place.schedule, connections, start, today)]
    return panels.hours_alone(uuid, days)


def _remains(day: WeekDay, local: datetime) -> bool:
    if day.day == local.date():
        return any(slot.closes > local.time() or slot.closes <= slot.opens for slot in day.slots)
    return day.day > local.date() and bool(day.slots)


def _data(now: datetime) -> State:
    """Records hang on the data alone."""
    return freshness.version(), None, now.astimezone(clock.HELSINKI).date()


def _minute(data: State, now: datetime) -> State:
    """Hours are worked out anew from the records every minute, which is as fine as hours are told."""
    version, _, day = data
    return version, now.replace(second=0, microsecond=0), day


def _loaded_place(uuid: UUID) -> tuple[PlaceRecord, list[ConnectionRecord]]:
    place_id = _published(Place, uuid)
    return records.load_places([place_id])[place_id], records.load_connections("place", [place_id])


def _loaded_service(uuid: UUID) -> ServiceRecord:
    service_id = _published(Service, uuid)
    return records.load_services([service_id])[service_id]


def _published(model: type[Place] | type[Service], uuid: UUID) -> int:
    found = _STATUS[model].rows(uuid=uuid)
    pk, status, name, keeper, merged_into = found[0] if found else (0, Status.DRAFT, {}, None, None)
    if status == Status.DRAFT:
        raise NotFound
    if status == Status.MERGED and merged_into:
        raise Moved(merged_into)
    if status == Status.HIDDEN:
        raise Unconfirmed(name, keeper)
    if status != Status.PUBLISHED:
        raise Gone
    return int(pk)


def _status(model: type[Any], keeper: str) -> Prepared:
    names = ("id", "status", "name", f"{keeper}__uuid", "merged_into__uuid")
    return Prepared(lambda: model.objects.filter(uuid=Given("uuid", UUIDField())), *names)


_STATUS = {Place: _status(Place, "organization"), Service: _status(Service, "responsible")}


def _lines(connections: Sequence[ConnectionRecord], now: datetime) -> tuple[ConnectionLine, ...]:
    """Running first (open, then soonest), then starting by date, then paused; ended ones are gone."""
    lines = [ConnectionLine(item, state_at(item.schedule, now)) for item in connections]
    alive = [line for line in lines if line.state.kind != OpenKind.ENDED]
    return tuple(sorted(alive, key=_line_order))


def _line_order(line: ConnectionLine) -> tuple[int, str, int]:
    state = line.state
    if state.kind == OpenKind.STARTS:
        return (10, str(state.starts_on), line.connection.id)
    if state.kind == OpenKind.PAUSED:
        return (11, str(state.paused_until), line.connection.id)
    soon = state.next.start.isoformat() if state.next and state.kind != OpenKind.OPEN else ""
    return (ORDER.get(state.kind, 9), soon, line.connection.id)


def _week(
    schedule: Schedule, connections: Sequence[ConnectionRecord], monday: date, today: date
) -> tuple[WeekDay, ...]:
    door = week(schedule, monday)
    own = [(item, week(item.schedule, monday)) for item in connections if item.schedule.periods]
    return tuple(_day(door[number], [(item, plans[number]) for item, plans in own], today) for number in range(7))


def _day(door: DayPlan, plans: Sequence[tuple[ConnectionRecord, DayPlan]], today: date) -> WeekDay:
    slots = [
        WeekSlot(slot.opens, slot.closes, slot.kind, item)
        for item, plan in plans
        if plan.cause not in (DayCause.NOT_STARTED, DayCause.PAUSED, DayCause.ENDED)
        for slot in plan.slots
        if slot.kind != HoursKind.PHONE  # nobody is at the door for a telephone hour
    ]
    special = door.cause in (DayCause.EXCEPTION, DayCause.HOLIDAY_CLOSED, DayCause.HOLIDAY_ASK)
    return WeekDay(
        day=door.day,
        today=door.day == today,
        slots=tuple(sorted(slots, key=lambda slot: (slot.opens, slot.closes))),
        door=tuple((slot.opens, slot.closes) for slot in door.slots),
        closed=special and not door.slots and door.cause != DayCause.HOLIDAY_ASK,
        ask=door.cause == DayCause.HOLIDAY_ASK,
        reason=door.reason if special else {},
        holiday=door.holiday,
    )
