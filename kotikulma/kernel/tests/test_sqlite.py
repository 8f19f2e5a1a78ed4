"""The SQLite backend: current library, encrypted when a key is given, clear words when it does not fit."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection

from kotikulma.kernel.db.sqlite3 import base as backend
from kotikulma.kernel.db.sqlite3.writers import Line

pytestmark = pytest.mark.django_db  # opening any database counts
KEY, OTHER = "ab" * 32, "cd" * 32


def open_database(path: Path, key: str = KEY) -> Any:
    settings = {
        **connection.settings_dict,
        "ENGINE": "kotikulma.kernel.db.sqlite3",
        "NAME": str(path),
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "key": key},
        "TEST": {"NAME": None},
    }
    return backend.DatabaseWrapper(settings, alias="other")


def run(path: Path, *statements: str, key: str = KEY) -> list[Any]:
    database = open_database(path, key)
    try:
        with database.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            return cursor.fetchall()
    finally:
        if database.connection:
            database.connection.close()


def make_encrypted(path: Path) -> None:
    run(path, "CREATE TABLE secret (text)", "INSERT INTO secret VALUES ('kuusikymmentä')")


def test_a_file_made_with_a_key_shows_nothing(tmp_path: Path) -> None:
    make_encrypted(tmp_path / "a")
    content = (tmp_path / "a").read_bytes()
    assert not content.startswith(b"SQLite format 3")
    assert "kuusikymmentä".encode() not in content
    assert run(tmp_path / "a", "SELECT text FROM secret") == [("kuusikymmentä",)]


@pytest.mark.parametrize(("key", "said"), [(OTHER, "does not fit"), ("", "is missing")])
def test_a_wrong_or_missing_key_is_said_in_a_sentence(tmp_path: Path, key: str, said: str) -> None:
    make_encrypted(tmp_path / "a")
    with pytest.raises(ImproperlyConfigured, match=f"is encrypted and DATABASE_KEY {said}"):
        run(tmp_path / "a", "SELECT 1", key=key)


def test_a_file_that_is_no_database_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"not a database at all" * 1000)
    with pytest.raises(ImproperlyConfigured, match="or it is no SQLite database"):
        run(tmp_path / "a", "SELECT 1", key="")


def test_a_copy_of_an_encrypted_database_stays_encrypted(tmp_path: Path) -> None:
    make_encrypted(tmp_path / "a")
    run(tmp_path / "a", f"VACUUM INTO '{tmp_path / 'copy'}'")
    assert not (tmp_path / "copy").read_bytes().startswith(b"SQLite format 3")
    assert run(tmp_path / "copy", "SELECT text FROM secret") == [("kuusikymmentä",)]


def test_full_text_search_works_in_an_encrypted_database(tmp_path: Path) -> None:
    run(tmp_path / "a", "CREATE VIRTUAL TABLE words USING fts5(text)", "INSERT INTO words VALUES ('asunto neuvonta')")
    assert run(tmp_path / "a", "SELECT count(*) FROM words WHERE words MATCH 'neuvonta'") == [(1,)]


@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("trusted_schema", 0)]
)
def test_each_connection_is_set_for_durability(tmp_path: Path, pragma: str, value: Any) -> None:
    assert run(tmp_path / "a", f"PRAGMA {pragma}") == [(value,)]


@pytest.mark.parametrize("version", [(3, 40, 1), (3, 51, 2)])
def test_a_library_with_the_wal_reset_bug_is_refused(version: tuple[int, ...]) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"can corrupt a WAL database with two writers"):
        backend.refuse_unsafe(version)


def test_a_repaired_library_is_taken() -> None:
    backend.refuse_unsafe((3, 51, 3))
    assert backend.base.Database.sqlite_version_info >= backend.SAFE_SINCE


def test_the_suite_runs_on_the_database_it_was_asked_for() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sqlite_version()")
            assert tuple(map(int, cursor.fetchone()[0].split("."))) >= backend.SAFE_SINCE
        else:
            assert connection.pg_version >= 150000


def enter_behind(line: Line, came: list[str], name: str) -> threading.Thread:
    def come() -> None:
        assert line.enter(10)
        came.append(name)
        line.leave()

    thread = threading.Thread(target=come)
    thread.start()
    time.sleep(0.1)
    return thread


def test_writers_stand_in_line_and_no_process_comes_twice_while_another_waits(tmp_path: Path) -> None:
    ours, theirs = Line(str(tmp_path / "a")), Line(str(tmp_path / "a"))  # locks of files know no threads, only files
    came: list[str] = []
    assert ours.enter(1)
    threads = [enter_behind(theirs, came, "theirs"), enter_behind(ours, came, "ours")]
    ours.leave()
    for thread in threads:
        thread.join()
    assert came == ["theirs", "ours"]


def test_who_waits_too_long_for_its_turn_gives_up_and_keeps_nobody_out(tmp_path: Path) -> None:
    ours, theirs = Line(str(tmp_path / "a")), Line(str(tmp_path / "a"))
    assert ours.enter(1)
    assert not theirs.enter(0.01)
    ours.leave()
    assert theirs.enter(0.01)
    theirs.leave()


def test_a_transaction_waits_for_its_turn_and_says_when_it_did_not_come(tmp_path: Path) -> None:
    one, other = open_database(tmp_path / "a"), open_database(tmp_path / "a")
    other.patience = 0.01
    try:
        with transaction_of(one), pytest.raises(OperationalError, match="database is locked"), transaction_of(other):
            pass
        with transaction_of(other):
            pass
    finally:
        for database in (one, other):
            database.connection.close()


@contextmanager
def transaction_of(database: Any) -> Iterator[None]:
    database.ensure_connection()
    database.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    try:
        yield
    finally:
        database.rollback()
        database.set_autocommit(True)


def test_a_process_that_dies_keeps_nobody_waiting(tmp_path: Path) -> None:
    program = (
        "import os, sys; from kotikulma.kernel.db.sqlite3.writers import Line; "
        "assert Line(sys.argv[1]).enter(1); os._exit(9)"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    assert subprocess.run([sys.executable, "-c", program, str(tmp_path / "a")], env=environment).returncode == 9
    assert Line(str(tmp_path / "a")).enter(0.01)
