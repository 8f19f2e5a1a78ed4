"""The inverted index in PostgreSQL: one tsvector per document with weights A to D, under GIN."""

LAY = [
    "CREATE TABLE search_vector (document_id bigint PRIMARY KEY REFERENCES search_searchdocument(id)"
    " ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED, vector tsvector NOT NULL)",
    "CREATE INDEX search_vector_gin ON search_vector USING gin (vector) WITH (fastupdate = off)",
]
LIFT = ["DROP TABLE search_vector"]
