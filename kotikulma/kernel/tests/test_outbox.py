"""Mail: posted with its reason, built when it leaves, tried until it goes."""

from collections.abc import Iterator
from uuid import NAMESPACE_URL, uuid5

import pytest
from django.core import mail
from django.db import transaction

from kotikulma.kernel import outbox
from kotikulma.kernel.audit.models import AuditEvent
from kotikulma.kernel.errors import NotAllowed, Refused
from kotikulma.kernel.jobs import worker
from kotikulma.kernel.outbox import box, sender
from kotikulma.kernel.outbox.models import MessageState, OutboxMessage
from kotikulma.kernel.outbox.renderers import RENDERERS, Mail, Renderer
from kotikulma.kernel.types import ANONYMOUS, system

WANTED = {"still": True}


def render(objects, language: str) -> Mail:
    return Mail(f"Visit {objects['visit']}\n({language})", "Text.", "<p>Text.</p>")


@pytest.fixture(autouse=True)
def _kind(settings, monkeypatch) -> Iterator[None]:
    settings.SCHEDULES = "kotikulma.kernel.tests.tasks.NOTHING"
    settings.MAIL_FROM = "House <house@example.org>"
    monkeypatch.setitem(WANTED, "still", True)
    RENDERERS.register("test.visit", Renderer(lambda objects: WANTED["still"], render))
    yield
    RENDERERS._plugs.pop("test.visit")


@pytest.fixture
def leaving(settings) -> None:
    settings.MAIL_LEAVES = True


def make_message(**changes) -> OutboxMessage:
    values = {
        "kind": "test.visit",
        "recipient": "asker@example.org",
        "language": "sv",
        "objects": {"visit": 7},
        "dedupe_key": "visit:7",
    }
    with transaction.atomic():
        return outbox.post(**{**values, **changes})


@pytest.mark.django_db(transaction=True)
def test_posting_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match=r"A message belongs to the transaction"):
        outbox.post("test.visit", "a@example.org", "fi", {"visit": 7}, "visit:7")


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_change_sends_nothing(leaving) -> None:
    with transaction.atomic():
        make_message()
        transaction.set_rollback(True)
    assert not OutboxMessage.objects.exists()
    worker.run(until_idle=True)
    assert mail.outbox == []


@pytest.mark.django_db
def test_the_same_key_is_the_same_message() -> None:
    assert make_message().uuid == make_message(recipient="other@example.org").uuid
    assert OutboxMessage.objects.get().recipient == "asker@example.org"


@pytest.mark.django_db
@pytest.mark.parametrize("value", ["https://example.org/x", "code 1234", 1.5, None, ["a b"]])
def test_only_ids_may_lie_in_a_row(value) -> None:
    with pytest.raises(ValueError, match="ids only; link is none"):
        make_message(objects={"link": value})


@pytest.mark.django_db
def test_a_kind_without_a_renderer_is_refused_when_posted() -> None:
    with pytest.raises(ValueError, match=r"No renderer for test\.unknown"):
        make_message(kind="test.unknown")


@pytest.mark.django_db
def test_a_message_leaves_as_text_and_html_with_its_own_id(leaving) -> None:
    message = make_message()
    worker.run(until_idle=True)
    email = mail.outbox[0]
    assert (email.to, email.subject, email.body) == (["asker@example.org"], "Visit 7 (sv)", "Text.")
    assert list(email.alternatives[0]) == ["<p>Text.</p>", "text/html"]
    headers = email.message()
    assert headers["Message-ID"] == message.message_id == f"<{uuid5(NAMESPACE_URL, message.dedupe_key)}@example.org>"
    assert headers["Content-Language"] == "sv"
    assert headers["Auto-Submitted"] == "auto-generated"
    message.refresh_from_db()
    assert (message.state, message.transport, message.attempts) == (MessageState.SENT, "smtp", 1)


@pytest.mark.django_db
def test_a_message_whose_reason_is_gone_is_cancelled(leaving) -> None:
    message = make_message()
    WANTED["still"] = False
    worker.run(until_idle=True)
    message.refresh_from_db()
    assert (message.state, mail.outbox) == (MessageState.CANCELLED, [])
    assert outbox.rendered(message) is None


@pytest.mark.django_db
def test_without_a_mail_server_messages_wait_in_sight() -> None:
    message = make_message()
    worker.run(until_idle=True)
    message.refresh_from_db()
    assert (message.state, message.attempts) == (MessageState.WAITING, 0)
    assert box.oldest_waiting() == message.created_at
    assert outbox.latest() == [message]


@pytest.mark.django_db
def test_in_the_demo_a_message_goes_to_the_demo_mailbox(settings) -> None:
    settings.DEMO = True
    message = make_message()
    worker.run(until_idle=True)
    message.refresh_from_db()
    assert (message.state, message.transport, mail.outbox) == (MessageState.SENT, "demo", [])
    assert outbox.rendered(message) == Mail("Visit 7\n(sv)", "Text.", "<p>Text.</p>")


@pytest.mark.django_db
def test_a_renderer_that_breaks_puts_the_message_off(leaving, monkeypatch) -> None:
    monkeypatch.setenv("KOTIKULMA_NOW", "2027-02-10T12:00")
    message = make_message(objects={"other": 1})
    worker.run(until_idle=True)
    message.refresh_from_db()
    assert (message.state, message.last_error) == (MessageState.WAITING, "KeyError: 'visit'")
    assert message.next_attempt_at.isoformat() == "2027-02-10T10:01:00+00:00"


@pytest.mark.django_db
def test_what_is_in_line_already_is_looked_at_with_one_statement(leaving, django_assert_num_queries) -> None:
    for number in range(3):
        make_message(dedupe_key=f"visit:{number}")
    assert sender.queue_due() == 3
    with django_assert_num_queries(1):
        assert sender.queue_due() == 0


@pytest.fixture
def _code() -> Iterator[None]:
    RENDERERS.register("test.code", Renderer(None, render, urgent=True))
    yield
    RENDERERS._plugs.pop("test.code")


@pytest.mark.django_db
@pytest.mark.usefixtures("_code")
def test_what_somebody_waits_for_leaves_before_all_that_was_posted_earlier(leaving, monkeypatch) -> None:
    monkeypatch.setattr(sender, "BATCH", 2)
    monkeypatch.setattr(sender, "ROUND", 4)
    for number in range(6):
        make_message(dedupe_key=f"visit:{number}", objects={"visit": number})
    assert sender.queue_due() == 4  # jobs in line, and two messages behind them
    make_message(kind="test.code", dedupe_key="code", objects={"visit": 9})
    worker.run(until_idle=True)
    assert [sent.subject.split()[1] for sent in mail.outbox] == ["9", "0", "1", "2", "3", "4", "5"]


@pytest.mark.django_db
def test_a_failed_message_can_be_sent_again_and_that_is_audited(leaving) -> None:
    message = make_message()
    OutboxMessage.objects.update(state=MessageState.FAILED, attempts=sender.MAX_ATTEMPTS)
    outbox.send_again(system("keeper"), message.uuid)
    worker.run(until_idle=True)
    assert len(mail.outbox) == 1
    assert AuditEvent.objects.get().action == "outbox.message.sent_again"


@pytest.mark.django_db
def test_only_a_failed_message_is_sent_again_and_only_by_somebody() -> None:
    message = make_message()
    with pytest.raises(Refused, match="ei ole epäonnistunut"):
        outbox.send_again(system("keeper"), message.uuid)
    with pytest.raises(NotAllowed, match="Kirjaudu sisään"):
        outbox.send_again(ANONYMOUS, message.uuid)


@pytest.mark.django_db
def test_addresses_are_forgotten_after_a_month_but_not_the_key(leaving, monkeypatch) -> None:
    monkeypatch.setenv("KOTIKULMA_NOW", "2027-02-10T12:00")
    make_message()
    worker.run(until_idle=True)
    monkeypatch.setenv("KOTIKULMA_NOW", "2027-03-13T12:00")
    assert box.forget_recipients() == 1
    row = OutboxMessage.objects.get()
    assert (row.recipient, row.object_ids, row.dedupe_key) == ("", {}, "visit:7")
