"""A house in real processes: its own database, `kotikulma serve` with two workers, `kotikulma worker`, a mail server.

On SQLite the database is a file, on PostgreSQL one beside the suite's. The clock of each process stands where it was
told to, or runs when it was told nothing.
"""

import json
import logging
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from aiosmtpd.controller import Controller
from django.conf import settings

from tests.support import tables
from tests.support.browser import ROOT

PATIENCE = 120.0  # seconds for one answer


class House:
    """One database and the processes that use it; whatever they say goes to `log`."""

    def __init__(self, folder: Path, database: str, **more: str) -> None:
        self.folder, self.database, self.log = folder, database, folder / "log"
        self.port = free_port()
        self.address = f"http://localhost:{self.port}"
        self.env = {
            **os.environ,
            "DATABASE_URL": database,
            "KOTIKULMA_BASE_URL": self.address,
            "KOTIKULMA_FILES_PREPARED": "1",
            "KOTIKULMA_PROXIES": "1",  # each person of a crowd comes from a network of her own
            **more,
        }

    def ask(self, module: str, *words: str, now: str = "") -> Any:
        """What a module run as a program answers, in JSON."""
        command = [sys.executable, "-m", module, *words]
        done = subprocess.run(command, cwd=ROOT, env=self._at(now), capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    @contextmanager
    def served(self, now: str = "") -> Iterator[str]:
        """The address of `kotikulma serve` with its two workers."""
        process = self._start(now, "serve", "--port", str(self.port))
        try:
            self._wait(process)
            yield self.address
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)

    def read(self, page: str) -> httpx.Response:
        """A page of the house, by its path or its whole address. No haste: many share the machine."""
        return httpx.get(page if page.startswith("http") else self.address + page, timeout=PATIENCE)

    def work(self, now: str = "") -> None:
        """The worker does all that is due."""
        process = self._start(now, "worker", "--until-idle")
        assert process.wait(300) == 0, self.log.read_text()

    def worker(self, now: str = "") -> "subprocess.Popen[bytes]":
        return self._start(now, "worker")

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        return rows(self.database, statement)

    def kept(self) -> bytes:
        """All that the database keeps, in clear: the bytes of the files, or every column of every table."""
        if not self.database.startswith("postgres"):
            return b"".join(path.read_bytes() for path in sorted(self.folder.glob("house.sqlite3*")))
        names = self.rows("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'")
        every = [row for (name,) in names for row in self.rows(f"SELECT * FROM {name}")]
        return b"\n".join(_plain(value) for row in every for value in row)

    def _at(self, now: str) -> dict[str, str]:
        return {**self.env, **({"KOTIKULMA_NOW": now} if now else {})}

    def _start(self, now: str, *words: str) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "kotikulma", *words]
        with self.log.open("ab") as log:
            return subprocess.Popen(command, cwd=ROOT, env=self._at(now), stdout=log, stderr=log)

    def _wait(self, process: "subprocess.Popen[bytes]") -> None:
        until = time.monotonic() + 120
        while time.monotonic() < until and process.poll() is None:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return
            time.sleep(0.05)
        raise AssertionError(f"The server did not start:\n{self.log.read_text()[-2000:]}")


class Mailbox:
    """An SMTP server on loopback: `refuses` says what an address is answered, all else is taken."""

    def __init__(self) -> None:
        self.got: list[EmailMessage] = []
        self.refuses: dict[str, str] = {}
        logging.getLogger("mail.log").setLevel(logging.WARNING)  # the server would tell of every word said to it
        self.controller = Controller(self, hostname="127.0.0.1", port=free_port())
        self.url = f"smtp://127.0.0.1:{self.controller.port}"

    async def handle_RCPT(  # noqa: N802 (aiosmtpd names it)
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.got.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@pytest.fixture(scope="module")
def mailbox() -> Iterator[Mailbox]:
    box = Mailbox()
    box.controller.start()
    yield box
    box.controller.stop()


@dataclass
class Post:
    """This test's own database with its clock in hand: `work` lets the worker do what is due, `got` is what arrived."""

    mailbox: Mailbox
    _clock: pytest.MonkeyPatch

    @property
    def got(self) -> list[EmailMessage]:
        return self.mailbox.got

    def clock(self, moment: str) -> None:
        self._clock.setenv("KOTIKULMA_NOW", moment)

    def work(self, moment: str = "") -> list[EmailMessage]:
        """What arrived by it."""
        # Imported here: this file is read before Django is set up.
        from kotikulma.kernel.jobs import worker

        if moment:
            self.clock(moment)
        before = len(self.got)
        worker.run(until_idle=True)
        return self.got[before:]


@pytest.fixture
def post(settings: Any, monkeypatch: pytest.MonkeyPatch, mailbox: Mailbox, db: None) -> Post:
    settings.SCHEDULES = "kotikulma.kernel.tests.tasks.NOTHING"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.MAIL_LEAVES = "127.0.0.1", mailbox.controller.port, True
    mailbox.got.clear()
    mailbox.refuses.clear()
    return Post(mailbox, monkeypatch)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, mailbox: Mailbox) -> Iterator[House]:
    """A house with an empty database, its mail leaving to `mailbox`."""
    folder = tmp_path_factory.mktemp("house")
    with own_database(folder) as database:
        yield House(folder, database, EMAIL_URL=mailbox.url)


@contextmanager
def own_database(folder: Path) -> Iterator[str]:
    """The address of an empty one for real processes: a file of the folder, on PostgreSQL one beside the suite's."""
    url = settings.DATABASE_URL
    name = f"house_{uuid4().hex}" if url.startswith("postgres") else str(folder / "house.sqlite3")
    yield tables.copy(url, name)
    tables.drop(url, name)


def rows(database: str, statement: str) -> list[tuple[Any, ...]]:
    """What a database says, asked beside the processes that use it."""
    if database.startswith("postgres"):
        return tables.administer(database, statement)
    with sqlite3.connect(database.removeprefix("sqlite:///")) as file:
        return file.execute(statement).fetchall()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _plain(value: Any) -> bytes:
    return bytes(value) if isinstance(value, (bytes, memoryview)) else str(value).encode()
