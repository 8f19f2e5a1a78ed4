"""Times as people read them in mails: on the wall of Helsinki, in the active language."""

from datetime import datetime

from kotikulma.kernel import date_words
from kotikulma.kernel.clock import HELSINKI


def when(starts_at: datetime, ends_at: datetime) -> str:
    """ "ke 10.2.2027 klo 17.30–18.30"; with both days when it ends on another one."""
    start, end = starts_at.astimezone(HELSINKI), ends_at.astimezone(HELSINKI)
    if start.date() == end.date():
        return f"{_day(start)} {date_words.time_range(start.time(), end.time())}"
    return f"{moment(starts_at)} – {moment(ends_at)}"


def moment(at: datetime) -> str:
    """ "ke 10.2.2027 klo 17.30"."""
    local = at.astimezone(HELSINKI)
    return f"{_day(local)} {date_words.forms().at}{date_words.time_number(local.time())}"


def _day(local: datetime) -> str:
    return f"{date_words.weekday_short(local.weekday())} {date_words.full_date(local.date())}"
