"""What `kotikulma createuser` does."""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from kotikulma.kernel.types import Actor, system
from kotikulma.people import access
from kotikulma.people.commands.accounts import register_person
from kotikulma.people.commands.memberships import add_membership
from kotikulma.people.commands.organizations import create_organization
from kotikulma.people.models import Organization
from kotikulma.people.types import MembershipRefused, OrganizationRefused, Role


def create_user_cli(email: str, name: str, role: str, organization: str, sector: str = "") -> str:
    """Make an account with a role and return the sentence to print; never a password.

    `organization`: uuid or exact name in any language; one that does not exist is made when `sector` is given.
    Without one the person joins an organisation by herself.
    """
    actor = system("createuser")
    with transaction.atomic():
        if role not in Role.values:
            raise MembershipRefused(
                _("Tuntematon rooli. Käytä jotakin näistä: %(roles)s.") % {"roles": ", ".join(Role.values)}
            )
        person = register_person(actor, email=email, name=name)
        if organization:
            add_membership(actor, person, _organization(actor, organization, sector), role=role)
        elif role != Role.EDITOR:
            raise MembershipRefused(_("Rooli kuuluu organisaatioon. Anna sen nimi: --organization."))
    sentence = _("%(email)s on nyt lisätty. Kirjaudu osoitteessa %(url)s: saat koodin sähköpostiin.") % {
        "email": person.email,
        "url": f"{settings.BASE_URL}/tili/kirjaudu/",
    }
    if role == Role.EDITOR:
        return sentence
    return sentence + " " + _("Ensimmäisellä kerralla otat käyttöön toisen tunnisteen.")


def _organization(actor: Actor, named: str, sector: str) -> Organization:
    found = access.organization_called(named)
    if found:
        return found
    if sector:
        return create_organization(actor, name={"fi": named}, sector=sector)
    raise OrganizationRefused(
        _("Organisaatiota %(name)s ei ole. Tarkista nimi, tai anna myös sektori, niin organisaatio luodaan.")
        % {"name": named}
    )
