"""The by-name list as one CSV file: a row is a person, a situation, a tenancy or an event, as `record` says."""

import csv
import io
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from kotikulma.casework.types.importing import (
    EVENT,
    PERSON,
    RECORDS,
    SITUATION,
    TENANCY,
    EventRow,
    Fault,
    FileRefused,
    PersonRow,
    Row,
    SituationRow,
    TenancyRow,
)
from kotikulma.casework.types.ledger import EventType
from kotikulma.casework.types.situations import Certainty, SituationCode
from kotikulma.casework.types.statistics import Sex, TenancyEnd
from kotikulma.kernel.clock import HELSINKI

COLUMNS = (
    "record id person birth_year sex immigrant factor type valid_date recorded_at situation certainty"
    " from to end_reason seen_on household since change other supersedes reason"
).split()
EXAMPLES: tuple[Mapping[str, str], ...] = (
    {"record": PERSON, "id": "p1", "birth_year": "1987", "sex": "woman", "immigrant": "no", "factor": "yes"},
    {"record": SITUATION, "id": "s1", "person": "p1", "situation": "friends", "from": "2019-03-01", "to": "2019-06-01"},
    {
        "record": EVENT,
        "id": "e1",
        "person": "p1",
        "type": "new",
        "valid_date": "2019-03-11",
        "recorded_at": "2019-03-12",
        "situation": "friends",
        "since": "2019-03-01",
    },
    {
        "record": EVENT,
        "id": "e2",
        "person": "p1",
        "type": "own_home",
        "valid_date": "2019-06-01",
        "recorded_at": "2019-06-03",
    },
    {
        "record": TENANCY,
        "id": "t1",
        "person": "p1",
        "from": "2019-06-01",
        "to": "2020-08-31",
        "end_reason": "moved_home",
    },
)
_YES, _NO = frozenset(("yes", "1", "true", "kyllä", "x")), frozenset(("no", "0", "false", "ei"))
_SEXES, _SITUATIONS, _CERTAINTIES, _ENDS, _TYPES = (
    dict.fromkeys(choices.values) for choices in (Sex, SituationCode, Certainty, TenancyEnd, EventType)
)
_OLDEST, _LONGEST_REASON = 1900, 200


class _Wrong(Exception):
    def __init__(self, column: str, code: str, message: str) -> None:
        self.column, self.code, self.message = column, code, message


def template() -> str:
    """The heading and an example of each kind of row; people of examples are nobody."""
    target = io.StringIO(newline="")
    writer = csv.DictWriter(target, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(EXAMPLES)
    return target.getvalue()


def decode(data: bytes) -> str:
    """UTF-8, or what Windows programs save."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def read(text: str) -> Iterator[Row]:
    """The rows in the order of the file, a Fault for each that cannot be used. FileRefused when it is no such file."""
    heading = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in heading else ",")
    names = [name.strip().lower() for name in next(reader, [])]
    if not {"record", "id"} <= set(names):
        raise FileRefused
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield _fault(reader.line_num, {}, _Wrong("", "unreadable", str(error)))
            continue
        if any(cells):
            row = {name: cell.strip() for name, cell in zip(names, cells, strict=False) if cell}
            yield _row(reader.line_num, row, extra=len(cells) > len(names))


def _row(line: int, row: Mapping[str, str], *, extra: bool) -> Row:
    try:
        if extra:
            raise _Wrong("", "too_many_cells", _("Rivillä on enemmän soluja kuin otsikoita."))
        record = row.get("record", "").lower()
        if record not in RECORDS:
            sentence = _("Rivin laji on person, situation, tenancy tai event.")
            raise _Wrong("record", "unknown_record", sentence)
        return _READERS[record](line, _needed(row, "id"), row)
    except _Wrong as wrong:
        return _fault(line, row, wrong)


def _fault(line: int, row: Mapping[str, str], wrong: _Wrong) -> Fault:
    known = {"line": line, "id": row.get("id", ""), "record": row.get("record", "")}
    return Fault(**known, column=wrong.column, code=wrong.code, message=wrong.message)  # type: ignore[arg-type]


def _person(line: int, id: str, row: Mapping[str, str]) -> Row:
    return PersonRow(
        line=line,
        id=id,
        birth_year=_year(row.get("birth_year", "")),
        sex=_one_of(row, "sex", _SEXES),
        immigrant=bool(_truth(row, "immigrant")),
        factor=_truth(row, "factor"),
    )


def _situation(line: int, id: str, row: Mapping[str, str]) -> Row:
    start, end = _period(row)
    _needed(row, "situation")
    return SituationRow(
        line=line,
        id=id,
        person=_needed(row, "person"),
        situation=_one_of(row, "situation", _SITUATIONS),
        start=start,
        end=end,
        certainty=_one_of(row, "certainty", _CERTAINTIES) or Certainty.TOLD,
        recorded_at=_moment(row, "recorded_at"),
    )


def _tenancy(line: int, id: str, row: Mapping[str, str]) -> Row:
    start, end = _period(row, same_day=True)
    reason = _one_of(row, "end_reason", _ENDS)
    if bool(end) != bool(reason):
        sentence = _("Anna sekä loppupäivä että päättymisen syy, tai jätä molemmat pois.")
        raise _Wrong("end_reason", "end_without_reason", sentence)
    seen = _day(row, "seen_on")
    person = _needed(row, "person")
    return TenancyRow(line=line, id=id, person=person, start=start, end=end, end_reason=reason, seen=seen)


def _event(line: int, id: str, row: Mapping[str, str]) -> Row:
    _needed(row, "type"), _needed(row, "valid_date")
    return EventRow(
        line=line,
        id=id,
        person=_needed(row, "person"),
        type=_one_of(row, "type", _TYPES),
        valid_date=_day(row, "valid_date") or date.min,
        recorded_at=_moment(row, "recorded_at"),
        situation=_one_of(row, "situation", _SITUATIONS),
        household=row.get("household", ""),
        factor=_truth(row, "factor"),
        since=_day(row, "since"),
        delta=_change(row),
        other=row.get("other", ""),
        supersedes=row.get("supersedes", ""),
        reason=row.get("reason", "")[:_LONGEST_REASON],
    )


_READERS: Mapping[str, Callable[[int, str, Mapping[str, str]], Row]] = {
    PERSON: _person,
    SITUATION: _situation,
    TENANCY: _tenancy,
    EVENT: _event,
}


def _needed(row: Mapping[str, str], column: str) -> str:
    value = row.get(column, "")
    if not value:
        raise _Wrong(column, "missing", _("Sarake %(column)s on tyhjä.") % {"column": column})
    return value


def _one_of(row: Mapping[str, str], column: str, values: Collection[str]) -> str:
    value = row.get(column, "").lower() if column != "situation" else row.get(column, "")
    if value and value not in values:
        sentence = _("Arvoa %(value)s ei tunneta. Käytä jotain näistä: %(values)s.")
        raise _Wrong(column, "unknown_value", sentence % {"value": value, "values": ", ".join(values)})
    return value


def _truth(row: Mapping[str, str], column: str) -> bool | None:
    value = row.get(column, "").lower()
    if value and value not in _YES | _NO:
        raise _Wrong(column, "unknown_value", _("Kirjoita yes tai no."))
    return value in _YES if value else None


def _year(value: str) -> int | None:
    if value and not (value.isdecimal() and _OLDEST <= int(value) < 2200):
        raise _Wrong("birth_year", "not_a_year", _("Kirjoita vuosi neljällä numerolla, esimerkiksi 1987."))
    return int(value) if value else None


def _change(row: Mapping[str, str]) -> int | None:
    value = row.get("change", "").lstrip("'+")
    if value not in ("", "-1", "0", "1"):
        raise _Wrong("change", "unknown_value", _("Muutos on -1, 0 tai 1."))
    return int(value) if value else None


def _period(row: Mapping[str, str], *, same_day: bool = False) -> tuple[date, date | None]:
    """Half-open: the last day is the first that is no longer part."""
    _needed(row, "from")
    start, end = _day(row, "from") or date.min, _day(row, "to")
    if end and (end < start or (end == start and not same_day)):
        raise _Wrong("to", "ends_before_start", _("Loppupäivä on ennen alkupäivää. Tarkista päivät."))
    return start, end


def _day(row: Mapping[str, str], column: str) -> date | None:
    value = row.get(column, "")
    if not value:
        return None
    found = _date(value)
    if found is None:
        sentence = _("Päivää ei voi lukea. Kirjoita se muodossa 2019-11-15 tai 15.11.2019.")
        raise _Wrong(column, "not_a_date", sentence)
    return found


def _moment(row: Mapping[str, str], column: str) -> datetime | None:
    value = row.get(column, "")
    if not value:
        return None
    if len(value) > 10:
        try:
            found: Any = datetime.fromisoformat(value)
            return found if found.tzinfo else found.replace(tzinfo=HELSINKI)
        except ValueError:
            pass
    day = _day(row, column)
    return datetime.combine(day, time(12), HELSINKI) if day else None


@lru_cache(maxsize=20_000)
def _date(value: str) -> date | None:
    try:
        if "." in value:
            day, month, year = value.split(".")
            return date(int(year), int(month), int(day))
        return date.fromisoformat(value)
    except ValueError:
        return None
