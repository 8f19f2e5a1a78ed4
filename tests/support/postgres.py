"""A PostgreSQL that lives as long as one test session: system binaries, a free port, a folder of its own.

initdb refuses root, so a root session runs the cluster as `postgres` or `nobody`.
Durability is switched off, since the data dies with the session; who measures it asks for it.
"""

import atexit
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

REMEDY = "Install PostgreSQL 15 or newer (Debian: apt install postgresql), or run the suite on SQLite."
USUAL = {"shared_buffers": "64MB", "max_connections": "60", "log_min_messages": "fatal"}
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def binaries() -> Path | None:
    """The folder with initdb and postgres: the newest Debian one, else that of the PATH."""
    newest = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    found = newest[-1] if newest else Path(shutil.which("initdb") or "")
    return found.resolve().parent if found.name else None


def _other_user() -> dict[str, Any]:
    """Arguments of subprocess that leave root behind."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name for entry in pwd.getpwall()}
    user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


@dataclass
class Cluster:
    """A running server; `url` is what DATABASE_URL takes."""

    folder: Path
    process: subprocess.Popen[Any]
    url: str

    @classmethod
    def start(cls, *, durable: bool = False) -> "Cluster":
        programs = binaries()
        if programs is None:
            raise RuntimeError(f"PostgreSQL is not on this machine. {REMEDY}")
        user = _other_user()
        folder = Path(tempfile.mkdtemp(prefix="kotikulma-pg-", dir="/tmp"))
        if user:
            os.chown(folder, user["user"], user["group"])
        surroundings: dict[str, Any] = {"env": {"LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"]}, "cwd": folder, **user}
        subprocess.run(
            [programs / "initdb", "-D", folder / "data", "-U", "postgres", "--auth=trust", "--no-sync", "-E", "UTF8"],
            check=True,
            stdout=subprocess.DEVNULL,
            **surroundings,
        )
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        settings = USUAL if durable else USUAL | FAST
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        where = ["-D", str(folder / "data"), "-h", "127.0.0.1", "-p", str(port), "-k", str(folder)]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [str(programs / "postgres"), *where, *options], stdout=log, stderr=log, **surroundings
            )
        # By its socket, which costs two thirds of what the network does
        cluster = cls(folder, process, f"postgres://postgres@{quote(str(folder), safe='')}:{port}/postgres")
        owner = os.getpid()
        # Also when pytest itself breaks; a forked child of a test must not take the server down.
        atexit.register(lambda: cluster.stop() if os.getpid() == owner else None)
        cluster._wait(programs, port)
        return cluster

    def _wait(self, programs: Path, port: int) -> None:
        probe = [str(programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
        for _ in range(300):
            if subprocess.run(probe).returncode == 0:
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        said = (self.folder / "log").read_text()
        self.stop()
        raise RuntimeError(f"PostgreSQL did not start:\n{said}")

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
        shutil.rmtree(self.folder, ignore_errors=True)
