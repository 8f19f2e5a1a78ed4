"""What a reminder says and opens: the entries of one organisation that wait for a word, and the link to them.

A link names one editor, one organisation and the day it ends; it is signed, not stored, and opens nothing else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core import signing
from django.utils.translation import gettext as _

from kotikulma.directory.queries import keepers, kept
from kotikulma.directory.queries.kept import KeptFilter
from kotikulma.directory.types.freshness import STALE, KeptEntry, LinkOver
from kotikulma.kernel import clock
from kotikulma.kernel.i18n import LanguageMap
from kotikulma.kernel.types import Actor, ActorKind
from kotikulma.people import queries as people

SALT = "directory.reminder"


@dataclass(frozen=True, slots=True)
class Link:
    """Whose link it is, and for which organisation."""

    actor: Actor
    organization_id: int
    organization_name: LanguageMap


def link_token(person: UUID, organization: UUID, until: date) -> str:
    """The secret part of a reminder's address; made when the mail leaves."""
    return signing.Signer(salt=SALT).sign_object([person.hex, organization.hex, until.isoformat()], compress=True)


def read_link(token: str) -> Link:
    """LinkOver when it is broken, too old, or its owner edits the organisation no more."""
    try:
        person, organization, until = signing.Signer(salt=SALT).unsign_object(token)
    except (signing.BadSignature, ValueError):
        raise _over() from None
    actor = Actor(ActorKind.PERSON, UUID(person))
    found = keepers.organization_id(UUID(organization))
    if found is None or clock.today() > date.fromisoformat(until) or not people.may_edit_organization(actor, found):
        raise _over()
    return Link(actor, found, keepers.organization_name(found))


def entries_of(link: Link) -> Sequence[KeptEntry]:
    """What waits for a word there, what was verified longest ago first."""
    return kept.kept(link.actor, KeptFilter(states=STALE, organization=link.organization_id))


def _over() -> LinkOver:
    return LinkOver(_("Linkki ei enää kelpaa. Kirjaudu sisään, niin näet tietosi."))
