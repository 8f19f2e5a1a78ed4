"""One row of text to typed values, and a sentence for each cell that does not do."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kotikulma.directory.formats.coordinates import Misplaced, Position, from_degrees
from kotikulma.directory.formats.tables.columns import COLUMNS, PLACES, Column
from kotikulma.directory.formats.tables.hours_text import parse_hours
from kotikulma.directory.types.imports import Problem
from kotikulma.kernel import municipalities


@dataclass(slots=True)
class TableRow:
    """`values`: field -> value, only for cells that are filled. `refused`: the row as a whole cannot go in."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    refused: bool = False

    def tell(self, column: str, code: str, message: str, *, refuse: bool = False) -> None:
        self.problems.append(Problem(column, code, message))
        self.refused = self.refused or refuse

    @property
    def name(self) -> str:
        names = self.values.get("name", {})
        return str(names.get("fi") or next(iter(names.values()), ""))


def read_row(kind: str, number: int, cells: Mapping[str, str], *, swap: bool = False) -> TableRow:
    """`kind`: services or places. `swap`: accept the offer to exchange coordinates that are the wrong way round."""
    row = TableRow(number)
    for column in COLUMNS[kind]:
        text = cells.get(column.heading, "").strip()
        if not text:
            continue
        if column.limit and len(text) > column.limit:
            message = _("Tekstissä on %(length)d merkkiä, enintään %(limit)d sopii. Lyhennä sitä.")
            row.tell(column.heading, "too_long", message % {"length": len(text), "limit": column.limit})
            continue
        READERS[column.kind](row, column, text)
    if kind == PLACES:
        _check_position(row, swap=swap)
        _check_order(
            row, "opened_on", "closed_on", "suljettu", _("Paikka sulkeutuu ennen kuin se avataan. Korjaa päivät.")
        )
    else:
        _check_order(row, "starts_on", "ends_on", "paattyy", _("Palvelu päättyy ennen kuin se alkaa. Korjaa päivät."))
        _check_order(
            row,
            "starts_there",
            "ends_there",
            "paattyy_paikassa",
            _("Palvelu päättyy paikassa ennen kuin se alkaa siellä. Korjaa päivät."),
        )
        low, high = row.values.get("min_age"), row.values.get("max_age")
        if low is not None and high is not None and high < low:
            row.tell("ika_ylin", "ages", _("Yläikäraja on alaikärajaa pienempi. Korjaa iät."), refuse=True)
    return row


def _text(row: TableRow, column: Column, text: str) -> None:
    if column.language:
        row.values.setdefault(column.field, {})[column.language] = text
    elif column.field == "uuid":
        try:
            row.values["uuid"] = UUID(text)
        except ValueError:
            row.tell(
                column.heading,
                "uuid_bad",
                _("Tunnus ”%(text)s” ei ole oikeaa muotoa. Tyhjennä solu tai kopioi tunnus viennistä.")
                % {"text": text[:40]},
                refuse=True,
            )
    else:
        row.values[column.field] = text


def _words(row: TableRow, column: Column, text: str) -> None:
    row.values[column.field] = list(dict.fromkeys(_split(text)))


def _choice(row: TableRow, column: Column, text: str) -> None:
    code = _code(column, text)
    if code is None:
        _tell_choices(row, column, text)
    else:
        row.values[column.field] = code


def _choices(row: TableRow, column: Column, text: str) -> None:
    found = {part: _code(column, part) for part in _split(text)}
    for part, code in found.items():
        if code is None:
            _tell_choices(row, column, part)
    row.values[column.field] = [code for code in dict.fromkeys(found.values()) if code is not None]


def _number(row: TableRow, column: Column, text: str) -> None:
    if text.isdigit() and int(text) <= 120:
        row.values[column.field] = int(text)
    else:
        row.tell(column.heading, "number_bad", _("Iän ”%(text)s” on oltava kokonaisluku 0–120.") % {"text": text[:20]})


def _date(row: TableRow, column: Column, text: str) -> None:
    found = read_date(text)
    if found:
        row.values[column.field] = found
    else:
        row.tell(
            column.heading,
            "date_bad",
            _("Päivää ”%(text)s” ei ymmärretty. Kirjoita esimerkiksi 12.1.2027.") % {"text": text[:20]},
            refuse=True,
        )


def read_date(text: str) -> date | None:
    """12.1.2027 or 2027-01-12, with or without a time of day."""
    finnish = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text)
    try:
        return (
            date(int(finnish[3]), int(finnish[2]), int(finnish[1])) if finnish else datetime.fromisoformat(text).date()
        )
    except ValueError:
        return None


def _postal_code(row: TableRow, column: Column, text: str) -> None:
    code = text.zfill(5)  # spreadsheets eat leading zeros
    if code.isdigit() and len(code) == 5:
        row.values[column.field] = code
    else:
        row.tell(
            column.heading,
            "postal_code_bad",
            _("Postinumerossa on viisi numeroa. Korjaa ”%(text)s”.") % {"text": text[:20]},
        )


def _degrees(row: TableRow, column: Column, text: str) -> None:
    row.values[column.field] = text


def _municipality(row: TableRow, column: Column, text: str) -> None:
    code = municipality_code(text)
    if code:
        row.values[column.field] = code
    else:
        _tell_municipality(row, column, text)


def _municipalities(row: TableRow, column: Column, text: str) -> None:
    if text.lower() in ("koko suomi", "valtakunnallinen"):
        row.values["area_type"], row.values["municipalities"] = "nationwide", []
        return
    codes = []
    for part in _split(text, r"[;,]"):
        code = municipality_code(part)
        if code:
            codes.append(code)
        else:
            _tell_municipality(row, column, part)
    if codes:
        row.values["area_type"], row.values["municipalities"] = "municipalities", sorted(set(codes))


def municipality_code(text: str) -> str:
    """Of a name in any language or a three-digit code; empty when there is no such municipality."""
    if text.isdigit():
        code = text.zfill(3)
        return code if len(code) == 3 and "005" <= code <= "992" else ""
    found = municipalities.find_by_name(text)
    return found.code if found else ""


def _hours(row: TableRow, _column: Column, text: str) -> None:
    periods, problems = parse_hours(text)
    row.problems += problems
    if periods or not problems:
        row.values["hours"] = periods


def _contacts(row: TableRow, column: Column, text: str) -> None:
    patterns = {
        "phone": r"\+?[\d\s()-]{3,25}",
        "email": r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+",
        "web": r"https?://\S+\.\S+",
    }
    good = []
    for part in _split(text):
        if re.fullmatch(patterns[column.field], part):
            good.append(part)
        else:
            row.tell(
                column.heading,
                "contact_bad",
                _("”%(text)s” ei ole kelvollinen yhteystieto. Korjaa se.") % {"text": part[:60]},
            )
    if good:
        row.values.setdefault("contacts", {})[column.field] = good


def _check_position(row: TableRow, *, swap: bool) -> None:
    first, second = row.values.pop("latitude", None), row.values.pop("longitude", None)
    found = from_degrees(first, second)
    if found is Misplaced.SWAPPED and swap:
        found = from_degrees(second, first)
    if isinstance(found, Position):
        row.values |= {"latitude": found.latitude, "longitude": found.longitude}
    elif found is Misplaced.SWAPPED:
        message = _(
            "Koordinaatit ovat vaihtaneet paikkaa: leveysaste on %(latitude)s, pituusaste %(longitude)s. Vaihda ne."
        )
        row.tell("leveysaste", "coordinates_swapped", message % {"latitude": second, "longitude": first})
    elif first or second:
        row.tell("leveysaste", *_misplaced(found))


def _misplaced(found: Misplaced) -> tuple[str, str]:
    """Code and sentence of what cannot be a place on our map."""
    if found is Misplaced.MISSING:
        return "coordinates_half", _("Toinen koordinaateista puuttuu, joten ne jäivät pois. Kirjoita molemmat.")
    if found is Misplaced.NOT_A_NUMBER:
        return "coordinates_not_numbers", _(
            "Koordinaatit eivät ole lukuja, joten ne jäivät pois. Kirjoita asteina, esimerkiksi 62,24 ja 25,75."
        )
    return "coordinates_outside_finland", _(
        "Koordinaatit eivät ole Suomessa, joten ne jäivät pois. Kirjoita asteina, esimerkiksi 62,24 ja 25,75."
    )


def _check_order(row: TableRow, first: str, last: str, heading: str, message: str) -> None:
    begins, ends = row.values.get(first), row.values.get(last)
    if begins and ends and ends < begins:
        row.tell(heading, "dates_in_wrong_order", message, refuse=True)


def _split(text: str, pattern: str = r"[;\n]") -> list[str]:
    return [part.strip() for part in re.split(pattern, text) if part.strip()]


def _code(column: Column, text: str) -> str | None:
    wanted = text.strip().lower()
    return next((code for code, word in column.choices if wanted in (code, word)), None)


def _tell_choices(row: TableRow, column: Column, text: str) -> None:
    known = ", ".join(word for _code_, word in column.choices)
    row.tell(
        column.heading,
        "choice_unknown",
        _("”%(text)s” ei ole vaihtoehto. Valitse jokin näistä: %(known)s.") % {"text": text[:40], "known": known},
    )


def _tell_municipality(row: TableRow, column: Column, text: str) -> None:
    row.tell(
        column.heading,
        "municipality_unknown",
        _("Kuntaa ”%(text)s” ei tunneta. Kirjoita kunnan nimi tai kolminumeroinen koodi.") % {"text": text[:40]},
    )


READERS: dict[str, Callable[[TableRow, Column, str], None]] = {
    "text": _text,
    "words": _words,
    "choice": _choice,
    "choices": _choices,
    "number": _number,
    "date": _date,
    "postal_code": _postal_code,
    "degrees": _degrees,
    "municipality": _municipality,
    "municipalities": _municipalities,
    "hours": _hours,
    "contacts": _contacts,
}
