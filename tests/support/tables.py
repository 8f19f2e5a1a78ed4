"""The migrated, empty SQLite database of the last run: kept in var/ under the fingerprint of what made it."""

import os
import shutil
from functools import cache
from hashlib import sha256
from pathlib import Path

import django
from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]


@cache
def known() -> Path:
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


def remember(database: Path) -> None:
    """Whole or not at all: workers of a run may do it at the same moment."""
    for old in set(known().parent.glob("tables-*.sqlite3")) - {known()}:
        old.unlink(missing_ok=True)
    draft = known().with_suffix(f".{os.getpid()}")
    shutil.copy(database, draft)
    draft.replace(known())
