"""The inverted index in SQLite: one contentless FTS5 table, `rowid` = document id.

Our tokens come ready-made, so the tokenizer only splits at spaces: `ascii` takes every other
character as it is. No `bm25()`: it counts every document of every token first, however few are
ranked; bounded branches with points cost the same at any size.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection

from kotikulma.kernel.search.looks import Looks
from kotikulma.kernel.search.terms import (
    COLUMNS,
    Alternative,
    Branch,
    Clause,
    Columns,
    Row,
    grams,
    tag_token,
)

# Nobody asks for phrases or positions: detail=column is smaller and faster.
_TABLE = (
    "CREATE VIRTUAL TABLE search_fts USING fts5("
    "name, lead, summary, body, tags, content='', contentless_delete=1, detail=column,"
    " tokenize=\"ascii tokenchars '_'\")"
)
# Three letters at a time of each known word, without a second copy under a number of its own
_GRAMS = (
    "CREATE TABLE search_gram (gram text NOT NULL, word_id integer NOT NULL, PRIMARY KEY (gram, word_id)) WITHOUT ROWID"
)
LAY = [_TABLE, _GRAMS]
LIFT = ["DROP TABLE search_fts", "DROP TABLE search_gram"]

# One row a look: each row costs more than the few numbers it would hold
_FIRST = (
    "SELECT {at}, (SELECT group_concat(id) FROM"
    " (SELECT rowid AS id FROM search_fts WHERE search_fts MATCH %s LIMIT {cap}))"
)
_EVERY = (
    "SELECT * FROM (SELECT rowid AS id, {points} AS points, {bit} AS bits FROM search_fts"
    " WHERE search_fts MATCH %s LIMIT {cap})"
)
_BEST = """
SELECT id, sum(bits) FROM ({looks}) GROUP BY id ORDER BY sum(points) DESC, id LIMIT {most}
"""
# One text for any number of ids: SQLite keeps it prepared. In the order of the table, so that no page is read twice.
_ROWS = """
SELECT d.id, d.weight, d.name_tokens, d.place_tokens
FROM json_each(%s) AS asked CROSS JOIN search_searchdocument d ON d.id = asked.value
"""


class SqliteIndex(Looks):
    FIRST, EVERY, BEST = _FIRST, _EVERY, _BEST

    def sought(self, looks: Sequence[Branch], tags_all: Sequence[str], tags_any: Sequence[Sequence[str]]) -> list[str]:
        filters = tag_expression(tags_all, tags_any)
        return [expression(look) + filters for look in looks]

    def in_turn(self, cursor: Any) -> Iterator[tuple[int, str | None]]:
        # One at a time: a look whose turn does not come is never made
        while row := cursor.fetchone():
            yield row

    def rows(self, ids: Iterable[int]) -> list[Row]:
        with connection.cursor() as cursor:
            cursor.execute(_ROWS, [json.dumps(sorted(ids))])
            rows: list[Row] = cursor.fetchall()
            return rows

    def settle(self) -> None:
        """Each write leaves a segment of its own, and every token is looked up in every segment: merge them all.

        Until the next time few small ones may stand beside the large one; the table remembers that.
        """
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_fts(search_fts, rank) VALUES ('automerge', 2), ('crisismerge', 3)")
            cursor.execute("INSERT INTO search_fts(search_fts) VALUES ('optimize')")

    def write(self, rows: Sequence[tuple[int, Columns]]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT OR REPLACE INTO search_fts(rowid, name, lead, summary, body, tags)"
                " VALUES (%s, %s, %s, %s, %s, %s)",
                [(document, *(" ".join(tokens) for tokens in columns)) for document, columns in rows],
            )

    def drop(self, ids: Sequence[int]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany("DELETE FROM search_fts WHERE rowid = %s", [(document,) for document in ids])

    def write_tags(self, tags: Sequence[tuple[int, Sequence[str]]]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                "DELETE FROM search_searchtag WHERE document_id = %s", [(document,) for document, _ in tags]
            )
            cursor.executemany(
                "INSERT INTO search_searchtag(tag, document_id) VALUES (%s, %s)",
                sorted((tag, document) for document, own in tags for tag in own),
            )

    def write_words(self, words: Sequence[str]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO search_searchword(word) SELECT value FROM json_each(%s) WHERE true"
                " ON CONFLICT DO NOTHING RETURNING id, word",
                [json.dumps(list(words))],
            )
            cursor.executemany(
                "INSERT OR IGNORE INTO search_gram(gram, word_id) VALUES (%s, %s)",
                sorted((gram, number) for number, word in cursor.fetchall() for gram in grams(word)),
            )

    def forget_words(self, words: Sequence[tuple[int, str]]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                "DELETE FROM search_gram WHERE gram = %s AND word_id = %s",
                [(gram, number) for number, word in words for gram in grams(word)],
            )
            cursor.executemany("DELETE FROM search_searchword WHERE id = %s", [(number,) for number, _ in words])


def expression(branch: Branch) -> str:
    """`{name lead} : (("a" OR ("b" AND "c")) AND ("d" *))`."""
    clauses = " AND ".join(map(_clause, branch.clauses))
    columns = " ".join(COLUMNS[: branch.depth])
    return f"({{{columns}}} : ({clauses}))"


def tag_expression(tags_all: Sequence[str], tags_any: Sequence[Sequence[str]]) -> str:
    text = "".join(f' AND "{tag_token(tag)}"' for tag in tags_all)
    for group in tags_any:
        if group:
            text += " AND (" + " OR ".join(f'"{tag_token(tag)}"' for tag in group) + ")"
    return text


@lru_cache(maxsize=512)
def _clause(clause: Clause) -> str:
    """The same in most looks of a query."""
    return f"({' OR '.join(map(_alternative, clause))})"


def _alternative(alternative: Alternative) -> str:
    if alternative.prefix:
        return f'"{_safe(alternative.tokens[0])}" *'
    return "(" + " AND ".join(f'"{_safe(token)}"' for token in alternative.tokens) + ")"


def _safe(token: str) -> str:
    """Tokens are letters, digits and underscores; whatever else a dictionary may hold would end the token."""
    return token if token.replace("_", "").isalnum() else "_none_"
