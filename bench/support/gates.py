"""What must hold, as ratios of one run, and the tables a person reads."""

from dataclasses import dataclass
from typing import Any

HELLO = 4918  # requests a second of the hello view on the machine the goals were set on
PAGE = 400
TEXT = 270  # a search by words as JSON
NOT_MODIFIED = 2500
OVERHEAD_MS = 0.5
MEMORY_MB = 250
REINDEX = 600
IMPORT = 300
SLACK_MS = 1.0  # a difference below this is noise of the machine, not growth


@dataclass(frozen=True, slots=True)
class Gate:
    """`passed` None: not measured."""

    name: str
    ours: float
    limit: float
    unit: str
    passed: bool | None


def judge(report: dict[str, Any]) -> list[Gate]:
    return [*_pages(report), *_json(report), *_inside(report), *_growth(report)]


def _pages(report: dict[str, Any]) -> list[Gate]:
    found = []
    # Words asked for the first time cost the page and the search, for which there are goals of their own
    page_and_text = 1 / (1 / PAGE + 1 / TEXT - 1 / HELLO)
    for name, wanted in (
        ("results_browse", PAGE),
        ("results_known", PAGE),
        ("results_text", page_and_text),
        ("not_modified", NOT_MODIFIED),
    ):
        own = report["large"][name]
        found.append(_at_least(f"{name}, requests/s", own.rate, wanted * own.hello / HELLO))
    return found


def _json(report: dict[str, Any]) -> list[Gate]:
    found = []
    for name, bare in (
        ("json_list", "bare_list_ms"),
        ("json_detail", "bare_detail_ms"),
        ("hsds_list", "bare_hsds_list_ms"),
        ("hsds_detail", "bare_detail_ms"),
    ):
        own = report["large"].get(name)
        if own is None:
            found.append(Gate(f"{name}, CPU-ms", 0.0, 0.0, "at most", None))
            continue
        limit = 2 * (report["inside"][bare] + own.hello_cpu + OVERHEAD_MS)
        found.append(_at_most(f"{name}, CPU-ms", own.cpu, limit))
    return found


def _inside(report: dict[str, Any]) -> list[Gate]:
    inside, filled = report["inside"], report["filled"]
    return [
        _at_most("text search / bare bounded query, CPU", inside["find_ms"], 3 * inside["bare_match_ms"]),
        _at_pace("reindex, documents per CPU-s", filled["documents"], filled, REINDEX),
        _at_pace("PTV import, objects per CPU-s", report["import"]["objects"], report["import"], IMPORT),
        _at_most("two workers, PSS without files MB", report["memory"], MEMORY_MB),
    ]


def _growth(report: dict[str, Any]) -> list[Gate]:
    found = []
    for name, own in report["large"].items():
        small = report["small"].get(name)
        if small:
            found.append(_at_most(f"{name}, p50 ms, all data / a tenth", own.p50, 2 * small.p50 + SLACK_MS))
    return found


def _at_least(name: str, ours: float, limit: float) -> Gate:
    return Gate(name, ours, limit, "at least", ours >= limit)


def _at_pace(name: str, number: float, took: dict[str, float], wanted: float) -> Gate:
    """Against what the machine could do at the time (bench/support/pace.py)."""
    return _at_least(name, number / took["cpu"], wanted / took.get("pace", 1.0))


def _at_most(name: str, ours: float, limit: float) -> Gate:
    return Gate(name, ours, limit, "at most", ours <= limit)


def show(report: dict[str, Any], results: list[Gate]) -> None:
    heads = ("req/s", "CPU ms", "p50 ms", "p99 ms", "kB", "hello", "x hello")
    print(f"{'workload':16} " + " ".join(f"{head:>8}" for head in heads))
    for name, own in report["large"].items():
        times = own.cpu / own.hello_cpu if own.hello_cpu else 0.0
        print(
            f"{name:16} {own.rate:8.0f} {own.cpu:8.2f} {own.p50:8.1f} {own.p99:8.1f} {own.kilobytes:8.1f}"
            f" {own.hello:8.0f} {times:8.1f}"
        )
    print()
    for key, value in (*report["inside"].items(), *report["import"].items(), *report["filled"].items()):
        print(f"{key:20} {value:10.3f}")
    print()
    for one in results:
        word = "PASS" if one.passed else "FAIL" if one.passed is False else "not there"
        print(f"{word:9} {one.name:48} {one.ours:9.2f}  {one.unit} {one.limit:9.2f}")
