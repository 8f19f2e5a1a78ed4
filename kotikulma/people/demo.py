"""The people of the demo: one for each role, made with commands; one signs in as them on /demo/."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from kotikulma.kernel.types import system
from kotikulma.people.commands import add_membership, create_person
from kotikulma.people.models import Organization, Person
from kotikulma.people.types import DemoRole, Role

ROLES = (
    DemoRole(Role.EDITOR, _("Järjestön muokkaaja"), _("Pitää oman järjestönsä tiedot ajan tasalla.")),
    DemoRole(Role.COORDINATOR, _("Pisteen koordinaattori"), _("Huolehtii koko verkoston tiedoista.")),
    DemoRole(Role.ADMINISTRATOR, _("Pääkäyttäjä"), _("Antaa roolit ja valvoo järjestelmää.")),
)


def lay_people(organizations: Mapping[str, Organization]) -> dict[str, Person]:
    """The demo's people by role; `organizations` names the organisation of each role. Safe to run again."""
    actor = system("demo")
    people = {}
    for role in ROLES:
        person = create_person(actor, email=role.email, name=str(role.label))
        add_membership(actor, person, organizations[role.key], role=role.key)
        people[role.key] = person
    return people
