"""Organisations."""

from kotikulma.directory.formats.hsds.values import (
    Json,
    email_contacts,
    filled,
    first_email,
    first_web,
    ident,
    phones,
    text,
    web_links,
)
from kotikulma.directory.types.records import OrganizationRecord


def organization_item(record: OrganizationRecord) -> Json:
    """One row of `/organizations`."""
    name = text(record.name) or str(record.uuid)
    return filled(
        {
            "id": str(record.uuid),
            "name": name,
            "description": text(record.description) or text(record.summary) or name,
            "email": first_email(record.contacts),
            "website": first_web(record.contacts),
            "parent_organization_id": str(record.parent_uuid) if record.parent_uuid else None,
        }
    )


def organization_detail(record: OrganizationRecord) -> Json:
    """A full organisation; its services are added by who answers, since they have documents of their own."""
    more = {
        "additional_websites": web_links(record.uuid, record.contacts)[1:],
        "contacts": email_contacts(record.uuid, record.contacts),
        "phones": phones(record.uuid, record.contacts),
        "organization_identifiers": _identifiers(record),
    }
    return organization_item(record) | filled(more)


def _identifiers(record: OrganizationRecord) -> list[Json]:
    if not record.business_id:
        return []
    return [
        {
            "id": ident(record.uuid, "business-id"),
            "organization_id": str(record.uuid),
            "identifier_scheme": "FI-PRO",
            "identifier_type": "Y-tunnus",
            "identifier": record.business_id,
        }
    ]
