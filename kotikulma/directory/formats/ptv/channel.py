"""PTV service channels: service locations become places, the other four ways in without a door."""

from collections.abc import Mapping
from typing import Any

from kotikulma.directory.formats.ptv import common
from kotikulma.directory.formats.ptv.addresses import visiting_address
from kotikulma.directory.formats.ptv.common import Notes, text_of, texts
from kotikulma.directory.formats.ptv.hours import read_hours
from kotikulma.directory.formats.ptv.service import read_connections
from kotikulma.directory.formats.ptv.values import PtvChannel
from kotikulma.directory.types import ChannelType, HoursKind

LOCATION = "ServiceLocation"
TYPES: dict[str, ChannelType | None] = {
    LOCATION: None,
    "EChannel": ChannelType.ESERVICE,
    "WebPage": ChannelType.WEB,
    "PrintableForm": ChannelType.FORM,
    "Phone": ChannelType.PHONE,
}


def read_channel(raw: Mapping[str, Any], notes: Notes) -> PtvChannel:
    """Any of the five V11 channel kinds; `serviceChannelType` must be one of `TYPES`."""
    kind = TYPES[text_of(raw.get("serviceChannelType"))]
    hours_kind = HoursKind.PHONE if kind is ChannelType.PHONE else HoursKind.OPEN
    return PtvChannel(
        id=common.identifier(raw.get("id")),
        name=_name(raw),
        status=common.status(raw, notes),
        type=kind,
        summary=texts(raw.get("serviceChannelDescriptions"), "Summary"),
        description=texts(raw.get("serviceChannelDescriptions"), "Description"),
        organization_id=common.identifier(raw.get("organizationId")),
        address=visiting_address(raw.get("addresses"), notes) if kind is None else None,
        contacts=common.contacts(raw, "", notes),
        languages=common.languages(raw.get("languages")),
        area=common.area(raw, notes),
        hours=read_hours(raw.get("serviceHours"), notes, kind=hours_kind),
        connections=read_connections(raw.get("services"), "service", notes),
        modified=common.moment(raw.get("modified")),
        told=common.told(raw),
    )


def _name(raw: Mapping[str, Any]) -> dict[str, str]:
    """The name shown in each language: PTV says by `displayNameType` when the alternative one is."""
    names = texts(raw.get("serviceChannelNames"), "Name")
    alternative = texts(raw.get("serviceChannelNames"), "AlternativeName")
    for _position, item in common.rows(raw.get("displayNameType")):
        language = text_of(item.get("language")).lower()
        if item.get("type") == "AlternativeName" and language in alternative:
            names[language] = alternative[language]
    return names
