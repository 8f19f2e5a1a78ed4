"""Places and services by name, for modules above that point at them."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from kotikulma.directory.models import Place, Service
from kotikulma.directory.queries import records
from kotikulma.directory.types import AddressVisibility, Status
from kotikulma.directory.types.pages import ThingName
from kotikulma.directory.types.records import Address
from kotikulma.kernel import municipalities
from kotikulma.kernel.errors import NotFound

NEAR = 2.0  # kilometres


def places(ids: Iterable[int]) -> dict[int, ThingName]:
    """Published places by row id: one query."""
    return {name.id: name for name in _places(Place.objects.filter(id__in=set(ids)))}


def services(ids: Iterable[int]) -> dict[int, ThingName]:
    """Published services by row id: one query."""
    return {name.id: name for name in _services(Service.objects.filter(id__in=set(ids)))}


def places_by_uuid(uuids: Iterable[UUID]) -> dict[UUID, ThingName]:
    return {name.uuid: name for name in _places(Place.objects.filter(uuid__in=set(uuids)))}


def services_by_uuid(uuids: Iterable[UUID]) -> dict[UUID, ThingName]:
    return {name.uuid: name for name in _services(Service.objects.filter(uuid__in=set(uuids)))}


def places_kept_by(organization_ids: Iterable[int]) -> list[ThingName]:
    """Published places these organisations keep: one query."""
    return _places(Place.objects.filter(organization_id__in=set(organization_ids)))


def nearest_place(latitude: float, longitude: float) -> tuple[ThingName, int] | None:
    """The published place within two kilometres that is nearest to a point, and how many metres away: one query.

    Only places whose address everybody may know.
    """
    around = {"latitude__range": (latitude - 0.02, latitude + 0.02)}
    around["longitude__range"] = (longitude - 0.04, longitude + 0.04)
    rows = Place.objects.filter(**around, status=Status.PUBLISHED, address_visibility=AddressVisibility.PUBLIC)
    fields = ("latitude", "longitude", "id", "uuid", "name", "organization_id", "municipality_code")
    found = [
        (municipalities.kilometres((latitude, longitude), (north, east)), ThingName(*name))
        for north, east, *name in rows.values_list(*fields)
    ]
    away, name = min(found, key=lambda pair: pair[0], default=(NEAR, None))
    return (name, round(away * 1000)) if name and away < NEAR else None


def addresses(ids: Iterable[int]) -> dict[int, Address]:
    """What may be told of where places are, by row id: one query. A hidden address is empty."""
    fields = "address_visibility street_address postal_code post_office municipality_code latitude longitude directions"
    rows = Place.objects.filter(id__in=set(ids), status=Status.PUBLISHED).only(*fields.split())
    return {row.id: records.address(row) for row in rows}


def place(uuid: UUID) -> ThingName:
    """A published place; NotFound otherwise."""
    found = places_by_uuid([uuid])
    if not found:
        raise NotFound
    return found[uuid]


def place_names(uuids: Iterable[UUID]) -> dict[UUID, Mapping[str, str]]:
    return {uuid: found.name for uuid, found in places_by_uuid(uuids).items()}


def service_names(uuids: Iterable[UUID]) -> dict[UUID, Mapping[str, str]]:
    return {uuid: found.name for uuid, found in services_by_uuid(uuids).items()}


def _places(rows: QuerySet[Any]) -> list[ThingName]:
    fields = ("id", "uuid", "name", "organization_id", "municipality_code")
    return [ThingName(*row) for row in rows.filter(status=Status.PUBLISHED).values_list(*fields)]


def _services(rows: QuerySet[Any]) -> list[ThingName]:
    found = rows.filter(status=Status.PUBLISHED).values_list("id", "uuid", "name", "responsible_id")
    return [ThingName(row_id, uuid, name, keeper, "") for row_id, uuid, name, keeper in found]
