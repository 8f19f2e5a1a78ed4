"""Services and places as a table one can open in a spreadsheet: the columns, reading, writing. Pure."""

from kotikulma.directory.formats.tables.columns import COLUMNS, PLACES, SERVICES
from kotikulma.directory.formats.tables.reading import Sheet, TableRefused, read_sheet
from kotikulma.directory.formats.tables.rows import TableRow, read_row
from kotikulma.directory.formats.tables.writing import template, write_table
from kotikulma.kernel.sheets import CSV, MEDIA_TYPES, XLSX

__all__ = [
    "COLUMNS",
    "CSV",
    "MEDIA_TYPES",
    "PLACES",
    "SERVICES",
    "XLSX",
    "Sheet",
    "TableRefused",
    "TableRow",
    "read_row",
    "read_sheet",
    "template",
    "write_table",
]
