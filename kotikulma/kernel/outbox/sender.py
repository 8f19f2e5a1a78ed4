"""The way out: what is due leaves by jobs of some dozens over one line; SMTP trouble makes a message wait, longer each
time.

At least once, normally once: if the process dies between the server's 250 and our commit the
message goes again, with the same Message-ID, which most servers drop.
"""

import re
import time
from collections.abc import Sequence
from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPResponseException, SMTPServerDisconnected
from typing import Any

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import connection, transaction
from django.db.models import BigAutoField, Case, F, Q, When
from django_tasks import task
from django_tasks.base import Task

from kotikulma.kernel import clock, jobs
from kotikulma.kernel.db.prepared import Given, Prepared
from kotikulma.kernel.outbox.box import rendered
from kotikulma.kernel.outbox.models import MessageState, OutboxMessage
from kotikulma.kernel.outbox.renderers import RENDERERS, Mail

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
MAX_ATTEMPTS = 24  # the last pause repeats: some three days, as mail servers do
ROUND, BATCH = 100, 25  # messages looked at in a round, and in one job
URGENT = 10  # the priority of a job; others have none
HASTE = 20.0  # seconds after which a job of slow ones gives the rest back: a worker that is told to stop ends soon
CLOSING = 421  # "service not available, closing transmission channel": enough for one line
_ADDRESS = re.compile(r"[a-z]+://[^\s'\"<>]+", re.IGNORECASE)  # servers quote links they do not like
_log = structlog.get_logger(__name__)


def queue_due() -> int:
    """Jobs for the messages whose time has come; how many messages. 0 where mail does not leave and no demo shows it.

    A message is in the hands of one job at a time: it is on its way from here on. Urgent ones go first, by jobs that
    come before those already in line.
    """
    if not (settings.MAIL_LEAVES or settings.DEMO):
        return 0
    due = OutboxMessage.objects.filter(
        Q(next_attempt_at__isnull=True) | Q(next_attempt_at__lte=clock.now()), state=MessageState.WAITING
    )
    if not due.exists():  # this is asked every second
        return 0
    skip = connection.features.has_select_for_update_skip_locked
    with transaction.atomic():
        urgent = [kind for kind, renderer in RENDERERS.items() if renderer.urgent]
        rows = due.select_for_update(skip_locked=skip).order_by(Case(When(kind__in=urgent, then=0), default=1), "id")
        found = list(rows.values_list("id", "kind")[:ROUND])
        OutboxMessage.objects.filter(pk__in=[pk for pk, _kind in found]).update(state=MessageState.SENDING)
        _put([pk for pk, kind in found if kind in urgent], deliver.using(priority=URGENT))
        _put([pk for pk, kind in found if kind not in urgent], deliver)
    return len(found)


def _put(pks: Sequence[int], task: Task[Any, Any]) -> None:
    for first in range(0, len(pks), BATCH):
        jobs.put(task, *pks[first : first + BATCH])


@task
def deliver(*pks: int) -> dict[str, int]:
    """Send these messages, one mail each, over one line; how many came to which state.

    Performed again after its worker was killed it goes on where that one was.
    """
    line, until = _Line(), time.monotonic() + HASTE
    counts: dict[str, int] = {}
    try:
        for place, pk in enumerate(pks):
            if place and time.monotonic() > until:
                _give_back(pks[place:])
                break
            state = _deliver(pk, line)
            counts[state] = counts.get(state, 0) + 1
    finally:
        line.close()
    return counts


class _Line:
    """The way to the mail server, opened when first needed and kept for the next message."""

    def __init__(self) -> None:
        self.backend: Any = None

    def send(self, email: EmailMultiAlternatives) -> None:
        used = self.backend is not None
        try:
            self._send(email)
        except (SMTPServerDisconnected, SMTPResponseException) as error:
            self.close()
            if not used or getattr(error, "smtp_code", CLOSING) != CLOSING:
                raise
            self._send(email)  # the server had had enough of this line, not of the message
        except SMTPRecipientsRefused:  # the line is as good as before
            raise
        except Exception:
            self.close()
            raise

    def close(self) -> None:
        backend, self.backend = self.backend, None
        if backend is not None:
            backend.close()

    def _send(self, email: EmailMultiAlternatives) -> None:
        if self.backend is None:
            opening = get_connection()
            opening.open()
            self.backend = opening
        email.connection = self.backend
        email.send()


def _deliver(pk: int, line: _Line) -> str:
    """Send one message; the state it came to."""
    message = _take(pk)
    if message is None:
        return "nothing to do"
    try:
        mail = rendered(message)
        if mail is None:
            return _close(message, MessageState.CANCELLED)
        if not settings.MAIL_LEAVES:
            return _close(message, MessageState.SENT, transport="demo")
        line.send(_email(message, mail))
    except Exception as error:  # whatever a server or a renderer does, the message must come to rest somewhere
        return _put_off(message, error)
    return _close(message, MessageState.SENT, transport="smtp")


def _take(pk: int) -> OutboxMessage | None:
    """Count the attempt before the server hears of it."""
    with transaction.atomic():
        rows = OutboxMessage.objects.filter(pk=pk, state__in=[MessageState.WAITING, MessageState.SENDING])
        if not rows.update(state=MessageState.SENDING, attempts=F("attempts") + 1):
            return None
        message: OutboxMessage = _ONE.things(pk=pk)[0]
        return message


_ONE = Prepared(lambda: OutboxMessage.objects.filter(pk=Given("pk", BigAutoField())))


def _give_back(pks: tuple[int, ...]) -> None:
    OutboxMessage.objects.filter(pk__in=pks, state=MessageState.SENDING).update(state=MessageState.WAITING)


def _email(message: OutboxMessage, mail: Mail) -> EmailMultiAlternatives:
    email = EmailMultiAlternatives(
        " ".join(mail.subject.split()),
        mail.text,
        settings.MAIL_FROM,
        [message.recipient],
        headers={
            "Message-ID": message.message_id,
            "Auto-Submitted": "auto-generated",
            "Content-Language": message.language,
        },
    )
    email.attach_alternative(mail.html, "text/html")
    if mail.calendar:
        email.attach_alternative(mail.calendar.body, f"text/calendar; method={mail.calendar.method}")
    return email


def _close(message: OutboxMessage, state: MessageState, transport: str = "") -> str:
    sent_at = clock.now() if state == MessageState.SENT else None
    OutboxMessage.objects.filter(pk=message.pk).update(
        state=state, transport=transport, sent_at=sent_at, next_attempt_at=None, last_error=""
    )
    return str(state)


def _put_off(message: OutboxMessage, error: Exception) -> str:
    last = message.attempts >= MAX_ATTEMPTS or _permanent(error)
    state = MessageState.FAILED if last else MessageState.WAITING
    pause = PAUSES[min(message.attempts, len(PAUSES)) - 1]
    OutboxMessage.objects.filter(pk=message.pk).update(
        state=state,
        next_attempt_at=None if last else clock.now() + pause,
        last_error=_ADDRESS.sub("…", f"{type(error).__name__}: {error}")[:500],
    )
    _log.warning("outbox.put_off", message=str(message.uuid), kind=message.kind, error=type(error).__name__, last=last)
    return str(state)


def _permanent(error: Exception) -> bool:
    """The server says that this address will never do."""
    if not isinstance(error, SMTPRecipientsRefused):
        return False
    return all(code >= 500 for code, __ in error.recipients.values())
