"""Rows as CSV or XLSX. A text a spreadsheet would calculate gets an apostrophe before it; a number stays a number."""

import csv
import io
from collections.abc import Iterable, Sequence

CSV, XLSX = "csv", "xlsx"
MEDIA_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
Cell = str | int
GUARDED = ("=", "+", "-", "@", "\t", "\r")


def guard(cell: Cell) -> Cell:
    """An opening = + - @ tab or return must not start a formula in the reader's spreadsheet."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(GUARDED) else cell


def write_rows(headings: Sequence[str], rows: Iterable[Sequence[Cell]], form: str = CSV) -> bytes:
    """CSV is UTF-8 with a byte-order mark and semicolons, as spreadsheets here open it."""
    lines = ([guard(cell) for cell in row] for row in rows)
    return _xlsx(headings, lines) if form == XLSX else _csv(headings, lines)


def _csv(headings: Sequence[str], lines: Iterable[Sequence[Cell]]) -> bytes:
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=";")
    writer.writerow(headings)
    writer.writerows(lines)
    return b"\xef\xbb\xbf" + target.getvalue().encode()


def _xlsx(headings: Sequence[str], lines: Iterable[Sequence[Cell]]) -> bytes:
    from openpyxl import Workbook  # heavy, and only tables need it
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Taulukko")
    sheet.append(list(headings))
    for line in lines:
        sheet.append([ILLEGAL_CHARACTERS_RE.sub("", cell)[:32_000] if isinstance(cell, str) else cell for cell in line])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
