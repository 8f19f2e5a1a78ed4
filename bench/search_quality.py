"""How well search finds, with Voikko and without: hit@1, hit@5, MRR, empty answers, time per query.

    python bench/search_quality.py [--voikko auto|off] [--large] [--misses] [--json]

Lays its own temporary SQLite database: the 250 general descriptions of PTV from the shared data
(`KOTIKULMA_SHARED_DATA`, default ../shared/data beside the checkout; left out with a warning when
absent) and the local documents of bench/search_queries.json. `--large` adds 1,790 real services.
Without --voikko both analysers run, each in its own process.
"""

import argparse
import csv
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

HERE = Path(__file__).resolve().parent
SHARED = Path(os.environ.get("KOTIKULMA_SHARED_DATA", HERE.parent.parent / "shared" / "data"))
GENERAL = SHARED / "ptv" / "general_descriptions_250.json"
SERVICES = SHARED / "ptv" / "ptv_real_services_names_summaries.csv"
PUBLIC_QUERIES = SHARED / "search" / "queries.json"
LOCAL = "L:"


def main() -> int:
    options = _options()
    if options.voikko is None:
        codes = [_run_again(choice) for choice in ("auto", "off")]
        return max(codes)
    with tempfile.TemporaryDirectory() as folder:
        _start_django(Path(folder), options.voikko)
        report = _measure(large=options.large)
    if options.json:
        print(json.dumps(report, ensure_ascii=False))
    else:
        _print(report, misses=options.misses)
    return 0 if report["violations"] == 0 else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--voikko", choices=["auto", "off"])
    parser.add_argument("--large", action="store_true", help="add 1,790 real services to the corpus")
    parser.add_argument("--misses", action="store_true", help="list the queries whose first answer was another")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--quick", action="store_true", help="as every bench takes it; this one is quick anyway")
    return parser.parse_args()


def _run_again(choice: str) -> int:
    command = [sys.executable, __file__, "--voikko", choice, *sys.argv[1:]]
    return subprocess.run(command, check=False).returncode


def _start_django(folder: Path, voikko: str) -> None:
    """Only what search needs, so that the bench measures nothing else."""
    sys.path.insert(0, str(HERE.parent))
    import django
    from django.conf import settings
    from django.core.management import call_command

    settings.configure(
        INSTALLED_APPS=["kotikulma.kernel.search.apps.SearchConfig"],
        DATABASES={
            "default": {
                "ENGINE": "kotikulma.kernel.db.sqlite3",
                "NAME": str(folder / "search.sqlite3"),
                "OPTIONS": {"transaction_mode": "IMMEDIATE"},
            }
        },
        VAR=Path(os.environ.get("KOTIKULMA_VAR", HERE.parent / "var")),
        VOIKKO=voikko,
        USE_TZ=True,
    )
    django.setup()
    from kotikulma.kernel.db import among

    among.register()
    call_command("migrate", verbosity=0)


def _measure(*, large: bool) -> dict[str, Any]:
    from kotikulma.kernel import search
    from kotikulma.kernel.text import backends

    analyser = backends.prepare()
    local = json.loads((HERE / "search_queries.json").read_text("utf-8"))
    documents = [*_local_documents(local["documents"]), *_general_descriptions(), *(_services() if large else ())]
    began = time.perf_counter()
    search.index(documents)
    search.forget_missing()
    took = time.perf_counter() - began
    sets = {"own": local["queries"]}
    if PUBLIC_QUERIES.exists():
        sets = {"public": json.loads(PUBLIC_QUERIES.read_text("utf-8")), **sets}
    results = {name: _ask(queries) for name, queries in sets.items()}
    return {
        "analyser": analyser,
        "documents": len(documents),
        "documents_per_second": round(len(documents) / took),
        "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "results": results,
        "violations": sum(result["violations"] for result in results.values()),
    }


def _ask(queries: list[dict[str, Any]]) -> dict[str, Any]:
    from kotikulma.kernel import search

    ranks, times, misses, violations, empty = [], [], [], 0, 0
    for query in queries:
        began = time.perf_counter()
        found = search.find(query["query"])
        cards = search.cards([hit.id for hit in found.hits[:10]])
        times.append((time.perf_counter() - began) * 1000)
        names = [(LOCAL if card.kind == "local" else "") + card.names.get("fi", "") for card in cards]
        rank = next((at for at, name in enumerate(names, 1) if name in query["expect_any_of"]), None)
        ranks.append(rank)
        empty += not names
        forbidden = set(query.get("never", ())) & set(names[:5])
        if query["query"].startswith("hyvinvointitup") or query["query"].startswith("hyvinvointituv"):
            forbidden |= {name for name in names[:5] if "upak" in name}
        violations += bool(forbidden)
        if rank != 1 or forbidden:
            misses.append({"query": query["query"], "note": query["note"], "rank": rank, "got": names[:5]})
    times.sort()
    return {
        "queries": len(queries),
        "hit1": _share(rank == 1 for rank in ranks),
        "hit5": _share(rank is not None and rank <= 5 for rank in ranks),
        "mrr": round(sum(1 / rank for rank in ranks if rank) / len(ranks), 3),
        "empty": empty,
        "violations": violations,
        "ms_median": round(times[len(times) // 2], 1),
        "ms_p95": round(times[int(len(times) * 0.95)], 1),
        "ms_max": round(times[-1], 1),
        "misses": misses,
    }


def _share(values: Iterable[bool]) -> float:
    flags = list(values)
    return round(sum(flags) / len(flags), 3)


def _local_documents(rows: list[dict[str, Any]]) -> Iterator[Any]:
    from kotikulma.kernel.search import Document

    for row in rows:
        yield Document(
            kind="local",
            uuid=uuid5(NAMESPACE_URL, row["names"]["fi"]),
            names=row["names"],
            summaries=row["summaries"],
            keywords=row.get("keywords", {}),
            place_words=row["places"],
        )


def _general_descriptions() -> Iterator[Any]:
    from kotikulma.kernel.search import Document

    if not GENERAL.exists():
        print(f"No general descriptions at {GENERAL}; set KOTIKULMA_SHARED_DATA.", file=sys.stderr)
        return
    for row in json.loads(GENERAL.read_text("utf-8-sig")):
        texts = {key: {item["Lang"]: _flat(item["Label"]) for item in row[key] or ()} for key in TEXTS}
        terms = [item["Value"] for item in row["OntologyTerm"] or ()]
        yield Document(
            kind="general-description",
            uuid=uuid5(NAMESPACE_URL, row["Id"]),
            names=texts["Name"],
            summaries=texts["ShortDescription"],
            bodies=_joined(texts[key] for key in TEXTS[2:]),
            keywords={"fi": terms} if terms else {},
        )


TEXTS = ("Name", "ShortDescription", "Description", "BackgroundDescription", "UserInstructions")


def _joined(texts: Iterable[dict[str, str]]) -> dict[str, str]:
    joined: dict[str, list[str]] = {}
    for own in texts:
        for lang, text in own.items():
            joined.setdefault(lang, []).append(text)
    return {lang: "\n".join(parts) for lang, parts in joined.items()}


def _flat(label: str | None) -> str:
    """Plain text, also of a Draft.js document in a string."""
    if not label or not label.startswith('{"'):
        return label or ""
    return "\n".join(block["text"] for block in json.loads(label)["blocks"] if block["text"].strip())


def _services() -> Iterator[Any]:
    from kotikulma.kernel.search import Document

    if not SERVICES.exists():
        return
    with SERVICES.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            yield Document(
                kind="service",
                uuid=uuid5(NAMESPACE_URL, row["ptv_service_id"]),
                names={"fi": row["name_fi"]},
                summaries={"fi": row["summary_fi"]},
            )


def _print(report: dict[str, Any], *, misses: bool) -> None:
    print(
        f"{report['analyser']}: {report['documents']} documents, indexed {report['documents_per_second']}/s,"
        f" peak memory {report['rss_mb']} MB"
    )
    for name, result in report["results"].items():
        print(
            f"  {name:7} {result['queries']:4} queries  hit@1 {result['hit1']:.3f}  hit@5 {result['hit5']:.3f}"
            f"  MRR {result['mrr']:.3f}  empty {result['empty']}  forbidden {result['violations']}"
            f"  ms median {result['ms_median']} p95 {result['ms_p95']} max {result['ms_max']}"
        )
        for miss in result["misses"] if misses else ():
            print(f"    rank {miss['rank']}: {miss['query']} ({miss['note']}) -> {'; '.join(miss['got'])}")


if __name__ == "__main__":
    raise SystemExit(main())
