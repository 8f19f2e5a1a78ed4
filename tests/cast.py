"""The fixed people of every test. Each function makes its person (or finds her) and what she belongs to."""

import time
from dataclasses import dataclass
from typing import Any

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.test import Client

from kotikulma.kernel.permissions import AUDIENCES, Audience
from kotikulma.kernel.types import Actor, ActorKind, system
from kotikulma.people import commands
from kotikulma.people.models import Organization, Person
from kotikulma.people.types import Role, Sector

HOUSE = system("tests")


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody: `own` is the organisation the editor edits, `other` that of the other editor."""

    own: Organization
    other: Organization
    people: dict[str, Person]

    def actor(self, audience: Audience) -> Actor:
        return actor(self.people[audience])


def everybody() -> Cast:
    return Cast(
        own_organization(),
        other_organization(),
        {
            "editor": editor(),
            "other editor": other_editor(),
            "coordinator": coordinator(),
            "administrator": administrator(),
            "caseworker": caseworker(),
        },
    )


def own_organization() -> Organization:
    return _organization("Kotiseudun yhdistys", Sector.ASSOCIATION)


def other_organization() -> Organization:
    return _organization("Naapurin seurakunta", Sector.PARISH)


def city() -> Organization:
    return _organization("Esimerkin kaupunki", Sector.MUNICIPALITY)


def editor() -> Person:
    return _person("editor", own_organization(), Role.EDITOR)


def other_editor() -> Person:
    return _person("other-editor", other_organization(), Role.EDITOR)


def coordinator() -> Person:
    return _person("coordinator", city(), Role.COORDINATOR)


def administrator() -> Person:
    return _person("administrator", city(), Role.ADMINISTRATOR)


def county() -> Organization:
    return _organization("Esimerkin hyvinvointialue", Sector.WELLBEING_COUNTY)


def caseworker() -> Person:
    return _person("caseworker", county(), Role.CASEWORKER)


def case_colleague() -> Person:
    """Of the same unit, without any relationship of her own."""
    return _person("case-colleague", county(), Role.CASEWORKER)


def case_lead() -> Person:
    return _person("case-lead", county(), Role.CASE_LEAD)


def city_worker() -> Person:
    """Works with clients in the other register."""
    return _person("city-worker", city(), Role.CASEWORKER)


def newcomer() -> Person:
    """Has an account and no role."""
    return commands.create_person(HOUSE, email="newcomer@example.org", name="newcomer")


def actor(person: Person) -> Actor:
    return Actor(ActorKind.PERSON, person.uuid)


def browser_of(person: Person | None, *, second_factor: bool = True) -> Client:
    """A test client signed in as the person (None: a visitor), with the second factor shown unless said otherwise."""
    client = Client()
    if person is None:
        return client
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    session: Any = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = _records(second_factor)
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    return client


def browsers(cast: Cast) -> dict[Audience, Client]:
    return {audience: browser_of(cast.people.get(audience)) for audience in AUDIENCES}


def _records(second_factor: bool) -> list[dict[str, Any]]:
    records = [{"method": "code", "at": time.time()}]
    return [*records, {"method": "mfa", "at": time.time()}] if second_factor else records


def _organization(name: str, sector: str) -> Organization:
    found = Organization.objects.filter(name__fi=name).first()
    return found or commands.create_organization(HOUSE, name={"fi": name}, sector=sector)


def _person(key: str, organization: Organization, role: str) -> Person:
    person = commands.create_person(HOUSE, email=f"{key}@example.org", name=key)
    commands.add_membership(HOUSE, person, organization, role=role)
    return person
