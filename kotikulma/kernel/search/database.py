"""The inverted index of the database in use."""

from django.db import connection

from kotikulma.kernel.search.postgresql import PostgresqlIndex
from kotikulma.kernel.search.sqlite import SqliteIndex
from kotikulma.kernel.search.terms import Index


def inverted_index() -> Index:
    return PostgresqlIndex() if connection.vendor == "postgresql" else SqliteIndex()
