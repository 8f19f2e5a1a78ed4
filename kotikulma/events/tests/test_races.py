"""Many at the same moment, through the API, in real processes over a file or PostgreSQL."""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from subprocess import PIPE
from typing import Any
from uuid import uuid4

import pytest

from tests.support.house import own_database

# django_db lets them run on PostgreSQL too
pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.xdist_group("house")]
PROCESS = [sys.executable, "-m", "kotikulma.events.tests.racing"]


class House:
    """One database, the events in it, and the processes that use it."""

    def __init__(self, folder: Path, database: str) -> None:
        self.folder, self.database = folder, database
        self.env = {**os.environ, "DATABASE_URL": database, "KOTIKULMA_NOW": "2027-02-10T12:00:00"}
        self.laid: dict[str, Any] = self.do("lay")

    def do(self, *command: str) -> Any:
        done = subprocess.run([*PROCESS, *command], env=self.env, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def race(
        self, method: str, lines: list[dict[str, Any]], processes: int = 2, *, beside: tuple[str, ...] = ()
    ) -> list[Any]:
        """All lines at once, dealt to several processes; [status, answer] of each. `beside`: what is done meanwhile."""
        name, going = uuid4().hex, []
        others = [[*PROCESS, *beside, str(self.folder / name)]] if beside else []
        meanwhile = [subprocess.Popen(one, env=self.env, stdout=PIPE, stderr=PIPE) for one in others]
        for number in range(processes):
            file = self.folder / f"{name}-{number}"
            file.write_text("\n".join(json.dumps(line) for line in lines[number::processes]))
            command = [*PROCESS, "ask", method, str(file), str(self.folder / name)]
            going.append(subprocess.Popen(command, env=self.env, stdout=PIPE, stderr=PIPE))
        until = time.monotonic() + 60
        while len(list(self.folder.glob(f"{name}.*"))) < len(going) + len(meanwhile) and time.monotonic() < until:
            time.sleep(0.05)
        (self.folder / name).touch()
        answers = []
        for process in going:
            out, err = process.communicate(timeout=120)
            assert process.returncode == 0, err.decode()
            answers += json.loads(out)
        for process in meanwhile:
            _out, err = process.communicate(timeout=120)
            assert process.returncode == 0, err.decode()
        return answers


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("races")
    with own_database(folder) as database:
        yield House(folder, database)


def person(occurrence: str, name: str, key: str) -> dict[str, Any]:
    body = {"contact_name": name, "email": f"{name.lower()}@example.org"}
    return {"path": f"/api/v1/occurrences/{occurrence}/registrations", "body": body, "key": key}


def test_nobody_is_lost_when_the_rhythm_changes_while_people_register(house: House) -> None:
    weekly, times = house.laid["weekly"], house.laid["times"]
    lines = [person(times[number % len(times)], f"R{number}", f"weekly-{number:08}") for number in range(120)]
    answers = house.race("POST", lines, processes=3, beside=("rearrange", weekly))
    told = Counter(status for status, _answer in answers)
    assert told.keys() <= {201, 404}, "a time that has gone is not found, nothing else"
    assert told[201] > 0
    found = house.do("series_counts", weekly)
    assert found["taken"] == told[201]
    assert len(found["names"]) == told[201]
    assert found["times"] >= 18
