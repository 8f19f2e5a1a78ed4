"""Events as our own JSON tells them. Nobody who registered and no way in online is here."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings

from kotikulma.events.types.records import EventRecord, Line, PlaceRecord, Seats
from kotikulma.kernel.clock import HELSINKI


def own(line: Line) -> dict[str, Any]:
    """What belongs to the time itself."""
    status = line.status
    told: dict[str, Any] = {
        "id": str(line.uuid),
        "event": str(line.event_uuid),
        "starts_at": moment(line.starts_at),
        "ends_at": moment(line.ends_at),
        "status": status,
        "mode": line.mode,
        "municipality": line.place.municipality_code if line.place else line.event_town,
        "changed_at": moment(max(line.changed_at, line.event_changed_at)),
        "url": f"{settings.BASE_URL}/tapahtumat/{line.event_uuid}/{line.uuid}/",
    }
    if status in ("cancelled", "postponed") and (reason := line.cancel_reason or line.event_reason):
        told["reason"] = reason
    if line.place and line.on_site:
        told["place"] = place(line.place)
    return told | ({"place_note": line.place_note} if line.place_note else {})


def of_event(event: EventRecord) -> dict[str, Any]:
    """What all times of an event share; stored ready for lists."""
    told = {
        "type": event.type,
        "title": event.title,
        "summary": event.summary,
        "languages": event.languages,
        "themes": event.themes,
        "free": event.free,
        "organisers": [{"id": str(found.uuid), "name": found.name} for found in event.organisers],
        "registration": event.registration,
    }
    more = {"min_age": event.min_age, "max_age": event.max_age, "price": event.price}
    return told | {key: value for key, value in more.items() if value not in (None, {})}


def longer(event: EventRecord) -> dict[str, Any]:
    """What one tells beside a row of a list; stored."""
    more = {"description": event.description, "accessibility": event.accessibility}
    return {key: value for key, value in more.items() if value}


def only_here(note: Mapping[str, str], seats_left: Seats | None) -> dict[str, Any]:
    """What is told of one time alone: what is different, and the seats."""
    told: dict[str, Any] = {"note": note} if note else {}
    return told | ({"seats": seats(seats_left)} if seats_left else {})


def place(one: PlaceRecord) -> dict[str, Any]:
    where = one.address
    told = {
        "street": where.street,
        "postal_code": where.postal_code,
        "post_office": where.post_office,
        "latitude": where.latitude,
        "longitude": where.longitude,
    }
    kept = {key: value for key, value in told.items() if value not in (None, "", {})}
    return {"id": str(one.uuid), "name": one.name, "municipality": one.municipality_code} | kept


def seats(one: Seats) -> dict[str, Any]:
    told = {
        "free_in_person": one.free_in_person,
        "free_online": one.free_online,
        "opens_at": moment(one.opens_at) if one.opens_at else None,
        "closes_at": moment(one.closes_at) if one.closes_at else None,
    }
    kept = {key: value for key, value in told.items() if value is not None}
    return {"state": one.state, "waiting": one.waiting} | kept


def moment(value: datetime) -> str:
    return value.astimezone(HELSINKI).isoformat(timespec="seconds")
