"""Posting, looking into the box, trying again."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Any, NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from kotikulma.kernel import audit, clock
from kotikulma.kernel.db import plain
from kotikulma.kernel.db.transactions import require_transaction
from kotikulma.kernel.errors import NotAllowed, NotFound, Refused
from kotikulma.kernel.outbox.models import MessageState, OutboxMessage
from kotikulma.kernel.outbox.renderers import RENDERERS, Mail, Objects
from kotikulma.kernel.types import Actor, ActorKind

_NEW = (MessageState.WAITING, 0, "", "")
_COLUMNS = (
    "uuid kind recipient language object_ids dedupe_key message_id created_at state attempts transport last_error"
).split()
_ID = re.compile(r"[\w.:@-]{1,64}")


def post(kind: str, recipient: str, language: str, objects: Objects, dedupe_key: str) -> OutboxMessage:
    """A message in the caller's transaction (RuntimeError without one).

    `objects`: name -> id (number, UUID as text, short key) or a list of these. The same `dedupe_key`
    again is the same message: the first comes back; its Message-ID follows from the key. ValueError for
    an unknown kind or for what is no id.
    """
    post_many([Letter(kind, recipient, language, objects, dedupe_key)])
    return OutboxMessage.objects.get(dedupe_key=dedupe_key)


class Letter(NamedTuple):
    """One message of many: the arguments of `post`."""

    kind: str
    recipient: str
    language: str
    objects: Objects
    dedupe_key: str


def post_many(letters: Iterable[Letter]) -> None:
    """The same as `post` for each, in one statement per thousand."""
    require_transaction("A message")
    moment, rows = clock.now(), []
    for letter in letters:
        if RENDERERS.get(letter.kind) is None:
            raise ValueError(
                f"No renderer for {letter.kind}: register one in kernel.outbox.renderers.RENDERERS in ready()."
            )
        _check_ids(letter.objects)
        message_id = f"<{uuid5(NAMESPACE_URL, letter.dedupe_key)}@{_domain()}>"
        rows.append((uuid4(), *letter._replace(objects=dict(letter.objects)), message_id, moment, *_NEW))
    plain.insert_new(OutboxMessage, _COLUMNS, rows)


def states(dedupe_keys: Collection[str]) -> dict[str, str]:
    """What has become of posted messages, by key: one of `models.MessageState`."""
    rows = OutboxMessage.objects.filter(dedupe_key__in=dedupe_keys)
    return dict(rows.values_list("dedupe_key", "state"))


def rendered(message: OutboxMessage) -> Mail | None:
    """The words of a message, built now; None when its reason is gone or its kind unknown."""
    renderer = RENDERERS.get(message.kind)
    if renderer is None or (renderer.guard and not renderer.guard(message.object_ids)):
        return None
    with translation.override(message.language):
        return renderer.render(message.object_ids, message.language)


def latest(limit: int = 100) -> list[OutboxMessage]:
    """The newest messages, newest first: for the demo mailbox and the keeper's page."""
    return list(OutboxMessage.objects.order_by("-created_at", "-id")[:limit])


@dataclass(frozen=True, slots=True)
class Unsent:
    """A message that has not left, for the page of those who keep the house. `reason`: the kind of the last error."""

    uuid: UUID
    label: Any
    recipient: str
    state: str
    created_at: datetime
    attempts: int
    next_attempt_at: datetime | None
    reason: str


def unsent(limit: int = 100) -> list[Unsent]:
    """Failed messages first, then what waits, oldest first. One query."""
    rows = OutboxMessage.objects.filter(state__in=[MessageState.FAILED, MessageState.WAITING, MessageState.SENDING])
    return [_unsent(row) for row in rows.order_by("state", "created_at", "id")[:limit]]


def _unsent(row: OutboxMessage) -> Unsent:
    renderer = RENDERERS.get(row.kind)
    return Unsent(
        row.uuid,
        renderer.label if renderer and renderer.label else row.kind,
        row.recipient,
        row.state,
        row.created_at,
        row.attempts,
        row.next_attempt_at,
        row.last_error.partition(":")[0],
    )


def send_again(actor: Actor, uuid: UUID) -> OutboxMessage:
    """Put a failed message back in line. The caller's page decides which people may."""
    if actor.kind is ActorKind.ANONYMOUS:
        raise NotAllowed(_("Kirjaudu sisään lähettääksesi viestin uudelleen."))
    with transaction.atomic():
        message = OutboxMessage.objects.select_for_update().filter(uuid=uuid).first()
        if message is None:
            raise NotFound(_("Viestiä ei ole."))
        if message.state != MessageState.FAILED:
            raise Refused(_("Viesti ei ole epäonnistunut, joten sitä ei voi lähettää uudelleen."))
        message.state, message.next_attempt_at = MessageState.WAITING, None
        message.save(update_fields=["state", "next_attempt_at"])
        audit.record(actor, "outbox.message.sent_again", kind="message", uuid=message.uuid, changed=["state"])
        return message


def oldest_waiting() -> datetime | None:
    """When the oldest message still waiting was posted."""
    waiting = OutboxMessage.objects.filter(state__in=[MessageState.WAITING, MessageState.SENDING])
    return waiting.order_by("created_at").values_list("created_at", flat=True).first()


def forget_recipients(days: int = 30) -> int:
    """Empty the addresses of messages that left or were cancelled long ago; the keys stay, so nothing is sent twice."""
    old = clock.now() - timedelta(days=days)
    gone = OutboxMessage.objects.filter(
        state__in=[MessageState.SENT, MessageState.CANCELLED], created_at__lt=old
    ).exclude(recipient="")
    return gone.update(recipient="", object_ids={}, last_error="")


def _check_ids(objects: Objects) -> None:
    for name, value in objects.items():
        for single in value if isinstance(value, list) else [value]:
            if not isinstance(single, int) and not (isinstance(single, str) and _ID.fullmatch(single)):
                raise ValueError(f"An outbox row holds ids only; {name} is none.")


def _domain() -> str:
    return parseaddr(settings.MAIL_FROM)[1].rpartition("@")[2] or "localhost"
