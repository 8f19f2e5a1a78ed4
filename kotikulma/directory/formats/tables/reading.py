"""Bytes of a CSV or XLSX file to rows of text, whatever program saved it."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext as _

from kotikulma.directory.types.imports import Problem
from kotikulma.kernel.errors import Refused
from kotikulma.kernel.sheets import GUARDED

MAX_BYTES = 50_000_000
MAX_UNPACKED = 300_000_000
MAX_ROWS = 50_000
MAX_CELL = 100_000


class TableRefused(Refused):
    """The file as a whole cannot be read; the sentence says what to do."""

    code = "directory.table.refused"


@dataclass(frozen=True, slots=True)
class Sheet:
    """`rows`: (row number as the program shows it, heading -> text). `notices`: about the file as a whole."""

    headings: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]
    notices: tuple[Problem, ...] = field(default_factory=tuple)


def read_sheet(data: bytes) -> Sheet:
    """The first sheet of an XLSX, or a CSV with ; , or tab in UTF-8, UTF-16 or Windows encoding.

    TableRefused when it is too big, no table, or has no heading row.
    """
    if len(data) > MAX_BYTES:
        raise TableRefused(_("Tiedosto on yli 50 megatavua. Jaa se osiin."))
    notices: list[Problem] = []
    lines = _xlsx(data) if data[:2] == b"PK" else _csv(data, notices)
    headings: tuple[str, ...] = ()
    rows: list[tuple[int, dict[str, str]]] = []
    for number, cells in lines:
        if not any(cells):
            continue
        if not headings:
            headings = tuple(cell.strip().lower().lstrip("﻿") for cell in cells)
            continue
        if len(rows) >= MAX_ROWS:
            raise TableRefused(_("Taulukossa on yli %(limit)d riviä. Jaa se osiin.") % {"limit": MAX_ROWS})
        rows.append((number, {heading: cell for heading, cell in zip(headings, cells, strict=False) if heading}))
    if not headings:
        raise TableRefused(_("Tiedosto on tyhjä. Lataa mallipohja ja täytä se."))
    return Sheet(headings, tuple(rows), tuple(notices))


def decode(data: bytes) -> tuple[str, Problem | None]:
    """Text of a CSV; the problem tells when it was not UTF-8."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return data.decode("utf-16"), Problem(
                "",
                "encoding_utf16",
                _("Tiedosto oli UTF-16-muodossa. Se luettiin, mutta tallenna se jatkossa UTF-8-muodossa."),
            )
        except UnicodeDecodeError as error:
            raise TableRefused(_("Tiedoston merkistöä ei voi lukea. Tallenna se UTF-8-muodossa.")) from error
    try:
        return data.decode("utf-8-sig"), None
    except UnicodeDecodeError:
        pass
    if b"\x00" in data:
        raise TableRefused(_("Tämä ei ole CSV- eikä XLSX-tiedosto. Tallenna taulukko jompaankumpaan muotoon."))
    return data.decode("cp1252", "replace"), Problem(
        "",
        "encoding_cp1252",
        _("Tiedosto ei ollut UTF-8-muodossa. Se luettiin Windows-merkistöllä: tarkista, että ä ja ö ovat oikein."),
    )


def delimiter(text: str) -> str:
    """Of ; , and tab the one the heading row has most of; semicolon when it has none."""
    heading = text.lstrip().split("\n", 1)[0]
    return max((";", ",", "\t"), key=heading.count)


def unguard(cell: str) -> str:
    """Take off the apostrophe an export puts before what a spreadsheet would calculate."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in GUARDED else cell


def _csv(data: bytes, notices: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    text, problem = decode(data)
    if problem:
        notices.append(problem)
    reader = csv.reader(io.StringIO(text.replace("\x00", ""), newline=""), delimiter=delimiter(text))
    number = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise TableRefused(
                _("Rivi %(row)d on rikki: %(reason)s. Korjaa lainausmerkit.") % {"row": number, "reason": error}
            ) from error
        yield number, [_cell(cell) for cell in cells]
        number = reader.line_num + 1


def _xlsx(data: bytes) -> Iterator[tuple[int, list[str]]]:
    from openpyxl import load_workbook  # heavy, and only a table import needs it

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(item.file_size for item in archive.infolist()) > MAX_UNPACKED:
                raise TableRefused(_("Taulukko on purettuna liian suuri. Jaa se osiin."))
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        values: Iterable[tuple[Any, ...]] = book.worksheets[0].iter_rows(values_only=True)
        for number, cells in enumerate(values, start=1):
            yield number, [_cell(_as_text(cell)) for cell in cells]
    except TableRefused:
        raise
    except Exception as error:  # openpyxl raises whatever the file makes it meet
        raise TableRefused(
            _("XLSX-tiedostoa ei voi lukea. Avaa se taulukko-ohjelmassa ja tallenna uudelleen.")
        ) from error


def _cell(value: str) -> str:
    return unguard(value.encode("utf-8", "ignore").decode().replace("\x00", "").strip())[:MAX_CELL]


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
