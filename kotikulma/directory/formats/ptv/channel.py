"""PTV service channels: service locations become places, the other four ways in without a door."""

from collections.abc import Mapping
from typing import Any

from kotikulma.directory.formats.ptv import fragments
from kotikulma.directory.formats.ptv.addresses import visiting_address
from kotikulma.directory.formats.ptv.fragments import Notes, text_of, texts
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
        id=fragments.identifier(raw.get("id")),
        name=_name(raw),
        status=fragments.status(raw, notes),
        type=kind,
        summary=texts(raw.get("serviceChannelDescriptions"), "Summary"),
        description=texts(raw.get("serviceChannelDescriptions"), "Description"),
        organization_id=fragments.identifier(raw.get("organizationId")),
        address=visiting_address(raw.get("addresses"), notes) if kind is None else None,
        contacts=fragments.contacts(raw, "", notes),
        languages=fragments.languages(raw.get("languages")),
        area=fragments.area(raw, notes),
        hours=read_hours(raw.get("serviceHours"), notes, kind=hours_kind),
        connections=read_connections(raw.get("services"), "service", notes),
        modified=fragments.moment(raw.get("modified")),
        told=fragments.told(raw),
    )


def _name(raw: Mapping[str, Any]) -> dict[str, str]:
    """The name shown in each language: PTV says by `displayNameType` when the alternative one is."""
    names = texts(raw.get("serviceChannelNames"), "Name")
    alternative = texts(raw.get("serviceChannelNames"), "AlternativeName")
    for _position, item in fragments.rows(raw.get("displayNameType")):
        language = text_of(item.get("language")).lower()
        if item.get("type") == "AlternativeName" and language in alternative:
            names[language] = alternative[language]
    return names
