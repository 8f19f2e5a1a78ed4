"""Locations (places and channels) and services at them."""

from datetime import date
from functools import partial

from kotikulma.directory.formats.hsds.hours import schedules
from kotikulma.directory.formats.hsds.terms import attributes, own_term
from kotikulma.directory.formats.hsds.values import (
    COUNTRY,
    Ground,
    Json,
    email_contacts,
    filled,
    first_web,
    ident,
    language_rows,
    municipality,
    phones,
    region,
    text,
)
from kotikulma.directory.types import Accessibility
from kotikulma.directory.types.records import ChannelRecord, ConnectionRecord, PlaceRecord, ServiceSummary

_ACCESSIBILITY = {
    Accessibility.STEP_FREE: "Ei kynnystä eikä portaita",
    Accessibility.WIDE_DOOR: "Leveä ovi",
    Accessibility.TOILET: "Esteetön wc",
    Accessibility.LIFT: "Hissi",
    Accessibility.PARKING: "Esteetön pysäköinti",
    Accessibility.INDUCTION_LOOP: "Induktiosilmukka",
    Accessibility.GUIDE_DOG: "Opaskoira on tervetullut",
    Accessibility.QUIET: "Rauhallinen tila",
}


def location(at: PlaceRecord | ChannelRecord, ground: Ground | None = None) -> Json:
    """A place as a physical location, a channel as a virtual one. Without `ground` only its one-to-one fields."""
    brief = _place(at) if isinstance(at, PlaceRecord) else _channel(at)
    if ground is None:
        return filled(brief)
    found: Json = ground.once("location", at.uuid, lambda: filled(brief | _nested(at, ground)))
    return found


def service_at_location_item(record: ConnectionRecord, ground: Ground) -> Json:
    """One row of `/service_at_locations`: the service and the location in brief."""
    at = record.place or record.channel
    return filled(
        {
            "id": str(record.uuid),
            "service_id": str(record.service.uuid),
            "location_id": str(at.uuid) if at else None,
            "description": text(record.note),
            "service": _service(record.service, ground),
            "location": ground.once("brief", at.uuid, partial(location, at)) if at else None,
        }
    )


def service_at_location_detail(record: ConnectionRecord, ground: Ground) -> Json:
    """Everything about a service at one place or channel."""
    return service_at_location_nested(record, ground) | {"service": _service(record.service, ground)}


def service_at_location_nested(record: ConnectionRecord, ground: Ground) -> Json:
    """As a full service carries it: its own contacts and hours, and the whole location."""
    found: Json = ground.once("connection", record.uuid, lambda: _connection(record, ground))
    return found


def _connection(record: ConnectionRecord, ground: Ground) -> Json:
    at = record.place or record.channel
    return filled(
        {
            "id": str(record.uuid),
            "service_id": str(record.service.uuid),
            "location_id": str(at.uuid) if at else None,
            "description": text(record.note),
            "contacts": email_contacts(record.uuid, record.contacts),
            "phones": phones(record.uuid, record.contacts),
            "schedules": schedules(record.uuid, record.schedule, ground, link="service_at_location_id"),
            "location": location(at, ground) if at else None,
        }
    )


def service_status(starts_on: date | None, ends_on: date | None, today: date) -> str:
    """By the service's own dates: over, not begun, or running."""
    if ends_on and ends_on < today:
        return "defunct"
    return "inactive" if starts_on and starts_on > today else "active"


def _service(record: ServiceSummary, ground: Ground) -> Json:
    found: Json = ground.once("summary", record.uuid, partial(_summary, record, ground))
    return found


def _summary(record: ServiceSummary, ground: Ground) -> Json:
    return filled(
        {
            "id": str(record.uuid),
            "name": text(record.name) or str(record.uuid),
            "description": text(record.summary),
            "status": service_status(record.starts_on, record.ends_on, ground.today),
            "minimum_age": record.min_age,
            "maximum_age": record.max_age,
        }
    )


def _place(place: PlaceRecord) -> Json:
    return {
        "id": str(place.uuid),
        "location_type": "physical",
        "name": text(place.name),
        "description": text(place.summary) or text(place.description),
        "transportation": text(place.address.directions),
        "url": first_web(place.contacts),
        "latitude": place.address.latitude,
        "longitude": place.address.longitude,
        "external_identifier": place.address.municipality_code,
        "external_identifier_type": "municipality" if place.address.municipality_code else "",
    }


def _channel(channel: ChannelRecord) -> Json:
    return {
        "id": str(channel.uuid),
        "location_type": "virtual",
        "name": text(channel.name),
        "description": text(channel.summary),
        "url": first_web(channel.contacts),
    }


def _nested(at: PlaceRecord | ChannelRecord, ground: Ground) -> Json:
    found: Json = {
        "languages": language_rows(at.uuid, at.languages),
        "contacts": email_contacts(at.uuid, at.contacts),
        "phones": phones(at.uuid, at.contacts),
        "schedules": schedules(at.uuid, at.schedule, ground, link="location_id"),
    }
    if isinstance(at, PlaceRecord):
        kind = own_term("place_type", at.type)
        found |= {
            "addresses": _addresses(at),
            "accessibility": _accessibility(at),
            "attributes": attributes(at.uuid, "location", [kind] if kind else []),
        }
    return found


def _addresses(place: PlaceRecord) -> list[Json]:
    """None when the street or the postal code may not be told: HSDS has no partial address."""
    address = place.address
    street = text(address.street)
    if not street or not address.postal_code:
        return []
    return [
        {
            "id": ident(place.uuid, "address"),
            "location_id": str(place.uuid),
            "address_1": street,
            "city": text(address.post_office) or municipality(address.municipality_code) or "Suomi",
            "state_province": region(address.municipality_code),
            "postal_code": address.postal_code,
            "country": COUNTRY,
            "address_type": "physical",
        }
    ]


def _accessibility(place: PlaceRecord) -> list[Json]:
    return [
        {"id": ident(place.uuid, "accessibility", code), "description": _ACCESSIBILITY[Accessibility(code)]}
        for code in dict.fromkeys(place.accessibility)
        if code in set(Accessibility)
    ]
