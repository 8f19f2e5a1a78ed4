"""The ground of the suite itself holds."""

import socket
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from kotikulma.kernel import clock
from tests.support import statements, workers


def test_the_suite_runs_in_test_mode_without_voikko() -> None:
    assert (settings.TEST, settings.VOIKKO) == (True, "off")


def test_a_test_cannot_leave_this_machine() -> None:
    with pytest.raises(RuntimeError, match=r"refused: 192\.0\.2\.1$"):
        socket.create_connection(("192.0.2.1", 80))


def test_a_frozen_clock_stands_still(frozen: object) -> None:
    assert clock.local_now().isoformat() == "2027-02-10T12:00:00+02:00"


@pytest.mark.django_db
def test_the_database_is_the_one_asked_for(pytestconfig: pytest.Config) -> None:
    assert connection.vendor == {"sqlite": "sqlite", "postgres": "postgresql"}[pytestconfig.getoption("--database")]


@pytest.mark.django_db
def test_the_database_that_is_copied_lacks_no_migration() -> None:
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []


def test_a_marked_file_stays_with_one_worker() -> None:
    assert workers.group_of("tests/test_command_line.py") == "command line"
    assert workers.group_of("tests/architecture/test_tables.py") == ""


def test_of_tests_that_ask_the_same_one_stays_on_postgresql() -> None:
    asked = {
        "a.py::test_one": ["select", "insert"],
        "a.py::test_two": ["select", "insert"],
        "a.py::test_three": ["select", "insert"],
        "a.py::test_alone": ["select", "update"],
        "a.py::test_nothing": [],
        "events/tests/acceptance/test_crowd.py::test_many": ["select"],
    }
    assert statements.spare(asked) == ["a.py::test_three", "a.py::test_two"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SELECT a FROM t WHERE a IN (%s, %s)", "SELECT a FROM t WHERE a IN (%s)"),
        ("INSERT INTO t VALUES (%s, %s), (%s, %s)", "INSERT INTO t VALUES (%s, %s)"),
        ("SAVEPOINT s1_x2", "SAVEPOINT s77_x31"),
        ("SET lock_timeout = '20s'", "SET lock_timeout = '2s'"),
    ],
)
def test_statements_that_differ_in_their_values_are_one(one: str, other: str) -> None:
    assert statements.shape(one) == statements.shape(other) != statements.shape("SELECT b FROM t")


def test_every_test_that_is_left_out_is_there() -> None:
    gone = []
    for test in statements.left_out():
        file, *names = test.split("::")
        path = Path(__file__).resolve().parents[2] / file
        if not path.exists() or f"def {names[-1]}(" not in path.read_text():
            gone.append(test)
    assert gone == []
