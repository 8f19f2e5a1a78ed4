"""Servers under measure: started as in production, their CPU and memory read from /proc."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TICK = os.sysconf("SC_CLK_TCK")
SAME = ["--interface", "wsgi", "--workers", "2", "--blocking-threads", "4", "--backlog", "1024", "--no-ws"]


class Server:
    """One granian with two workers; `cpu()` and `memory()` are of the whole process tree."""

    def __init__(self, command: list[str], environment: Mapping[str, str], port: int) -> None:
        self.port = port
        self.log = Path(environment["KOTIKULMA_VAR"]) / f"server-{port}.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, env=dict(environment), stdout=log, stderr=log)
        self._wait()

    def _wait(self) -> None:
        for _ in range(600):
            with socket.socket() as probe:
                probe.settimeout(0.2)
                if probe.connect_ex(("127.0.0.1", self.port)) == 0 and len(self.tree()) > 2:
                    return
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise RuntimeError(f"The server did not start:\n{self.log.read_text()[-2000:]}")

    def tree(self) -> list[int]:
        return tree_of(self.process.pid)

    def cpu(self) -> float:
        """Seconds of CPU so far."""
        return cpu_of(self.tree())

    def memory(self) -> float:
        """Proportional set size in MB without what is mapped from files, which every process of a machine may share."""
        return sum(_pss(pid) for pid in self.tree()) / 1024

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def kotikulma(environment: Mapping[str, str]) -> Server:
    port = free_port()
    command = [sys.executable, "-m", "kotikulma", "serve", "--port", str(port), "--workers", "2"]
    return Server(command, environment, port)


def hello(environment: Mapping[str, str]) -> Server:
    port = free_port()
    command = [sys.executable, "-m", "granian", "--host", "127.0.0.1", "--port", str(port), *SAME]
    return Server([*command, "--log-level", "warning", "bench.support.hello:application"], environment, port)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def tree_of(root: int) -> list[int]:
    found = [root]
    for pid in found:
        for path in Path(f"/proc/{pid}/task").glob("*/children"):
            try:
                found += [int(child) for child in path.read_text().split()]
            except OSError:
                continue
    return found


def cpu_of(pids: list[int]) -> float:
    return sum(_ticks(pid) for pid in pids) / TICK


def _ticks(pid: int) -> int:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return int(fields[11]) + int(fields[12])


def _pss(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith(("Pss_Anon:", "Pss_Shmem:")))
