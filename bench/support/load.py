"""A closed loop over loopback: so many keep-alive connections, each with one request under way at a time.

Raw sockets in one process, so that the measuring costs little beside what is measured.
"""

import selectors
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

HOST = "127.0.0.1"


@dataclass(slots=True)
class Run:
    """What one run saw. Times in milliseconds."""

    seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    bytes: int = 0

    @property
    def rate(self) -> float:
        return len(self.times) / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        ordered = sorted(self.times)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0


@dataclass(slots=True)
class _Connection:
    socket: socket.socket
    at: int
    began: float = 0.0
    received: bytearray = field(default_factory=bytearray)
    wanted: int = -1


def request(path: str, port: int, headers: Sequence[str] = ()) -> bytes:
    lines = [f"GET {path} HTTP/1.1", f"Host: localhost:{port}", "Accept: text/html", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def drive(port: int, requests: Sequence[bytes], seconds: float, connections: int = 4, most: int | None = None) -> Run:
    """Ask round and round for `seconds`, `most` times at most; RuntimeError when the server closes a connection."""
    run = Run()
    chooser = selectors.DefaultSelector()
    step = max(len(requests) // connections, 1)
    for number in range(connections):
        one = _Connection(socket.create_connection((HOST, port), timeout=30), number * step)
        one.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        chooser.register(one.socket, selectors.EVENT_READ, one)
        _send(one, requests)
    began = time.perf_counter()
    until = began + seconds
    try:
        while time.perf_counter() < until and (most is None or len(run.times) < most):
            for key, _ in chooser.select(timeout=30):
                if _receive(key.data, run):
                    _send(key.data, requests)
        run.seconds = time.perf_counter() - began
    finally:
        for key in list(chooser.get_map().values()):
            key.data.socket.close()
        chooser.close()
    return run


def fetch(port: int, path: str, headers: Sequence[str] = ()) -> tuple[int, dict[str, str], bytes]:
    """One answer: status, headers in lower case, body."""
    with socket.create_connection((HOST, port), timeout=30) as connection:
        connection.sendall(request(path, port, [*headers, "Connection: close"]))
        received = b""
        while piece := connection.recv(65536):
            received += piece
    head, _, body = received.partition(b"\r\n\r\n")
    first, *rest = head.decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in rest)
    return int(first.split()[1]), {name.lower(): value.strip() for name, _, value in pairs}, body


def _send(one: _Connection, requests: Sequence[bytes]) -> None:
    one.at = (one.at + 1) % len(requests)
    one.received.clear()
    one.wanted = -1
    one.began = time.perf_counter()
    one.socket.sendall(requests[one.at])


def _receive(one: _Connection, run: Run) -> bool:
    """True when the answer is whole."""
    piece = one.socket.recv(262144)
    if not piece:
        raise RuntimeError("The server closed the connection.")
    one.received += piece
    if one.wanted < 0:
        end = one.received.find(b"\r\n\r\n")
        if end < 0:
            return False
        one.wanted = end + 4 + _length(bytes(one.received[:end]))
    if len(one.received) < one.wanted:
        return False
    run.times.append((time.perf_counter() - one.began) * 1000)
    run.bytes += one.wanted
    status = int(one.received[9:12])
    run.statuses[status] = run.statuses.get(status, 0) + 1
    return True


def _length(head: bytes) -> int:
    low = head.lower()
    at = low.find(b"content-length:")
    if at < 0:
        if b" 304" in low[:13] or b" 204" in low[:13]:
            return 0
        raise RuntimeError("An answer without a length: " + head.decode("latin-1")[:200])
    return int(low[at + 15 :].split(b"\r\n", 1)[0])
