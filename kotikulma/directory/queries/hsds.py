"""What the HSDS interface reads: stored texts by page with exact totals, and the terms in use.

The matching ids of a filter are remembered per process until the data change, as whole numbers in an array: so any
page, the last too, costs one statement and the total is exact.
"""

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from math import cos, radians
from typing import Any
from uuid import UUID

from django.db.models import Avg, OuterRef, Q, QuerySet, Subquery

from kotikulma.directory.formats import hsds, public
from kotikulma.directory.models import OpenInterval, Place, PublicDocument, Service, ServiceAt, Term
from kotikulma.directory.queries import documents, records
from kotikulma.directory.types import AddressVisibility, Status
from kotikulma.kernel import clock, municipalities
from kotikulma.kernel.memory import Held
from kotikulma.kernel.search import queries as search
from kotikulma.kernel.search.models import SearchDocument, SearchTag

REMEMBERED = 64
CHUNK = 500
FOUND = 1_000  # a text search weighs no more than this
METRES_PER_DEGREE = 111_200
_ids: Held["array[int]"] = Held()
_terms: Held[tuple["HsdsTerm", ...]] = Held()


@dataclass(frozen=True, slots=True)
class Near:
    """Within `metres` of a point or of the middle of a postal code's places; without metres, the code itself."""

    postcode: str = ""
    latitude: float | None = None
    longitude: float | None = None
    metres: float | None = None


@dataclass(frozen=True, slots=True)
class OpenAt:
    """Open on one of these dates at some moment of [start, end); an end of 00:00 is midnight after the day."""

    dates: tuple[date, ...]
    start: time = time(0)
    end: time = time(0)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Filters; all of them must hold. `kind`: service, organization or service_at_location.

    `ages`: the service is for somebody of the ages from the first to the second, both counted.
    """

    kind: str
    text: str = ""
    term: UUID | None = None
    taxonomy: UUID | None = None
    organization: UUID | None = None
    modified_after: datetime | None = None
    near: Near | None = None
    ages: tuple[int, int] | None = None
    open_at: OpenAt | None = None


@dataclass(frozen=True, slots=True)
class HsdsTerm:
    """A term in use: its JSON, and what one can ask of it."""

    id: str
    taxonomy_id: str
    parent_id: str
    name: str
    text: str
    tag: str = field(default="")


def matching(wanted: Wanted, version: int) -> Sequence[int]:
    """Row numbers of the documents that match, in stable order: best first for a text, else as they came."""
    key = (version, wanted)
    known = _ids.get(key)
    if known is None:
        known = array("q", _found(wanted, version))
        _ids[key] = known
        while len(_ids) > REMEMBERED:
            _ids.popitem(last=False)
    else:
        _ids.move_to_end(key)
    return known


def texts(numbers: Sequence[int], *, full: bool) -> list[str]:
    """The stored JSON of these rows in their order. One statement."""
    found = documents.by_number(numbers, "hsds_detail" if full else "hsds_item")
    return [found[number] for number in numbers if number in found]


def brief(numbers: Sequence[int]) -> list[str]:
    """Only id and moment of change of these rows, for those who keep a copy."""
    found: dict[int, str] = {}
    for start in range(0, len(numbers), CHUNK):
        chunk = list(numbers[start : start + CHUNK])
        for number, uuid, moment in PublicDocument.objects.filter(id__in=chunk).values_list(
            "id", "uuid", "modified_at"
        ):
            stamp = moment.isoformat(timespec="seconds")
            found[number] = f'{{"id":"{uuid}","modified_date":"{stamp}","last_modified":"{stamp}"}}'
    return [found[number] for number in numbers if number in found]


def stream(numbers: Sequence[int], read: Callable[[Sequence[int]], list[str]]) -> Iterator[str]:
    """Every row, chunk by chunk."""
    for start in range(0, len(numbers), CHUNK):
        yield from read(numbers[start : start + CHUNK])


def one(kind: str, uuid: UUID) -> str:
    """A full thing, or NotFound, Gone, Moved."""
    return documents.detail(kind, uuid, "hsds_detail")


def organizations(numbers: Sequence[int], *, full_service: bool) -> list[str]:
    """Full organisations of these rows in their order, each with its services. Two statements."""
    rows = PublicDocument.objects.filter(id__in=list(numbers)).values_list("id", "uuid", "hsds_detail")
    found = {number: (uuid, text) for number, uuid, text in rows}
    services = _services_of([uuid for uuid, _ in found.values()], full=full_service)
    return [_with_services(*found[number], services) for number in numbers if number in found]


def organization(uuid: UUID, *, full_service: bool) -> str:
    """A full organisation with its services, whole or in brief. Two statements."""
    return _with_services(uuid, one("organization", uuid), _services_of([uuid], full=full_service))


def _services_of(organizations: Sequence[UUID], *, full: bool) -> dict[UUID, list[str]]:
    """The services these organisations are responsible for. One statement."""
    own = Service.objects.filter(responsible__uuid__in=organizations)
    given_by = own.filter(uuid=OuterRef("uuid")).values("responsible__uuid")[:1]
    rows = PublicDocument.objects.filter(kind="service", uuid__in=own.values("uuid")).annotate(by=Subquery(given_by))
    found: dict[UUID, list[str]] = {}
    for by, text in rows.order_by("id").values_list("by", "hsds_detail" if full else "hsds_item"):
        found.setdefault(by, []).append(text)
    return found


def _with_services(uuid: UUID, text: str, services: Mapping[UUID, Sequence[str]]) -> str:
    own = services.get(uuid)
    return f'{text[:-1]},"services":[{",".join(own)}]}}' if own else text


def terms(version: int) -> tuple[HsdsTerm, ...]:
    """Terms in use and those above them, ours after PTV's. Remembered until the data change."""
    if version not in _terms:
        _terms.clear()
        _terms[version] = tuple(_terms_in_use())
    return _terms[version]


def _terms_in_use() -> Iterator[HsdsTerm]:
    used = SearchTag.objects.filter(document__public=True)
    tags = set(used.filter(Q(tag__startswith="term:")).values_list("tag", flat=True).distinct())
    rows = {row.id: row for row in Term.objects.select_related("parent").order_by("id")}
    wanted = {number for number, row in rows.items() if f"term:{row.uuid}" in tags}
    for number in list(wanted):
        parent = rows[number].parent_id
        while parent and parent not in wanted:
            wanted.add(parent)
            parent = rows[parent].parent_id
    for number in sorted(wanted):
        yield _hsds_term(hsds.term(records.term_record(rows[number])), f"term:{rows[number].uuid}")
    own = hsds.own_terms()
    ours = set(used.filter(tag__in=list(own)).values_list("tag", flat=True).distinct())
    yield from (_hsds_term(value, tag) for tag, value in own.items() if tag in ours)


def _hsds_term(value: dict[str, Any], tag: str) -> HsdsTerm:
    return HsdsTerm(
        id=value["id"],
        taxonomy_id=value["taxonomy_id"],
        parent_id=value.get("parent_id", ""),
        name=value["name"],
        text=public.dumps(value),
        tag=tag,
    )


def _found(wanted: Wanted, version: int) -> list[int]:
    found = PublicDocument.objects.filter(kind=wanted.kind)
    tags = _term_tags(wanted, version)
    if tags is not None:
        found = found.filter(_of(wanted.kind, _tagged(tags)))
    if wanted.organization:
        found = found.filter(uuid__in=_given_by(wanted.kind, wanted.organization))
    if wanted.modified_after:
        found = found.filter(modified_at__gte=wanted.modified_after)
    if wanted.near:
        found = found.filter(uuid__in=_near(wanted.near))
    if wanted.ages:
        found = found.filter(uuid__in=_for_ages(*wanted.ages))
    if wanted.open_at:
        found = found.filter(uuid__in=_open_at(wanted.open_at))
    if not wanted.text.strip():
        return list(found.order_by("id").values_list("id", flat=True))
    hits = search.uuids([hit.id for hit in search.find(wanted.text, limit_candidates=FOUND).hits])
    return _ranked(found, wanted.kind, hits)


def _ranked(found: QuerySet[PublicDocument], kind: str, hits: Sequence[UUID]) -> list[int]:
    """Matching rows in the order of the hits; a service at a location stands where its better half does."""
    order = {uuid: number for number, uuid in enumerate(hits)}
    if kind != "service_at_location":
        rows = [(order[uuid], number) for number, uuid in found.filter(uuid__in=hits).values_list("id", "uuid")]
        return [number for _, number in sorted(rows)]
    links = ServiceAt.objects.filter(Q(service__uuid__in=hits) | Q(place__uuid__in=hits))
    places = {
        uuid: min(order.get(service, len(order)), order.get(place, len(order)))
        for uuid, service, place in links.values_list("uuid", "service__uuid", "place__uuid")
    }
    rows = [(places[uuid], number) for number, uuid in found.values_list("id", "uuid") if uuid in places]
    return [number for _, number in sorted(rows)]


def _term_tags(wanted: Wanted, version: int) -> list[list[str]] | None:
    """Tag groups of the term and taxonomy asked for; an unknown one matches nothing."""
    groups = []
    if wanted.term:
        groups.append([one.tag for one in terms(version) if one.id == str(wanted.term)])
    if wanted.taxonomy:
        groups.append([one.tag for one in terms(version) if one.taxonomy_id == str(wanted.taxonomy)])
    return groups or None


def _tagged(groups: Sequence[Sequence[str]]) -> QuerySet[SearchDocument]:
    found = SearchDocument.objects.filter(public=True)
    for group in groups:
        found = found.filter(id__in=SearchTag.objects.filter(tag__in=group).values("document_id"))
    return found


def _of(kind: str, tagged: QuerySet[SearchDocument]) -> Q:
    """What the tagged services (and places) mean for this kind."""
    uuids = tagged.values("object_uuid")
    if kind == "service":
        return Q(uuid__in=uuids)
    if kind == "organization":
        return Q(uuid__in=Service.objects.filter(uuid__in=uuids).values("responsible__uuid"))
    links = ServiceAt.objects.filter(Q(service__uuid__in=uuids) | Q(place__uuid__in=uuids))
    return Q(uuid__in=links.values("uuid"))


def _given_by(kind: str, organization: UUID) -> QuerySet[Any]:
    services = _tagged([[f"org:{organization}"]]).filter(kind="service").values("object_uuid")
    if kind == "service_at_location":
        return ServiceAt.objects.filter(service__uuid__in=services).values("uuid")
    return services


def _for_ages(low: int, high: int) -> QuerySet[Any]:
    """Services some age between the two fits; one that says no age is for everybody."""
    fits = Q(min_age__isnull=True) | Q(min_age__lte=high)
    return Service.objects.filter(fits, Q(max_age__isnull=True) | Q(max_age__gte=low)).values("uuid")


def _open_at(wanted: OpenAt) -> QuerySet[Any]:
    """What is open then, by the rows of the days ahead: exceptions, pauses and starts are in them."""
    fits = Q()
    for day in wanted.dates:
        last = day + timedelta(days=1) if wanted.end == time(0) else day
        start, end = (datetime.combine(on, at, clock.HELSINKI) for on, at in ((day, wanted.start), (last, wanted.end)))
        fits |= Q(starts_at__lt=end, ends_at__gt=start)
    return OpenInterval.objects.filter(fits).values("listed")


def _near(near: Near) -> QuerySet[Any]:
    """Connections at places within reach. Only addresses that may be shown are looked at (I5)."""
    places = Place.objects.filter(status=Status.PUBLISHED, address_visibility=AddressVisibility.PUBLIC)
    links = ServiceAt.objects.all()
    if near.metres is None:
        return links.filter(place__in=places.filter(postal_code=near.postcode)).values("uuid")
    latitude, longitude = near.latitude, near.longitude
    if latitude is None or longitude is None:
        middle = places.filter(postal_code=near.postcode).aggregate(lat=Avg("latitude"), lon=Avg("longitude"))
        latitude, longitude = middle["lat"], middle["lon"]
    if latitude is None or longitude is None:
        return ServiceAt.objects.none().values("uuid")
    high = near.metres / METRES_PER_DEGREE
    wide = high / max(cos(radians(latitude)), 0.01)
    box = places.filter(
        latitude__range=(latitude - high, latitude + high), longitude__range=(longitude - wide, longitude + wide)
    )
    inside = [
        number
        for number, lat, lon in box.values_list("id", "latitude", "longitude")
        if municipalities.kilometres((latitude, longitude), (lat, lon)) * 1000 <= near.metres
    ]
    return links.filter(place_id__in=inside).values("uuid")
