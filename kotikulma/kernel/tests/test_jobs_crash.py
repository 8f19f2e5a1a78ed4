"""Jobs across real processes: killed, ended politely, and two at once. SQLite files, or PostgreSQL databases."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.support.house import own_database, rows

# django_db lets them run on PostgreSQL too
pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.xdist_group("crash")]
Run = Callable[..., Any]
PROCESS = [sys.executable, "-m", "kotikulma.kernel.tests.process"]


class House:
    """One database of its own and the processes that use it."""

    def __init__(self, folder: Path, database: str, **more: str) -> None:
        self.folder = folder
        self.env = {**os.environ, "DATABASE_URL": database, "SCHEDULED_FILE": str(folder / "scheduled"), **more}

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen([*PROCESS, *command], env=self.env, stdout=subprocess.DEVNULL, stderr=log)

    def do(self, *command: str) -> None:
        done = subprocess.run([*PROCESS, *command], env=self.env, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr

    def states(self) -> list[tuple[Any, ...]]:
        found = rows(self.env["DATABASE_URL"], "SELECT task, state, attempts FROM jobs_job ORDER BY id")
        return [(task.rpartition(".")[2], state, attempts) for task, state, attempts in found]

    def lines(self, name: str) -> list[str]:
        path = self.folder / name
        return path.read_text().split() if path.exists() else []

    def wait_for(self, name: str) -> None:
        deadline = time.monotonic() + 30
        while not self.lines(name):
            assert time.monotonic() < deadline, f"{name} never appeared"
            time.sleep(0.05)


@pytest.fixture(scope="module")
def new_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """A factory of houses."""
    with ExitStack() as databases:

        def build(**more: str) -> House:
            folder = tmp_path_factory.mktemp("house")
            return House(folder, databases.enter_context(own_database(folder)), **more)

        yield build


@pytest.fixture(scope="module")
def house(new_house: Run) -> House:
    return new_house()


@pytest.fixture(scope="module")
def after_two_workers(new_house: Run) -> House:
    """Forty short jobs, one longer than its lease and a schedule, done by two workers with a frozen clock."""
    house: House = new_house(KOTIKULMA_NOW="2027-02-10T15:59:59")
    house.do("put-one-long-and-notes", str(house.folder / "long"), str(house.folder / "notes"), "40")
    workers = [house.start("work-until-idle"), house.start("work-until-idle")]
    assert [worker.wait(60) for worker in workers] == [0, 0]
    return house


def test_a_job_whose_worker_was_killed_is_run_again_once(house: House) -> None:
    house.do("put", "slow_at_first", str(house.folder / "slow"))
    worker = house.start("work")
    house.wait_for("slow")
    worker.kill()
    worker.wait()
    house.do("work-until-idle")
    assert house.lines("slow") == ["start", "start", "end"]
    assert ("slow_at_first", "done", 2) in house.states()


def test_sigterm_lets_the_job_at_hand_finish(house: House) -> None:
    house.do("put", "longer_than_its_lease", str(house.folder / "polite"))
    worker = house.start("work")
    house.wait_for("polite")
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(20) == 0
    assert house.lines("polite") == ["start", "end"]
    assert ("longer_than_its_lease", "done", 1) in house.states()


def test_two_workers_do_forty_jobs_exactly_once(after_two_workers: House) -> None:
    assert sorted(map(int, after_two_workers.lines("notes"))) == list(range(40))


def test_a_job_longer_than_its_lease_is_kept_alive_also_by_a_frozen_clock(after_two_workers: House) -> None:
    assert after_two_workers.lines("long") == ["start", "end"]
    assert ("longer_than_its_lease", "done", 1) in after_two_workers.states()


def test_a_schedule_is_done_exactly_once_by_two_workers(after_two_workers: House) -> None:
    assert after_two_workers.lines("scheduled") == ["scheduled"]
