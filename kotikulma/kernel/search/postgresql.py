"""The inverted index in PostgreSQL: one tsvector per document with weights A to D, under GIN."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import connection

from kotikulma.kernel.search.looks import Looks
from kotikulma.kernel.search.terms import Alternative, Branch, Clause, Columns, Row, grams, tag_token

# No foreign key: PostgreSQL refuses to empty a referenced table, and `drop` removes the rows anyway.
_TABLE = "CREATE TABLE search_vector (document_id bigint PRIMARY KEY, vector tsvector NOT NULL)"
_INDEX = "CREATE INDEX search_vector_gin ON search_vector USING gin (vector) WITH (fastupdate = off)"
_GRAMS = "CREATE TABLE search_gram (gram text NOT NULL, word_id bigint NOT NULL, PRIMARY KEY (gram, word_id))"
LAY = [_TABLE, _INDEX, _GRAMS]
LIFT = ["DROP TABLE search_vector", "DROP TABLE search_gram"]

_FIRST = (
    "SELECT {at}, (SELECT string_agg(id::text, ',') FROM"
    " (SELECT document_id AS id FROM search_vector WHERE vector @@ %s::tsquery LIMIT {cap}) b)"
)
_EVERY = (
    "SELECT * FROM (SELECT document_id AS id, {points}::float8 AS points, {bit}::bigint AS bits FROM search_vector"
    " WHERE vector @@ %s::tsquery LIMIT {cap}) b"
)
_BEST = """
SELECT id, sum(bits)::bigint FROM ({looks}) a GROUP BY id ORDER BY sum(points) DESC, id LIMIT {most}
"""
_ROWS = "SELECT id, weight, name_tokens, place_tokens FROM search_searchdocument WHERE id = ANY(%s)"
_WEIGHTS = "ABCD"


class PostgresqlIndex(Looks):
    FIRST, EVERY, BEST = _FIRST, _EVERY, _BEST

    def sought(self, looks: Sequence[Branch], tags_all: Sequence[str], tags_any: Sequence[Sequence[str]]) -> list[str]:
        filters = tag_expression(tags_all, tags_any)
        return [expression(look) + filters for look in looks]

    def in_turn(self, cursor: Any) -> Iterator[tuple[int, str | None]]:
        yield from sorted(cursor.fetchall())

    def rows(self, ids: Iterable[int]) -> list[Row]:
        with connection.cursor() as cursor:
            cursor.execute(_ROWS, [list(ids)])
            rows: list[Row] = cursor.fetchall()
            return rows

    def settle(self) -> None:
        """Nothing: without pending entries (`fastupdate = off`) a GIN index is always in order."""

    def write(self, rows: Sequence[tuple[int, Columns]]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO search_vector(document_id, vector) VALUES (%s, %s::tsvector)"
                " ON CONFLICT (document_id) DO UPDATE SET vector = excluded.vector",
                [(document, vector(columns)) for document, columns in rows],
            )

    def drop(self, ids: Sequence[int]) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_vector WHERE document_id = ANY(%s)", [list(ids)])

    def write_tags(self, tags: Sequence[tuple[int, Sequence[str]]]) -> None:
        pairs = [(document, tag) for document, own in tags for tag in own]
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM search_searchtag WHERE document_id = ANY(%s)", [[document for document, _ in tags]]
            )
            cursor.execute(
                "INSERT INTO search_searchtag(document_id, tag) SELECT * FROM unnest(%s::bigint[], %s::text[])",
                [[document for document, _ in pairs], [tag for _, tag in pairs]],
            )

    def write_words(self, words: Sequence[str]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO search_searchword(word) SELECT * FROM unnest(%s::text[]) ON CONFLICT DO NOTHING"
                " RETURNING id, word",
                [list(words)],
            )
            pairs = sorted((gram, number) for number, word in cursor.fetchall() for gram in grams(word))
            cursor.execute(
                "INSERT INTO search_gram(gram, word_id) SELECT * FROM unnest(%s::text[], %s::bigint[])"
                " ON CONFLICT DO NOTHING",
                [[gram for gram, _ in pairs], [number for _, number in pairs]],
            )

    def forget_words(self, words: Sequence[tuple[int, str]]) -> None:
        pairs = [(gram, number) for number, word in words for gram in grams(word)]
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM search_gram g USING unnest(%s::text[], %s::bigint[]) AS gone(gram, word_id)"
                " WHERE g.gram = gone.gram AND g.word_id = gone.word_id",
                [[gram for gram, _ in pairs], [number for _, number in pairs]],
            )
            cursor.execute("DELETE FROM search_searchword WHERE id = ANY(%s)", [[number for number, _ in words]])


def vector(columns: Columns) -> str:
    """A tsvector literal: `'token':1A`, tags without a weight. A token stands in its best column only."""
    *texts, tags = columns
    weighed = [f"'{token}':1{_WEIGHTS[at]}" for at, tokens in enumerate(texts) for token in tokens]
    return " ".join((*weighed, *(f"'{token}'" for token in tags)))


def expression(branch: Branch) -> str:
    """`(('a':AB | ('b':AB & 'c':AB)) & ('d':*AB))`."""
    weights = _WEIGHTS[: branch.depth] if branch.depth < len(_WEIGHTS) else ""
    return " & ".join(any_of(clause, weights) for clause in branch.clauses)


def any_of(clause: Clause, weights: str = "") -> str:
    return "(" + " | ".join(_alternative(one, weights) for one in clause) + ")"


def tag_expression(tags_all: Sequence[str], tags_any: Sequence[Sequence[str]]) -> str:
    text = "".join(f" & '{tag_token(tag)}'" for tag in tags_all)
    for group in tags_any:
        if group:
            text += " & (" + " | ".join(f"'{tag_token(tag)}'" for tag in group) + ")"
    return text


def _alternative(alternative: Alternative, weights: str) -> str:
    if alternative.prefix:
        return f"'{alternative.tokens[0]}':*{weights}"
    safe = [token.replace("'", "''").replace("\\", "") for token in alternative.tokens]
    tokens = " & ".join(f"'{token}':{weights}" if weights else f"'{token}'" for token in safe)
    return f"({tokens})"
