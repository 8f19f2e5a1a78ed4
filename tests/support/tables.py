"""The migrated, empty database that every other one of the tests is a copy of: made once, by its migrations.

On SQLite it is kept in var/ under the fingerprint of what made it; on PostgreSQL it lives as long as the run's cluster.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import django
import psycopg
from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
MODEL, DRAFT = "kotikulma_model", "kotikulma_draft"  # on PostgreSQL


def copy(url: str, name: str) -> str:
    """A new database beside `url`: for SQLite `name` is a path. The address it answers to."""
    if url.startswith("postgres"):
        with _alone(Path(os.environ["KOTIKULMA_VAR"]) / "tables.lock"):  # the run's own folder
            _make_on(url)
            administer(url, f"CREATE DATABASE {name} TEMPLATE {MODEL}")
    else:
        with _alone(ROOT / "var" / "tables.lock"):
            _make()
            shutil.copy(_known(), name)
    return _beside(url, name)


def drop(url: str, name: str) -> None:
    if url.startswith("postgres"):
        administer(url, f"DROP DATABASE {name} WITH (FORCE)")
    else:
        Path(name).unlink(missing_ok=True)


def administer(url: str, statement: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def _make_on(url: str) -> None:
    if not administer(url, f"SELECT 1 FROM pg_database WHERE datname = '{MODEL}'"):
        administer(url, f"CREATE DATABASE {DRAFT}")
        _migrate(_beside(url, DRAFT))
        administer(url, f"ALTER DATABASE {DRAFT} RENAME TO {MODEL}")


def _make() -> None:
    if not _known().exists():
        with TemporaryDirectory(dir=_known().parent) as folder:
            draft = Path(folder) / "tables.sqlite3"
            _migrate(_beside("sqlite", str(draft)))
            for old in _known().parent.glob("tables-*.sqlite3"):
                old.unlink()
            draft.replace(_known())


def _migrate(url: str) -> None:
    command = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
    env = {**os.environ, "DATABASE_URL": url}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Workers of a run, and other runs in this checkout, come here at the same moment."""
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@cache
def _known() -> Path:
    """Where the database of these migrations lies, if an earlier run has made it."""
    found = sha256(repr(django.VERSION).encode())
    folders = [Path(config.path) for config in apps.get_app_configs()]
    # What migrations import is of the kernel; the settings say whose migrations there are.
    made_by = [*(ROOT / "kotikulma/kernel").rglob("*.py"), ROOT / "kotikulma/config/settings.py"]
    made_by += [path for folder in folders for path in (*folder.glob("migrations/*.py"), *folder.glob("models*.py"))]
    made_by += [path for folder in folders for path in folder.glob("models/*.py")]
    for path in sorted(made_by):
        found.update(path.read_bytes())
    return ROOT / "var" / f"tables-{found.hexdigest()[:16]}.sqlite3"


def _beside(url: str, name: str) -> str:
    return f"{url.rpartition('/')[0]}/{name}" if url.startswith("postgres") else f"sqlite:///{name}"
