"""Opening hours as people say them. Sentences come from the catalogues, forms of time from `date_words`.

Placeholders: `%(when)s` is an answer to "when" ("tiistaina klo 9", "on Tuesday at 9:00"); `%(time)s` a time on its own
("klo 16", "16:00"); `%(date)s` a whole date ("2.3.2027", "2 Mar 2027").
"""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from kotikulma.directory.rules.hours_checks import Problem
from kotikulma.directory.rules.hours_days import DayCause, DayPlan
from kotikulma.directory.rules.hours_rows import RegularLine
from kotikulma.directory.types import HoursKind, OpenKind, OpenState, Period, Recurrence
from kotikulma.kernel.clock import HELSINKI
from kotikulma.kernel.date_words import (
    date_words,
    forms,
    full_date,
    on_weekday,
    ordinal_words,
    time_number,
    time_range,
    time_ranges,
    weekday_name,
    weekday_runs,
    weekday_short,
    when_words,
)
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.public_holidays import holiday_name

__all__ = [
    "closing_number",
    "closing_words",
    "date_words",
    "day_words",
    "full_date",
    "moment_words",
    "on_weekday",
    "period_dates",
    "problem_sentence",
    "recurrence_words",
    "regular_line_words",
    "state_sentence",
    "state_short",
    "time_range",
    "time_ranges",
    "weekday_name",
    "weekday_short",
]

SAME_NIGHT = timedelta(hours=12)  # an end this near needs no day: "sulkeutuu klo 6"

_PROBLEMS = {
    "zero_length_slot": gettext_lazy("Aika alkaa ja päättyy samaan aikaan. Korjaa kellonajat."),
    "overlapping_slots": gettext_lazy("Ajat menevät päällekkäin: %(slot)s. Yhdistä ne tai korjaa kellonajat."),
    "periods_union": gettext_lazy("Kaksi aukioloaikaa on voimassa yhtä aikaa, ja molemmat näkyvät. Tarkista päivät."),
    "period_dates": gettext_lazy("Aukioloajan viimeinen päivä on ennen ensimmäistä. Korjaa päivät."),
    "anchor_missing": gettext_lazy("Kerro yksi viikko, jolla tämä pidetään. Muuten viikkoja ei voi laskea."),
    "nth_missing": gettext_lazy("Valitse, monesko viikonpäivä kuukaudessa."),
    "exception_dates": gettext_lazy("Poikkeuksen viimeinen päivä on ennen ensimmäistä. Korjaa päivät."),
    "exceptions_equal": gettext_lazy("Kaksi poikkeusta koskee samaa päivää %(date)s. Uudempi on voimassa."),
    "outside_place_hours": gettext_lazy("%(slot)s on paikan aukioloajan ulkopuolella. Tarkista ajat."),
    "starts_before_place": gettext_lazy("Palvelu alkaa ennen kuin paikka avataan %(date)s."),
    "starts_after_place_closes": gettext_lazy(
        "Palvelu alkaa vasta, kun paikka on jo suljettu. Viimeinen päivä on %(date)s."
    ),
    "ends_after_place": gettext_lazy("Palvelu jatkuu vielä, kun paikka on suljettu. Viimeinen päivä on %(date)s."),
}


def state_sentence(state: OpenState, now: datetime) -> str:
    """The whole answer: "Auki nyt, sulkeutuu klo 11", "Suljettu nyt, aukeaa tiistaina klo 9"."""
    match state.kind:
        case OpenKind.OPEN:
            return _open_sentence(state, now)
        case OpenKind.STARTS if state.starts_on:
            return _("Alkaa %(date)s") % {"date": full_date(state.starts_on)}
        case OpenKind.PAUSED if state.paused_until:
            return _("Tauolla %(date)s asti") % {"date": full_date(state.paused_until)}
        case OpenKind.PAUSED:
            return _("Tauolla toistaiseksi")
        case OpenKind.ENDED:
            return _("Päättynyt")
        case OpenKind.CLOSED:
            return _running_sentence(state, now) or _closed_sentence(state, now)
        case OpenKind.UNKNOWN if state.check_holiday:
            return _("Tarkista pyhäpäivän aukiolo")
        case OpenKind.UNKNOWN if state.hours_kind == HoursKind.BY_APPOINTMENT:
            return _("Ajanvarauksella")
    return _("Aukiolo ei tiedossa")


def state_short(state: OpenState, now: datetime) -> str:
    """For a label or a list row: "Auki klo 16 asti", "Aukeaa ti 8.12. klo 9"."""
    match state.kind:
        case OpenKind.OPEN if state.always:
            return _("Auki ympäri vuorokauden")
        case OpenKind.OPEN if state.until and _near(state.until, now):
            return _("Auki %(time)s asti") % {"time": forms().clock + closing_number(state.until)}
        case OpenKind.OPEN:
            return _("Auki nyt")
        case OpenKind.CLOSED if state.next:
            return _short_next(state, now)
        case OpenKind.CLOSED:
            return _("Suljettu")
        case OpenKind.PAUSED:
            return _("Tauolla")
        case OpenKind.UNKNOWN if state.check_holiday:
            return _("Tarkista aukiolo")
    return state_sentence(state, now)


def moment_words(moment: datetime, now: datetime) -> str:
    """When something begins: "tänään klo 9", "tiistaina klo 9", "ti 8.12. klo 9", in another year "12.1.2027 klo 9"."""
    local = moment.astimezone(HELSINKI)
    today = now.astimezone(HELSINKI).date()
    return f"{when_words(local.date(), today)} {forms().at}{time_number(local.time())}"


def closing_words(moment: datetime, now: datetime) -> str:
    """When something ends: "klo 16", for a night "klo 6", for midnight "klo 24", else with the day."""
    at = forms().at + closing_number(moment)
    if _near(moment, now):
        return at
    day = (moment.astimezone(HELSINKI) - timedelta(microseconds=1)).date()
    return f"{when_words(day, now.astimezone(HELSINKI).date())} {at}"


def regular_line_words(line: RegularLine) -> str:
    """ "ma–to klo 9–16", "ti klo 9–11 (parittomat viikot)"; for a text-only period its own text."""
    if line.always:
        return _("ympäri vuorokauden")
    if not line.weekdays:
        return str(localise(line.period.note)) or _state_of_text(line.kind)
    days, times = weekday_runs(line.runs), time_ranges(line.times)
    if line.period.recurrence == Recurrence.NTH_WEEKDAY:
        which = ordinal_words(line.period.nth)
        return _("kuukauden %(which)s %(days)s %(times)s") % {"which": which, "days": days, "times": times}
    rhythm = recurrence_words(line.period)
    return f"{days} {times} ({rhythm})" if rhythm else f"{days} {times}"


def recurrence_words(period: Period) -> str:
    """ "parittomat viikot", "joka 3. viikko"; empty for every week and for days of the month."""
    match period.recurrence:
        case Recurrence.ODD_WEEKS:
            return _("parittomat viikot")
        case Recurrence.EVEN_WEEKS:
            return _("parilliset viikot")
        case Recurrence.EVERY_N_WEEKS if period.interval == 2:
            return _("joka toinen viikko")
        case Recurrence.EVERY_N_WEEKS if period.interval > 2:
            return _("joka %(number)d. viikko") % {"number": period.interval}
    return ""


def period_dates(period: Period) -> str:
    """ "1.6.2027–31.8.2027", "1.6.2027 alkaen", "31.8.2027 asti"; empty when open-ended at both ends."""
    if period.valid_from and period.valid_to:
        return f"{full_date(period.valid_from)}–{full_date(period.valid_to)}"
    if period.valid_from:
        return _("%(date)s alkaen") % {"date": full_date(period.valid_from)}
    return _("%(date)s asti") % {"date": full_date(period.valid_to)} if period.valid_to else ""


def day_words(plan: DayPlan) -> str:
    """One row of a week table: its times, or why there are none."""
    if plan.slots:
        if any(slot.opens == slot.closes for slot in plan.slots):
            return _("ympäri vuorokauden")
        return time_ranges([(slot.opens, slot.closes) for slot in plan.slots])
    match plan.cause:
        case DayCause.NOT_STARTED:
            return _("Ei vielä alkanut")
        case DayCause.PAUSED:
            return _("Tauolla")
        case DayCause.ENDED:
            return _("Päättynyt")
        case DayCause.HOLIDAY_CLOSED:
            return _("Suljettu, %(holiday)s") % {"holiday": holiday_name(plan.holiday)}
        case DayCause.HOLIDAY_ASK:
            return _("Tarkista aukiolo, %(holiday)s") % {"holiday": holiday_name(plan.holiday)}
        case DayCause.UNKNOWN:
            return str(localise(plan.reason)) or _state_of_text(plan.text_kind)
    return _("Suljettu")


def problem_sentence(problem: Problem) -> str:
    """What is wrong and the remedy, for the editor."""
    slot = problem.slot
    spoken = f"{weekday_short(slot.weekday)} {time_range(slot.opens, slot.closes)}" if slot else ""
    return str(_PROBLEMS[problem.code]) % {"slot": spoken, "date": full_date(problem.day) if problem.day else ""}


def _open_sentence(state: OpenState, now: datetime) -> str:
    if state.always:
        return _("Auki nyt, ympäri vuorokauden")
    if not state.until:
        return _("Auki nyt")
    if state.hours_kind == HoursKind.PHONE:
        return _("Puhelinaika nyt, päättyy %(when)s") % {"when": closing_words(state.until, now)}
    return _("Auki nyt, sulkeutuu %(when)s") % {"when": closing_words(state.until, now)}


def _running_sentence(state: OpenState, now: datetime) -> str:
    """Not open to all, but something of another kind runs now."""
    if not (state.until or state.always):
        return ""
    endless = {
        HoursKind.BY_APPOINTMENT: _("Nyt ajanvarauksella"),
        HoursKind.SELF_SERVICE: _("Omatoimisesti milloin vain"),
        HoursKind.PHONE: _("Puhelinaika nyt"),
    }
    if not state.until:
        return endless.get(state.hours_kind, "") if state.hours_kind else ""
    ending = {
        HoursKind.BY_APPOINTMENT: _("Nyt ajanvarauksella, päättyy %(when)s"),
        HoursKind.SELF_SERVICE: _("Nyt omatoimisesti, päättyy %(when)s"),
        HoursKind.PHONE: _("Puhelinaika nyt, päättyy %(when)s"),
    }
    sentence = ending.get(state.hours_kind, "") if state.hours_kind else ""
    return sentence and sentence % {"when": closing_words(state.until, now)}


def _closed_sentence(state: OpenState, now: datetime) -> str:
    if not state.next:
        return _("Suljettu nyt")
    when = {"when": moment_words(state.next.start, now)}
    match state.next.kind:
        case HoursKind.PHONE:
            return _("Seuraava puhelinaika %(when)s") % when
        case HoursKind.BY_APPOINTMENT:
            return _("Seuraava aika varauksella %(when)s") % when
        case HoursKind.SELF_SERVICE:
            return _("Omatoimisesti seuraavan kerran %(when)s") % when
    return _("Suljettu nyt, aukeaa %(when)s") % when


def _short_next(state: OpenState, now: datetime) -> str:
    if state.next is None:
        return _("Suljettu")
    when = {"when": moment_words(state.next.start, now)}
    match state.next.kind:
        case HoursKind.PHONE:
            return _("Puhelinaika %(when)s") % when
        case HoursKind.BY_APPOINTMENT:
            return _("Varauksella %(when)s") % when
        case HoursKind.SELF_SERVICE:
            return _("Omatoimisesti %(when)s") % when
    return _("Aukeaa %(when)s") % when


def _state_of_text(kind: HoursKind | None) -> str:
    return _("Ajanvarauksella") if kind == HoursKind.BY_APPOINTMENT else pgettext("opening hours", "Ei tiedossa")


def _near(moment: datetime, now: datetime) -> bool:
    """Ends today (midnight is still today) or within a night's time."""
    last = (moment - timedelta(microseconds=1)).astimezone(HELSINKI).date()
    return last == now.astimezone(HELSINKI).date() or moment - now <= SAME_NIGHT


def closing_number(moment: datetime) -> str:
    """The time alone: "16", "9.30", midnight as 24."""
    return time_number(moment.astimezone(HELSINKI).time(), closing=True)
