"""The inverted index in SQLite: one contentless FTS5 table, `rowid` = document id."""

LAY = [
    "CREATE VIRTUAL TABLE search_fts USING fts5("
    "name, lead, summary, body, tags, content='', contentless_delete=1, tokenize=\"ascii tokenchars '_'\")"
]
LIFT = ["DROP TABLE search_fts"]
