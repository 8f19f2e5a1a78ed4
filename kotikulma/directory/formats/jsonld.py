"""schema.org in the pages, so that search engines know a place's door and hours. Pure mapping."""

from collections.abc import Iterable
from datetime import time
from typing import Any

from kotikulma.directory.types import Charge, Contact, ContactType, HoursException, HoursKind, Period, Recurrence
from kotikulma.directory.types.records import Address, ConnectionRecord, OrganizationRecord, PlaceRecord, ServiceRecord
from kotikulma.kernel import municipalities
from kotikulma.kernel.i18n import localise

Json = dict[str, Any]
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DOOR = (HoursKind.OPEN, HoursKind.DROP_IN)
_PUBLIC_SECTORS = {"municipality", "wellbeing_county", "state"}
_MIDNIGHT = time(0)


def service(record: ServiceRecord, language: str, address: str) -> Json:
    """GovernmentService when a public body answers for it. `address`: where the page is."""
    public = record.responsible is not None and record.responsible.sector in _PUBLIC_SECTORS
    at = [item for item in record.connections if item.place]
    return _filled(
        {
            "@type": "GovernmentService" if public else "Service",
            "@id": address,
            "url": address,
            "name": _text(record.name, language),
            "description": _text(record.summary, language) or _text(record.description, language),
            "provider": _mention(record.responsible, language),
            "areaServed": _areas(record, language),
            "isAccessibleForFree": True if record.charge == Charge.FREE else None,
            "audience": _audience(record.min_age, record.max_age),
            "availableLanguage": list(record.languages),
            "availableChannel": [_channel(item, language) for item in at],
        }
    )


def place(record: PlaceRecord, language: str, address: str) -> Json:
    """CivicStructure with its door's regular hours and the days that differ."""
    return _filled(
        {
            "@type": "CivicStructure",
            "@id": address,
            "url": address,
            "name": _text(record.name, language),
            "description": _text(record.summary, language) or _text(record.description, language),
            "address": _address(record.address, language),
            "geo": _geo(record.address),
            "telephone": _first(record.contacts, ContactType.PHONE),
            "email": _first(record.contacts, ContactType.EMAIL),
            "openingHoursSpecification": [row for one in record.schedule.periods for row in _hours(one)],
            "specialOpeningHoursSpecification": [
                row for one in record.schedule.exceptions for row in _special_hours(one)
            ],
            "isAccessibleForFree": True if record.type != "other" else None,
        }
    )


def organization(record: OrganizationRecord, language: str, address: str) -> Json:
    return _filled(
        {
            "@type": "GovernmentOrganization" if record.sector in _PUBLIC_SECTORS else "Organization",
            "@id": address,
            "url": address,
            "name": _text(record.name, language),
            "description": _text(record.summary, language) or _text(record.description, language),
            "taxID": record.business_id,
            "telephone": _first(record.contacts, ContactType.PHONE),
            "email": _first(record.contacts, ContactType.EMAIL),
        }
    )


def _channel(item: ConnectionRecord, language: str) -> Json:
    at = item.place
    hours = item.schedule.periods or (at.schedule.periods if at else ())
    where = _filled(
        {
            "@type": "CivicStructure",
            "name": _text(at.name, language) if at else "",
            "address": _address(at.address, language) if at else None,
            "openingHoursSpecification": [row for one in hours for row in _hours(one)],
        }
    )
    return {"@type": "ServiceChannel", "serviceLocation": where}


def _hours(period: Period) -> list[Json]:
    """Weekly hours of the door; a rhythm of other weeks cannot be said here and is left to the page."""
    if period.kind not in _DOOR or period.recurrence != Recurrence.WEEKLY:
        return []
    dates = {
        "validFrom": period.valid_from.isoformat() if period.valid_from else None,
        "validThrough": period.valid_to.isoformat() if period.valid_to else None,
    }
    if period.always_open:
        return [_filled({**_row(_DAYS, _MIDNIGHT, _MIDNIGHT), **dates})]
    return [_filled({**_row((_DAYS[one.weekday],), one.opens, one.closes), **dates}) for one in period.slots]


def _special_hours(one: HoursException) -> list[Json]:
    dates = {"validFrom": one.starts_on.isoformat(), "validThrough": one.ends_on.isoformat()}
    if one.closed:
        return [{"@type": "OpeningHoursSpecification", "opens": "00:00", "closes": "00:00", **dates}]
    return [{**_row((), opens, closes), **dates} for opens, closes in one.slots if one.kind in _DOOR]


def _row(days: Iterable[str], opens: time, closes: time) -> Json:
    ends = "23:59" if closes == _MIDNIGHT else closes.strftime("%H:%M")
    return _filled(
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": list(days),
            "opens": opens.strftime("%H:%M"),
            "closes": ends,
        }
    )


def _address(address: Address, language: str) -> Json | None:
    found = _filled(
        {
            "streetAddress": _text(address.street, language),
            "postalCode": address.postal_code,
            "addressLocality": _text(address.post_office, language)
            or (municipalities.name(address.municipality_code, language) if address.municipality_code else ""),
        }
    )
    return {"@type": "PostalAddress", **found, "addressCountry": "FI"} if found else None


def _geo(address: Address) -> Json | None:
    if address.latitude is None or address.longitude is None:
        return None
    return {"@type": "GeoCoordinates", "latitude": address.latitude, "longitude": address.longitude}


def _mention(record: OrganizationRecord | None, language: str) -> Json | None:
    if record is None:
        return None
    kind = "GovernmentOrganization" if record.sector in _PUBLIC_SECTORS else "Organization"
    return {"@type": kind, "name": _text(record.name, language)}


def _areas(record: ServiceRecord, language: str) -> list[Json]:
    if record.area_type == "nationwide":
        return [{"@type": "Country", "name": "Finland"}]
    names = [municipalities.name(code, language) for code in record.municipalities if municipalities.get(code)]
    return [{"@type": "City", "name": name} for name in names]


def _audience(low: int | None, high: int | None) -> Json | None:
    if low is None and high is None:
        return None
    return _filled({"@type": "PeopleAudience", "suggestedMinAge": low, "suggestedMaxAge": high})


def _first(contacts: Iterable[Contact], kind: ContactType) -> str:
    return next((one.value for one in contacts if one.type == kind), "")


def _text(texts: Any, language: str) -> str:
    return localise(texts, language).text


def _filled(values: Json) -> Json:
    return {key: value for key, value in values.items() if value is not None and value != "" and value != []}
