"""How fast the by-name list goes in and answers at full size, how fast clients open and the log is checked; the gates.

    python bench/casework.py [--quick | --events 400000] [--keep FOLDER] [--database URL] [--json]

Makes a file of 20,000 people and 400,000 events (a tenth with --quick), imports it, and asks for a cross-section and
a year of flows, now and as known years ago; lays as many clients of a hundred workers with a log of five rows each,
and asks for a client's page, a list of 200, and whether the log is whole. CPU is judged, the database's too where it
is a process of its own on this machine, and limits are multiplied by the pace of the run (bench/support/pace.py):
other work moves the time on the wall, which is shown.
"""

import argparse
import json
import os
import resource
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.support import pace  # noqa: E402
from bench.support.ledger_file import PER_PERSON  # noqa: E402

FULL = 400_000
LOG_ROWS = 5  # a client
ANSWER_MS, PAGE_MS, LIST_MS = 300.0, 80.0, 120.0
CHECKED_A_SECOND = 200_000.0
ROWS_A_SECOND = 2000.0


def main() -> int:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="kotikulma-bench-") as folder:
        report = _measure(options.keep or Path(folder), options.events, options.database)
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
    parser.add_argument("--database", default="", help="the address of an empty database; SQLite unless said")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def _measure(folder: Path, events: int, database: str) -> dict[str, Any]:
    folder.mkdir(parents=True, exist_ok=True)
    environment, told = _environment(folder, database), folder / "imported.json"
    if not told.exists():
        _run(environment, "kotikulma", "migrate")
        with (folder / "list.csv").open("w") as out:
            command = [sys.executable, "-m", "bench.support.ledger_file", str(events)]
            subprocess.run(command, env=environment, cwd=ROOT, stdout=out, check=True)
        before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), pace.steady()
        said = _run(environment, "kotikulma", "import", "homelessness", str(folder / "list.csv"), "--json")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
        told.write_text(
            json.dumps(
                {
                    "rows": json.loads(said)["rows"],
                    "counts": json.loads(said)["counts"],
                    "cpu": cpu,
                    "pace": (begun + pace.steady()) / 2,
                }
            )
        )
    asked = json.loads(_run(environment, "bench.support.ask_ledger"))
    filled = folder / "clients.json"
    if not filled.exists():
        clients = events // PER_PERSON
        filled.write_text(_last(_run(environment, "bench.support.fill_clients", str(clients), str(LOG_ROWS))))
    clients = json.loads(_last(_run(environment, "bench.support.ask_clients")))
    return {"imported": json.loads(told.read_text()), **asked, **clients}


def _environment(folder: Path, database: str) -> dict[str, str]:
    kept = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
    secret = folder / "secret"
    if not secret.exists():
        secret.write_text(secrets.token_urlsafe(64))
    keys = dict.fromkeys(("SECRET_KEY", "AUDIT_KEY", "FIELD_KEY"), secret.read_text())
    return kept | keys | {
        "KOTIKULMA_VAR": str(folder),
        "KOTIKULMA_MODE": "production",
        "KOTIKULMA_LOG_LEVEL": "ERROR",
        "KOTIKULMA_HOSTS": "testserver",
        "KOTIKULMA_VOIKKO": "off",
        "DATABASE_URL": database or f"sqlite:///{folder / 'bench.sqlite3'}",
        "PYTHONPATH": str(ROOT),
    }  # fmt: skip


def _run(environment: dict[str, str], module: str, *words: str) -> str:
    command = [sys.executable, "-m", module, *words]
    return subprocess.run(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout


def _last(printed: str) -> str:
    return printed.strip().rsplit("\n", 1)[-1]


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
