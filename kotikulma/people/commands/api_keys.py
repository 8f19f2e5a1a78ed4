"""Keys of programs: given out once, shown at each use, revoked for good."""

import hashlib
import secrets
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from kotikulma.kernel import audit, clock
from kotikulma.kernel.slots import Slot
from kotikulma.kernel.types import Actor
from kotikulma.people import access, rules
from kotikulma.people.commands.limits import take
from kotikulma.people.models import ApiKey
from kotikulma.people.types import ApiKeyNotFound, ApiKeyRefused, ApiKeyValue, ApiKeyWrong, MayNot, NewApiKey

SCOPES: Slot[Any] = Slot("people.api_scopes", "What a key may permit a program to do: dotted name -> words.")
DEMO_SECRET = "demo"  # noqa: S105 — known to everybody, and good in demo mode alone
KIND = "api_key"


def create_api_key(actor: Actor, *, name: str, organization: str = "", scopes: Iterable[str] = ()) -> NewApiKey:
    """A key for a program; without `scopes` it permits all there is today. Administrators. The secret is not kept.

    `organization`: uuid or exact name of who runs the program, empty for nobody in the directory.
    """
    if not access.is_administrator(actor):
        raise MayNot(_("Vain pääkäyttäjä voi antaa avaimen ohjelmalle."))

    name, known = name.strip(), [key for key, _words in SCOPES.items()]
    wanted = sorted(set(scopes)) or known
    if not 1 <= len(name) <= 80:
        sentence = _("Anna ohjelmalle nimi, enintään 80 merkkiä.")
        raise ApiKeyRefused(sentence, fields={"name": sentence})
    if not set(wanted) <= set(known):
        sentence = _("Avain voi sallia vain näitä: %(scopes)s.") % {"scopes": ", ".join(known)}
        raise ApiKeyRefused(sentence, fields={"scopes": sentence})

    owner = access.organization_called(organization.strip()) if organization.strip() else None
    if organization.strip() and owner is None:
        sentence = _("Tällä nimellä ei ole organisaatiota. Tarkista nimi tai jätä kohta tyhjäksi.")
        raise ApiKeyRefused(sentence, fields={"organization": sentence})

    with transaction.atomic():
        secret = f"kk_{secrets.token_hex(16)}"
        key = ApiKey.objects.create(
            name=name, organization=owner, digest=_digest(secret), scopes=wanted, created_at=clock.now()
        )
        audit.record(actor, "people.api_key.created", kind=KIND, uuid=key.uuid)
    return NewApiKey(access.api_key_value(key), secret)


def revoke_api_key(actor: Actor, uuid: UUID) -> None:
    """The program is let in no more. Twice is once."""
    if not access.is_administrator(actor):
        raise ApiKeyNotFound

    with transaction.atomic():
        key = ApiKey.objects.select_for_update().filter(uuid=uuid).first()
        if key is None:
            raise ApiKeyNotFound

        if key.revoked_at is None:
            key.revoked_at = clock.now()
            key.save(update_fields=["revoked_at"])
            audit.record(actor, "people.api_key.revoked", kind=KIND, uuid=key.uuid)


def use_api_key(secret: str, scope: str) -> ApiKeyValue:
    """The key a program shows, if it permits `scope`; ApiKeyWrong or TooMany otherwise. Outside any transaction.

    In demo mode `demo` is a key to everything; elsewhere it is a wrong one.
    """
    if settings.DEMO and secret == DEMO_SECRET:
        take(rules.USES_PER_API_KEY, DEMO_SECRET)
        return _demo_key()
    key = ApiKey.objects.select_related("organization").filter(digest=_digest(secret), revoked_at=None).first()
    if key is None or scope not in key.scopes:
        raise ApiKeyWrong
    take(rules.USES_PER_API_KEY, str(key.uuid))
    today = clock.today()
    if key.last_used_on != today:
        ApiKey.objects.filter(id=key.id).update(last_used_on=today)
    return access.api_key_value(key)


def _demo_key() -> ApiKeyValue:
    scopes = tuple(key for key, _words in SCOPES.items())
    return ApiKeyValue(UUID(int=0), DEMO_SECRET, {}, scopes, clock.now(), shared=True)


def _digest(secret: str) -> str:
    """Of 128 random bits: nothing slower is needed, since nothing can be guessed."""
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()
