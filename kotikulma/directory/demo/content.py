"""The demo's data files as fields of our own tables. Pure: nothing is written here."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from kotikulma.directory.demo import hours
from kotikulma.directory.rules.hours import intervals
from kotikulma.directory.types import AreaType, HoursException, Period, Schedule, TermScheme
from kotikulma.kernel import municipalities
from kotikulma.kernel.clock import HELSINKI
from kotikulma.kernel.i18n import clean_map

DATA = Path(__file__).parent / "data"
SCHEME = "demo"
WAYS = ("phone", "email", "web")
SCHEMES = {"P": TermScheme.SERVICE_CLASS, "KR": TermScheme.TARGET_GROUP, "KE": TermScheme.LIFE_EVENT}
Row = Mapping[str, Any]
TermKey = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Content:
    """Rows of every file, in the order they are written; connections carry service and place or channel by key."""

    organizations: tuple[Row, ...]
    places: tuple[Row, ...]
    channels: tuple[Row, ...]
    services: tuple[Row, ...]
    connections: tuple[Row, ...]


@lru_cache(maxsize=1)
def _files() -> Mapping[str, Sequence[Row]]:
    """All files of `data` by kind of row, once per process."""
    found: dict[str, list[Row]] = {}
    for path in sorted(DATA.glob("*.toml")):
        for kind, rows in tomllib.loads(path.read_text(encoding="utf-8")).items():
            found.setdefault(kind, []).extend(rows)
    return found


def rows(kind: str) -> Sequence[Row]:
    return _files().get(kind, ())


@lru_cache(maxsize=1)
def read() -> Content:
    """Everything there is to lay of entries and their keepers."""
    found = _files()
    own = [{**at, "service": service["key"]} for service in found["service"] for at in service.get("at", ())]
    return Content(
        organizations=tuple(found["organization"]),
        places=tuple(found["place"]),
        channels=tuple(found["channel"]),
        services=tuple(found["service"]),
        connections=(*own, *found["connection"]),
    )


def uuid_of(kind: str, key: str) -> UUID:
    """The same for ever, so that an address survives laying the demo anew."""
    return uuid5(NAMESPACE_URL, f"https://kotikulma.example.org/demo/{kind}/{key}")


def uuids() -> dict[str, list[UUID]]:
    """Of everything that lies in a table of ours, by the table's name."""
    everything = read()
    return {
        "Place": [uuid_of("place", row["key"]) for row in everything.places],
        "Channel": [uuid_of("channel", row["key"]) for row in everything.channels],
        "Service": [uuid_of("service", row["key"]) for row in everything.services],
        "ServiceAt": [uuid_of("connection", connection_key(row)) for row in everything.connections],
    }


def connection_key(row: Row) -> str:
    return f"{row['service']}@{row.get('place') or row['channel']}"


def organization_fields(row: Row) -> dict[str, Any]:
    return {
        "name": row["name"],
        "summary": row["summary"],
        "sector": row["sector"],
        "municipality_code": row.get("municipality", ""),
    }


def service_fields(row: Row, has_door: bool) -> dict[str, Any]:
    """`has_door`: the service is somewhere; without a place or channel it gets a mail address of its own."""
    low, high = ages(row.get("ages", ""))
    nationwide = row["area"] == "nationwide"
    return {
        "kind": row.get("kind", "service"),
        "alternative_names": {lang: _words(text) for lang, text in row.get("other_names", {}).items()},
        "keywords": {lang: _words(text) for lang, text in row.get("words", {}).items()},
        "user_instruction": clean_map(row.get("instruction")),
        "requirements": clean_map(row.get("requirements")),
        "charge": row.get("charge", "free"),
        "charge_note": row.get("charge_note", {}),
        "access_modes": row["access"].split(),
        "min_age": low,
        "max_age": high,
        "area_type": AreaType.NATIONWIDE if nationwide else AreaType.MUNICIPALITIES,
        "municipalities": area(row["area"]),
        "contacts": [] if has_door else [contact({"email": f"{row['by']}@example.org"})],
        **_entry_fields(row),
    }


def place_fields(row: Row, monday: date) -> dict[str, Any]:
    return {
        "type": row["type"],
        "street_address": row["street"],
        "postal_code": row["postal"],
        "post_office": {"fi": row.get("post_office") or municipalities.name(row["municipality"], "fi")},
        "municipality_code": row["municipality"],
        "latitude": row["lat"],
        "longitude": row["lon"],
        "coordinate_source": "hand",
        "address_visibility": row.get("visibility", "public"),
        "directions": row.get("directions", {}),
        "accessibility": row.get("accessibility", "").split(),
        "opened_on": _day(row.get("opened"), monday),
        "closed_on": _day(row.get("closes"), monday),
        "holiday_policy": row.get("holiday", "ask"),
        "contacts": [contact(one) for one in row.get("contacts", ())],
        **_entry_fields(row),
    }


def channel_fields(row: Row) -> dict[str, Any]:
    return {
        "type": row["type"],
        "holiday_policy": row.get("holiday", "ask"),
        "contacts": [contact(row)] if row.keys() & set(WAYS) else [],
        **_entry_fields(row),
    }


def connection_fields(row: Row, monday: date) -> dict[str, Any]:
    paused = row.get("paused", (None, None))
    return {
        "starts_on": _first_visit(row, monday),
        "ends_on": _day(row.get("ends"), monday),
        "paused_from": _day(paused[0], monday),
        "paused_until": _day(paused[1], monday),
        "pause_reason": row.get("reason", {}),
        "note": row.get("note", {}),
        "access_modes": row.get("access", "").split(),
        "contacts": [contact(one) for one in row.get("contacts", ())],
        "languages": row.get("languages", "").split(),
    }


def _first_visit(row: Row, monday: date) -> date | None:
    """The start, or the first day of its own hours after it: nobody starts on a week off."""
    start = _day(row.get("starts"), monday)
    own = Schedule(periods=times(row, monday)[0])
    if start is None or not own.periods:
        return start
    midnight = datetime.combine(start, time(), HELSINKI)
    visits = intervals(own, midnight, midnight + timedelta(weeks=8))
    return visits[0].start.astimezone(HELSINKI).date() if visits else start


def times(row: Row, monday: date) -> tuple[tuple[Period, ...], tuple[HoursException, ...]]:
    """Regular hours and exceptions of a place, a channel or a connection."""
    return hours.periods(row.get("hours", ()), monday), hours.exceptions(row.get("closed", ()), monday)


def contact(row: Row) -> dict[str, Any]:
    """`phone`, `email` or `web` with a topic, as the tables keep it."""
    kind = next(kind for kind in WAYS if kind in row)
    return {"type": kind, "value": row[kind], "topic": row.get("topic", {}), "icon": row.get("icon", "")}


def term_keys(row: Row) -> list[TermKey]:
    """(scheme, code) of each code named: "P4.12 KR1" and special groups."""
    coded = [(SCHEMES[code.rstrip("0123456789.")].value, code) for code in row["terms"].split()]
    return coded + [(TermScheme.SPECIAL_GROUP.value, code) for code in row.get("special", "").split()]


def area(text: str) -> list[str]:
    """Municipality codes: "179 410", "region" for all of Central Finland, none when nationwide."""
    if text == "nationwide":
        return []
    return sorted(municipalities.by_code()) if text == "region" else text.split()


def ages(text: str) -> tuple[int | None, int | None]:
    """ "18-" and "0-6" as lowest and highest age, both inclusive."""
    low, _dash, high = text.partition("-")
    return (int(low) if low else None), (int(high) if high else None)


def _entry_fields(row: Row) -> dict[str, Any]:
    return {
        "name": row["name"],
        "summary": row["summary"],
        "description": clean_map(row.get("description")),
        "languages": row.get("languages", "fi").split(),
    }


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",")]


def _day(text: str | None, monday: date) -> date | None:
    return hours.day(text, monday) if text else None


def placed(connections: Sequence[Row]) -> set[str]:
    """Keys of the services that are somewhere."""
    return {row["service"] for row in connections}
