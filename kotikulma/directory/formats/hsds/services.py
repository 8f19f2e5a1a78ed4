"""Services: list rows with one-to-one fields, details with everything nested."""

from datetime import date
from functools import partial

from kotikulma.directory.formats.hsds.organizations import organization_item
from kotikulma.directory.formats.hsds.places import service_at_location_nested, service_status
from kotikulma.directory.formats.hsds.terms import attributes, own_term, term
from kotikulma.directory.formats.hsds.values import (
    Ground,
    Json,
    day,
    email_contacts,
    filled,
    first_email,
    first_web,
    ident,
    language_rows,
    moment,
    municipality,
    phones,
    text,
    web_links,
)
from kotikulma.directory.types import AreaType, Charge, Schedule
from kotikulma.directory.types.records import ServiceRecord


def service_item(record: ServiceRecord, ground: Ground) -> Json:
    """One row of `/services`."""
    found: Json = ground.once("service", record.uuid, partial(_item, record, ground))
    return found


def _item(record: ServiceRecord, ground: Ground) -> Json:
    return filled(
        {
            "id": str(record.uuid),
            "organization_id": str(record.responsible.uuid) if record.responsible else None,
            "name": text(record.name) or str(record.uuid),
            "alternate_name": ", ".join(record.alternative_names.get("fi", ())),
            "description": text(record.description) or text(record.summary),
            "url": first_web(record.contacts),
            "email": first_email(record.contacts),
            "status": _status(record, ground.today),
            "application_process": text(record.user_instruction),
            "fees_description": _fees(record),
            "eligibility_description": text(record.requirements),
            "minimum_age": record.min_age,
            "maximum_age": record.max_age,
            "assured_date": day(record.verified_at.date()) if record.verified_at else None,
            "alert": _alert(record, ground.today),
            "last_modified": moment(max([record.modified_at, *(one.modified_at for one in record.connections)])),
            "organization": organization_item(record.responsible) if record.responsible else None,
        }
    )


def service_detail(record: ServiceRecord, ground: Ground) -> Json:
    """A full service: terms, languages, areas, costs, and every place and channel with its hours."""
    ages = [own_term("age_group", code) for code in ground.age_groups(record.min_age, record.max_age)]
    terms = [ground.once("term", one.uuid, partial(term, one)) for one in record.terms]
    terms += [one for one in ages if one]
    more = {
        "additional_urls": web_links(record.uuid, record.contacts)[1:],
        "phones": phones(record.uuid, record.contacts),
        "contacts": email_contacts(record.uuid, record.contacts),
        "languages": language_rows(record.uuid, record.languages),
        "service_areas": _areas(record),
        "cost_options": _costs(record),
        "attributes": attributes(record.uuid, "service", terms),
        "service_at_locations": [service_at_location_nested(one, ground) for one in record.connections],
    }
    return service_item(record, ground) | filled(more)


def _status(record: ServiceRecord, today: date) -> str:
    """By the service's own dates; temporarily closed when it pauses everywhere it is given."""
    status = service_status(record.starts_on, record.ends_on, today)
    running = [one for one in record.connections if not (one.ends_on and one.ends_on < today)]
    if status == "active" and running and all(_paused(one.schedule, today) for one in running):
        return "temporarily closed"
    return status


def _paused(schedule: Schedule, today: date) -> bool:
    since, until = schedule.paused_from, schedule.paused_until
    return bool(since or until) and (since or today) <= today <= (until or today)


def _alert(record: ServiceRecord, today: date) -> str:
    reasons = [text(one.schedule.pause_reason) for one in record.connections if _paused(one.schedule, today)]
    return next(filter(None, reasons), "")


def _fees(record: ServiceRecord) -> str:
    note = text(record.charge_note)
    return note or ("Maksuton" if record.charge == Charge.FREE else "")


def _costs(record: ServiceRecord) -> list[Json]:
    if record.charge == Charge.FREE:
        return [{"id": ident(record.uuid, "cost"), "option": "Maksuton", "currency": "EUR", "amount": 0}]
    if record.charge == Charge.CHARGEABLE:
        words = text(record.charge_note)
        return [filled({"id": ident(record.uuid, "cost"), "option": "Maksullinen", "amount_description": words})]
    return []


def _areas(record: ServiceRecord) -> list[Json]:
    if record.area_type == AreaType.NATIONWIDE:
        return [{"id": ident(record.uuid, "area", "FI"), "name": "Suomi", "extent": "FI", "extent_type": "text"}]
    return [
        {
            "id": ident(record.uuid, "area", code),
            "name": municipality(code),
            "extent": code,
            "extent_type": "text",
        }
        for code in dict.fromkeys(record.municipalities)
    ]
