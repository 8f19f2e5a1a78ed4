"""What is measured inside one process, in CPU time: python -m bench.support.inside. Prints one line of JSON.

Floors are the bare statements with the same parameters, over the same connection, rows fetched and thrown away.
"""

import json
import statistics
import time
from collections.abc import Callable
from typing import Any

from bench.support import start
from bench.support.words import queries

start.django()

from django.db import connection  # noqa: E402

from kotikulma.kernel.search import queries as search  # noqa: E402

ROUNDS = 3
PAGES = 100
LIST = "SELECT id, item FROM directory_publicdocument WHERE kind = 'service' AND id > %s ORDER BY id LIMIT 20"
DETAIL = "SELECT detail, modified_at FROM directory_publicdocument WHERE uuid = %s"
HSDS_LIST = "SELECT hsds_item FROM directory_publicdocument WHERE kind = 'service' AND id >= %s ORDER BY id LIMIT 20"


def main() -> None:
    texts = queries(64)
    statements = _statements_of(texts)
    ids, uuids = _samples()
    print(
        json.dumps(
            {
                "find_ms": _cpu([lambda text=text: search.find(text) for text in texts]),
                "bare_match_ms": _cpu([lambda own=own: _bare(own) for own in statements]),
                "plain_rank_ms": _cpu([lambda text=text: _plain_rank(text) for text in texts]),
                "statements": sum(map(len, statements)) / len(statements),
                "bare_list_ms": _cpu([lambda one=one: _bare([(LIST, [one])]) for one in ids]),
                "bare_detail_ms": _cpu([lambda one=one: _bare([(DETAIL, [one])]) for one in uuids]),
                "bare_hsds_list_ms": _cpu([lambda one=one: _bare([(HSDS_LIST, [one])]) for one in ids]),
            }
        )
    )


def _statements_of(texts: list[str]) -> list[list[tuple[str, Any]]]:
    """The statements each query sends. The first run warms the words and is not kept."""
    for text in texts:
        search.find(text)
    found = []
    for text in texts:
        own: list[tuple[str, Any]] = []

        def keep(execute: Any, sql: str, params: Any, many: bool, context: Any, own: Any = own) -> Any:
            own.append((sql, params))
            return execute(sql, params, many, context)

        with connection.execute_wrapper(keep):
            search.find(text)
        found.append(own)
    return found


def _bare(statements: list[tuple[str, Any]]) -> None:
    with connection.cursor() as cursor:
        for sql, params in statements:
            cursor.execute(sql, params)
            cursor.fetchall()


def _plain_rank(text: str) -> None:
    """The query anybody would write: all words, best twenty by the library's own rank."""
    words = [word for word in text.lower().split() if word.isalnum()]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT document_id FROM search_vector, plainto_tsquery('simple', %s) q WHERE vector @@ q"
                " ORDER BY ts_rank(vector, q) DESC LIMIT 20",
                [" ".join(words)],
            )
        else:
            match = " AND ".join(f'"{word}"' for word in words)
            cursor.execute("SELECT rowid FROM search_fts WHERE search_fts MATCH %s ORDER BY rank LIMIT 20", [match])
        cursor.fetchall()


def _samples() -> tuple[list[int], list[Any]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, uuid FROM directory_publicdocument WHERE kind = 'service' ORDER BY id")
        rows = cursor.fetchall()
    step = max(len(rows) // PAGES, 1)
    return [row[0] for row in rows[::step]], [row[1] for row in rows[::step]]


def _cpu(calls: list[Callable[[], Any]]) -> float:
    """Milliseconds of CPU a call, median of rounds."""
    rounds = []
    for _ in range(ROUNDS):
        began = time.process_time()
        for call in calls:
            call()
        rounds.append((time.process_time() - began) * 1000 / len(calls))
    return round(statistics.median(rounds), 4)


if __name__ == "__main__":
    main()
