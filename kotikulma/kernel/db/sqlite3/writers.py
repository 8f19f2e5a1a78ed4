"""One writer at a time, in line: SQLite has one, and lets who waits for it knock at ever longer intervals.

Threads of a process stand in line for its one place; processes stand in line by two locks of files beside the
database. Who holds the first is the next; who holds the second writes. So no process comes twice while another waits,
and the system frees both when a process dies. A writer that does not stand in line is still kept out by SQLite.
"""

import fcntl
import os
import threading
import time
from pathlib import Path

PAUSE = 0.0005  # seconds between two looks at a lock: one process at most looks at each
_lines: dict[str, "Line"] = {}
_making = threading.Lock()


class Line:
    """The line to one database file. `enter` gives False when the turn did not come in time."""

    def __init__(self, database: str) -> None:
        self._database, self._process = database, 0
        self._threads = threading.Lock()
        self._next = self._writer = -1

    def enter(self, patience: float) -> bool:
        until = time.monotonic() + patience
        if not self._threads.acquire(timeout=max(patience, 0)):
            return False
        try:
            self._open()
            if _locked_by(self._next, until):
                try:
                    if _locked_by(self._writer, until):
                        return True
                finally:
                    fcntl.flock(self._next, fcntl.LOCK_UN)
        except BaseException:
            self._threads.release()
            raise
        self._threads.release()
        return False

    def leave(self) -> None:
        fcntl.flock(self._writer, fcntl.LOCK_UN)
        self._threads.release()

    def _open(self) -> None:
        """Again in a process that was forked: locks belong to the opening of a file."""
        if self._process != os.getpid():
            self._next, self._writer = (
                os.open(f"{self._database}-{name}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
                for name in ("next", "writer")
            )
            self._process = os.getpid()


def line_to(database: str) -> Line | None:
    """None for a database in memory, which no other process has."""
    if database.startswith(("file:", ":memory:")) or not database:
        return None
    path = str(Path(database).absolute())
    with _making:
        return _lines.setdefault(path, Line(path))


def _locked_by(file: int, until: float) -> bool:
    """Does the lock become ours in time?"""
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                return False
            time.sleep(PAUSE)
        else:
            return True
