"""Tables of services and places as CSV or XLSX, with the columns the import reads."""

from collections.abc import Iterable, Mapping

from kotikulma.directory.formats.tables.columns import COLUMNS
from kotikulma.kernel.spreadsheets import CSV, MEDIA_TYPES, XLSX, guard, write_rows

__all__ = ["CSV", "MEDIA_TYPES", "XLSX", "guard", "template", "write_rows", "write_table"]


def write_table(kind: str, rows: Iterable[Mapping[str, str]], form: str = CSV) -> bytes:
    """All columns of `kind` under their headings; CSV is UTF-8 with a byte-order mark and semicolons."""
    headings = [column.heading for column in COLUMNS[kind]]
    return write_rows(headings, ([row.get(heading, "") for heading in headings] for row in rows), form)


def template(kind: str, form: str = CSV) -> bytes:
    """An empty table with one example row."""
    return write_table(kind, [{column.heading: column.example for column in COLUMNS[kind]}], form)
