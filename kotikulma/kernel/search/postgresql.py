"""The inverted index in PostgreSQL: one tsvector per document with weights A to D, under GIN."""

from collections.abc import Sequence

from django.db import connection

from kotikulma.kernel.search.terms import Alternative, Branch, Columns, Row, grams, tag_token

# No foreign key: PostgreSQL refuses to empty a referenced table, and `drop` removes the rows anyway.
_TABLE = "CREATE TABLE search_vector (document_id bigint PRIMARY KEY, vector tsvector NOT NULL)"
_INDEX = "CREATE INDEX search_vector_gin ON search_vector USING gin (vector) WITH (fastupdate = off)"
LAY = [_TABLE, _INDEX]
LIFT = ["DROP TABLE search_vector"]

_BRANCH = (
    "SELECT * FROM (SELECT document_id AS id, {points}::float8 AS points, {bit}::bigint AS bits FROM search_vector"
    " WHERE vector @@ %s::tsquery LIMIT {cap}) b"
)
_CANDIDATES = """
SELECT d.id, d.object_uuid, d.kind, d.tags, d.latitude, d.longitude, d.weight, d.name_tokens, d.place_tokens,
       f.points, f.bits
FROM (SELECT id, sum(points) AS points, sum(bits)::bigint AS bits FROM ({branches}) a GROUP BY id
      ORDER BY sum(points) DESC, id LIMIT {limit}) f
JOIN search_searchdocument d ON d.id = f.id
"""
_WEIGHTS = "ABCD"


class PostgresqlIndex:
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
            return [Row(*row) for row in cursor.fetchall()]

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
            pairs = [(gram, number) for number, word in cursor.fetchall() for gram in grams(word)]
            cursor.execute(
                "INSERT INTO search_searchgram(gram, word_id) SELECT * FROM unnest(%s::text[], %s::bigint[])",
                [[gram for gram, _ in pairs], [number for _, number in pairs]],
            )


def vector(columns: Columns) -> str:
    """A tsvector literal: `'token':1A`, tags without a weight. A token stands in its best column only."""
    *texts, tags = columns
    weighed = [f"'{token}':1{_WEIGHTS[at]}" for at, tokens in enumerate(texts) for token in tokens]
    return " ".join((*weighed, *(f"'{token}'" for token in tags)))


def expression(branch: Branch) -> str:
    """`(('a':AB | ('b':AB & 'c':AB)) & ('d':*AB))`."""
    weights = _WEIGHTS[: branch.depth] if branch.depth < len(_WEIGHTS) else ""
    return " & ".join("(" + " | ".join(_alternative(one, weights) for one in clause) + ")" for clause in branch.clauses)


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
