"""What services, places and channels have in common: contacts, organisations, terms."""

from collections.abc import Collection, Mapping
from typing import Any

from kotikulma.directory.models import Term
from kotikulma.directory.rules.ownership import LOCAL
from kotikulma.directory.types import Contact, ContactType
from kotikulma.directory.types.records import OrganizationRecord, TermRecord

_ORGANIZATION = (
    "id",
    "uuid",
    "name",
    "summary",
    "description",
    "sector",
    "business_id",
    "municipality_code",
    "contacts",
    "verified_at",
    "modified_at",
    "parent__uuid",
)


def contacts(rows: Collection[Mapping[str, Any]]) -> tuple[Contact, ...]:
    """As they are shown: what people have added beside a register's is left out once the register tells it too."""
    return tuple(
        Contact(
            ContactType(row["type"]), row["value"], row.get("topic") or {}, row.get("charge", ""), row.get("icon", "")
        )
        for row in rows
        if row.get("source") != LOCAL or not any(_says(other, row) for other in rows)
    )


def _says(told: Mapping[str, Any], own: Mapping[str, Any]) -> bool:
    same = told.get("source") != LOCAL and (told["type"], told["value"]) == (own["type"], own["value"])
    return same and (own.get("topic") or {}) in ({}, told.get("topic") or {})


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


def organization_record(organization: Any) -> OrganizationRecord:
    """From `people.types.OrganizationValue`."""
    return OrganizationRecord(
        id=organization.id,
        uuid=organization.uuid,
        name=organization.name,
        summary=organization.summary,
        description=organization.description,
        sector=organization.sector,
        business_id=organization.business_id,
        parent_uuid=organization.parent_uuid,
        municipality_code=organization.municipality_code,
        contacts=contacts(organization.contacts),
        verified_at=organization.verified_at,
        modified_at=organization.modified_at,
    )


class Organizations:
    """The organisations that plain rows name at `path`, each made once."""

    def __init__(self, path: str) -> None:
        self.columns = tuple(f"{path}__{name}" for name in _ORGANIZATION)
        self._made: dict[int, OrganizationRecord] = {}

    def of(self, row: Any) -> OrganizationRecord | None:
        number = getattr(row, self.columns[0])
        if number and number not in self._made:
            values = dict(zip(_ORGANIZATION, (getattr(row, name) for name in self.columns), strict=True))
            parent_uuid = values.pop("parent__uuid")
            values["contacts"] = contacts(values["contacts"])
            self._made[number] = OrganizationRecord(**values, parent_uuid=parent_uuid)
        return self._made[number] if number else None
