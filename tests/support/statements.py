"""Which tests need not run again on PostgreSQL: each statement they make is made there by another.

    python -m pytest --database=postgres --every-test -p tests.support.statements -n 2

runs all that ask the database, notes what each asks, and writes the list anew. A test the list does not know runs.
"""

import heapq
import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
import pytest

LIST = Path(__file__).with_name("left_out_on_postgres.txt")
# Budgets, rights and real processes are looked at on both
KEPT = re.compile(r"test_query_counts|test_permissions|test_races|test_jobs_crash|acceptance/")
Asked = dict[str, list[str]]  # test function -> its statements

_asked: Asked = {}
_now: list[str] = []
_one_of_many = (re.compile(r"%s(\s*,\s*%s)+"), re.compile(r"\(%s\)(\s*,\s*\(%s\))+"))


@cache
def left_out() -> frozenset[str]:
    """Test functions: `kotikulma/events/tests/test_series.py::test_a_day_is_left_out`."""
    return frozenset(line for line in LIST.read_text().splitlines() if "::" in line)


def function_of(nodeid: str) -> str:
    return nodeid.partition("[")[0]


def shape(statement: object) -> str:
    """A statement without its values: as many rows and names as there are, one stands for them."""
    words = statement.decode() if isinstance(statement, bytes) else str(statement)
    for many in _one_of_many:
        words = many.sub(lambda found: found[0].partition(",")[0], words)
    return re.sub(r"\d+|'[^']*'", "?", words)


def spare(asked: Asked) -> list[str]:
    """Those that can go: of what is asked by several, one who asks it stays; the one that adds most stays first."""
    stay = {test for test, statements in asked.items() if not statements or KEPT.search(test)}
    made = {what for test in stay for what in asked[test]}

    def adds(test: str) -> int:
        return len(set(asked[test]) - made)

    line = [(-adds(test), test) for test in sorted(asked.keys() - stay)]
    heapq.heapify(line)
    while line:
        _before, test = heapq.heappop(line)
        found = adds(test)
        if found and line and -line[0][0] > found:
            heapq.heappush(line, (-found, test))
        elif found:
            stay.add(test)
            made |= set(asked[test])
    return sorted(asked.keys() - stay)


def _note(name: str) -> None:
    asks = getattr(psycopg.Cursor, name)

    def noted(self: Any, query: Any, *rest: Any, **more: Any) -> Any:
        _now.append(shape(query))
        try:
            return asks(self, query, *rest, **more)
        except psycopg.Error as error:
            _now.append(f"{type(error).__name__}: {shape(query)}")  # what is refused is a thing of its own
            raise

    setattr(psycopg.Cursor, name, noted)


def pytest_configure(config: pytest.Config) -> None:
    for name in ("execute", "executemany"):
        _note(name)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Any:
    _now.clear()
    done = yield
    known = _asked.setdefault(function_of(item.nodeid), [])
    known += sorted(set(_now) - set(known))
    return done


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: Any) -> None:
    """What a worker noted, when it goes."""
    together = defaultdict(list, _asked)
    for test, statements in getattr(node, "workeroutput", {}).get("asked", {}).items():
        together[test] += statements
    _asked.update(together)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["asked"] = _asked
    elif _asked:
        LIST.write_text(
            f"# Made by {__name__}, which says what it is.\n" + "".join(f"{one}\n" for one in spare(_asked))
        )
