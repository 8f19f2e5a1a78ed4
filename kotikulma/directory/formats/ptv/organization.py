"""PTV organisations. PTV knows no wellbeing county, parish or peer group: the name tells those."""

import re
from collections.abc import Mapping
from typing import Any

from kotikulma.directory.formats.ptv import fragments
from kotikulma.directory.formats.ptv.fragments import Notes, text_of, texts
from kotikulma.directory.formats.ptv.values import PtvOrganization

# people.types.Sector values, first match wins
BY_NAME = (
    (r"hyvinvointialue|välfärdsområde", "wellbeing_county"),
    (r"seurakun|församling|parish", "parish"),
    (r"vertaisryhmä", "peer_group"),
    (r"\b(ry|rf|rp)\b\.?$|yhdistys|järjestö|säätiö", "association"),
    (r"\b(oy|oyj|ab|ky|osk|osuuskunta)\b", "company"),
    (r"kaupun|kunta|kunnan|kommun\b|\bstad\b", "municipality"),
)
BY_TYPE = {
    "State": "state",
    "Municipality": "municipality",
    "RegionalOrganization": "municipality",
    "Organization": "association",
    "Company": "company",
}


def read_organization(raw: Mapping[str, Any], notes: Notes) -> PtvOrganization:
    municipality = raw.get("municipality")
    code = text_of(municipality.get("code") if isinstance(municipality, Mapping) else municipality)
    name = texts(raw.get("organizationNames"), "Name") or texts(raw.get("organizationNames"))
    business_id = text_of(raw.get("businessCode"))
    return PtvOrganization(
        id=fragments.identifier(raw.get("id")),
        name=name,
        status=fragments.status(raw, notes),
        sector=sector(text_of(raw.get("organizationType")), name),
        summary=texts(raw.get("organizationDescriptions"), "Summary"),
        description=texts(raw.get("organizationDescriptions"), "Description"),
        business_id=business_id if re.fullmatch(r"\d{7}-\d", business_id) else "",
        municipality_code=code.zfill(3) if code.isdigit() and len(code) <= 3 else "",
        parent_id=fragments.identifier(raw.get("parentOrganizationId") or raw.get("parentOrganization")),
        contacts=fragments.contacts(raw, "", notes),
        modified=fragments.moment(raw.get("modified")),
        told=fragments.told(raw),
    )


def sector(organization_type: str, name: Mapping[str, str]) -> str:
    """A people.types.Sector value: what the name says, else PTV's type, else a company-neutral association."""
    for pattern, found in BY_NAME:
        if any(re.search(pattern, text, re.IGNORECASE) for text in name.values()):
            return found
    return BY_TYPE.get(organization_type, "association")
