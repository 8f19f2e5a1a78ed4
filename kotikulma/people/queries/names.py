"""Finding an organisation by its name, misspelt or half typed, and those that may be the same one.

A process remembers the names of published organisations until one changes: searching asks the database once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from kotikulma.kernel import data_version
from kotikulma.kernel.i18n import clean_map
from kotikulma.kernel.memory import Held
from kotikulma.people.models import Organization
from kotikulma.people.rules import alike
from kotikulma.people.types import OrganizationNotFound, OrganizationStatus
from kotikulma.people.types.joining import Duplicate, NamedOrganization, Traits

NAMES_SUBJECT = "people.organizations"
ROWS = 10
LONGEST = 100


@dataclass(frozen=True)
class Names:
    """Every published organisation at one version. What tells them apart is worked out when it is first asked for."""

    version: int
    organizations: Mapping[int, NamedOrganization]
    traits: tuple[Traits, ...]

    @cached_property
    def index(self) -> alike.Index:
        return alike.index(self.traits)


_latest: Held[Names] = Held()  # by version; one entry


def search_by_name(text: str) -> list[NamedOrganization]:
    """Published organisations whose name answers the text, best first, at most ten. Forgives misspelling."""
    names = names_now()
    return [names.organizations[key] for key in alike.answers(text[:LONGEST], names.index)[:ROWS]]


def likely_duplicates(traits: Traits, names: Names | None = None) -> tuple[Duplicate, ...]:
    """Published organisations that may be the one described, the likeliest first. `names`: those of `names_now`."""
    names = names or names_now()
    found = alike.alike(traits, names.index)
    return tuple(Duplicate(names.organizations[each.key], each.score, each.signs) for each in found)


def published_names() -> list[NamedOrganization]:
    """Every published organisation, by id: for lists one chooses from. Remembered like the names of a search."""
    return list(names_now().organizations.values())


def named_organization(uuid: UUID) -> NamedOrganization:
    """A published organisation, or OrganizationNotFound."""
    row = Organization.objects.filter(uuid=uuid, status=OrganizationStatus.PUBLISHED).first()
    if row is None:
        raise OrganizationNotFound
    return named(row)


def named(row: Organization) -> NamedOrganization:
    return NamedOrganization(row.id, row.uuid, row.name, row.sector, row.municipality_code)


def traits_of(row: Organization) -> Traits:
    names = tuple(clean_map(row.name).values())
    return Traits(row.id, names, row.business_id, row.municipality_code, alike.hosts(row.contacts))


def names_now() -> Names:
    """What is published at this moment: one small query while nothing has changed."""
    version = data_version.current(NAMES_SUBJECT)
    known = _latest.get(version)
    if known is None:
        known = _read(version)
        _latest.clear()
        _latest[version] = known
    return known


def _read(version: int) -> Names:
    rows = list(Organization.objects.filter(status=OrganizationStatus.PUBLISHED).order_by("id"))
    return Names(version, {row.id: named(row) for row in rows}, tuple(traits_of(row) for row in rows))
