"""What `kotikulma createuser` and `kotikulma apikey` do."""

from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from kotikulma.kernel.types import Actor, system
from kotikulma.people.commands.accounts import register_person
from kotikulma.people.commands.api_keys import create_api_key
from kotikulma.people.commands.memberships import add_membership
from kotikulma.people.commands.organizations import create_organization
from kotikulma.people.models import Organization
from kotikulma.people.types import MembershipRefused, NewApiKey, OrganizationRefused, OrganizationStatus, Role


def create_user_cli(email: str, name: str, role: str, organization: str, sector: str = "") -> str:
    """Make an account with a role and return the sentence to print; never a password.

    `organization`: uuid or exact name in any language; one that does not exist is made when `sector` is given.
    """
    actor = system("createuser")
    with transaction.atomic():
        if role not in Role.values:
            raise MembershipRefused(
                _("Tuntematon rooli. Käytä jotakin näistä: %(roles)s.") % {"roles": ", ".join(Role.values)}
            )
        person = register_person(actor, email=email, name=name)
        add_membership(actor, person, _organization(actor, organization, sector), role=role)
    sentence = _("%(email)s on nyt lisätty. Kirjaudu osoitteessa %(url)s: saat koodin sähköpostiin.") % {
        "email": person.email,
        "url": f"{settings.BASE_URL}/tili/kirjaudu/",
    }
    if role == Role.EDITOR:
        return sentence
    return sentence + " " + _("Ensimmäisellä kerralla otat käyttöön toisen tunnisteen.")


def create_api_key_cli(name: str, organization: str, scopes: Iterable[str]) -> NewApiKey:
    """A key for a program; `organization`: uuid or exact name of who runs it, empty for nobody in the directory."""
    actor = system("apikey")
    owner = _organization(actor, organization, "") if organization else None
    return create_api_key(actor, name=name, organization=owner, scopes=scopes)


def _organization(actor: Actor, named: str, sector: str) -> Organization:
    try:
        found = list(Organization.objects.filter(uuid=UUID(named)))
    except ValueError:
        living = Organization.objects.exclude(status=OrganizationStatus.MERGED)
        found = [one for language in ("fi", "sv", "en") for one in living.filter(**{f"name__{language}": named})]
    if found:
        return found[0]
    if sector:
        return create_organization(actor, name={"fi": named}, sector=sector)
    raise OrganizationRefused(
        _("Organisaatiota %(name)s ei ole. Tarkista nimi, tai anna myös sektori, niin organisaatio luodaan.")
        % {"name": named}
    )
