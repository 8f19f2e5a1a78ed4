"""The inverted index in SQLite: one contentless FTS5 table, `rowid` = document id.

Our tokens come ready-made, so the tokenizer only splits at spaces: `ascii` takes every other
character as it is. No `bm25()`: it counts every document of every token first, however few are
ranked; bounded branches with points cost the same at any size.
"""

import json
from collections.abc import Sequence

from django.db import connection

from kotikulma.kernel.search.terms import COLUMNS, Alternative, Branch, Columns, Row, grams, tag_token

# Nobody asks for phrases or positions: detail=column is smaller and faster.
_TABLE = (
    "CREATE VIRTUAL TABLE search_fts USING fts5("
    "name, lead, summary, body, tags, content='', contentless_delete=1, detail=column,"
    " tokenize=\"ascii tokenchars '_'\")"
)
LAY = [_TABLE]
LIFT = ["DROP TABLE search_fts"]

_BRANCH = (
    "SELECT * FROM (SELECT rowid AS id, {points} AS points, {bit} AS bits FROM search_fts"
    " WHERE search_fts MATCH %s LIMIT {cap})"
)
_CANDIDATES = """
SELECT d.id, d.object_uuid, d.kind, d.tags, d.latitude, d.longitude, d.weight, d.name_tokens, d.place_tokens,
       f.points, f.bits
FROM (SELECT id, sum(points) AS points, sum(bits) AS bits FROM ({branches})
      GROUP BY id ORDER BY points DESC, id LIMIT {limit}) f
CROSS JOIN search_searchdocument d ON d.id = f.id
"""


class SqliteIndex:
    def candidates(
        self, branches: Sequence[Branch], tags_all: Sequence[str], tags_any: Sequence[Sequence[str]], limit: int
    ) -> list[Row]:
        if not branches:
            return []
        filters = tag_expression(tags_all, tags_any)
        selects = [_BRANCH.format(points=branch.points, bit=branch.bit, cap=branch.cap) for branch in branches]
        sql = _CANDIDATES.format(branches=" UNION ALL ".join(selects), limit=int(limit))
        with connection.cursor() as cursor:
            cursor.execute(sql, [expression(branch) + filters for branch in branches])
            return [Row._make(row) for row in cursor.fetchall()]

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
                "INSERT INTO search_searchtag(document_id, tag) VALUES (%s, %s)",
                [(document, tag) for document, own in tags for tag in own],
            )

    def write_words(self, words: Sequence[str]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO search_searchword(word) SELECT value FROM json_each(%s) WHERE true"
                " ON CONFLICT DO NOTHING RETURNING id, word",
                [json.dumps(list(words))],
            )
            new = cursor.fetchall()
            cursor.executemany(
                "INSERT INTO search_searchgram(gram, word_id) VALUES (%s, %s)",
                [(gram, number) for number, word in new for gram in grams(word)],
            )


def expression(branch: Branch) -> str:
    """`{name lead} : (("a" OR ("b" AND "c")) AND ("d" *))`."""
    clauses = " AND ".join("(" + " OR ".join(_alternative(one) for one in clause) + ")" for clause in branch.clauses)
    columns = " ".join(COLUMNS[: branch.depth])
    return f"({{{columns}}} : ({clauses}))"


def tag_expression(tags_all: Sequence[str], tags_any: Sequence[Sequence[str]]) -> str:
    text = "".join(f' AND "{tag_token(tag)}"' for tag in tags_all)
    for group in tags_any:
        if group:
            text += " AND (" + " OR ".join(f'"{tag_token(tag)}"' for tag in group) + ")"
    return text


def _alternative(alternative: Alternative) -> str:
    if alternative.prefix:
        return f'"{_safe(alternative.tokens[0])}" *'
    return "(" + " AND ".join(f'"{_safe(token)}"' for token in alternative.tokens) + ")"


def _safe(token: str) -> str:
    """Tokens are letters, digits and underscores; whatever else a dictionary may hold would end the token."""
    return token if token.replace("_", "").isalnum() else "_none_"
