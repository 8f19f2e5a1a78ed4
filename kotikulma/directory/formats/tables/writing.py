"""Services and places to CSV or XLSX, every column under its heading."""

from collections.abc import Iterable, Mapping

from kotikulma.directory.formats.tables.columns import COLUMNS
from kotikulma.kernel.sheets import CSV, write_rows


def write_table(kind: str, rows: Iterable[Mapping[str, str]], form: str = CSV) -> bytes:
    """All columns of `kind`."""
    headings = [column.heading for column in COLUMNS[kind]]
    return write_rows(headings, ([row.get(heading, "") for heading in headings] for row in rows), form)


def template(kind: str, form: str = CSV) -> bytes:
    """An empty table with one example row."""
    return write_table(kind, [{column.heading: column.example for column in COLUMNS[kind]}], form)
