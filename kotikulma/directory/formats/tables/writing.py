"""Rows of text to CSV or XLSX. A cell a spreadsheet would calculate gets an apostrophe before it."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from kotikulma.directory.formats.tables.columns import COLUMNS
from kotikulma.directory.formats.tables.reading import GUARDED

CSV, XLSX = "csv", "xlsx"
MEDIA_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def guard(cell: str) -> str:
    """An opening = + - @ tab or return must not start a formula in the reader's spreadsheet."""
    return f"'{cell}" if cell.startswith(GUARDED) else cell


def write_table(kind: str, rows: Iterable[Mapping[str, str]], form: str = CSV) -> bytes:
    """All columns of `kind` under their headings; CSV is UTF-8 with a byte-order mark and semicolons."""
    headings = [column.heading for column in COLUMNS[kind]]
    return write_rows(headings, ([row.get(heading, "") for heading in headings] for row in rows), form)


def write_rows(headings: Sequence[str], rows: Iterable[Sequence[str]], form: str = CSV) -> bytes:
    """Any list of the workspace, its headings in the reader's language."""
    lines = ([guard(cell) for cell in row] for row in rows)
    return _xlsx(headings, lines) if form == XLSX else _csv(headings, lines)


def template(kind: str, form: str = CSV) -> bytes:
    """An empty table with one example row."""
    return write_table(kind, [{column.heading: column.example for column in COLUMNS[kind]}], form)


def _csv(headings: Sequence[str], lines: Iterable[Sequence[str]]) -> bytes:
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=";")
    writer.writerow(headings)
    writer.writerows(lines)
    return b"\xef\xbb\xbf" + target.getvalue().encode()


def _xlsx(headings: Sequence[str], lines: Iterable[Sequence[str]]) -> bytes:
    from openpyxl import Workbook  # heavy, and only tables need it
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Taulukko")
    sheet.append(list(headings))
    for line in lines:
        sheet.append([ILLEGAL_CHARACTERS_RE.sub("", cell)[:32_000] for cell in line])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
