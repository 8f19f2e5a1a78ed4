"""A referral on its way to become a client: who is already found by a whole number and the same name."""

from uuid import UUID

from django.db import transaction

from kotikulma.casework import access
from kotikulma.casework.access import Held
from kotikulma.casework.models import Client
from kotikulma.casework.rules import clients as rules
from kotikulma.casework.types.clients import Hit, Identity, Key
from kotikulma.casework.types.referrals import Party, ReferralNotFound, State
from kotikulma.kernel import clock, own_keys
from kotikulma.kernel.types import Actor
from kotikulma.people import queries as people

BECOMES = (State.ACCEPTED, State.MET)


def to_receive(viewer: Actor, referral: UUID) -> tuple[Held, list[Client]]:
    """The referral as its receiver, logged, and the clients it may already be; ReferralNotFound for everybody else."""
    held, party = access.open_referral(viewer, referral)
    standing = people.case_standing(viewer)
    works = standing is not None and held.ground.unit_id in standing.units
    if party is not Party.RECEIVER or not works or (held.row.client_id is None and not held.told):
        raise ReferralNotFound
    return held, same_person(viewer, held)


def same_person(viewer: Actor, held: Held) -> list[Client]:
    """Clients of the register with this number and this name. A number alone may be a whole family's."""
    identity, standing, now = identity_of(held), access.standing_of(viewer), clock.now()
    if not identity.phone or held.row.client_id is not None:
        return []
    text = rules.phone_key(identity.phone)
    found = list(access.findable(standing, Key.PHONE, own_keys.digests(f"casework.{Key.PHONE}", text), now))
    same = [
        row
        for row in found
        if row.closed_at is None
        and row.wrapped_key
        and rules.same_name(access.identity_of(row, own_keys.unwrap(row.wrapped_key)), identity)
        and row.register_id == people.root_of(held.ground.unit_id)
    ]
    with transaction.atomic():
        subjects = [row.uuid for row in same]
        deed = "casework.client.found"
        access.log(viewer, held.ground, deed, subjects=subjects, kind="client_search", data=[Key.PHONE])
    return same


def known_hits(held: Held, found: list[Client]) -> list[Hit]:
    """The same, to choose from: the referral names them already, the register adds nothing."""
    name = identity_of(held).name
    return [Hit(row.uuid, False, name) for row in found]


def identity_of(held: Held) -> Identity:
    """What the referral told: the last word of a name is the family's."""
    told = held.told.get("somebody", {})
    given, _space, family = told.get("name", "").strip().rpartition(" ")
    if not given:
        given, family = family, ""
    phone, reach = told.get("phone", ""), told.get("reach", "")
    if rules.is_phone(phone):
        return Identity(given, family, phone=phone, contact_wishes=reach)
    return Identity(given, family, contact_wishes=", ".join(filter(None, (phone, reach))))
