"""An editor keeps the details of her own organisation."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kotikulma.kernel.types import Actor
from kotikulma.people import access, queries
from kotikulma.people.commands.organizations import edit_organization
from kotikulma.people.models import Organization
from kotikulma.people.rules import joining as rules
from kotikulma.people.types import OrganizationRefused
from kotikulma.people.types.joining import ChangedMeanwhile


def save_details(actor: Actor, uuid: UUID, *, version: str, changes: Mapping[str, Any]) -> Organization:
    """Save name, summary, description and contacts as they were typed over the given version.

    ChangedMeanwhile carries what somebody else saved after the form was opened; nothing is written then.
    OrganizationRefused for what the national register keeps.
    """
    opened = access.get_organization_for_editing(actor, uuid)

    with transaction.atomic():
        Organization.objects.select_for_update(of=("self",)).get(id=opened.id)
        page = queries.editing_page(actor, uuid)

        if set(changes) & page.owned or set(changes) - set(rules.DETAILS):
            raise OrganizationRefused(_("Tieto tulee kansallisesta palvelutietovarannosta. Muuta se siellä."))
        if version != page.version:
            raise ChangedMeanwhile(page.organization)
        wanted = dict(changes)
        if "contacts" in wanted:
            wanted["contacts"] = rules.check_contacts(wanted["contacts"])

        return edit_organization(actor, opened, changes=wanted)
