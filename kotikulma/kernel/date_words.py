"""Times and dates as each language writes them. Only forms: whole sentences are translated in the catalogues."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from django.utils.translation import get_language

NBSP = "\N{NO-BREAK SPACE}"
RANGE = "\N{EN DASH}"


@dataclass(frozen=True, slots=True)
class Forms:
    """One language. `at` stands before a time inside a sentence, `clock` before a time on its own."""

    at: str
    clock: str
    separator: str  # between hours and minutes
    full_hours: bool  # whether an even hour drops its minutes
    today: str
    tomorrow: str
    short: tuple[str, ...]
    names: tuple[str, ...]
    on_names: tuple[str, ...]  # "tiistaina", as an answer to "when"
    on_date: str  # before "ti 8.12." inside a sentence
    on_full_date: str
    ordinals: tuple[str, ...]  # 1st to 5th
    last: str
    conjunction: str
    months: tuple[str, ...] = ()  # when the month is a word


FORMS = {
    "fi": Forms(
        at=f"klo{NBSP}",
        clock=f"klo{NBSP}",
        separator=".",
        full_hours=True,
        today="tänään",
        tomorrow="huomenna",
        short=("ma", "ti", "ke", "to", "pe", "la", "su"),
        names=("maanantai", "tiistai", "keskiviikko", "torstai", "perjantai", "lauantai", "sunnuntai"),
        on_names=("maanantaina", "tiistaina", "keskiviikkona", "torstaina", "perjantaina", "lauantaina", "sunnuntaina"),
        on_date="",
        on_full_date="",
        ordinals=("1.", "2.", "3.", "4.", "5."),
        last="viimeinen",
        conjunction=" ja ",
    ),
    "sv": Forms(
        at=f"kl.{NBSP}",
        clock=f"kl.{NBSP}",
        separator=".",
        full_hours=True,
        today="i dag",
        tomorrow="i morgon",
        short=("mån", "tis", "ons", "tors", "fre", "lör", "sön"),
        names=("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"),
        on_names=("på måndag", "på tisdag", "på onsdag", "på torsdag", "på fredag", "på lördag", "på söndag"),
        on_date="",
        on_full_date="den ",
        ordinals=("första", "andra", "tredje", "fjärde", "femte"),
        last="sista",
        conjunction=" och ",
    ),
    "en": Forms(
        at=f"at{NBSP}",
        clock="",
        separator=":",
        full_hours=False,
        today="today",
        tomorrow="tomorrow",
        short=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
        names=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        on_names=("on Monday", "on Tuesday", "on Wednesday", "on Thursday", "on Friday", "on Saturday", "on Sunday"),
        on_date="on ",
        on_full_date="on ",
        ordinals=("first", "second", "third", "fourth", "fifth"),
        last="last",
        conjunction=" and ",
        months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    ),
}


def forms() -> Forms:
    """Of the active language; Finnish when there is no table for it."""
    return FORMS.get((get_language() or "fi").split("-")[0], FORMS["fi"])


def time_number(moment: time, *, closing: bool = False) -> str:
    """ "9", "9.30" (fi, sv) or "9:00" (en), 24-hour; a closing midnight is 24."""
    form = forms()
    hour = 24 if closing and (moment.hour, moment.minute) == (0, 0) else moment.hour
    return str(hour) if form.full_hours and not moment.minute else f"{hour}{form.separator}{moment.minute:02}"


def time_range(opens: time, closes: time) -> str:
    """ "klo 9–11.30", "kl. 9–11.30", "9:00–11:30"."""
    return f"{forms().clock}{_span(opens, closes)}"


def time_ranges(spans: Sequence[tuple[time, time]]) -> str:
    """ "klo 9–11 ja 12–16"."""
    return forms().clock + join([_span(opens, closes) for opens, closes in spans]) if spans else ""


def weekday_name(weekday: int) -> str:
    return forms().names[weekday]


def weekday_short(weekday: int) -> str:
    return forms().short[weekday]


def on_weekday(weekday: int) -> str:
    """ "tiistaina", "på tisdag", "on Tuesday"."""
    return forms().on_names[weekday]


def full_date(day: date) -> str:
    """ "2.3.2027", in English "2 Mar 2027"."""
    form = forms()
    if form.months:
        return NBSP.join((str(day.day), form.months[day.month - 1], str(day.year)))
    return f"{day.day}.{day.month}.{day.year}"


def short_date(day: date) -> str:
    """ "ti 8.12.", "tis 8.12", "Tue 8 Dec"."""
    form = forms()
    if form.months:
        return NBSP.join((form.short[day.weekday()], str(day.day), form.months[day.month - 1]))
    dot = "." if form is FORMS["fi"] else ""
    return f"{form.short[day.weekday()]}{NBSP}{day.day}.{day.month}{dot}"


def day_month(day: date) -> str:
    """ "8.12.", "8.12", "8 Dec"."""
    return short_date(day).split(NBSP, 1)[1]


def day_range(first: date, last: date) -> str:
    """ "28.–29.11.", "28–29.11", "28–29 Nov"; across months both are whole."""
    if first.month != last.month:
        return f"{day_month(first)}{RANGE}{day_month(last)}"
    dot = "." if forms() is FORMS["fi"] else ""
    return f"{first.day}{dot}{RANGE}{day_month(last)}"


def date_words(day: date, today: date) -> str:
    """A date on its own: "tänään", "huomenna", "ti 2.2.", and with the year when it is another one."""
    days = (day - today).days
    if days in (0, 1):
        return (forms().today, forms().tomorrow)[days]
    return short_date(day) if day.year == today.year else full_date(day)


def when_words(day: date, today: date) -> str:
    """The day inside a sentence: also "tiistaina" for the days before the same weekday comes again."""
    days = (day - today).days
    if 2 <= days <= 6:
        return on_weekday(day.weekday())
    if days in (0, 1):
        return date_words(day, today)
    form = forms()
    return (form.on_date if day.year == today.year else form.on_full_date) + date_words(day, today)


def join(words: Sequence[str]) -> str:
    """ "a, b ja c"."""
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + forms().conjunction + words[-1] if words else ""


def weekday_runs(runs: Sequence[tuple[int, int]]) -> str:
    """ "ma–to", "ma, ke", "ma–ti, to–pe"."""
    short = forms().short
    return ", ".join(short[first] if first == last else f"{short[first]}{RANGE}{short[last]}" for first, last in runs)


def ordinal_words(nth: Sequence[int]) -> str:
    """ "1. ja 3.", "viimeinen" for -1."""
    form = forms()
    return join(
        [form.last if number == -1 else form.ordinals[number - 1] for number in nth if number == -1 or 1 <= number <= 5]
    )


def _span(opens: time, closes: time) -> str:
    return f"{time_number(opens)}{RANGE}{time_number(closes, closing=True)}"
