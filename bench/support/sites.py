"""What every bench stands on: a folder, a database, keys of its own, and modules of ours run beside the measuring."""

import json
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PASSED_ON = ("PATH", "HOME", "LANG", "KOTIKULMA_VOIKKO")
KEYS = ("SECRET_KEY", "AUDIT_KEY", "FIELD_KEY")


@contextmanager
def folder(kept: Path | None) -> Iterator[Path]:
    """The folder to keep, or one that goes with the run."""
    if kept:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept
        return
    with tempfile.TemporaryDirectory(prefix="kotikulma-bench-") as found:
        yield Path(found)


@contextmanager
def database(kind: str) -> Iterator[str]:
    """The address of a throw-away PostgreSQL that writes as durably as in use, or nothing for SQLite."""
    if kind == "sqlite":
        yield ""
        return
    from tests.support import postgres

    cluster = postgres.Cluster.start(durable=True)
    try:
        yield cluster.url
    finally:
        cluster.stop()


def new_database(url: str, name: str) -> str:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return url.rpartition("/")[0] + f"/{name}"


def environment(folder: Path, url: str = "", **more: str) -> dict[str, str]:
    """Production settings with new keys; `url` empty: an SQLite file in the folder."""
    kept = {key: os.environ[key] for key in PASSED_ON if key in os.environ}
    keys = {name: secrets.token_urlsafe(64) for name in KEYS}
    own = {
        "KOTIKULMA_VAR": str(folder),
        "KOTIKULMA_MODE": "production",
        "KOTIKULMA_LOG_LEVEL": "WARNING",
        "DATABASE_URL": url or f"sqlite:///{folder / 'bench.sqlite3'}",
        "PYTHONPATH": str(ROOT),
    }
    return kept | keys | own | more


def run(environment: dict[str, str], module: str, *words: str) -> Any:
    """Run a module of ours and read the line of JSON it ends with."""
    command = [sys.executable, "-m", module, *words]
    done = subprocess.run(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.strip().rsplit("\n", 1)[-1])
