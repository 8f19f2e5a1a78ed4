"""Words of things that are no longer in the index of the house: a table of ours, looked through by an index beside it.

    WORDS = WordsBeside("events_eventwords", "event_id")   # a column `words`, with a space between them
    migrations.RunPython(WORDS.lay, WORDS.lift)
    WORDS.find(search.demands(text), 500)                   # the largest keys first

The database keeps the index itself: SQLite by triggers on the table, PostgreSQL by an index on an expression.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from kotikulma.kernel.search import postgresql, sqlite
from kotikulma.kernel.search.terms import Branch, Clause

_TABLE = (
    "CREATE VIRTUAL TABLE {table}_fts USING fts5(name, content='', contentless_delete=1, detail=column,"
    " tokenize=\"ascii tokenchars '_'\")"
)
_FILL = "INSERT INTO {table}_fts(rowid, name) SELECT {key}, words FROM {table}"
# What was emptied without its triggers may still be in the index; a key that comes again is written anew.
_WRITE = "INSERT OR REPLACE INTO {table}_fts(rowid, name) VALUES (new.{key}, new.words)"
_ADDED = f"CREATE TRIGGER {{table}}_added AFTER INSERT ON {{table}} BEGIN {_WRITE}; END"
_CHANGED = f"CREATE TRIGGER {{table}}_changed AFTER UPDATE ON {{table}} BEGIN {_WRITE}; END"
_GONE = "CREATE TRIGGER {table}_gone AFTER DELETE ON {table} BEGIN DELETE FROM {table}_fts WHERE rowid = old.{key}; END"
_SQLITE = (_TABLE, _FILL, _ADDED, _CHANGED, _GONE)
# `+`: or the table is gone through, and the words are looked for once for each of its rows
_SQLITE_FIND = (
    "SELECT rowid FROM {table}_fts WHERE {table}_fts MATCH %s AND +rowid IN (SELECT {key} FROM {table})"
    " ORDER BY rowid DESC LIMIT %s"
)
_VECTOR = "array_to_tsvector(string_to_array(words, ' '))"
_POSTGRESQL = f"CREATE INDEX {{table}}_gin ON {{table}} USING gin ({_VECTOR}) WITH (fastupdate = off)"
_POSTGRESQL_FIND = (
    "SELECT {key} FROM {table} WHERE array_to_tsvector(string_to_array(words, ' ')) @@ %s::tsquery"
    " ORDER BY {key} DESC LIMIT %s"
)


@dataclass(frozen=True, slots=True)
class WordsBeside:
    """`table` and `key` are names of ours; `key` is a whole number."""

    table: str
    key: str

    def find(self, clauses: Sequence[Clause], most: int) -> list[int]:
        """Keys of what has of each clause one alternative whole, the largest first: one statement."""
        if not clauses:
            return []
        asked = Branch(tuple(clauses), depth=1, points=0, bit=0, cap=most)
        ours, statement = sqlite.expression(asked), _SQLITE_FIND
        if connection.vendor == "postgresql":
            ours, statement = " & ".join(map(postgresql.any_of, clauses)), _POSTGRESQL_FIND
        with connection.cursor() as cursor:
            cursor.execute(self._named(statement), [ours, most])
            return [row[0] for row in cursor.fetchall()]

    def lay(self, apps: Any, schema_editor: Any) -> None:
        postgres = schema_editor.connection.vendor == "postgresql"
        for statement in (_POSTGRESQL,) if postgres else _SQLITE:
            schema_editor.execute(self._named(statement))

    def lift(self, apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP INDEX {self.table}_gin")
            return
        for name in ("added", "changed", "gone"):
            schema_editor.execute(f"DROP TRIGGER {self.table}_{name}")
        schema_editor.execute(f"DROP TABLE {self.table}_fts")

    def _named(self, statement: str) -> str:
        return statement.format(table=self.table, key=self.key)
