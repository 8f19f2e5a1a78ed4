"""How fast every board of the workspace answers at full size, how many statements it takes, and the gates.

    python bench/boards.py [--quick | --scale 0.5] [--keep FOLDER] [--json]

Lays 10,000 entries, 5,000 feedbacks, 2,000 reports and what goes with them (a fifth with --quick), and 1,000 and 500
beside it, and asks each page forty times as those who use it, then right after changes. The client is Django's
own in a process with production settings: everything but the network. CPU of the request is judged, because other
work on the machine moves the time on the wall, which is shown; the limit is multiplied by the pace of the machine
while a page or a file was asked (bench/support/pace.py), and how many pages hold without that is told too.
Statements may not grow with the data.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.support import sites

ENTRIES, FEEDBACKS = 10_000, 5_000
LEAST = 0.1  # of that, to count statements by
P95 = 80.0  # milliseconds
FILE = 2.0  # seconds, of a file with every entry
FILE_MB = 60.0
KINDS = 2  # statements more or less by which kinds of things a page happens to hold
APART = 0.1  # a wrong password for one address and for another, as a share


def main() -> int:
    options = _options()
    with sites.folder(options.keep) as parent:
        small, large = (_measure(parent, *each) for each in ((LEAST, 6), (options.scale, options.times)))
    gates = _gates(small, large)
    if options.json:
        print(json.dumps({**large, "small": small["boards"], "gates": gates}, indent=1))
    else:
        _show(large, gates)
    return 0 if all(passed for _name, passed in gates) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--quick", dest="scale", action="store_const", const=0.2, default=1.0, help="a fifth")
    parser.add_argument("--scale", type=float, default=1.0, help="share of the data, for example 0.5")
    parser.add_argument("--keep", type=Path, help="a folder to keep the filled databases in for the next run")
    parser.add_argument("--times", type=int, default=40, help="how often each page is asked")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def _measure(parent: Path, scale: float, times: int) -> dict[str, Any]:
    sizes = [str(int(number * max(scale, LEAST))) for number in (ENTRIES, FEEDBACKS)]
    folder = parent / f"boards-{sizes[0]}"
    told = folder / "filled.json"
    environment = sites.environment(folder, KOTIKULMA_HOSTS="testserver", KOTIKULMA_LOG_LEVEL="ERROR")
    if not told.exists():
        folder.mkdir(parents=True, exist_ok=True)
        print(f"Laying {' entries and '.join(sizes)} feedbacks …", file=sys.stderr, flush=True)
        told.write_text(json.dumps(sites.run(environment, "bench.support.fill_boards", *sizes)))
    return {"filled": json.loads(told.read_text()), **sites.run(environment, "bench.support.ask_boards", str(times))}


def _gates(small: dict[str, Any], large: dict[str, Any]) -> list[tuple[str, bool]]:
    found = []
    for name, own in large["boards"].items():
        for when in ("again", "first"):
            took = own[when]["cpu_p95"]
            found.append((f"{name}, {when}: p95 at most {P95:.0f} ms of CPU, {took:.0f}", took <= P95 * own["pace"]))
            if name in small["boards"]:
                fewer = small["boards"][name][when]["statements"]
                found.append(
                    (
                        f"{name}, {when}: statements as with 1,000 entries, {KINDS} more at most",
                        own[when]["statements"] <= fewer + KINDS,
                    )
                )
    for name, own in large["files"].items():
        found.append((f"{name}: at most {FILE:.0f} s of CPU", own["cpu"] <= FILE * 1000 * own["pace"]))
        found.append((f"{name}: at most {FILE_MB:.0f} MB more", own["MB"] <= FILE_MB))
    tries = large["passwords"].values()
    found.append(("a wrong password takes as long for every address", max(tries) <= (1 + APART) * min(tries)))
    return found


def _show(report: dict[str, Any], gates: list[tuple[str, bool]]) -> None:
    heads = ("CPU p50", "p95", "first p50", "p95", "wall p50", "p95", "kB", "pace", "worst")
    print(f"{'milliseconds':32} {' '.join(f'{head:>9}' for head in heads)}  statements")
    for name, own in report["boards"].items():
        again, first = own["again"], own["first"]
        told = [
            each[f"{clock}_{share}"] for each, clock in ((again, "cpu"), (first, "cpu")) for share in ("p50", "p95")
        ]
        told += [again["wall_p50"], again["wall_p95"], again["kB"], own["pace"], _worst(own) / own["pace"]]
        print(f"{name:32} {' '.join(f'{one:9.1f}' for one in told)} {again['statements']:7}, {first['statements']}")
    boards = report["boards"].values()
    within = sum(_worst(own) <= P95 for own in boards)
    print(f"worst: the longer p95 at a pace of 1. As measured {within} of {len(boards)} keep within {P95:.0f} ms,")
    print(f"the longest takes {max(map(_worst, boards)):.0f} ms.\n")
    for name, own in report["files"].items():
        took = f"{own['cpu']:9.0f} ms {own['kB']:9.0f} kB {own['MB']:7.1f} MB more"
        print(f"file of {name:26} {took}, pace {own['pace']:.2f}")
    for name, milliseconds in report["passwords"].items():
        print(f"wrong password, {name:22} {milliseconds:5.1f} ms")
    filled = report["filled"]
    print(f"looking for pairs, by night        {filled['pairs_cpu'] * 1000:9.0f} ms for {filled['pairs']} pairs")
    print()
    for name, passed in gates:
        if not passed:
            print(f"FAIL      {name}")
    print(f"PASS      {sum(passed for _name, passed in gates)} of {len(gates)} gates")


def _worst(own: dict[str, Any]) -> float:
    return float(max(own[when]["cpu_p95"] for when in ("again", "first")))


if __name__ == "__main__":
    raise SystemExit(main())
