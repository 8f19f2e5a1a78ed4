"""Words, states and filters of events' templates."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kotikulma.directory.types.records import Address
from kotikulma.events.rules import pictures, time_words
from kotikulma.events.rules.status import STATUSES, joining_of, status_of
from kotikulma.events.types import RegistrationState, Theme
from kotikulma.events.types.pictures import Picture
from kotikulma.events.types.records import EventRecord, OccurrenceRecord, SeriesRecord
from kotikulma.events.types.status import Joining, Status
from kotikulma.kernel import clock, date_words, municipalities
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.ui.language_names import language_name
from kotikulma.kernel.ui.templatetags.ui import icon

register = template.Library()

JOINING = {
    Joining.WALK_IN: (gettext_lazy("Tule suoraan, et tarvitse ilmoittautumista"), "door-open", "open"),
    Joining.NOT_YET: (gettext_lazy("Ilmoittautuminen alkaa %(when)s"), "calendar-plus", "starts"),
    Joining.OPEN: (gettext_lazy("Ilmoittaudu"), "pencil-line", "open"),
    Joining.QUEUE: (gettext_lazy("Täynnä, voit ilmoittautua jonoon"), "users", "paused"),
    Joining.FULL: (gettext_lazy("Täynnä, myös jono"), "x", "ended"),
    Joining.CLOSED: (gettext_lazy("Ilmoittautuminen on päättynyt"), "clock", "ended"),
}


OWN = {
    RegistrationState.ATTENDING: (gettext_lazy("Olet mukana"), "circle-check", "kept"),
    RegistrationState.ATTENDED: (gettext_lazy("Olit mukana"), "circle-check", "kept"),
    RegistrationState.PENDING: (gettext_lazy("Ilmoittautumisesi odottaa järjestäjää"), "clock", "guidance"),
    RegistrationState.WAITING: (gettext_lazy("Olet jonossa"), "users", "attention"),
    RegistrationState.OFFERED: (gettext_lazy("Sinulle on paikka"), "circle-check", "attention"),
    RegistrationState.LAPSED: (gettext_lazy("Tarjous umpeutui"), "clock", "attention"),
    RegistrationState.DECLINED: (gettext_lazy("Järjestäjä ei voinut ottaa sinua mukaan"), "x", "attention"),
    RegistrationState.CANCELLED_BY_PERSON: (gettext_lazy("Peruit ilmoittautumisesi"), "x", "guidance"),
    RegistrationState.CANCELLED_BY_STAFF: (gettext_lazy("Järjestäjä perui ilmoittautumisesi"), "x", "attention"),
    RegistrationState.CANCELLED_EVENT: (gettext_lazy("Tapahtuma on peruttu"), "x", "attention"),
    RegistrationState.NO_SHOW: (gettext_lazy("Et ollut paikalla"), "clock", "guidance"),
}


@register.filter
def own_words(state: str) -> Any:
    return OWN[RegistrationState(state)][0]


@register.filter
def own_icon(state: str) -> str:
    return OWN[RegistrationState(state)][1]


@register.filter
def own_tone(state: str) -> str:
    return OWN[RegistrationState(state)][2]


@register.filter
def clock_time(at: datetime) -> str:
    """ "9.45", never "10": a deadline is read to the minute."""
    return time_words.local(at).strftime("%H.%M").lstrip("0")


@register.simple_tag
def state(time: OccurrenceRecord, now: datetime, plainly: bool = False) -> SafeString:
    """What differs from the plan: icon, word and the reason. Nothing where all is as told, unless `plainly`."""
    status = status_of(time, now)
    if status == Status.PLANNED and not plainly:
        return SafeString("")
    manner = STATUSES[status]
    return _state(str(manner.word), manner.icon, manner.tone, _reason(time, status))


@register.simple_tag
def joining(time: OccurrenceRecord, now: datetime, row: bool = False) -> SafeString:
    """How one comes along now. `row`: in a list, where walking in is a fact among others."""
    found = joining_of(time, now)
    if found == Joining.NONE or (row and found == Joining.WALK_IN):
        return SafeString("")
    _words, name, tone = JOINING[found]
    return _state(joining_words(time, found), name, tone, "")


def joining_words(time: OccurrenceRecord, found: Joining) -> str:
    said = str(JOINING[found][0])
    if found == Joining.NOT_YET and time.registration_opens:
        said = said % {"when": time_words.moment(time.registration_opens, clock.today())}
    if found == Joining.OPEN and time.seats and time.seats.free is not None:
        left = time.seats.free
        said = ngettext("Ilmoittaudu, %(left)d paikka jäljellä", "Ilmoittaudu, %(left)d paikkaa jäljellä", left)
        said %= {"left": left}
    return said


@register.filter
def walk_in(time: OccurrenceRecord, now: datetime) -> bool:
    return joining_of(time, now) == Joining.WALK_IN


def _state(words: str, name: str, tone: str, why: str) -> SafeString:
    return format_html(
        '<span class="k-state" data-state="{}">{}<span>{}{}</span></span>',
        tone,
        icon(name),
        words,
        format_html('<span class="k-why">{}</span>', why) if why else "",
    )


def _reason(time: OccurrenceRecord, status: Status) -> str:
    if status == Status.CANCELLED:
        return localise(time.cancel_reason or time.event.state_reason).text
    if status == Status.POSTPONED:
        return localise(time.event.state_reason).text
    if status == Status.RESCHEDULED and time.previous_starts_at:
        before = time_words.moment(time.previous_starts_at, clock.today())
        return _("Aiemmin %(when)s") % {"when": before}
    return localise(time.note).text


@register.filter
def when(time: OccurrenceRecord) -> str:
    return time_words.when(time.starts_at, time.ends_at, clock.today())


@register.filter
def times(time: OccurrenceRecord) -> str:
    return time_words.times(time.starts_at, time.ends_at)


@register.filter
def hour(at: datetime) -> str:
    """ "9.30", for a narrow cell."""
    return date_words.time_number(time_words.local(at).time())


@register.filter
def moment(at: datetime) -> str:
    return time_words.moment(at, clock.today())


@register.filter
def day_short(day: date) -> str:
    """ "pe 12.3."."""
    return time_words.day_words(day, clock.today())


@register.filter
def away(at: datetime) -> str:
    return time_words.away(time_words.local(at).date(), clock.today())


@register.filter
def rhythm(series: SeriesRecord) -> str:
    return time_words.rhythm(series)


@register.filter
def day_heading(day: date) -> str:
    return time_words.day_heading(day, clock.today())


@register.filter
def day_number(day: date) -> str:
    return date_words.day_month(day)


@register.filter
def place_line(time: OccurrenceRecord) -> str:
    """ "Huhtasuon yhteistoimintapiste, Jyväskylä"; the place's own words where there is none in the directory."""
    place, event = time.place, time.event
    name = localise(place.name).text if place else localise(time.place_note).text
    code = place.municipality_code if place else event.municipality_code
    town = municipalities.name(code) if code else ""
    return ", ".join(part for part in (name, "" if town in name else town) if part)


@register.filter
def address_line(address: Address) -> str:
    parts = [localise(address.street).text, f"{address.postal_code} {_town(address)}".strip()]
    return ", ".join(part for part in parts if part)


def _town(address: Address) -> str:
    own = localise(address.post_office).text
    return own or (municipalities.name(address.municipality_code) if address.municipality_code else "")


@register.filter
def tongues(codes: Iterable[str]) -> str:
    return ", ".join(language_name(code) for code in codes)


@register.filter
def theme_label(code: str) -> str:
    return str(Theme(code).label) if code in Theme.values else code


@register.filter
def municipality(code: str) -> str:
    return municipalities.name(code)


@register.filter
def ages(event: EventRecord) -> str:
    """ "13–22-vuotiaat"; nothing where everybody is welcome."""
    low, high = event.min_age, event.max_age
    if low is None and high is None:
        return ""
    if high is None:
        return _("%(low)d vuotta täyttäneet") % {"low": low}
    if low is None:
        return _("Enintään %(high)d-vuotiaat") % {"high": high}
    return _("%(low)d–%(high)d-vuotiaat") % {"low": low, "high": high}


@register.filter
def dialled(number: str) -> str:
    return "".join(character for character in number if character.isdigit() or character == "+")


@register.simple_tag
def picture(name: str, size: str = "whole") -> Picture | None:
    """The stored file to show: `whole`, or `small` for phones and cards; its size is known before it is asked for."""
    return pictures.small(name) if size == "small" else pictures.whole(name)


@register.filter
def coordinate(number: float) -> str:
    """With a point whatever the language."""
    return f"{number:.5f}"
