"""The way out: each message is a job; SMTP trouble makes it wait, longer each time.

At least once, normally once: if the process dies between the server's 250 and our commit the
message goes again, with the same Message-ID, which most servers drop.
"""

import re
from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F, Q
from django_tasks import task

from kotikulma.kernel import clock, jobs
from kotikulma.kernel.outbox.box import rendered
from kotikulma.kernel.outbox.models import MessageState, OutboxMessage
from kotikulma.kernel.outbox.renderers import Mail

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
MAX_ATTEMPTS = 24  # the last pause repeats: some three days, as mail servers do
BATCH = 100
_ADDRESS = re.compile(r"[a-z]+://[^\s'\"<>]+", re.IGNORECASE)  # servers quote links they do not like
_log = structlog.get_logger(__name__)


def queue_due() -> int:
    """A job for each message whose time has come; 0 where mail does not leave and no demo shows it."""
    if not (settings.MAIL_LEAVES or settings.DEMO):
        return 0
    due = OutboxMessage.objects.filter(
        Q(next_attempt_at__isnull=True) | Q(next_attempt_at__lte=clock.now()), state=MessageState.WAITING
    )
    rows = due.order_by("id").values_list("id", "attempts")[:BATCH]
    keys = {f"outbox:{pk}:{attempts}": pk for pk, attempts in rows}
    new = keys.keys() - jobs.known(keys)  # this is asked every second, also while a thousand wait in line
    for key in sorted(new, key=keys.__getitem__):
        jobs.put(deliver, keys[key], dedupe_key=key)
    return len(new)


@task
def deliver(pk: int) -> str:
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
        _send(message, mail)
    except Exception as error:  # whatever a server or a renderer does, the message must come to rest somewhere
        return _put_off(message, error)
    return _close(message, MessageState.SENT, transport="smtp")


def _take(pk: int) -> OutboxMessage | None:
    """Count the attempt before the server hears of it."""
    with transaction.atomic():
        rows = OutboxMessage.objects.filter(pk=pk, state__in=[MessageState.WAITING, MessageState.SENDING])
        if not rows.update(state=MessageState.SENDING, attempts=F("attempts") + 1):
            return None
        return OutboxMessage.objects.get(pk=pk)


def _send(message: OutboxMessage, mail: Mail) -> None:
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
    email.send()


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
