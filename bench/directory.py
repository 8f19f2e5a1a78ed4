"""How fast the directory answers at full size: ours, the floor of the same run, the ratio, and the gates.

    python bench/directory.py [--quick | --scale 0.2] [--database sqlite|postgres] [--keep FOLDER] [--seconds 3]

Lays 50,000 services, 30,000 places and 100,000 connections (a twentieth with --quick) and a tenth of that beside
it, serves them with `kotikulma serve` (two workers, production settings, no response cache) and drives each page
in turn with a Django that says hello. Rounds are interleaved and medians taken, because other work on the machine
moves every figure; therefore gates are ratios of one run. Load stays on loopback.
"""

import argparse
import json
import statistics
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.support import gates, lists, load, servers, sites  # noqa: E402
from bench.support.words import distinct  # noqa: E402

FULL = (50_000, 30_000, 100_000)
ROUNDS = 3
ADDRESSES = 1_920  # distinct ones of a list: several times what a process remembers, so that most are asked anew
WORDS_AGAIN = 64  # texts that many ask, as most people do: nothing has changed since the last time


@dataclass
class Measured:
    """Medians over the rounds of one workload. `cpu`: milliseconds of the server's CPU for one answer."""

    name: str
    rate: float
    cpu: float
    p50: float
    p99: float
    kilobytes: float
    hello: float = 0.0  # requests a second of the hello rounds beside it
    hello_cpu: float = 0.0


@dataclass
class Site:
    """One filled database and what is known of it."""

    folder: Path
    environment: dict[str, str]
    filled: dict[str, float] = field(default_factory=dict)
    requests: dict[str, list[str]] = field(default_factory=dict)


def main() -> int:
    options = _options()
    with sites.folder(options.keep) as folder, sites.database(options.database) as url:
        small, large = (_site(folder, share, options, url) for share in (0.1, 1.0))
        report = _measure(small, large, options.seconds)
    results = gates.judge(report)
    if options.json:
        print(json.dumps({"report": report, "gates": results}, indent=1, default=asdict))
    else:
        gates.show(report, results)
    return 0 if all(one.passed is not False for one in results) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument(
        "--quick", dest="scale", action="store_const", const=0.05, default=1.0, help="a twentieth of the data"
    )
    parser.add_argument("--scale", type=float, default=1.0, help="share of the data, for example 0.2")
    parser.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--keep", type=Path, help="a folder to keep the filled databases in for the next run")
    parser.add_argument("--seconds", type=float, default=3.0, help="length of one round of one workload")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def _site(parent: Path, share: float, options: argparse.Namespace, url: str) -> Site:
    scale = share * options.scale
    sizes = [str(max(int(number * scale), 20)) for number in FULL]
    folder = parent / f"{options.database}-{sizes[0]}"
    folder.mkdir(exist_ok=True)
    environment = sites.environment(folder, url and sites.new_database(url, f"bench_{sizes[0]}"))
    site = Site(folder, environment)
    told = folder / "filled.json"
    if url or not told.exists():
        for old in folder.glob("bench.sqlite3*"):
            old.unlink()
        print(f"Laying {' + '.join(sizes)} services, places and connections …", file=sys.stderr, flush=True)
        told.write_text(json.dumps(sites.run(environment, "bench.support.fill", *sizes)))
    site.filled = json.loads(told.read_text())
    site.requests = sites.run(environment, "bench.support.addresses")
    return site


def _measure(small: Site, large: Site, seconds: float) -> dict[str, Any]:
    report: dict[str, Any] = {"filled": large.filled}
    floor = servers.hello(large.environment)
    try:
        report["small"] = _drive(small, floor, seconds / 2, memory=False)[0]
        report["large"], report["memory"] = _drive(large, floor, seconds, memory=True)
    finally:
        floor.stop()
    report["inside"] = sites.run(large.environment, "bench.support.inside")
    report["import"] = sites.run(small.environment, "bench.support.imports", "1000")
    return report


def _drive(site: Site, floor: servers.Server, seconds: float, *, memory: bool) -> tuple[dict[str, Measured], float]:
    server = servers.kotikulma(site.environment)
    try:
        jobs = _jobs(site, server.port)
        for requests in jobs.values():
            load.drive(server.port, requests, min(seconds, 1.0))
        found = {name: _rounds(name, server, floor, requests, seconds) for name, requests in jobs.items()}
        return found, server.memory() if memory else 0.0
    finally:
        server.stop()


def _jobs(site: Site, port: int) -> dict[str, list[bytes]]:
    """Requests of each workload; those of pages that are not there are left out."""
    paths = {
        "results_browse": (browsed := lists.addresses(ADDRESSES)),
        "results_open": [f"{path}&auki=1" for path in browsed],
        "results_text": [f"/haku/?q={quote(text)}" for text in distinct(ADDRESSES)],
        "results_known": [f"/haku/?q={quote(text)}" for text in distinct(WORDS_AGAIN)],
        "home": ["/"],
        "meeting_places": ["/kohtaamispaikat/"],
        **site.requests,
    }
    jobs = {}
    for name, own in paths.items():
        if own and load.fetch(port, own[0])[0] == 200:
            jobs[name] = [load.request(path, port) for path in own]
        else:
            print(f"left out: {name}", file=sys.stderr)
    known = []
    for path in paths["results_browse"][:20]:
        tag = load.fetch(port, path)[1]["etag"]
        known.append(load.request(path, port, [f"If-None-Match: {tag}"]))
    return jobs | {"not_modified": known}


def _rounds(
    name: str, server: servers.Server, floor: servers.Server, requests: list[bytes], seconds: float
) -> Measured:
    rounds = []
    for number in range(1, ROUNDS + 1):
        hello = _round(floor, [load.request("/", floor.port)], seconds / 3)
        # Each of the four connections goes on elsewhere than in the round before, which may be remembered
        start = number * len(requests) // (4 * (ROUNDS + 1))
        rounds.append((*_round(server, requests[start:] + requests[:start], seconds), *hello))
    middle = [statistics.median(column) for column in zip(*rounds, strict=True)]
    return Measured(name, *middle[:5], hello=middle[5], hello_cpu=middle[6])


def _round(server: servers.Server, requests: list[bytes], seconds: float) -> tuple[float, float, float, float, float]:
    before = server.cpu()
    run = load.drive(server.port, requests, seconds)
    cpu = (server.cpu() - before) * 1000
    number = max(len(run.times), 1)
    if set(run.statuses) - {200, 304}:
        raise RuntimeError(f"Answers other than 200 and 304: {run.statuses}")
    return run.rate, cpu / number, run.percentile(0.5), run.percentile(0.99), run.bytes / number / 1024


if __name__ == "__main__":
    raise SystemExit(main())
