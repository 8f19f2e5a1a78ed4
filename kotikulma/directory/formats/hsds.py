"""HSDS 3.1 of one published thing. Pure."""

from datetime import date
from typing import Any

from kotikulma.directory.types.records import OrganizationRecord, ServiceRecord


def service_item(record: ServiceRecord, today: date) -> dict[str, Any]:
    return {"id": record.uuid}


def service_detail(record: ServiceRecord, today: date) -> dict[str, Any]:
    return {"id": record.uuid}


def organization_item(record: OrganizationRecord) -> dict[str, Any]:
    return {"id": record.uuid}


def organization_detail(record: OrganizationRecord) -> dict[str, Any]:
    return {"id": record.uuid}
