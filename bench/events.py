"""How fast events answer, and how fast people get their seats: ours, the floor of the same run, and the gates.

    python bench/events.py [--quick | --occurrences 20000] [--database postgres] [--keep FOLDER] [--seconds 3]

Lays 100,000 occurrences (a twentieth with --quick) and a tenth of that beside it, serves them with `kotikulma serve`
(two workers, production settings, nothing remembered between different addresses) and drives lists, details, filters,
words and calendars in turn with a Django that says hello; then registers people, each once, durably; then 200 at once
for 30 seats, ten of which are held by people who were filling the form in.
The goals were set on a machine whose hello takes 0.33 ms of CPU: limits are scaled by the hello of the run.
"""

import argparse
import json
import re
import socket
import statistics
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.support import load, servers, sites  # noqa: E402

FULL = 100_000
ROUNDS = 3
HELLO_MS = 0.33
HELLO_RATE = 4918
REGISTRATIONS = 150  # a second
SEATS, HOLDERS, CLIENTS, WAITING, ANSWERED_MS = 30, 10, 200, 50, 1500
READING = 4.0  # seconds between opening a form and sending it
SLACK_MS = 1.0  # a difference below this is noise of the machine, not growth
CPU_MS = {
    "list": 6.0,
    "linkedevents": 6.0,
    "detail": 2.0,
    "days": 10.0,
    "town_days": 10.0,
    "last_page": 6.0,
    "text": 2000 / 270,
    "text_days": 2000 / 190,
    "place_calendar": 100.0,
    "not_modified": 0.8,
}


@dataclass
class Measured:
    name: str
    rate: float
    cpu: float
    p50: float
    p99: float
    kilobytes: float
    hello: float


def main() -> int:
    options = _options()
    with sites.folder(options.keep) as folder, sites.database(options.database) as url:
        sizes = (options.occurrences // 10, options.occurrences)
        small, large = (_site(folder, size, options.database, url) for size in sizes)
        report = _measure(small, large, options.seconds)
    gates = [*_judge(report)]
    if options.json:
        print(json.dumps({"report": report, "gates": gates}, indent=1, default=vars))
    else:
        _show(report, gates)
    return 0 if all(passed for *_, passed in gates) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--quick", dest="occurrences", action="store_const", const=FULL // 20, default=FULL)
    parser.add_argument("--occurrences", type=int)
    parser.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--keep", type=Path, help="a folder to keep the filled database in for the next run")
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def _site(parent: Path, occurrences: int, kind: str, url: str) -> tuple[dict[str, str], dict[str, Any]]:
    """Settings of a filled database, and what to ask there."""
    folder = parent / f"events-{kind}-{occurrences}"
    folder.mkdir(exist_ok=True)
    # Each person of the bench comes from a network of her own
    url = url and sites.new_database(url, f"bench_{occurrences}")
    environment = sites.environment(folder, url, KOTIKULMA_PROXIES="1")
    told = folder / "filled.json"
    if url or not told.exists():
        print(f"Laying {occurrences} occurrences …", file=sys.stderr, flush=True)
        told.write_text(json.dumps(sites.run(environment, "bench.support.fill_events", str(occurrences))))
    return environment, sites.run(environment, "bench.support.event_addresses")


def _measure(
    small: tuple[dict[str, str], dict[str, Any]], large: tuple[dict[str, str], dict[str, Any]], seconds: float
) -> dict[str, Any]:
    floor = servers.hello(large[0])
    try:
        with _served(small[0]) as server:
            fewer = _reads(small[1], server, floor, seconds / 2)
        with _served(large[0]) as server:
            reads = _reads(large[1], server, floor, seconds)
            written = _register(large[1]["open"], server, floor, seconds * 2)
            burst = _burst(large[1]["scarce"], large[1]["form"], server)
            return {"small": fewer, "reads": reads, "written": written, "burst": burst, "memory": server.memory()}
    finally:
        floor.stop()


@contextmanager
def _served(environment: dict[str, str]) -> Iterator[servers.Server]:
    server = servers.kotikulma(environment)
    try:
        yield server
    finally:
        server.stop()


def _reads(asked: dict[str, Any], server: servers.Server, floor: servers.Server, seconds: float) -> dict[str, Measured]:
    reads = {name: _read(name, paths, server, floor, seconds) for name, paths in asked["reads"].items() if paths}
    tag = load.fetch(server.port, asked["reads"]["list"][0])[1]["etag"]
    known = [load.request(asked["reads"]["list"][0], server.port, [f"If-None-Match: {tag}"])]
    return reads | {"not_modified": _rounds("not_modified", known, server, floor, seconds)}


def _read(name: str, paths: list[str], server: servers.Server, floor: servers.Server, seconds: float) -> Measured:
    requests = [load.request(path, server.port) for path in paths]
    load.drive(server.port, requests, min(seconds, 1.0))
    return _rounds(name, requests, server, floor, seconds)


def _rounds(
    name: str, requests: list[bytes], server: servers.Server, floor: servers.Server, seconds: float
) -> Measured:
    rounds = []
    for number in range(1, ROUNDS + 1):
        hello = _hello(floor, seconds / 3)
        start = number * len(requests) // (4 * (ROUNDS + 1))
        before = server.cpu()
        run = load.drive(server.port, requests[start:] + requests[:start], seconds)
        if set(run.statuses) - {200, 304}:
            raise RuntimeError(f"{name}: answers other than 200 and 304: {run.statuses}")
        count = max(len(run.times), 1)
        cpu = (server.cpu() - before) * 1000 / count
        rounds.append((run.rate, cpu, run.percentile(0.5), run.percentile(0.99), run.bytes / count / 1024, hello))
    return Measured(name, *[statistics.median(column) for column in zip(*rounds, strict=True)])


def _hello(floor: servers.Server, seconds: float) -> float:
    """Milliseconds of CPU for one hello."""
    before = floor.cpu()
    run = load.drive(floor.port, [load.request("/", floor.port)], seconds)
    return (floor.cpu() - before) * 1000 / max(len(run.times), 1)


def _person(path: str, port: int, number: int) -> bytes:
    body = json.dumps({"contact_name": f"Osallistuja {number}", "email": f"osallistuja{number}@example.org"}).encode()
    address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    lines = [
        f"POST {path} HTTP/1.1",
        f"Host: localhost:{port}",
        "Content-Type: application/json",
        f"Idempotency-Key: {uuid4()}",
        f"X-Forwarded-For: {address}",
        "X-Forwarded-Proto: http",
        f"Content-Length: {len(body)}",
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def _register(paths: list[str], server: servers.Server, floor: servers.Server, seconds: float) -> dict[str, float]:
    """One person after another to many events with room: never the same one twice."""
    hello = _hello(floor, 1.0)
    # One each first: threads prepare their statements, and what one registers to is made once for each time
    first = [_person(path, server.port, 2_000_000 + at) for at, path in enumerate(paths)]
    load.drive(server.port, first, 60.0, most=len(first))
    people = [_person(paths[number % len(paths)], server.port, number) for number in range(int(seconds * 2000))]
    before = server.cpu()
    run = load.drive(server.port, people, seconds)
    cpu = (server.cpu() - before) * 1000 / max(len(run.times), 1)
    wrong = {status: count for status, count in run.statuses.items() if status != 201}
    return {
        "rate": run.rate,
        "cpu": cpu,
        "p50": run.percentile(0.5),
        "p99": run.percentile(0.99),
        "hello": hello,
        "other_answers": sum(wrong.values()),
    }


def _burst(path: str, form: str, server: servers.Server) -> dict[str, float]:
    """All at the same moment, each over a connection of its own; some with seats kept while they filled in."""
    held = _holding(form, server.port)
    newcomers = [_person(path, server.port, 1_000_000 + number) for number in range(CLIENTS - len(held))]
    ready = threading.Barrier(CLIENTS)
    answers: list[tuple[int, str, float]] = []

    def one(request: bytes) -> None:
        ready.wait()
        began = time.perf_counter()
        status, state = _answer(server.port, request)
        answers.append((status, state, (time.perf_counter() - began) * 1000))

    people = [threading.Thread(target=one, args=(request,)) for request in (*held, *newcomers)]
    for each in people:
        each.start()
    for each in people:
        each.join()
    return {
        "honoured": sum(status == 302 for status, *_ in answers),
        "attending": sum(status == 302 or state == "attending" for status, state, _ in answers),
        "waiting": sum(state == "waiting" for _, state, _ in answers),
        "refused": sum(status == 409 for status, _, _ in answers),
        "errors": sum(status >= 500 or status == 0 for status, _, _ in answers),
        "slowest": max(took for *_, took in answers),
    }


def _holding(path: str, port: int) -> list[bytes]:
    """Forms of people to whom the page gave seats for some minutes, ready to be sent."""
    _status, head, page = load.fetch(port, path)
    hidden = dict(re.findall(r'name="(csrfmiddlewaretoken)" value="([^"]+)"', page.decode()))
    cookie = head["set-cookie"].partition(";")[0]
    ready = []
    for number in range(HOLDERS):
        fields = {**hidden, "contact_name": f"Varaaja {number}", "email": f"varaaja{number}@example.org"}
        fields |= {"party_size": "1", "stamp": _stamp(path, port)}
        kept = _send(port, _form(path, port, number, cookie, fields | {"teko": "varaa"}))
        hold = re.search(r'name="hold" value="([^"]+)"', kept)
        if hold is None:
            raise RuntimeError("A seat was asked for and not kept.")
        ready.append(_form(path, port, number, cookie, fields | {"hold": hold[1]}))
    time.sleep(READING)
    return ready


def _stamp(path: str, port: int) -> str:
    """Each form is sent once: everybody opens the page herself."""
    return re.findall(r'name="stamp" value="([^"]+)"', load.fetch(port, path)[2].decode())[0]


def _form(path: str, port: int, number: int, cookie: str, fields: dict[str, str]) -> bytes:
    body = urlencode(fields).encode()
    lines = [
        f"POST {path} HTTP/1.1",
        f"Host: localhost:{port}",
        "Content-Type: application/x-www-form-urlencoded",
        f"Cookie: {cookie}",
        f"X-Forwarded-For: 10.200.{number}.1",
        "X-Forwarded-Proto: http",
        f"Content-Length: {len(body)}",
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def _answer(port: int, request: bytes) -> tuple[int, str]:
    received = _send(port, request)
    body = received.partition("\r\n\r\n")[2]
    return int(received[9:12] or "0"), json.loads(body).get("state", "") if body.startswith("{") else ""


def _send(port: int, request: bytes) -> str:
    with socket.create_connection((load.HOST, port), timeout=30) as connection:
        connection.sendall(request.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1))
        received = b""
        while piece := connection.recv(65536):
            received += piece
    return received.decode()


def _judge(report: dict[str, Any]) -> Iterator[tuple[str, float, str, float, bool]]:
    for name, one in report["reads"].items():
        limit = CPU_MS[name] * one.hello / HELLO_MS
        yield f"{name}, CPU-ms", one.cpu, "at most", limit, one.cpu <= limit
        limit = 2 * report["small"][name].p50 + SLACK_MS
        yield f"{name}, p50 ms, all data / a tenth", one.p50, "at most", limit, one.p50 <= limit
    written, burst = report["written"], report["burst"]
    wanted = REGISTRATIONS * HELLO_MS / written["hello"]
    yield "registrations a second", written["rate"], "at least", wanted, written["rate"] >= wanted
    yield "registrations answered otherwise", written["other_answers"], "exactly", 0, written["other_answers"] == 0
    for name, right in (
        ("honoured", HOLDERS),
        ("attending", SEATS),
        ("waiting", WAITING),
        ("refused", CLIENTS - SEATS - WAITING),
    ):
        yield f"200 at once: {name}", burst[name], "exactly", right, burst[name] == right
    yield "200 at once: errors", burst["errors"], "exactly", 0, burst["errors"] == 0
    limit = ANSWERED_MS * written["hello"] / HELLO_MS
    yield "200 at once: slowest answer, ms", burst["slowest"], "at most", limit, burst["slowest"] <= limit


def _show(report: dict[str, Any], gates: list[tuple[str, float, str, float, bool]]) -> None:
    print(f"{'workload':16} {'req/s':>8} {'CPU ms':>8} {'p50 ms':>8} {'p99 ms':>8} {'kB':>8} {'hello ms':>9}")
    for one in report["reads"].values():
        print(
            f"{one.name:16} {one.rate:8.0f} {one.cpu:8.2f} {one.p50:8.1f} {one.p99:8.1f} {one.kilobytes:8.1f}"
            f" {one.hello:9.3f}"
        )
    print()
    for name, ours, word, limit, passed in gates:
        print(f"{'PASS' if passed else 'FAIL':5} {name:36} {ours:9.2f}  {word} {limit:9.2f}")
    print(f"\nmemory of two workers: {report['memory']:.0f} MB")


if __name__ == "__main__":
    raise SystemExit(main())
