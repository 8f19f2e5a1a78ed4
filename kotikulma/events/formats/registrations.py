"""One's own registration as the JSON API tells it."""

from datetime import UTC, datetime
from typing import Any

from kotikulma.events.types.registration import OwnRegistration, Receipt


def receipt(told: Receipt) -> dict[str, Any]:
    body: dict[str, Any] = {
        "state": told.state,
        "place": told.place or None,
        "channel": told.channel,
        "party_size": told.party_size,
        "mailed": told.mailed,
        "token": told.token or None,
    }
    return {name: value for name, value in body.items() if value is not None}


def own(one: OwnRegistration) -> dict[str, Any]:
    body: dict[str, Any] = {
        "id": str(one.uuid),
        "event": str(one.event),
        "occurrence": str(one.occurrence) if one.occurrence else None,
        "title": dict(one.title),
        "starts_at": _moment(one.starts_at),
        "ends_at": _moment(one.ends_at),
        "event_cancelled": one.cancelled_event,
        "state": one.state,
        "place": one.place or None,
        "channel": one.channel,
        "party_size": one.party_size,
        "contact_name": one.contact_name,
        "email": one.email,
        "phone": one.phone,
        "names": list(one.names),
        "answers": dict(one.answers),
        "confirm_until": _moment(one.until) if one.until else None,
        "first_to_confirm": one.called or None,
        "join": _way_in(one),
    }
    return {name: value for name, value in body.items() if value is not None}


def _way_in(one: OwnRegistration) -> dict[str, str] | None:
    if one.way_in is None:
        return None
    found = {"url": one.way_in.url, "passcode": one.way_in.passcode, "phone": one.way_in.phone}
    return {name: value for name, value in found.items() if value}


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
