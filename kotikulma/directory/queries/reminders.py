"""What a reminder says and opens: the entries of one organisation that wait for a word, and the link to them.

What nobody edits waits for the coordinators: they are told of each organisation, with a link of their own to each.

A link names one editor, one organisation and the day it ends; it is signed, not stored, and opens nothing else.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
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


class Unkept(NamedTuple):
    """An organisation nobody edits, and how many of its entries wait for a word."""

    organization: UUID
    name: LanguageMap
    waiting: int


def unkept_counts(viewer: Actor) -> Counter[int | None]:
    """How many entries wait that nobody edits, by their organisation; None: of no organisation. Six statements."""
    alone, found = nobodys(), Counter[int | None]()
    for group in kept.by_keeper(viewer, *STALE):
        if group.keeper in alone:
            found[group.keeper] += group.stale
    return found


def nobodys() -> set[int | None]:
    """Organisations whose entries nobody edits; None among them, for those of no organisation."""
    return {None, *people.unkept_organization_ids(whatever_status=True)}


def unkept(counts: Counter[int | None], limit: int) -> list[Unkept]:
    """The organisations among them, those with most first."""
    most = sorted((pk for pk in counts if pk), key=lambda pk: (-counts[pk], pk))[:limit]
    names = people.organization_names(most)
    uuids = {pk: uuid for uuid, pk in people.organization_ids_by_uuid(people.organization_uuids(most)).items()}
    return [Unkept(uuids[pk], names[pk], counts[pk]) for pk in most if pk in names]


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
