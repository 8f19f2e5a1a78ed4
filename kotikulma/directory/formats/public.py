"""Our own JSON of one published thing. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from kotikulma.directory.types.records import ConnectionRecord, OrganizationRecord, PlaceRecord, ServiceRecord


def dumps(value: Mapping[str, Any]) -> str:
    return orjson.dumps(value).decode()


def service_item(record: ServiceRecord) -> dict[str, Any]:
    return {"id": record.uuid, "name": record.name}


def service_detail(record: ServiceRecord) -> dict[str, Any]:
    return service_item(record)


def place_item(record: PlaceRecord) -> dict[str, Any]:
    return {"id": record.uuid, "name": record.name}


def place_detail(record: PlaceRecord, connections: Sequence[ConnectionRecord]) -> dict[str, Any]:
    return place_item(record)


def organization_item(record: OrganizationRecord) -> dict[str, Any]:
    return {"id": record.uuid, "name": record.name}


def organization_detail(record: OrganizationRecord) -> dict[str, Any]:
    return organization_item(record)
