"""Mail against a real SMTP server on loopback: one that accepts, one that is busy, one that dies after its 250."""

import socket
from collections.abc import Callable, Iterator
from email import message_from_bytes
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.db import transaction

from kotikulma.kernel import outbox
from kotikulma.kernel.jobs import worker
from kotikulma.kernel.outbox import sender
from kotikulma.kernel.outbox.models import MessageState, OutboxMessage
from kotikulma.kernel.outbox.renderers import RENDERERS, Mail, Renderer

MINUTES = (0, 1, 6, 21, 81, *(81 + 240 * number for number in range(1, 20)))


class Sink:
    """An SMTP server that answers from a list and then 250; `None` means: accept, then drop the line.

    `lines`: how many mails came over each. With `most` it closes a line after so many.
    """

    def __init__(self, answers: list[str | None]) -> None:
        self.answers, self.got, self.lines, self.most = answers, [], [], 1000

    async def handle_EHLO(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.lines.append(0)
        return responses

    async def handle_MAIL(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if self.lines[-1] >= self.most:
            return "421 Enough for one line"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 (aiosmtpd names it)
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if address.startswith("nobody@"):
            return "550 No such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer is None or answer.startswith("250"):
            self.got.append(message_from_bytes(envelope.content))
            self.lines[-1] += 1
        if answer is None:
            server.transport.abort()
        return answer or "250 OK"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def sink(settings) -> Iterator[Callable[..., Sink]]:
    running: list[Controller] = []

    def start(*answers: str | None) -> Sink:
        handler = Sink(list(answers))
        settings.EMAIL_PORT = free_port()
        controller = Controller(handler, hostname="127.0.0.1", port=settings.EMAIL_PORT)
        controller.start()
        running.append(controller)
        return handler

    settings.SCHEDULES = "kotikulma.kernel.tests.tasks.NOTHING"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.MAIL_LEAVES, settings.EMAIL_TIMEOUT = "127.0.0.1", True, 5
    RENDERERS.register("test.smtp", Renderer(lambda objects: True, lambda objects, lang: Mail("Hei", "Ä", "<p>Ä</p>")))
    yield start
    RENDERERS._plugs.pop("test.smtp")
    for controller in running:
        controller.stop()


@pytest.fixture
def work_at(monkeypatch) -> Callable[[int], None]:
    """Let the worker do all that is due so many minutes after noon."""

    def work(minute: int) -> None:
        day, rest = divmod(12 * 60 + minute, 24 * 60)
        monkeypatch.setenv("KOTIKULMA_NOW", f"2027-02-{10 + day}T{rest // 60:02}:{rest % 60:02}")
        worker.run(until_idle=True)

    return work


def make_message(monkeypatch, recipient: str = "asker@example.org") -> OutboxMessage:
    monkeypatch.setenv("KOTIKULMA_NOW", "2027-02-10T12:00")
    with transaction.atomic():
        return outbox.post("test.smtp", recipient, "fi", {"id": 1}, "smtp:1")


@pytest.mark.django_db
def test_a_server_that_accepts_gets_one_multipart_message(sink, work_at, monkeypatch) -> None:
    server, message = sink(), make_message(monkeypatch)
    work_at(0)
    [email] = server.got
    assert email["Message-ID"] == message.message_id
    assert [part.get_content_type() for part in email.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    message.refresh_from_db()
    assert message.state == MessageState.SENT


def make_messages(monkeypatch, *recipients: str) -> None:
    monkeypatch.setenv("KOTIKULMA_NOW", "2027-02-10T12:00")
    letters = [outbox.Letter("test.smtp", one, "fi", {"id": 1}, f"smtp:{one}") for one in recipients]
    with transaction.atomic():
        outbox.post_many(letters)


def names(server: Sink) -> list[str]:
    return [email["To"].partition("@")[0] for email in server.got]


@pytest.mark.django_db
def test_many_leave_one_by_one_over_one_line_and_an_address_refused_leaves_the_others_alone(
    sink, work_at, monkeypatch
) -> None:
    server = sink()
    make_messages(monkeypatch, "a@example.org", "nobody@example.org", "b@example.org", "c@example.org")
    work_at(0)
    assert (names(server), server.lines) == (["a", "b", "c"], [3])
    assert OutboxMessage.objects.exclude(state=MessageState.SENT).get().recipient == "nobody@example.org"


@pytest.mark.django_db
def test_a_server_that_takes_two_a_line_gets_each_mail_once_and_none_waits(sink, work_at, monkeypatch) -> None:
    server = sink()
    server.most = 2
    make_messages(monkeypatch, *(f"{name}@example.org" for name in "abcde"))
    work_at(0)
    assert (names(server), server.lines) == (list("abcde"), [2, 2, 1])
    assert set(OutboxMessage.objects.values_list("state", "attempts")) == {(MessageState.SENT, 1)}


@pytest.mark.django_db
def test_after_a_line_breaks_the_next_message_leaves_over_another(sink, work_at, monkeypatch) -> None:
    server = sink("451 Try later")
    make_messages(monkeypatch, "a@example.org", "b@example.org")
    work_at(0)
    assert names(server) == ["b"]
    work_at(1)
    assert names(server) == ["b", "a"]


@pytest.mark.django_db
def test_a_job_whose_worker_was_killed_goes_on_where_it_was(sink, work_at, monkeypatch) -> None:
    server = sink()
    make_messages(monkeypatch, "a@example.org", "b@example.org", "c@example.org")
    assert sender.queue_due() == 3
    pks = list(OutboxMessage.objects.order_by("id").values_list("id", flat=True))
    OutboxMessage.objects.filter(pk=pks[0]).update(state=MessageState.SENT)  # that far it came
    work_at(0)
    assert names(server) == ["b", "c"]


@pytest.mark.django_db
def test_a_job_of_slow_ones_gives_the_rest_back_so_that_a_worker_told_to_stop_ends_soon(
    sink, work_at, monkeypatch
) -> None:
    server = sink()
    make_messages(monkeypatch, "a@example.org", "b@example.org", "c@example.org")
    monkeypatch.setattr(sender, "HASTE", -1.0)
    sender.queue_due()
    pks = OutboxMessage.objects.order_by("id").values_list("id", flat=True)
    assert sender.deliver.call(*pks) == {"sent": 1}
    assert list(OutboxMessage.objects.order_by("id").values_list("state", flat=True)) == ["sent", "waiting", "waiting"]
    work_at(0)
    assert names(server) == ["a", "b", "c"]


@pytest.mark.django_db
def test_a_server_busy_ten_times_gets_the_message_in_the_end_once(sink, work_at, monkeypatch) -> None:
    server, message = sink(*["451 Try later"] * 10), make_message(monkeypatch)
    attempts = []
    for minute in MINUTES[:11]:
        work_at(minute)
        message.refresh_from_db()
        attempts.append(message.attempts)
    assert attempts == list(range(1, 12))
    assert (message.state, len(server.got)) == (MessageState.SENT, 1)


@pytest.mark.django_db
def test_between_attempts_the_server_is_left_alone(sink, work_at, monkeypatch) -> None:
    sink(*["451 Try later"] * 3)
    message = make_message(monkeypatch)
    for minute in (0, 1, 2, 5):
        work_at(minute)
    message.refresh_from_db()
    assert message.attempts == 2
    assert "451" in message.last_error


@pytest.mark.django_db
def test_a_server_that_dies_after_its_250_gets_the_same_message_id_twice_at_most(sink, work_at, monkeypatch) -> None:
    server, message = sink(None), make_message(monkeypatch)
    work_at(0)
    work_at(1)
    assert [email["Message-ID"] for email in server.got] == [message.message_id] * 2
    message.refresh_from_db()
    assert message.state == MessageState.SENT


@pytest.mark.django_db
def test_a_mailbox_that_does_not_exist_fails_at_once(sink, work_at, monkeypatch) -> None:
    sink()
    message = make_message(monkeypatch, "nobody@example.org")
    work_at(0)
    message.refresh_from_db()
    assert (message.state, message.attempts) == (MessageState.FAILED, 1)
    assert message.next_attempt_at is None


@pytest.mark.django_db
def test_after_three_days_the_message_is_given_up(sink, work_at, monkeypatch) -> None:
    sink(*["451 Try later"] * 30)
    message = make_message(monkeypatch)
    for minute in MINUTES:
        work_at(minute)
    message.refresh_from_db()
    assert (message.state, message.attempts) == (MessageState.FAILED, 24)
