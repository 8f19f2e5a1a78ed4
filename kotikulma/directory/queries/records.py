"""Whole things in batches: a constant number of statements however many are asked for."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Q

from kotikulma.directory.models import (
    Channel,
    HoursException,
    HoursPeriod,
    Place,
    Service,
    ServiceAt,
    ServiceProducer,
    Term,
)
from kotikulma.directory.rules.hours_rows import slots_from_json, spans_from_json
from kotikulma.directory.types import (
    AddressVisibility,
    ChannelType,
    Contact,
    ContactType,
    HolidayPolicy,
    HoursKind,
    Period,
    Recurrence,
    Schedule,
    Status,
)
from kotikulma.directory.types import HoursException as ExceptionValue
from kotikulma.directory.types.records import (
    Address,
    ChannelRecord,
    ConnectionRecord,
    OrganizationRecord,
    PlaceRecord,
    ServiceRecord,
    ServiceSummary,
    TermRecord,
)

Hours = tuple[tuple[Period, ...], tuple[ExceptionValue, ...]]
NO_HOURS: Hours = ((), ())
# What a connection does not tell of its service: a service with many connections would be read whole for each
LONG_TEXTS = tuple(
    f"service__{name}"
    for name in (
        "description",
        "alternative_names",
        "keywords",
        "user_instruction",
        "requirements",
        "charge_note",
        "municipalities",
        "locked_fields",
    )
)
PARENT_TEXTS = tuple(
    f"organization__parent__{name}" for name in ("name", "summary", "description", "contacts", "locked_fields")
)


def load_services(ids: Collection[int]) -> dict[int, ServiceRecord]:
    """Services by id with their terms, producers and living connections."""
    services = list(Service.objects.filter(id__in=ids).select_related("responsible__parent"))
    terms = _terms_of(ids)
    producers: dict[int, list[OrganizationRecord]] = defaultdict(list)
    for row in ServiceProducer.objects.filter(service_id__in=ids).select_related("organization__parent").order_by("id"):
        producers[row.service_id].append(organization_record(row.organization))
    connections: dict[int, list[ConnectionRecord]] = defaultdict(list)
    for connection in load_connections(Q(service_id__in=ids)):
        connections[connection.service.id].append(connection)
    return {
        service.id: _service_record(
            service, tuple(terms[service.id]), tuple(producers[service.id]), tuple(connections[service.id])
        )
        for service in services
    }


def load_places(ids: Collection[int]) -> dict[int, PlaceRecord]:
    """Places by id with their own schedules; a hidden address is not in them."""
    hours = _hours("place", ids)
    return {
        place.id: _place_record(place, hours.get(place.id, NO_HOURS))
        for place in Place.objects.filter(id__in=ids).select_related("organization__parent").defer(*PARENT_TEXTS)
    }


def load_channels(ids: Collection[int]) -> dict[int, ChannelRecord]:
    hours = _hours("channel", ids)
    return {
        channel.id: _channel_record(channel, hours.get(channel.id, NO_HOURS))
        for channel in Channel.objects.filter(id__in=ids)
    }


def load_connections(where: Q) -> list[ConnectionRecord]:
    """Published connections of published services to published places and channels, in stable order."""
    rows = list(
        ServiceAt.objects.filter(where, status=Status.PUBLISHED, service__status=Status.PUBLISHED)
        .filter(Q(place__isnull=True) | Q(place__status=Status.PUBLISHED))
        .filter(Q(channel__isnull=True) | Q(channel__status=Status.PUBLISHED))
        .select_related("service")
        .defer(*LONG_TEXTS)
        .order_by("id")
    )
    places = load_places({row.place_id for row in rows if row.place_id})
    channels = load_channels({row.channel_id for row in rows if row.channel_id})
    hours = _hours("connection", {row.id for row in rows})
    return [
        _connection_record(
            row,
            places.get(row.place_id) if row.place_id else None,
            channels.get(row.channel_id) if row.channel_id else None,
            hours.get(row.id, NO_HOURS),
        )
        for row in rows
    ]


def organization_record(organization: Any) -> OrganizationRecord:
    """From an Organization with its parent loaded, or from `people.types.OrganizationValue`."""
    if hasattr(organization, "parent_uuid"):
        parent_uuid = organization.parent_uuid
    else:
        parent_uuid = organization.parent.uuid if organization.parent_id else None
    return OrganizationRecord(
        id=organization.id,
        uuid=organization.uuid,
        name=organization.name,
        summary=organization.summary,
        description=organization.description,
        sector=organization.sector,
        business_id=organization.business_id,
        parent_uuid=parent_uuid,
        municipality_code=organization.municipality_code,
        contacts=contacts(organization.contacts),
        verified_at=organization.verified_at,
        modified_at=organization.modified_at,
    )


def contacts(rows: Iterable[Mapping[str, Any]]) -> tuple[Contact, ...]:
    return tuple(
        Contact(
            ContactType(row["type"]), row["value"], row.get("topic") or {}, row.get("charge", ""), row.get("icon", "")
        )
        for row in rows
    )


def term_record(term: Term) -> TermRecord:
    """From a term with its parent loaded."""
    return TermRecord(
        uuid=term.uuid,
        scheme=term.scheme,
        uri=term.uri,
        code=term.code,
        labels=term.labels,
        descriptions=term.descriptions,
        parent_uuid=term.parent.uuid if term.parent else None,
    )


def _terms_of(service_ids: Collection[int]) -> dict[int, list[TermRecord]]:
    links = list(
        Service.terms.through.objects.filter(service_id__in=service_ids)
        .order_by("term_id")
        .values_list("service_id", "term_id")
    )
    wanted = Term.objects.filter(id__in={term for _, term in links}).select_related("parent")
    terms = {term.id: term_record(term) for term in wanted}
    found: dict[int, list[TermRecord]] = defaultdict(list)
    for service_id, term_id in links:
        found[service_id].append(terms[term_id])
    return found


def _hours(owner: str, ids: Collection[int]) -> dict[int, Hours]:
    periods: dict[int, list[Period]] = defaultdict(list)
    exceptions: dict[int, list[ExceptionValue]] = defaultdict(list)
    key = f"{owner}_id"
    # Plain rows: as models they would take twice the time
    for row in HoursPeriod.objects.filter(**{f"{key}__in": ids}).order_by("id").values_list(named=True):
        periods[getattr(row, key)].append(period_value(row))
    for row in HoursException.objects.filter(**{f"{key}__in": ids}).order_by("id").values_list(named=True):
        exceptions[getattr(row, key)].append(exception_value(row))
    return {owner_id: (tuple(periods[owner_id]), tuple(exceptions[owner_id])) for owner_id in {*periods, *exceptions}}


def period_value(row: Any) -> Period:
    """From an HoursPeriod, or a plain row with its names."""
    return Period(
        kind=HoursKind(row.kind),
        slots=slots_from_json(row.slots),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        recurrence=Recurrence(row.recurrence),
        interval=row.interval,
        anchor=row.anchor,
        nth=tuple(row.nth),
        always_open=row.always_open,
        note=row.note,
    )


def exception_value(row: Any) -> ExceptionValue:
    """From an HoursException, or a plain row with its names."""
    return ExceptionValue(
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        slots=spans_from_json(row.slots),
        kind=HoursKind(row.kind),
        reason=row.reason,
        created_at=row.created_at,
    )


def address(place: Place) -> Address:
    if place.address_visibility == AddressVisibility.HIDDEN:
        return Address()
    if place.address_visibility == AddressVisibility.MUNICIPALITY_ONLY:
        return Address(municipality_code=place.municipality_code)
    return Address(
        street=place.street_address,
        postal_code=place.postal_code,
        post_office=place.post_office,
        municipality_code=place.municipality_code,
        latitude=place.latitude,
        longitude=place.longitude,
        directions=place.directions,
    )


def _place_record(place: Place, hours: Hours) -> PlaceRecord:
    shown = place.address_visibility == AddressVisibility.PUBLIC
    return PlaceRecord(
        id=place.id,
        uuid=place.uuid,
        name=place.name,
        summary=place.summary,
        description=place.description,
        type=place.type,
        organization=organization_record(place.organization) if place.organization else None,
        address=address(place),
        address_visibility=place.address_visibility,
        accessibility=tuple(place.accessibility),
        accessibility_sentences=tuple(place.accessibility_sentences) if shown else (),
        contacts=contacts(place.contacts),
        languages=tuple(place.languages),
        opened_on=place.opened_on,
        closed_on=place.closed_on,
        holiday_policy=place.holiday_policy,
        schedule=Schedule(
            periods=hours[0],
            exceptions=hours[1],
            holiday_policy=HolidayPolicy(place.holiday_policy),
            starts_on=place.opened_on,
            ends_on=place.closed_on,
        ),
        status=place.status,
        source=place.source,
        verified_at=place.verified_at,
        modified_at=place.modified_at,
    )


def _channel_record(channel: Channel, hours: Hours) -> ChannelRecord:
    return ChannelRecord(
        id=channel.id,
        uuid=channel.uuid,
        name=channel.name,
        summary=channel.summary,
        type=channel.type,
        contacts=contacts(channel.contacts),
        languages=tuple(channel.languages),
        schedule=Schedule(
            periods=hours[0],
            exceptions=hours[1],
            holiday_policy=HolidayPolicy(channel.holiday_policy),
            phone_counts=channel.type == ChannelType.PHONE,
        ),
        status=channel.status,
        modified_at=channel.modified_at,
    )


def _connection_record(
    row: ServiceAt, place: PlaceRecord | None, channel: ChannelRecord | None, hours: Hours
) -> ConnectionRecord:
    service = row.service
    at = place or channel
    starts_on = _latest(service.starts_on, row.starts_on)
    ends_on = _earliest(service.ends_on, row.ends_on)
    return ConnectionRecord(
        id=row.id,
        uuid=row.uuid,
        service=_summary(service),
        place=place,
        channel=channel,
        starts_on=starts_on,
        ends_on=ends_on,
        note=row.note,
        access_modes=tuple(row.access_modes or service.access_modes),
        languages=tuple(row.languages or service.languages),
        contacts=contacts(row.contacts or service.contacts),
        schedule=Schedule(
            periods=hours[0],
            exceptions=hours[1],
            holiday_policy=at.schedule.holiday_policy if at else HolidayPolicy.ASK,
            starts_on=starts_on,
            ends_on=ends_on,
            paused_from=row.paused_from,
            paused_until=row.paused_until,
            pause_reason=row.pause_reason,
            phone_counts=channel is not None and channel.schedule.phone_counts,
            parent=at.schedule if at else None,
        ),
        status=row.status,
        modified_at=row.modified_at,
    )


def _summary(service: Service) -> ServiceSummary:
    return ServiceSummary(
        id=service.id,
        uuid=service.uuid,
        name=service.name,
        summary=service.summary,
        kind=service.kind,
        status=service.status,
        access_modes=tuple(service.access_modes),
        languages=tuple(service.languages),
        charge=service.charge,
        min_age=service.min_age,
        max_age=service.max_age,
        starts_on=service.starts_on,
        ends_on=service.ends_on,
    )


def _service_record(
    service: Service,
    terms: tuple[TermRecord, ...],
    producers: tuple[OrganizationRecord, ...],
    connections: tuple[ConnectionRecord, ...],
) -> ServiceRecord:
    return ServiceRecord(
        id=service.id,
        uuid=service.uuid,
        name=service.name,
        alternative_names={lang: tuple(names) for lang, names in service.alternative_names.items()},
        keywords={lang: tuple(words) for lang, words in service.keywords.items()},
        summary=service.summary,
        description=service.description,
        user_instruction=service.user_instruction,
        requirements=service.requirements,
        kind=service.kind,
        responsible=organization_record(service.responsible) if service.responsible else None,
        producers=producers,
        charge=service.charge,
        charge_note=service.charge_note,
        access_modes=tuple(service.access_modes),
        min_age=service.min_age,
        max_age=service.max_age,
        terms=terms,
        area_type=service.area_type,
        municipalities=tuple(service.municipalities),
        languages=tuple(service.languages),
        contacts=contacts(service.contacts),
        starts_on=service.starts_on,
        ends_on=service.ends_on,
        status=service.status,
        source=service.source,
        verified_at=service.verified_at,
        modified_at=service.modified_at,
        connections=connections,
    )


def _latest(*days: date | None) -> date | None:
    return max((day for day in days if day), default=None)


def _earliest(*days: date | None) -> date | None:
    return min((day for day in days if day), default=None)
