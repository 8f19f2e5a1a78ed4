"""When something is, in words. Forms of times and dates come from the kernel, sentences from the catalogues."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from kotikulma.events.types import Rule
from kotikulma.events.types.records import SeriesRecord
from kotikulma.kernel import date_words
from kotikulma.kernel.clock import HELSINKI

CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def local(moment: datetime) -> datetime:
    return moment.astimezone(HELSINKI)


def times(starts_at: datetime, ends_at: datetime) -> str:
    """ "klo 9–11"; where it lasts for days, only when it begins: "klo 18 alkaen"."""
    begins, ends = local(starts_at), local(ends_at)
    if lasts_days(starts_at, ends_at):
        return _("%(time)s alkaen") % {"time": f"{date_words.forms().clock}{date_words.time_number(begins.time())}"}
    return date_words.time_range(begins.time(), ends.time())


def lasts_days(starts_at: datetime, ends_at: datetime) -> bool:
    """Longer than a night."""
    return ends_at - starts_at > timedelta(hours=16)


def when(starts_at: datetime, ends_at: datetime, today: date) -> str:
    """ "ke 10.2. klo 17.30–18.30", "pe 12.2. klo 18 – su 14.2. klo 15"."""
    begins, ends = local(starts_at), local(ends_at)
    if not lasts_days(starts_at, ends_at):
        return f"{day_words(begins.date(), today)} {date_words.time_range(begins.time(), ends.time())}"
    return f"{_moment(begins, today)} – {_moment(ends, today)}"


def moment(at: datetime, today: date) -> str:
    """ "ke 10.2. klo 16"."""
    return _moment(local(at), today)


def day_heading(day: date, today: date) -> str:
    """ "Tänään tiistaina 9.2.", "Huomenna keskiviikkona 10.2.", "Torstaina 11.2."."""
    number, name = _number(day, today), date_words.weekday_name(day.weekday())
    on = date_words.on_weekday(day.weekday()) if date_words.forms() is date_words.FORMS["fi"] else name
    if day == today:
        return _("Tänään %(on_weekday)s %(date)s") % {"on_weekday": on, "date": number}
    if day == today + timedelta(days=1):
        return _("Huomenna %(on_weekday)s %(date)s") % {"on_weekday": on, "date": number}
    return f"{name.capitalize()} {number}"


def away(day: date, today: date) -> str:
    """ "tänään", "huomenna", "8 päivän päästä"; nothing for what is past or far."""
    days = (day - today).days
    if days in (0, 1):
        return (_("Tänään"), _("Huomenna"))[days]
    return _("%(days)d päivän päästä") % {"days": days} if 1 < days <= 14 else ""


def rhythm(series: SeriesRecord) -> str:
    """ "Joka tiistai klo 9–11", "Joka toinen torstai klo 17–18.30, viimeisen kerran 27.5.2027"."""
    ends = (datetime.combine(series.starts_on, series.start_time) + timedelta(minutes=series.minutes)).time()
    words = f"{_days(series.rule)} {date_words.time_range(series.start_time, ends)}"
    if series.rule.until:
        return _("%(rhythm)s, viimeistään %(day)s") % {
            "rhythm": words,
            "day": date_words.full_date(series.rule.until),
        }
    return words


def _days(rule: Rule) -> str:
    if rule.frequency == "MONTHLY":
        return _monthly(rule)
    names = [date_words.weekday_name(CODES.index(code)) for code in rule.byday]
    if len(names) == 7 and rule.interval == 1:
        return _("Joka päivä")
    if list(rule.byday) == list(CODES[:5]) and rule.interval == 1:
        return _("Joka arkipäivä")
    days = {"days": date_words.join(names), "weeks": rule.interval}
    if rule.interval == 1:
        return _("Joka %(days)s") % days
    return _("Joka toinen %(days)s") % days if rule.interval == 2 else _("Joka %(weeks)d. viikko: %(days)s") % days


def _monthly(rule: Rule) -> str:
    said = []
    for part in rule.byday:
        nth, code = int(part[:-2] or 1), part[-2:]
        name = date_words.weekday_name(CODES.index(code))
        said.append(f"{date_words.ordinal_words([nth])} {name}")
    days = {"days": date_words.join(said), "months": rule.interval}
    if rule.interval == 1:
        return _("Kuukauden %(days)s") % days
    return _("Joka %(months)d. kuukauden %(days)s") % days


def _moment(at: datetime, today: date) -> str:
    return f"{day_words(at.date(), today)} {date_words.forms().at}{date_words.time_number(at.time())}"


def day_words(day: date, today: date) -> str:
    """ "ti 6.4.", with the year when it is another one."""
    short = date_words.short_date(day)
    return short if day.year == today.year else f"{short.split(date_words.NBSP)[0]} {date_words.full_date(day)}"


def _number(day: date, today: date) -> str:
    return date_words.day_month(day) if day.year == today.year else date_words.full_date(day)
