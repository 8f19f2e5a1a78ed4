"""Our events as objects of Linked Events v1: a time is an event, a repeated event the super event of its times.

Absent languages are left out, absent values null, as its clients expect. No way in online and no person is here.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from kotikulma.events.types import Theme
from kotikulma.events.types.borrowed import Address
from kotikulma.events.types.records import EventRecord, Line, OccurrenceRecord, PlaceRecord, Seats, Texts
from kotikulma.events.types.themes import keyword as keyword_id

SOURCE = "kotikulma"
CONTEXT = "http://schema.org"
ONLINE = f"{SOURCE}:internet"
STATUS = {
    "scheduled": "EventScheduled",
    "rescheduled": "EventRescheduled",
    "postponed": "EventPostponed",
    "cancelled": "EventCancelled",
}
COURSES = ("course", "training")
Names = Callable[[str], Texts]  # a municipality or a theme by its code


def address(base: str, kind: str, name: str) -> str:
    return f"{base}/linkedevents/v1/{kind}/{name}/"


def moment(value: datetime | None) -> str | None:
    return f"{value.astimezone(UTC).isoformat()[:19]}Z" if value else None


def occurrence(one: OccurrenceRecord, base: str, *, series: bool, include: frozenset[str], names: Names) -> Any:
    """One time. `series`: it is one of several, so that its event is told as the super event."""
    return of_event(one.event, base, include, names) | own(
        one.line, base, series=series, include=include, names=names, seats=one.seats
    )


def own(
    line: Line,
    base: str,
    *,
    series: bool,
    include: frozenset[str] = frozenset(),
    names: Names,
    seats: Seats | None = None,
) -> dict[str, Any]:
    """What belongs to the time itself."""
    name = f"{SOURCE}:{line.uuid}"
    page = f"/tapahtumat/{line.event_uuid}/{line.uuid}/" if series else f"/tapahtumat/{line.event_uuid}/"
    told = {
        "id": name,
        "location": _location(line.place, line.on_site, base, include, names),
        "location_extra_info": _texts(line.place_note),
        "start_time": moment(line.starts_at),
        "end_time": moment(line.ends_at),
        "event_status": STATUS[line.status],
        "super_event": _reference(base, "event", f"{SOURCE}:{line.event_uuid}") if series else None,
        "super_event_type": None,
        "sub_events": [],
        "last_modified_time": moment(max(line.changed_at, line.event_changed_at)),
        "info_url": _info(base, page),
    }
    return told | _enrolment(seats) | _identity(base, "event", name, "Event/LinkedEvent")


def super_event(event: EventRecord, times: Iterable[OccurrenceRecord], base: str, names: Names) -> Any:
    """A repeated event, with its coming times by reference."""
    times = list(times)
    told = of_event(event, base, frozenset(), names)
    told |= {
        "id": f"{SOURCE}:{event.uuid}",
        "location": _location(event.place, event.mode != "online", base, frozenset(), names),
        "location_extra_info": _texts(event.place_note),
        "start_time": moment(min((one.starts_at for one in times), default=None)),
        "end_time": moment(max((one.ends_at for one in times), default=None)),
        "event_status": STATUS.get(event.state, "EventScheduled"),
        "super_event": None,
        "super_event_type": "recurring",
        "sub_events": [_reference(base, "event", f"{SOURCE}:{one.uuid}") for one in times],
        "last_modified_time": moment(event.changed_at),
        "info_url": _info(base, f"/tapahtumat/{event.uuid}/"),
    }
    return told | _enrolment(None) | _identity(base, "event", told["id"], "Event/LinkedEvent")


def place(one: PlaceRecord, base: str, names: Names) -> Any:
    """A place as `tprek` ones look. What it keeps hidden is not in the record."""
    where = one.address
    told = {
        "id": f"{SOURCE}:{one.uuid}",
        "divisions": _divisions(one.municipality_code, names),
        "name": _texts(one.name),
        "street_address": _texts(where.street),
        "address_locality": _texts(where.post_office) or _texts(names(one.municipality_code)),
        "postal_code": where.postal_code or None,
        "address_country": "FI",
        "position": _position(where),
        "info_url": _info(base, f"/paikat/{one.uuid}/"),
    }
    empty = "address_region post_office_box_num telephone email contact_type description image parent replaced_by"
    return (
        told | dict.fromkeys([*empty.split(), "custom_data", "created_time", "last_modified_time"]) | _kept()
        | _identity(base, "place", told["id"], "Place")
    )  # fmt: skip


def internet(base: str) -> Any:
    """The place of what is held online alone."""
    name = {"fi": "Verkossa", "sv": "På nätet", "en": "Online"}
    return {"id": ONLINE, "name": name, "divisions": [], "position": None, **_kept()} | _identity(
        base, "place", ONLINE, "Place"
    )


def keyword(theme: str, base: str, names: Names) -> Any:
    name = keyword_id(theme)
    told: dict[str, Any] = {
        "id": name,
        "name": _texts(names(theme)),
        "alt_labels": [],
        "aggregate": False,
        "deprecated": False,
    }
    source = name.partition(":")[0]
    return told | {"image": None, **_kept(), "data_source": source} | _identity(base, "keyword", name, "Keyword")


def keywords(base: str, names: Names) -> list[Any]:
    return [keyword(theme, base, names) for theme in Theme.values]


def page(found: list[Any], *, count: int, following: str | None, previous: str | None) -> Any:
    return {"meta": {"count": count, "next": following, "previous": previous}, "data": found}


def of_event(event: EventRecord, base: str, include: frozenset[str], names: Names) -> dict[str, Any]:
    """What all times of an event share; stored ready for lists that include nothing."""
    keeper = event.organisers[0] if event.organisers else None
    if "keywords" in include:
        words = [keyword(theme, base, names) for theme in event.themes]
    else:
        words = [_reference(base, "keyword", keyword_id(theme)) for theme in event.themes]
    return {
        "name": _texts(event.title),
        "short_description": _texts(event.summary),
        "description": _texts(event.description),
        "provider": _texts(keeper.name) if keeper else None,
        "provider_contact_info": None,
        "publisher": f"{SOURCE}:{keeper.uuid}" if keeper else None,
        "data_source": SOURCE,
        "publication_status": "public",
        "type_id": "Course" if event.type in COURSES else "General",
        "environment": None,
        "keywords": words,
        "audience": [],
        "audience_min_age": event.min_age,
        "audience_max_age": event.max_age,
        "in_language": [_reference(base, "language", code) for code in event.languages],
        "offers": [{"is_free": event.free, "price": _texts(event.price), "description": None, "info_url": None}],
        "external_links": [],
        "images": _images(event, base),
        "videos": [],
        "custom_data": None,
        "created_time": moment(event.created_at),
        "date_published": moment(event.published_at),
        "deleted": False,
        "replaced_by": None,
        "has_start_time": True,
        "has_end_time": True,
    }


def _location(place_record: PlaceRecord | None, on_site: bool, base: str, include: frozenset[str], names: Names) -> Any:
    if place_record and on_site:
        name = f"{SOURCE}:{place_record.uuid}"
        return place(place_record, base, names) if "location" in include else _reference(base, "place", name)
    if on_site:
        return None
    return internet(base) if "location" in include else _reference(base, "place", ONLINE)


def _enrolment(seats: Seats | None) -> dict[str, Any]:
    """When one may register and how many seats are left; null where one simply comes or nothing limits."""
    free = seats.free_in_person if seats else None
    return {
        "enrolment_start_time": moment(seats.opens_at) if seats else None,
        "enrolment_end_time": moment(seats.closes_at) if seats else None,
        "maximum_attendee_capacity": None,
        "minimum_attendee_capacity": None,
        "remaining_attendee_capacity": free,
        "registration": None,
    }


def _images(event: EventRecord, base: str) -> list[Any]:
    if not event.image:
        return []
    alt = next(iter(event.image_alt.values()), None)
    return [{"url": f"{base}/tapahtumat/kuvat/{event.image}", "alt_text": alt, "license": "event_only"}]


def _divisions(code: str, names: Names) -> list[Any]:
    found = names(code) if code else {}
    if not found:
        return []
    ocd = f"ocd-division/country:fi/kunta:{found.get('fi', '').lower()}"
    return [{"type": "muni", "ocd_id": ocd, "municipality": None, "name": _texts(found)}]


def _position(where: Address) -> Any:
    if where.latitude is None or where.longitude is None:
        return None
    return {"type": "Point", "coordinates": [where.longitude, where.latitude]}


def _info(base: str, path: str) -> dict[str, str]:
    return {"fi": f"{base}{path}", "sv": f"{base}/sv{path}", "en": f"{base}/en{path}"}


def _texts(texts: Mapping[str, str]) -> dict[str, str] | None:
    return dict(texts) or None


def _reference(base: str, kind: str, name: str) -> dict[str, str]:
    return {"@id": address(base, kind, name)}


def _identity(base: str, kind: str, name: str, type_: str) -> dict[str, str]:
    return {"@id": address(base, kind, name), "@context": CONTEXT, "@type": type_}


def _kept() -> dict[str, Any]:
    return {"data_source": SOURCE, "publisher": None, "deleted": False, "n_events": None, "replaced_by": None}
