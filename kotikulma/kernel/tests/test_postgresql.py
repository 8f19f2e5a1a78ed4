"""A connection that is kept between requests: whether it is still there costs no statement."""

from typing import Any

import psycopg
import pytest
from django.db import connection
from django.db.backends.postgresql import base

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def connected() -> None:
    connection.ensure_connection()


def another() -> psycopg.Connection[tuple[Any, ...]]:
    params = connection.get_connection_params()
    names = ("dbname", "user", "password", "host", "port")
    return psycopg.connect(**{name: params[name] for name in names if name in params}, autocommit=True)


def test_a_connection_that_is_there_is_usable_and_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base.DatabaseWrapper, "is_usable", lambda self: pytest.fail("The database was asked."))
    assert connection.is_usable()


def test_a_connection_the_server_has_closed_is_not_usable() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    with another() as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    assert not connection.is_usable()
    connection.close()
