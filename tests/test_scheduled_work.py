"""What runs by itself, on all that the demo holds: as a worker does it, each job with its own transactions."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from kotikulma.config.environment import ROOT
from kotikulma.config.schedule import SCHEDULES


def test_a_week_passes_and_no_job_fails(demo_folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "kotikulma.sqlite3"
    with closing(sqlite3.connect(demo_folder / copy.name)) as kept, closing(sqlite3.connect(copy)) as week:
        kept.backup(week)
    for name in ("secret_key", "audit_key", "field_key", "text"):
        (tmp_path / name).symlink_to(demo_folder / name)
    surroundings = {"KOTIKULMA_VAR": str(tmp_path), "KOTIKULMA_NOW": "2027-02-15T09:00:00", "PATH": os.environ["PATH"]}
    surroundings |= {"DATABASE_URL": f"sqlite:///{copy}", "KOTIKULMA_VOIKKO": "off"}
    command = [sys.executable, "-m", "kotikulma", "worker", "--until-idle", "--json"]
    done = subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["failed"], told["dead"]) == (0, 0), done.stderr
    assert told["done"] >= len(SCHEDULES)
