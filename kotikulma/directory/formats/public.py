"""Our own JSON: whole things in plain English keys. Texts are maps by language, hours are wall times of Helsinki.

A key without a value is left out; only `name` and `summary` always stand.
What a record lacks (a hidden address) cannot come out here.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

import orjson

from kotikulma.directory.types import Contact, HoursException, Period, Schedule
from kotikulma.directory.types.records import (
    Address,
    ChannelRecord,
    ConnectionRecord,
    OrganizationRecord,
    PlaceRecord,
    ServiceRecord,
    ServiceSummary,
    TermRecord,
)
from kotikulma.kernel.recent import Recent

ZONE = "Europe/Helsinki"
RECENT = 2048
Json = dict[str, Any]


def dumps(value: Mapping[str, Any]) -> str:
    """Compact JSON text; key order as given."""
    return orjson.dumps(value).decode()


def service_item(record: ServiceRecord) -> Json:
    """One row of `/services`."""
    return _filled(
        {
            "id": str(record.uuid),
            "kind": record.kind,
            "name": dict(record.name),
            "summary": dict(record.summary),
            "organization": _mention(record.responsible),
            "access_modes": _modes(record),
            "languages": list(record.languages),
            "min_age": record.min_age,
            "max_age": record.max_age,
            "charge": record.charge,
            "nationwide": record.area_type == "nationwide" or None,
            "municipalities": list(record.municipalities),
            "terms": [str(term.uuid) for term in record.terms],
            "starts_on": _day(record.starts_on),
            "ends_on": _day(record.ends_on),
            "verified_at": _moment(record.verified_at),
            "modified_at": _moment(record.modified_at),
            "url": f"/palvelut/{record.uuid}/",
        }
    )


def service_detail(record: ServiceRecord) -> Json:
    """Everything of a service, with each place and channel it is given at."""
    more = {
        "alternative_names": {lang: list(names) for lang, names in record.alternative_names.items()},
        "keywords": {lang: list(words) for lang, words in record.keywords.items()},
        "description": dict(record.description),
        "user_instruction": dict(record.user_instruction),
        "requirements": dict(record.requirements),
        "charge_note": dict(record.charge_note),
        "producers": [_mention(one) for one in record.producers],
        "terms": [term(one) for one in record.terms],
        "contacts": _contacts(record.contacts),
        "source": record.source,
        "connections": [_connection(one, service=False) for one in record.connections],
    }
    return {**service_item(record), **_filled(more)}


def place_item(record: PlaceRecord) -> Json:
    """One row of `/places`."""
    return _filled(
        {
            "id": str(record.uuid),
            "type": record.type,
            "name": dict(record.name),
            "summary": dict(record.summary),
            "organization": _mention(record.organization),
            "address": _address(record.address),
            "address_visibility": record.address_visibility,
            "accessibility": list(record.accessibility),
            "languages": list(record.languages),
            "opened_on": _day(record.opened_on),
            "closed_on": _day(record.closed_on),
            "verified_at": _moment(record.verified_at),
            "modified_at": _moment(record.modified_at),
            "url": f"/paikat/{record.uuid}/",
        }
    )


def place_detail(record: PlaceRecord, connections: Sequence[ConnectionRecord]) -> Json:
    """Everything of a place, with each service given there."""
    more = {
        "description": dict(record.description),
        "accessibility_sentences": [dict(one) for one in record.accessibility_sentences],
        "contacts": _contacts(record.contacts),
        "hours": hours(record.schedule),
        "source": record.source,
        "connections": [_connection(one, place=False) for one in connections],
    }
    return {**place_item(record), **_filled(more)}


def organization_item(record: OrganizationRecord) -> Json:
    """One row of `/organizations`."""
    return _filled(
        {
            "id": str(record.uuid),
            "name": dict(record.name),
            "summary": dict(record.summary),
            "sector": record.sector,
            "parent_id": str(record.parent_uuid) if record.parent_uuid else None,
            "municipality": record.municipality_code,
            "modified_at": _moment(record.modified_at),
            "url": f"/organisaatiot/{record.uuid}/",
        }
    )


def organization_detail(record: OrganizationRecord) -> Json:
    """Everything of an organisation."""
    more = {
        "description": dict(record.description),
        "business_id": record.business_id,
        "contacts": _contacts(record.contacts),
        "verified_at": _moment(record.verified_at),
    }
    return {**organization_item(record), **_filled(more)}


def term(record: TermRecord) -> Json:
    """One entry of a code list."""
    return _filled(
        {
            "id": str(record.uuid),
            "scheme": record.scheme,
            "code": record.code,
            "uri": record.uri,
            "name": dict(record.labels),
            "parent_id": str(record.parent_uuid) if record.parent_uuid else None,
        }
    )


def hours(schedule: Schedule) -> Json:
    """Regular periods and exceptions; times are local, a `closes` at or before `opens` is on the next day."""
    return _hours.of(schedule)


def _hours_of(schedule: Schedule) -> Json:
    return _filled(
        {
            "timezone": ZONE,
            "holidays": schedule.holiday_policy,
            "periods": [_period(one) for one in schedule.periods],
            "exceptions": [_exception(one) for one in schedule.exceptions],
            "paused_from": _day(schedule.paused_from),
            "paused_until": _day(schedule.paused_until),
            "pause_reason": dict(schedule.pause_reason),
        }
    )


# A batch says the same place and the same hours in many things; nobody changes what is said
_hours: Recent[Schedule, Json] = Recent(_hours_of, RECENT)
_mentioned: Recent[PlaceRecord, Json] = Recent(lambda place: _place_mention(place), RECENT)


def _connection(record: ConnectionRecord, *, service: bool = True, place: bool = True) -> Json:
    return _filled(
        {
            "id": str(record.uuid),
            "service": _service_mention(record.service) if service or not place else None,
            "place": _mentioned.of(record.place) if place and record.place else None,
            "channel": _channel(record.channel) if place and record.channel else None,
            "starts_on": _day(record.starts_on),
            "ends_on": _day(record.ends_on),
            "note": dict(record.note),
            "access_modes": list(record.access_modes),
            "languages": list(record.languages),
            "contacts": _contacts(record.contacts),
            "hours": hours(record.schedule),
            "hours_of": "connection" if record.schedule.periods else "place" if record.place else "channel",
            "modified_at": _moment(record.modified_at),
        }
    )


def _service_mention(record: ServiceSummary) -> Json:
    return _filled(
        {
            "id": str(record.uuid),
            "kind": record.kind,
            "name": dict(record.name),
            "summary": dict(record.summary),
            "charge": record.charge,
            "min_age": record.min_age,
            "max_age": record.max_age,
            "url": f"/palvelut/{record.uuid}/",
        }
    )


def _place_mention(record: PlaceRecord) -> Json:
    return _filled(
        {
            "id": str(record.uuid),
            "type": record.type,
            "name": dict(record.name),
            "address": _address(record.address),
            "accessibility": list(record.accessibility),
            "hours": hours(record.schedule),
            "url": f"/paikat/{record.uuid}/",
        }
    )


def _channel(record: ChannelRecord) -> Json:
    return _filled(
        {
            "id": str(record.uuid),
            "type": record.type,
            "name": dict(record.name),
            "summary": dict(record.summary),
            "contacts": _contacts(record.contacts),
            "languages": list(record.languages),
            "hours": hours(record.schedule),
        }
    )


def _mention(record: OrganizationRecord | None) -> Json | None:
    return {"id": str(record.uuid), "name": dict(record.name)} if record else None


def _address(address: Address) -> Json:
    return _filled(
        {
            "street": dict(address.street),
            "postal_code": address.postal_code,
            "post_office": dict(address.post_office),
            "municipality": address.municipality_code,
            "latitude": address.latitude,
            "longitude": address.longitude,
            "directions": dict(address.directions),
        }
    )


def _contacts(contacts: Iterable[Contact]) -> list[Json]:
    return [
        _filled({"type": one.type, "value": one.value, "topic": dict(one.topic), "charge": one.charge})
        for one in contacts
    ]


def _period(period: Period) -> Json:
    return _filled(
        {
            "kind": period.kind,
            "recurrence": period.recurrence,
            "interval": period.interval if period.interval != 1 else None,
            "anchor": _day(period.anchor),
            "nth": list(period.nth),
            "valid_from": _day(period.valid_from),
            "valid_to": _day(period.valid_to),
            "always_open": period.always_open or None,
            "slots": [
                {"weekday": one.weekday + 1, "opens": _wall(one.opens), "closes": _wall(one.closes)}
                for one in period.slots
            ],
            "note": dict(period.note),
        }
    )


def _exception(one: HoursException) -> Json:
    return _filled(
        {
            "starts_on": one.starts_on.isoformat(),
            "ends_on": one.ends_on.isoformat(),
            "closed": one.closed,
            "kind": None if one.closed else one.kind,
            "slots": [{"opens": _wall(opens), "closes": _wall(closes)} for opens, closes in one.slots],
            "reason": dict(one.reason),
        }
    )


def _modes(record: ServiceRecord) -> list[str]:
    found = [*record.access_modes, *(mode for one in record.connections for mode in one.access_modes)]
    return list(dict.fromkeys(found))


def _filled(values: Mapping[str, Any]) -> Json:
    """Without what is not known; a list row always has its name and summary."""
    return {
        key: value
        for key, value in values.items()
        if value is not None and ((value != "" and value != [] and value != {}) or key in {"name", "summary"})
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None


def _wall(wall: time) -> str:
    return wall.isoformat(timespec="seconds" if wall.second else "minutes")
