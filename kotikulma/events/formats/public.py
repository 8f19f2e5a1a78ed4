"""Events as our own JSON tells them. Nobody who registered and no way in online is here."""

from datetime import datetime
from typing import Any

from django.conf import settings

from kotikulma.events.types.records import OccurrenceRecord, PlaceRecord, Seats
from kotikulma.kernel.clock import HELSINKI


def occurrence(one: OccurrenceRecord) -> dict[str, Any]:
    event = one.event
    told = {
        "id": str(one.uuid),
        "event": str(event.uuid),
        "type": event.type,
        "title": event.title,
        "summary": event.summary,
        "starts_at": moment(one.starts_at),
        "ends_at": moment(one.ends_at),
        "status": status(one),
        "mode": one.mode,
        "municipality": one.place.municipality_code if one.place else event.municipality_code,
        "languages": event.languages,
        "themes": event.themes,
        "free": event.free,
        "organisers": [{"id": str(found.uuid), "name": found.name} for found in event.organisers],
        "registration": event.registration,
        "changed_at": moment(max(one.changed_at, event.changed_at)),
        "url": f"{settings.BASE_URL}/tapahtumat/{event.uuid}/{one.uuid}/",
    }
    reason = one.cancel_reason or event.state_reason
    more = {
        "reason": reason if told["status"] in ("cancelled", "postponed") else {},
        "place": place(one.place) if one.place and one.on_site else None,
        "place_note": one.place_note,
        "min_age": event.min_age,
        "max_age": event.max_age,
        "price": event.price,
    }
    return told | {key: value for key, value in more.items() if value not in (None, {})}


def detail(one: OccurrenceRecord) -> dict[str, Any]:
    event = one.event
    more = {"description": event.description, "accessibility": event.accessibility, "note": one.note}
    told = occurrence(one) | {key: value for key, value in more.items() if value}
    return told | ({"seats": seats(one.seats)} if one.seats else {})


def status(one: OccurrenceRecord) -> str:
    if one.cancelled:
        return "cancelled"
    if one.event.postponed:
        return "postponed"
    return "rescheduled" if one.exception == "moved" or one.event.rescheduled else "scheduled"


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
