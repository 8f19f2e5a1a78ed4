"""The ground of the suite itself holds."""

import socket

import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from kotikulma.kernel import clock
from tests.support import workers


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
