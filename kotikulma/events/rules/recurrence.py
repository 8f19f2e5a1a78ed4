"""The rule of a series: read, written and counted out in the wall time of Helsinki (part of RFC 5545).

A rule is kept as RRULE text with UNTIL as a local day: `FREQ=WEEKLY;BYDAY=TU;UNTIL=20270525`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NoReturn

from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday
from django.utils.translation import gettext as _

from kotikulma.events.rules import local_time
from kotikulma.events.types import MATERIALISED, EventRefused, HolidayPolicy, Planned, Rule
from kotikulma.events.types.rhythm import Preview, Rhythm, RuleDay
from kotikulma.kernel.clock import HELSINKI
from kotikulma.kernel.public_holidays import free_day

CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
SHOWN = 10  # first and last dates of a preview
MOST_TIMES, LONGEST_INTERVAL, LONGEST_MINUTES = 520, 52, 31 * 24 * 60
_FREQUENCIES: Mapping[str, Any] = {"WEEKLY": WEEKLY, "MONTHLY": MONTHLY}
_DAY = re.compile(rf"(-1|[1-5])?({'|'.join(CODES)})")
_MINUTE = timedelta(minutes=1)


def parse(text: str, *, starts: datetime | None = None) -> Rule:
    """The rule of an RRULE. EventRefused says what of it is not supported.

    `starts`: the local start, which names the weekday of a weekly rule without BYDAY and dates an UNTIL in UTC.
    """
    parts = _parts(text)
    frequency = parts.pop("FREQ", "")
    if frequency not in _FREQUENCIES:
        _refuse(_("Toisto voi olla viikoittainen tai kuukausittainen."))
    if parts.pop("WKST", "MO") != "MO":
        _refuse(_("Viikon on alettava maanantaista."))
    days = parts.pop("BYDAY", CODES[starts.weekday()] if starts and frequency == "WEEKLY" else "")
    rule = Rule(
        frequency,
        tuple(filter(None, days.split(","))),
        _number(parts.pop("INTERVAL", "1"), LONGEST_INTERVAL),
        _until(parts.pop("UNTIL", ""), starts),
        _number(parts.pop("COUNT"), MOST_TIMES) if "COUNT" in parts else None,
    )
    if parts:
        _refuse(_("Tällaista toistoa ei voi tehdä: %(part)s.") % {"part": min(parts)[:20]})
    return _ordered(rule)


def text(rule: Rule) -> str:
    """The rule as kept; `parse` gives the same rule back."""
    rule = _ordered(rule)
    parts = [f"FREQ={rule.frequency}"]
    if rule.interval > 1:
        parts.append(f"INTERVAL={rule.interval}")
    parts.append(f"BYDAY={','.join(rule.byday)}")
    if rule.until:
        parts.append(f"UNTIL={rule.until:%Y%m%d}")
    if rule.count:
        parts.append(f"COUNT={rule.count}")
    return ";".join(parts)


def check(rhythm: Rhythm) -> Rhythm:
    """The rhythm with its first day on the rule. EventRefused when it cannot be held."""
    if not 0 < rhythm.minutes <= LONGEST_MINUTES:
        _refuse(_("Tapahtuman on päätyttävä sen jälkeen, kun se alkaa."), "minutes")
    rule = _ordered(rhythm.rule)
    horizon = max(rhythm.starts_on, rule.until or rhythm.starts_on) + MATERIALISED
    first = next(rule_days(replace(rhythm, rule=rule), horizon), None)
    if first is None:
        _refuse(_("Toisto ei anna yhtään kertaa. Tarkista viimeinen päivä."), "until")
    rhythm = replace(rhythm, rule=rule, starts_on=first)
    held = [day.day for day in counted_out(rhythm, first + MATERIALISED) if day.held]
    if not held:
        _refuse(_("Kaikki kerrat osuvat pyhiin tai ohitettuihin päiviin. Valitse, mitkä pidetään."), "kept")
    missing = next((day for day in held if not local_time.exists(day, rhythm.start_time)), None)
    if missing:
        _refuse(local_time.missing_sentence(missing, rhythm.start_time), "start_time")
    return rhythm


def rule_days(rhythm: Rhythm, last: date) -> Iterator[date]:
    """Every local day the rule gives up to `last`, before holidays and what was left out by hand."""
    rule = rhythm.rule
    begins = datetime.combine(rhythm.starts_on, time())
    until = min(rule.until or last, last)
    found = rrule(
        _FREQUENCIES[rule.frequency],
        dtstart=begins,
        interval=rule.interval,
        byweekday=[_weekday(code) for code in rule.byday],
        until=None if rule.count else datetime.combine(until, time()),
        count=rule.count,
    )
    for moment in found:
        if moment.date() > until:
            return
        yield moment.date()


def counted_out(rhythm: Rhythm, last: date) -> Iterator[RuleDay]:
    """Every day the rule gives, and whether it is held."""
    for day in rule_days(rhythm, last):
        code = free_day(day)
        free = rhythm.holidays == HolidayPolicy.SKIP and code != "" and day not in rhythm.kept
        yield RuleDay(day, code, not free and day not in rhythm.skipped)


def planned(rhythm: Rhythm, start: datetime, end: datetime) -> list[Planned]:
    """The times that begin in [start, end)."""
    found = []
    for day in counted_out(rhythm, end.astimezone(HELSINKI).date()):
        begins = local_time.instant(day.day, rhythm.start_time)
        if day.held and start <= begins < end:
            found.append(Planned(begins, begins, begins + rhythm.minutes * _MINUTE, day.free_day))
    return found


def left_out(rhythm: Rhythm, last: date) -> frozenset[date]:
    """Days the rule gives on which it is not held: what calendars are told as EXDATE."""
    return frozenset(day.day for day in counted_out(rhythm, last) if not day.held)


def preview(rhythm: Rhythm, today: date) -> Preview:
    """The first and last ten dates, and the free days among all of them: an editor decides, nothing is guessed."""
    rule, far = rhythm.rule, max(today, rhythm.starts_on) + MATERIALISED
    ends = rule.until is not None or rule.count is not None
    days = [*counted_out(rhythm, date.max if rule.count else rule.until or far)]
    held = [day for day in days if day.held]
    return Preview(
        first=tuple(held[:SHOWN]),
        last=tuple(held[SHOWN:][-SHOWN:]),
        total=len(held) if ends else None,
        free_days=tuple(day for day in days if day.free_day),
        impossible=tuple(day.day for day in held if not local_time.exists(day.day, rhythm.start_time)),
        twice=tuple(day.day for day in held if local_time.comes_twice(day.day, rhythm.start_time)),
    )


def ended_before(rhythm: Rhythm, day: date) -> Rhythm | None:
    """The same rhythm up to the last day before `day`; None when none is left."""
    days = [*rule_days(rhythm, day - timedelta(days=1))]
    return replace(rhythm, rule=replace(rhythm.rule, until=days[-1], count=None)) if days else None


def continued_from(rhythm: Rhythm, day: date) -> Rhythm | None:
    """The rest of the rhythm from the first rule day on or after `day`: a COUNT has fewer left. None: nothing is."""
    for passed, each in enumerate(rule_days(rhythm, rhythm.rule.until or day + MATERIALISED)):
        if each >= day:
            count = rhythm.rule.count
            rule = replace(rhythm.rule, count=count - passed if count else None)
            return replace(rhythm, starts_on=each, rule=rule)
    return None


def begun_again(rhythm: Rhythm, day: date) -> Rhythm | None:
    """The same rhythm from its first day on or after `day`, with no end and nothing left out or kept by hand."""
    endless = replace(rhythm.rule, until=None, count=None)
    fresh = replace(rhythm, rule=endless, skipped=frozenset(), kept=frozenset())
    return continued_from(fresh, max(day, rhythm.starts_on))


def _parts(value: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in value.strip().upper().removeprefix("RRULE:").split(";"):
        name, equals, content = part.partition("=")
        if not equals or name in found:
            _refuse(_("Toistosääntöä ei voi lukea."))
        found[name] = content
    return found


def _until(value: str, starts: datetime | None) -> date | None:
    """The last local day. An UNTIL in UTC is a moment: a start later on its day is no more held."""
    if not value:
        return None
    try:
        if len(value) == 8:
            return datetime.strptime(value, "%Y%m%d").replace(tzinfo=UTC).date()
        moment = datetime.strptime(value.rstrip("Z"), "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        _refuse(_("Toiston viimeistä päivää ei voi lukea."), "until")
    local = moment.astimezone(HELSINKI) if value.endswith("Z") else moment
    early = starts is not None and starts.time() > local.time()
    return local.date() - timedelta(days=1) if early else local.date()


def _ordered(rule: Rule) -> Rule:
    """The same rule written the one way; EventRefused when it is not one we keep."""
    if rule.frequency not in _FREQUENCIES:
        _refuse(_("Toisto voi olla viikoittainen tai kuukausittainen."))
    if not rule.byday:
        _refuse(_("Valitse viikonpäivä."), "byday")
    for code in rule.byday:
        found = _DAY.fullmatch(code)
        if found is None:
            _refuse(_("Viikonpäivää %(day)s ei tunneta.") % {"day": code[:10]}, "byday")
        if (rule.frequency == "MONTHLY") != bool(found.group(1)):
            _refuse(_("Kerro kuukausittaisesta toistosta, monesko viikonpäivä. Viikoittaisessa sitä ei ole."), "byday")
    if rule.until and rule.count:
        _refuse(_("Anna toistolle joko viimeinen päivä tai kertojen määrä."), "until")
    _number(str(rule.interval), LONGEST_INTERVAL)
    if rule.count is not None:
        _number(str(rule.count), MOST_TIMES)
    return replace(rule, byday=tuple(sorted(set(rule.byday), key=_by_week)))


def _by_week(code: str) -> tuple[int, int]:
    return CODES.index(code[-2:]), int(code[:-2] or 0)


def _weekday(code: str) -> weekday:
    return weekday(CODES.index(code[-2:]), int(code[:-2]) if code[:-2] else None)


def _number(value: str, most: int) -> int:
    number = int(value) if value.isascii() and value.isdigit() and len(value) < 6 else 0
    if not 1 <= number <= most:
        _refuse(_("Luvun on oltava 1–%(most)d.") % {"most": most})
    return number


def _refuse(sentence: Any, field: str = "rule") -> NoReturn:
    raise EventRefused(sentence, code="events.rule", fields={field: sentence})
