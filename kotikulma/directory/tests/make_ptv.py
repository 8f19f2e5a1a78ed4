"""PTV objects as the open API tells them, as small as a test needs; every argument replaces a top-level key."""

import json
import os
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import pytest

from kotikulma.directory.formats import ptv
from kotikulma.directory.formats.ptv.values import PtvRow

SPACE = UUID("7b1e0f53-4f0c-4b7e-9a57-3c1f0d7f6a10")
SAMPLES = Path(os.environ.get("KOTIKULMA_SAMPLES", Path(__file__).parents[4] / "shared" / "data")) / "ptv"
MONDAY_TO_FRIDAY = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


def guid(name: str) -> str:
    return str(uuid5(SPACE, name))


def text(value: str | None, kind: str = "", language: str = "fi") -> dict[str, Any]:
    row: dict[str, Any] = {"language": language, "value": value}
    return row | ({"type": kind} if kind else {})


def service(name: str = "Asumisneuvonta", **keys: Any) -> dict[str, Any]:
    return {
        "id": guid(name),
        "type": "Service",
        "serviceNames": [text(name, "Name")],
        "serviceChargeType": "FreeOfCharge",
        "areaType": "LimitedType",
        "areas": [{"type": "Municipality", "code": None, "municipalities": [{"code": "179", "name": []}]}],
        "serviceDescriptions": [
            text("Apua asumisen pulmiin.", "Summary"),
            text("Neuvomme vuokrasta ja häädöstä.", "Description"),
        ],
        "languages": ["fi"],
        "serviceClasses": [{"uri": "http://urn.fi/URN:NBN:fi:au:ptvl:v1001", "code": "P1", "name": [text("Asuminen")]}],
        "targetGroups": [
            {"uri": "http://urn.fi/URN:NBN:fi:au:ptvl:v2001", "code": "KR1", "name": [text("Kansalaiset")]}
        ],
        "lifeEvents": [],
        "keywords": [],
        "requirements": [],
        "serviceChannels": [],
        "organizations": [party("Esimerkkikaupunki")],
        "publishingStatus": "Published",
        "modified": "2026-10-01T10:20:30.123456",
    } | keys


def party(name: str, role: str = "Responsible", provision: str | None = None) -> dict[str, Any]:
    return {"organization": {"id": guid(name), "name": name}, "roleType": role, "provisionType": provision}


def place(name: str = "Huhtasuon piste", **keys: Any) -> dict[str, Any]:
    return {
        "id": guid(name),
        "serviceChannelType": "ServiceLocation",
        "organizationId": guid("Esimerkkikaupunki"),
        "serviceChannelNames": [text(name, "Name")],
        "serviceChannelDescriptions": [text("Apua monelta taholta.", "Summary")],
        "areaType": "LimitedType",
        "areas": [],
        "phoneNumbers": [],
        "emails": [],
        "languages": ["fi"],
        "webPages": [],
        "addresses": [address()],
        "serviceHours": [hours()],
        "services": [],
        "publishingStatus": "Published",
        "modified": "2026-10-01T10:20:30.123456",
    } | keys


def phone_channel(name: str = "Neuvontapuhelin", **keys: Any) -> dict[str, Any]:
    left_out = ("addresses", "serviceChannelType")
    base = {key: value for key, value in place(name).items() if key not in left_out}
    return base | {"serviceChannelType": "Phone", "phoneNumbers": [phone("447943552")]} | keys


def phone(number: str, **keys: Any) -> dict[str, Any]:
    return {
        "type": "Phone",
        "number": number,
        "prefixNumber": "+358",
        "isFinnishServiceNumber": False,
        "language": "fi",
    } | keys


def address(**keys: Any) -> dict[str, Any]:
    street = {
        "street": [text("Nevakatu")],
        "streetNumber": "2",
        "postalCode": "40340",
        "postOffice": [text("JYVÄSKYLÄ")],
        "municipality": {"code": "179", "name": []},
        "additionalInformation": [],
        "latitude": "6903000",
        "longitude": "437000",
    }
    return {"type": "Location", "subType": "Single", "streetAddress": street | keys}


def hours(**keys: Any) -> dict[str, Any]:
    return {
        "serviceHourType": "DaysOfTheWeek",
        "validFrom": None,
        "validTo": None,
        "isClosed": False,
        "validForNow": True,
        "isAlwaysOpen": False,
        "isReservation": False,
        "additionalInformation": [],
        "openingHour": [opening(day) for day in MONDAY_TO_FRIDAY],
    } | keys


def exception(first: str, last: str | None = None, **keys: Any) -> dict[str, Any]:
    row = {
        "serviceHourType": "Exceptional",
        "validForNow": False,
        "validFrom": first,
        "validTo": last,
        "openingHour": [],
    }
    return hours() | row | keys


def opening(day: str, opens: str = "09:00:00", closes: str = "16:00:00", last: str = "") -> dict[str, Any]:
    return {"dayFrom": day, "dayTo": last, "from": opens, "to": closes}


def organization(name: str = "Esimerkkikaupunki", **keys: Any) -> dict[str, Any]:
    return {
        "id": guid(name),
        "organizationType": "Municipality",
        "organizationNames": [text(name, "Name")],
        "organizationDescriptions": [text("Kaupunki.", "Summary")],
        "publishingStatus": "Published",
        "modified": "2026-10-01T10:20:30",
    } | keys


def told_service(name: str, **keys: Any) -> dict[str, Any]:
    """A connection as a channel tells it."""
    return {"service": {"id": guid(name), "name": name}, "serviceHours": [], "contactDetails": None} | keys


def told_channel(name: str, **keys: Any) -> dict[str, Any]:
    """A connection as a service tells it."""
    return {"serviceChannel": {"id": guid(name), "name": name}, "serviceHours": [], "contactDetails": None} | keys


def rows(*objects: dict[str, Any]) -> list[PtvRow]:
    return list(ptv.read(json.dumps(list(objects)).encode(), "lista.json"))


def read_one(raw: dict[str, Any]) -> Any:
    """The thing, with an assertion that it was understood."""
    [row] = rows(raw)
    assert row.thing is not None, row.problems
    return row.thing


def problems_of(raw: dict[str, Any]) -> list[tuple[str, str]]:
    [row] = rows(raw)
    return [(problem.path, problem.code) for problem in row.problems]


def sample(name: str) -> bytes:
    """A real file from outside the project; the test is skipped, with the reason, where it is not at hand."""
    path = SAMPLES / name
    if not path.exists():
        pytest.skip(f"the sample file {name} is not on this machine (KOTIKULMA_SAMPLES names its folder)")
    return path.read_bytes()
