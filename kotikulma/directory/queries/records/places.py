"""Places and channels with their own schedules."""

from collections.abc import Collection
from typing import Any

from kotikulma.directory.models import Channel, Place
from kotikulma.directory.queries.records.hours import NO_HOURS, Hours, load_hours
from kotikulma.directory.queries.records.parts import Organizations, contacts
from kotikulma.directory.types import AddressVisibility, ChannelType, HolidayPolicy, Schedule
from kotikulma.directory.types.records import Address, ChannelRecord, OrganizationRecord, PlaceRecord
from kotikulma.kernel.db.prepared import Prepared, several

_PLACE = (
    "id",
    "uuid",
    "name",
    "summary",
    "description",
    "type",
    "street_address",
    "postal_code",
    "post_office",
    "municipality_code",
    "latitude",
    "longitude",
    "address_visibility",
    "directions",
    "accessibility",
    "accessibility_sentences",
    "contacts",
    "languages",
    "opened_on",
    "closed_on",
    "holiday_policy",
    "status",
    "source",
    "verified_at",
    "modified_at",
)
_CHANNEL = (
    "id",
    "uuid",
    "name",
    "summary",
    "description",
    "type",
    "organization_id",
    "contacts",
    "languages",
    "holiday_policy",
    "status",
    "modified_at",
)

_PLACES = Prepared(
    lambda: Place.objects.filter(id__among=several("ids")), *_PLACE, *Organizations("organization").columns
)
_CHANNELS = Prepared(lambda: Channel.objects.filter(id__among=several("ids")), *_CHANNEL)


def load_places(ids: Collection[int]) -> dict[int, PlaceRecord]:
    """Places by id with their own schedules; a hidden address is not in them."""
    hours, keepers = load_hours("place", ids), Organizations("organization")
    rows = _PLACES.rows(ids=ids) if ids else ()
    return {row.id: place_record(row, keepers.of(row), hours.get(row.id, NO_HOURS)) for row in rows}


def load_channels(ids: Collection[int]) -> dict[int, ChannelRecord]:
    hours = load_hours("channel", ids)
    rows = _CHANNELS.rows(ids=ids) if ids else ()
    return {row.id: channel_record(row, hours.get(row.id, NO_HOURS)) for row in rows}


def address(place: Any) -> Address:
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


def place_record(place: Any, keeper: OrganizationRecord | None, hours: Hours) -> PlaceRecord:
    shown = place.address_visibility == AddressVisibility.PUBLIC
    return PlaceRecord(
        id=place.id,
        uuid=place.uuid,
        name=place.name,
        summary=place.summary,
        description=place.description,
        type=place.type,
        organization=keeper,
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


def channel_record(channel: Any, hours: Hours) -> ChannelRecord:
    return ChannelRecord(
        id=channel.id,
        uuid=channel.uuid,
        name=channel.name,
        summary=channel.summary,
        description=channel.description,
        type=channel.type,
        organization_id=channel.organization_id,
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
