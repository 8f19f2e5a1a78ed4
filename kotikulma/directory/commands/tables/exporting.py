"""Services and places as a table: what the viewer may see, and never an address that is hidden."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from kotikulma.directory import access
from kotikulma.directory.formats import tables
from kotikulma.directory.formats.tables.columns import Column
from kotikulma.directory.formats.tables.hours_text import write_hours
from kotikulma.directory.models import Place, Service, ServiceAt
from kotikulma.directory.queries.records import period_value
from kotikulma.directory.types import AddressVisibility, AreaType, Status
from kotikulma.kernel import clock, external_ids, municipalities
from kotikulma.kernel.types import Actor
from kotikulma.people import queries as people

ADDRESS = {"street_address", "postal_code", "post_office", "latitude", "longitude", "directions"}


def export_table(
    viewer: Actor, kind: str, form: str = tables.CSV, *, organization_id: int | None = None
) -> tuple[str, bytes]:
    """File name and content. Those who may edit get drafts too; others what is published.

    A service given at several places has a row for each. A hidden address is not in the file for anybody (I5).
    """
    rows = _services(viewer, organization_id) if kind == tables.SERVICES else _places(viewer, organization_id)
    name = "palvelut" if kind == tables.SERVICES else "paikat"
    return f"{name}-{clock.today().isoformat()}.{form}", tables.write_table(kind, rows, form)


def table_template(kind: str, form: str = tables.CSV) -> tuple[str, bytes]:
    """File name and content of an empty table with one example row."""
    name = "palvelut" if kind == tables.SERVICES else "paikat"
    return f"{name}-malli.{form}", tables.template(kind, form)


def _services(viewer: Actor, organization_id: int | None) -> Iterator[dict[str, str]]:
    everything = access.may_edit(viewer, organization_id)
    services = Service.objects.exclude(status=Status.MERGED) if everything else access.visible_services()
    if organization_id is not None:
        services = services.filter(responsible_id=organization_id)
    found = list(services.prefetch_related("terms").order_by("id"))
    outside = external_ids.of_many([service.uuid for service in found], "table.service")
    names = _names(service.responsible_id for service in found)
    connections: dict[int, list[ServiceAt]] = defaultdict(list)
    shown = ServiceAt.objects.filter(service__in=found, place__isnull=False, status=Status.PUBLISHED)
    shown = shown if everything else shown.filter(place__status=Status.PUBLISHED)
    for connection in shown.select_related("place").prefetch_related("periods").order_by("id"):
        connections[connection.service_id].append(connection)
    for service in found:
        terms = defaultdict(list)
        for term in service.terms.all():
            terms[term.scheme].append(term.code)
        own = {
            "external_id": _sender_id(outside.get(service.uuid)),
            "organization": names.get(service.responsible_id, ""),
            "municipalities": _municipalities(service),
            **{scheme: "; ".join(sorted(codes)) for scheme, codes in terms.items()},
        }
        here: list[ServiceAt | None] = [*connections[service.id]]
        for connection in here or [None]:
            yield _cells(tables.SERVICES, service, own | _there(connection))


def _there(connection: ServiceAt | None) -> dict[str, str]:
    if connection is None:
        return {}
    return {
        "place": str(connection.place.uuid),
        "starts_there": _text(connection.starts_on),
        "ends_there": _text(connection.ends_on),
        "hours": _hours(connection),
    }


def _places(viewer: Actor, organization_id: int | None) -> Iterator[dict[str, str]]:
    everything = access.may_edit(viewer, organization_id)
    places = Place.objects.exclude(status=Status.MERGED) if everything else access.visible_places()
    if organization_id is not None:
        places = places.filter(organization_id=organization_id)
    found = list(places.prefetch_related("periods").order_by("id"))
    outside = external_ids.of_many([place.uuid for place in found], "table.place")
    names = _names(place.organization_id for place in found)
    for place in found:
        own = {
            "external_id": _sender_id(outside.get(place.uuid)),
            "organization": names.get(place.organization_id, ""),
            "municipality_code": municipalities.name(place.municipality_code, "fi"),
            "hours": _hours(place),
        }
        if place.address_visibility != AddressVisibility.PUBLIC:
            own |= dict.fromkeys(ADDRESS, "")
        if place.address_visibility == AddressVisibility.HIDDEN:
            own["municipality_code"] = ""
        yield _cells(tables.PLACES, place, own)


def _cells(kind: str, entry: Any, own: Mapping[str, str]) -> dict[str, str]:
    """Heading -> text of every column; `own` are the cells that are not simply a field."""
    return {
        column.heading: own[column.field] if column.field in own else _cell(column, entry)
        for column in tables.COLUMNS[kind]
    }


def _cell(column: Column, entry: Any) -> str:
    if column.kind == "contacts":
        return "; ".join(contact["value"] for contact in entry.contacts if contact["type"] == column.field)
    value: Any = getattr(entry, column.field, "")
    if column.language:
        return str(value.get(column.language, ""))
    words = dict(column.choices)
    if column.kind == "choice":
        return words.get(str(value), "")
    if isinstance(value, list):
        return "; ".join(words.get(str(each), str(each)) for each in value)
    return _text(value).replace(".", ",") if column.kind == "degrees" else _text(value)


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _hours(owner: Place | ServiceAt) -> str:
    return write_hours(tuple(period_value(row) for row in sorted(owner.periods.all(), key=lambda row: row.pk)))


def _municipalities(service: Service) -> str:
    if service.area_type == AreaType.NATIONWIDE:
        return "koko Suomi"
    return "; ".join(municipalities.name(code, "fi") for code in service.municipalities)


def _names(ids: Iterable[int | None]) -> dict[int | None, str]:
    found = people.organization_names({pk for pk in ids if pk})
    return {pk: names.get("fi") or next(iter(names.values()), "") for pk, names in found.items()}


def _sender_id(value: str | None) -> str:
    """An identifier the sender gave, not the one made of organisation and name."""
    return "" if not value or value.startswith("row:") else value
