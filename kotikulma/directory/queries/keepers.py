"""Organisations by the uuid of an address, for filters of lists."""

from uuid import UUID

from kotikulma.kernel.i18n import LanguageMap
from kotikulma.people import queries as people


def organization_id(uuid: UUID) -> int | None:
    """Whatever its status; None when there is none."""
    return people.organization_ids_by_uuid([uuid]).get(uuid)


def organization_name(pk: int | None) -> LanguageMap:
    """Names by language, whatever the status; empty when there is none."""
    return people.organization_names([pk]).get(pk, {}) if pk else {}
