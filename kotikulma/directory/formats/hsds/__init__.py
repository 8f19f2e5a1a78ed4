"""HSDS 3.1 out: our records as Open Referral's services, organisations and places. Pure mapping."""

from datetime import date
from typing import Any

from kotikulma.directory.types.records import OrganizationRecord, ServiceRecord
from kotikulma.kernel.i18n import localise


def service_item(record: ServiceRecord, today: date) -> dict[str, Any]:
    """One row of `/services`."""
    started = not (record.starts_on and record.starts_on > today)
    return {
        "id": str(record.uuid),
        "name": localise(record.name, "fi").text,
        "status": "active" if started else "inactive",
    }


def service_detail(record: ServiceRecord, today: date) -> dict[str, Any]:
    return service_item(record, today)


def organization_item(record: OrganizationRecord) -> dict[str, Any]:
    name = localise(record.name, "fi").text
    return {
        "id": str(record.uuid),
        "name": name,
        "description": localise(record.description, "fi").text or localise(record.summary, "fi").text or name,
    }


def organization_detail(record: OrganizationRecord) -> dict[str, Any]:
    return organization_item(record)
