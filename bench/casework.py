"""How fast the by-name list goes in and answers at full size, how fast clients open and the log is checked; the gates.

    python bench/casework.py [--quick | --events 400000] [--database postgres] [--keep FOLDER] [--json]

Makes a file of 20,000 people and 400,000 events (a tenth with --quick), imports it, and asks for a cross-section and
a year of flows, now and as known years ago; lays as many clients of a hundred workers with a log of five rows each,
and asks for a client's page, a list of 200, and whether the log is whole. CPU is judged, the database's too where it
is a process of its own on this machine, and limits are multiplied by the pace of the run (bench/support/pace.py):
other work moves the time on the wall, which is shown.
"""

import argparse
import json
import resource
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.support import pace, sites
from bench.support.ledger_file import PER_PERSON

FULL = 400_000
LOG_ROWS = 5  # a client
ANSWER_MS, PAGE_MS, LIST_MS = 300.0, 80.0, 120.0
CHECKED_A_SECOND = 200_000.0
ROWS_A_SECOND = 2000.0


def main() -> int:
    options = _options()
    with sites.folder(options.keep) as folder, sites.database(options.database) as url:
        report = _measure(folder, options.events, url)
    gates = _gates(report)
    if options.json:
        print(json.dumps({**report, "gates": gates}, indent=1))
    else:
        _show(report, gates)
    return 0 if all(passed for *_rest, passed in gates) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--quick", dest="events", action="store_const", const=FULL // 10, default=FULL)
    parser.add_argument("--events", type=int)
    parser.add_argument("--keep", type=Path, help="a folder to keep the filled database in for the next run")
    parser.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def _measure(folder: Path, events: int, url: str) -> dict[str, Any]:
    """A database kept is SQLite's: that of PostgreSQL goes with the run."""
    environment = _environment(folder, url and sites.new_database(url, "bench_casework"))
    told, filled = folder / "imported.json", folder / "clients.json"
    if url or not told.exists():
        told.write_text(json.dumps(_import(environment, folder / "list.csv", events)))
    asked = sites.run(environment, "bench.support.ask_ledger")
    if url or not filled.exists():
        clients = str(events // PER_PERSON)
        filled.write_text(json.dumps(sites.run(environment, "bench.support.fill_clients", clients, str(LOG_ROWS))))
    return {"imported": json.loads(told.read_text()), **asked, **sites.run(environment, "bench.support.ask_clients")}


def _import(environment: dict[str, str], file: Path, events: int) -> dict[str, Any]:
    """CPU of the program alone; a database server's is not counted here."""
    _run(environment, "kotikulma", "migrate")
    file.write_text(_run(environment, "bench.support.ledger_file", str(events)))
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), pace.steady()
    said = json.loads(_run(environment, "kotikulma", "import", "homelessness", str(file), "--json"))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return {"rows": said["rows"], "counts": said["counts"], "cpu": cpu, "pace": (begun + pace.steady()) / 2}


def _environment(folder: Path, url: str) -> dict[str, str]:
    """With the keys the kept database was sealed under."""
    kept = folder / "secret"
    if not kept.exists():
        kept.write_text(secrets.token_urlsafe(64))
    keys = dict.fromkeys(sites.KEYS, kept.read_text())
    more = {"KOTIKULMA_LOG_LEVEL": "ERROR", "KOTIKULMA_HOSTS": "testserver", "KOTIKULMA_VOIKKO": "off"}
    return sites.environment(folder, url, **keys, **more)


def _run(environment: dict[str, str], module: str, *words: str) -> str:
    command = [sys.executable, "-m", module, *words]
    done = subprocess.run(command, env=environment, cwd=sites.ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


def _gates(report: dict[str, Any]) -> list[tuple[str, float, str, float, bool]]:
    """Name, what it took, the limit at the pace of the run, whether it holds."""
    gates = []
    for name, own, wanted in (
        ("rows imported a second of CPU", report["imported"], ROWS_A_SECOND),
        ("log rows checked a second of CPU", report["log"], CHECKED_A_SECOND),
    ):
        rate, limit = own["rows"] / own["cpu"], wanted / own["pace"]
        gates.append((name, rate, "at least", limit, rate >= limit))
    limits = dict.fromkeys(report["asked"], ANSWER_MS) | {"client page": PAGE_MS, "list of 200": LIST_MS}
    for name, wanted in limits.items():
        own = {**report["asked"], **report["pages"]}[name]
        limit = wanted * own["pace"]
        gates.append((f"{name}, ms of CPU", own["cpu"], "at most", limit, own["cpu"] <= limit))
    gates.append(("log rows broken", not report["log"]["whole"], "exactly", 0, report["log"]["whole"]))
    left_out = report["imported"]["counts"]["skipped"]
    gates.append(("rows left out", left_out, "exactly", 0, left_out == 0))
    gates.append(("flows that do not balance", not report["balanced"], "exactly", 0, report["balanced"]))
    return gates


def _show(report: dict[str, Any], gates: list[tuple[str, float, str, float, bool]]) -> None:
    sizes = ", ".join(f"{report[name]} {name}" for name in ("subjects", "events", "postings"))
    print(f"{sizes}; {report['total']} on the list on 15 November 2019; {report['log']['rows']} rows of log\n")
    for name, took in (report["asked"] | report["pages"]).items():
        print(f"{name:32} {took['cpu']:8.1f} ms of CPU {took['wall']:8.1f} ms on the wall, pace {took['pace']:.2f}")
    print()
    for name, ours, word, limit, passed in gates:
        print(f"{'PASS' if passed else 'FAIL':5} {name:36} {ours:10.1f}  {word} {limit:8.0f}")


if __name__ == "__main__":
    raise SystemExit(main())
