"""PTV serviceHours to our periods and exceptions. A row that makes no sense is left out and told, the rest stays.

Standing hours without an end come with their first date erased by PTV: when they once began cannot be known.
"""

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from django.utils.translation import gettext as _

from kotikulma.directory.formats.ptv.fragments import Notes, local_date, rows, text_of, texts
from kotikulma.directory.formats.ptv.values import PtvHours
from kotikulma.directory.types import HoursException, HoursKind, Period, Slot, Weekday

DAYS = {day.name.capitalize(): int(day) for day in Weekday}
TYPES = {  # names of versions up to 7, then the present ones
    "Standard": "DaysOfTheWeek", "Exception": "Exceptional", "Special": "OverMidnight",
    "DaysOfTheWeek": "DaysOfTheWeek", "Exceptional": "Exceptional", "OverMidnight": "OverMidnight",
}  # fmt: skip
MIDNIGHT = time(0, 0)


class _Senseless(Exception):
    """This row cannot be used: (code, sentence)."""


def read_hours(raw: Any, notes: Notes, path: str = "serviceHours", kind: HoursKind = HoursKind.OPEN) -> PtvHours:
    """`kind`: what plain opening means for the owner (a phone is answered, a place has its door open)."""
    periods: list[Period] = []
    exceptions: list[HoursException] = []
    for position, item in rows(raw):
        here = f"{path}[{position}]"
        try:
            if TYPES.get(text_of(item.get("serviceHourType"))) == "Exceptional":
                exception = _exception(item, here, notes, kind)
                exceptions += [] if exception in exceptions else [exception]
            else:
                period = _period(item, here, notes, kind)
                periods += [] if period in periods else [period]
        except _Senseless as refusal:
            notes.add(here, *refusal.args)
    return PtvHours(tuple(periods), tuple(exceptions))


def _period(item: Mapping[str, Any], path: str, notes: Notes, kind: HoursKind) -> Period:
    hour_type = TYPES.get(text_of(item.get("serviceHourType")))
    if hour_type is None:
        raise _Senseless("hours_type_unknown", _("Aukioloajan tyyppi on vieras, joten rivi jäi pois."))
    first, last = _dates(item)
    if item.get("validForNow"):
        first = last = None
    if first and last and last < first:
        raise _Senseless("hours_dates", _("Aukioloaika päättyy ennen kuin se alkaa. Korjaa päivät lähteessä."))
    slots = _overnight(item, path) if hour_type == "OverMidnight" else _weekly(item, path, notes)
    note = texts(item.get("additionalInformation"))
    always = item.get("isAlwaysOpen") is True
    reserved = item.get("isReservation") is True
    if item.get("isClosed") is True:
        raise _Senseless("hours_closed_standing", _("Viikkoaukiolo ei voi olla pelkkä suljettu, joten rivi jäi pois."))
    if not (slots or always or reserved or note):
        raise _Senseless(
            "hours_empty", _("Aukioloajassa ei ole kelvollisia kellonaikoja eikä selitettä, joten se jäi pois.")
        )
    return Period(
        kind=HoursKind.BY_APPOINTMENT if reserved else kind,
        slots=() if always else slots,
        valid_from=first,
        valid_to=last,
        always_open=always,
        note=note,
    )


def _exception(item: Mapping[str, Any], path: str, notes: Notes, kind: HoursKind) -> HoursException:
    """Without an end it is one day. The weekdays PTV stores with it are placeholders and mean nothing."""
    first, last = _dates(item)
    if first is None:
        raise _Senseless("exception_without_date", _("Poikkeusaukiololta puuttuu päivä, joten rivi jäi pois."))
    last = last or first
    if last < first:
        raise _Senseless("hours_dates", _("Poikkeus päättyy ennen kuin se alkaa. Korjaa päivät lähteessä."))
    slots: list[tuple[time, time]] = []
    if item.get("isAlwaysOpen") is True:
        slots = [(MIDNIGHT, MIDNIGHT)]
    elif item.get("isClosed") is not True:
        for position, row in rows(item.get("openingHour")):
            span = _span(row, f"{path}.openingHour[{position}]", notes, overnight=True)
            slots += [span] if span and span not in slots else []
        if not slots and item.get("isReservation") is not True:
            raise _Senseless(
                "exception_empty",
                _("Poikkeusaukiolossa ei ole kellonaikoja eikä tietoa sulkemisesta, joten rivi jäi pois."),
            )
    if slots and last > first:
        notes.add(
            path,
            "exception_daily_assumed",
            _("Monen päivän poikkeus tulkittiin niin, että ajat toistuvat joka päivä. Tarkista."),
        )
    return HoursException(
        starts_on=first,
        ends_on=last,
        slots=tuple(sorted(slots)),
        kind=HoursKind.BY_APPOINTMENT if item.get("isReservation") is True else kind,
        reason=texts(item.get("additionalInformation")),
    )


def _weekly(item: Mapping[str, Any], path: str, notes: Notes) -> tuple[Slot, ...]:
    slots: list[Slot] = []
    for position, row in rows(item.get("openingHour")):
        here = f"{path}.openingHour[{position}]"
        first = DAYS.get(text_of(row.get("dayFrom")).capitalize())
        if first is None:
            notes.add(here, "weekday_unknown", _("Viikonpäivä puuttuu tai on vieras, joten rivi jäi pois."))
            continue
        span = _span(row, here, notes, overnight=False)
        last = DAYS.get(text_of(row.get("dayTo")).capitalize(), first)
        for day in _days(first, last) if span else ():
            slot = Slot(day, *span)  # type: ignore[misc]
            slots += [] if slot in slots else [slot]
    return tuple(sorted(slots, key=lambda slot: (slot.weekday, slot.opens)))


def _overnight(item: Mapping[str, Any], path: str) -> tuple[Slot, ...]:
    """One stretch from a weekday to another: one overnight slot, or whole days between the two ends."""
    found = next(iter(rows(item.get("openingHour"))), None)
    first = DAYS.get(text_of(found[1].get("dayFrom")).capitalize()) if found else None
    if found is None or first is None:
        raise _Senseless("hours_overnight", _("Yön yli jatkuvasta aukiolosta puuttuu päivä, joten rivi jäi pois."))
    last = DAYS.get(text_of(found[1].get("dayTo")).capitalize(), (first + 1) % 7)
    try:
        opens, closes = _time(found[1].get("from")), _time(found[1].get("to"))
    except ValueError as error:
        raise _Senseless("hours_time", _("Kellonaika on virheellinen, joten aukioloaika jäi pois.")) from error
    days = _days(first, last)
    if len(days) == 1:
        return (Slot(first, opens, closes),)
    if len(days) == 2 and closes <= opens:
        return (Slot(first, opens, closes),) if closes != MIDNIGHT else (Slot(first, opens, MIDNIGHT),)
    middle = [Slot(day, MIDNIGHT, MIDNIGHT) for day in days[1:-1]]
    end = [Slot(last, MIDNIGHT, closes)] if closes != MIDNIGHT else []
    return (Slot(first, opens, MIDNIGHT), *middle, *end)


def _span(row: Mapping[str, Any], path: str, notes: Notes, *, overnight: bool) -> tuple[time, time] | None:
    try:
        opens, closes = _time(row.get("from")), _time(row.get("to"))
    except ValueError:
        notes.add(path, "hours_time", _("Kellonaika on virheellinen, joten rivi jäi pois."))
        return None
    if closes != MIDNIGHT and closes <= opens and not (overnight and closes < opens):
        notes.add(
            path,
            "hours_end_before_start",
            _("Aukiolo päättyy ennen kuin se alkaa, joten rivi jäi pois. Korjaa kellonajat lähteessä."),
        )
        return None
    return opens, closes


def _days(first: int, last: int) -> list[int]:
    """Weekdays from first to last, around the week when it must."""
    return [(first + step) % 7 for step in range((last - first) % 7 + 1)]


def _dates(item: Mapping[str, Any]) -> tuple[date | None, date | None]:
    try:
        return local_date(item.get("validFrom")), local_date(item.get("validTo"))
    except ValueError as error:
        raise _Senseless("hours_date", _("Aukioloajan päivä on virheellinen, joten rivi jäi pois.")) from error


def _time(raw: Any) -> time:
    """`08:00:00`, `08:00` or `24:00`, to the minute."""
    value = text_of(raw)
    if value[:5] == "24:00":
        return MIDNIGHT
    parsed = time.fromisoformat(value)
    return time(parsed.hour, parsed.minute)
