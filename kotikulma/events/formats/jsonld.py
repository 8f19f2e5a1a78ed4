"""schema.org/Event of one event, so that search engines know it as it is. The way in online is never in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kotikulma.events.types import Mode
from kotikulma.events.types.borrowed import Address
from kotikulma.events.types.records import EventRecord, OccurrenceRecord, PlaceRecord, SeriesRecord
from kotikulma.events.types.status import Joining, Status
from kotikulma.kernel import municipalities
from kotikulma.kernel.clock import HELSINKI
from kotikulma.kernel.i18n import localise

Json = dict[str, Any]
_STATUSES = {
    Status.CANCELLED: "EventCancelled",
    Status.POSTPONED: "EventPostponed",
    Status.RESCHEDULED: "EventRescheduled",
}
_MODES = {
    Mode.IN_PERSON: "OfflineEventAttendanceMode",
    Mode.ONLINE: "OnlineEventAttendanceMode",
    Mode.HYBRID: "MixedEventAttendanceMode",
}
_FULL = (Joining.QUEUE, Joining.FULL, Joining.CLOSED)
_DAYS = {"MO": "Monday", "TU": "Tuesday", "WE": "Wednesday", "TH": "Thursday", "FR": "Friday", "SA": "Saturday"} | {
    "SU": "Sunday"
}


@dataclass(frozen=True, slots=True)
class Told:
    """The time the page speaks of, the state it is in, and the rhythms it belongs to. `image`: a whole address."""

    event: EventRecord
    time: OccurrenceRecord | None
    rhythms: Sequence[SeriesRecord]
    status: str
    joining: str
    image: str = ""


def event(told: Told, language: str, address: str) -> Json:
    """`address`: of the event's own page, which is also where those online come from."""
    event, time = told.event, told.time
    moved = told.status == Status.RESCHEDULED and time is not None
    return _filled(
        {
            "@type": "Event",
            "@id": address,
            "url": address,
            "name": _text(event.title, language),
            "description": _text(event.summary, language) or _text(event.description, language)[:500],
            "image": [told.image] if told.image else [],
            "startDate": _moment(time.starts_at) if time else None,
            "endDate": _moment(time.ends_at) if time else None,
            "previousStartDate": _moment(time.previous_starts_at)
            if moved and time and time.previous_starts_at
            else None,
            "eventStatus": f"https://schema.org/{_STATUSES.get(Status(told.status), 'EventScheduled')}",
            "eventAttendanceMode": f"https://schema.org/{_MODES[Mode(time.mode if time else event.mode)]}",
            "eventSchedule": [_schedule(one) for one in told.rhythms],
            "location": _locations(told, language, address),
            "organizer": [{"@type": "Organization", "name": _text(one.name, language)} for one in event.organisers],
            "inLanguage": list(event.languages),
            "isAccessibleForFree": event.free,
            "typicalAgeRange": _ages(event),
            "offers": _offer(told, language, address),
            **_capacity(time),
        }
    )


def _locations(told: Told, language: str, address: str) -> list[Json]:
    event, time = told.event, told.time
    mode, place = (time.mode, time.place) if time else (event.mode, event.place)
    found: list[Json] = []
    if mode in (Mode.IN_PERSON, Mode.HYBRID):
        note = _text(time.place_note if time else event.place_note, language)
        found.append(_place(place, note, event.municipality_code, language))
    if mode in (Mode.ONLINE, Mode.HYBRID):
        found.append({"@type": "VirtualLocation", "url": address})
    return [one for one in found if one]


def _place(place: PlaceRecord | None, note: str, municipality: str, language: str) -> Json:
    name = _text(place.name, language) if place else note
    address = place.address if place else Address(municipality_code=municipality)
    lat, lon = address.latitude, address.longitude
    geo = (
        {"@type": "GeoCoordinates", "latitude": lat, "longitude": lon} if lat is not None and lon is not None else None
    )
    return _filled({"@type": "Place", "name": name, "address": _address(address, language), "geo": geo})


def _address(address: Address, language: str) -> Json | None:
    town = municipalities.name(address.municipality_code, language) if address.municipality_code else ""
    found = _filled(
        {
            "streetAddress": _text(address.street, language),
            "postalCode": address.postal_code,
            "addressLocality": _text(address.post_office, language) or town,
        }
    )
    return {"@type": "PostalAddress", **found, "addressCountry": "FI"} if found else None


def _offer(told: Told, language: str, address: str) -> Json | None:
    """Free or not is known; a price only as words, so that there is no offer where it costs."""
    if not told.event.free or told.joining == Joining.NONE:
        return None
    time = told.time
    return _filled(
        {
            "@type": "Offer",
            "price": 0,
            "priceCurrency": "EUR",
            "url": address,
            "availability": f"https://schema.org/{'SoldOut' if told.joining in _FULL else 'InStock'}",
            "validFrom": _moment(time.registration_opens) if time and time.registration_opens else None,
        }
    )


def _capacity(time: OccurrenceRecord | None) -> Json:
    if time is None or time.seats is None or time.seats.capacity is None:
        return {}
    return {"maximumAttendeeCapacity": time.seats.capacity, "remainingAttendeeCapacity": time.seats.free}


def _schedule(series: SeriesRecord) -> Json:
    rule = series.rule
    weekly = rule.frequency == "WEEKLY"
    return _filled(
        {
            "@type": "Schedule",
            "repeatFrequency": f"P{rule.interval}{'W' if weekly else 'M'}",
            "byDay": [f"https://schema.org/{_DAYS[day]}" if weekly else day for day in rule.byday],
            "startDate": series.starts_on.isoformat(),
            "endDate": rule.until.isoformat() if rule.until else None,
            "startTime": series.start_time.strftime("%H:%M:%S"),
            "duration": f"PT{series.minutes}M",
            "exceptDate": [day.isoformat() for day in sorted(series.skipped)],
            "scheduleTimezone": "Europe/Helsinki",
        }
    )


def _ages(event: EventRecord) -> str:
    if event.min_age is None and event.max_age is None:
        return ""
    return f"{event.min_age or 0}-{'' if event.max_age is None else event.max_age}"


def _moment(at: datetime) -> str:
    return at.astimezone(HELSINKI).isoformat(timespec="seconds")


def _text(texts: Any, language: str) -> str:
    return localise(texts, language).text


def _filled(values: Json) -> Json:
    return {key: value for key, value in values.items() if value is not None and value != "" and value != []}
