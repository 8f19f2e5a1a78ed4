"""Words and hot rows of the directory's templates. Hot rows are plain HTML: a list shows hundreds of them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kotikulma.directory.queries.listing import Row
from kotikulma.directory.rules import date_words, opening_words
from kotikulma.directory.rules.hours_rows import regular_lines
from kotikulma.directory.types import (
    Accessibility,
    AccessMode,
    ChannelType,
    Charge,
    OpenKind,
    OpenState,
    PlaceType,
    Schedule,
)
from kotikulma.directory.types.pages import WeekDay, WeekSlot
from kotikulma.kernel import clock, municipalities
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.ui.language_names import language_name
from kotikulma.kernel.ui.templatetags.ui import icon, localised

register = template.Library()

STATE_ICONS = {
    OpenKind.OPEN: "circle-check",
    OpenKind.CLOSED: "clock",
    OpenKind.STARTS: "calendar-plus",
    OpenKind.PAUSED: "circle-pause",
    OpenKind.ENDED: "x",
    OpenKind.UNKNOWN: "circle-help",
}
ACCESS_ICONS = {
    AccessMode.DROP_IN: "door-open",
    AccessMode.APPOINTMENT: "calendar-check",
    AccessMode.REFERRAL: "send",
    AccessMode.REGISTRATION: "pencil-line",
    AccessMode.REMOTE: "phone",
    AccessMode.OUTREACH: "route",
}
CHANNEL_ICONS = {
    "phone": "phone",
    "web": "monitor",
    "eservice": "monitor",
    "form": "pencil-line",
    "chat": "message-circle",
}


@register.simple_tag
def open_state(state: OpenState, now: datetime, short: bool = False, why: str = "") -> SafeString:
    """Icon + sentence (+ reason): the same words everywhere."""
    words = opening_words.state_short(state, now) if short else opening_words.state_sentence(state, now)
    reason = localise(state.reason)
    note = why or reason.text
    tail = format_html('<span class="k-why">{}</span>', note) if note else ""
    return format_html(
        '<span class="k-state" data-state="{}">{}<span>{}{}</span></span>',
        state.kind.value,
        icon(STATE_ICONS[state.kind]),
        words,
        tail,
    )


@register.simple_tag
def running_state(state: OpenState, now: datetime, access: Sequence[str] = ()) -> SafeString:
    """A service in a place's list: running with when next, starting, or paused with the reason."""
    if state.kind in (OpenKind.STARTS, OpenKind.PAUSED):
        return open_state(state, now)
    way = AccessMode(access[0]).label if access else ""
    following = state.next
    if state.kind == OpenKind.OPEN:
        words, why = opening_words.state_sentence(state, now), way
    elif following:
        when = opening_words.moment_words(following.start, now)
        words, why = _("Käynnissä"), _("Seuraavaksi %(when)s") % {"when": when}
        why = f"{why}, {str(way).lower()}" if way else why
    else:
        words, why = _("Käynnissä"), way
    return format_html(
        '<span class="k-state" data-state="open">{}<span>{}{}</span></span>',
        icon("circle-check"),
        words,
        format_html('<span class="k-why">{}</span>', why) if why else "",
    )


@register.simple_tag
def access_state(mode: str) -> SafeString:
    """How to get in, as icon + words."""
    if not mode:
        return mark_safe("")
    way = AccessMode(mode)
    tone = "open" if way == AccessMode.DROP_IN else "closed"
    return format_html(
        '<span class="k-state" data-state="{}">{}<span>{}</span></span>', tone, icon(ACCESS_ICONS[way]), way.label
    )


@register.simple_tag
def row(found: Row, now: datetime, address: str) -> SafeString:
    """One line of a list, without template machinery. `address`: where its name leads."""
    card = found.card
    name, summary = localise(card["name"]), localise(card["summary"])
    state = open_state(found.state, now) if card["life"]["kind"] else ""
    point = format_html(' data-lat="{}" data-lon="{}"', *card["at"]) if card.get("at") else ""
    return format_html(
        '<li{}><h3><a href="{}"{}>{}</a></h3><p{}>{}</p>{}<ul class="k-facts">{}</ul></li>',
        point,
        address,
        _lang(name),
        name.text,
        _lang(summary),
        summary.text,
        state,
        _facts(found),
    )


def _lang(text: Any) -> SafeString:
    return format_html(' lang="{}"', text.lang) if text.foreign else mark_safe("")


def _facts(found: Row) -> SafeString:
    card = found.card
    facts: list[tuple[str, str]] = []
    place = where(card.get("where") or {}, found.kilometres)
    if place:
        facts.append(("map-pin", place))
    facts += [(CHANNEL_ICONS[kind], str(ChannelType(kind).label)) for kind in card["channels"][:2]]
    facts += [(ACCESS_ICONS[AccessMode(mode)], str(AccessMode(mode).label)) for mode in card["access"][:2]]
    if card["languages"]:
        facts.append(("languages", languages(card["languages"])))
    return format_html_join("", "<li>{}<span>{}</span></li>", ((icon(name), words) for name, words in facts))


def where(at: Mapping[str, Any], kilometres: float | None = None) -> str:
    """ "Nevakatu 2, Jyväskylä, 400 m", "4 paikkaa", or nothing."""
    if at.get("places", 0) > 1:
        return ngettext("%(count)d paikka", "%(count)d paikkaa", at["places"]) % {"count": at["places"]}
    parts = [localise(at.get("street")).text, municipalities.name(at["municipality"]) if at.get("municipality") else ""]
    if kilometres is not None:
        parts.append(distance(kilometres))
    return ", ".join(part for part in parts if part)


@register.filter
def distance(kilometres: float) -> str:
    """Positions are known to a kilometre, so nothing finer is said."""
    if kilometres < 1.5:
        return _("alle 2 km")
    return _("noin %(km)d km") % {"km": round(kilometres)}


@register.filter
def languages(codes: Iterable[str]) -> str:
    return ", ".join(language_name(code) for code in codes)


@register.filter
def access_label(mode: str) -> str:
    return str(AccessMode(mode).label)


@register.filter
def accessibility_label(code: str) -> str:
    return str(Accessibility(code).label) if code in Accessibility.values else code


@register.filter
def place_type(code: str) -> str:
    return str(PlaceType(code).label)


@register.filter
def channel_type(code: str) -> str:
    return str(ChannelType(code).label)


@register.filter
def channel_icon(code: str) -> str:
    return CHANNEL_ICONS[code]


@register.filter
def charge_label(code: str) -> str:
    return str(Charge(code).label) if code else ""


@register.filter
def municipality(code: str) -> str:
    return municipalities.name(code)


@register.simple_tag
def ages(low: int | None, high: int | None) -> str:
    """ "13–22-vuotiaat", "yli 65", "kaikenikäiset"."""
    if low is None and high is None:
        return _("Kaikenikäiset")
    if high is None:
        return _("%(low)d vuotta täyttäneet") % {"low": low}
    if low is None:
        return _("Enintään %(high)d-vuotiaat") % {"high": high}
    return _("%(low)d–%(high)d-vuotiaat") % {"low": low, "high": high}


@register.simple_tag
def week_rows(week: Sequence[WeekDay], link: bool = False) -> list[dict[str, Any]]:
    """Days for <c-week_table>: weekday or "Tänään", date, slots, or the words when nobody is there."""
    return [_week_row(day) for day in week]


def _week_row(day: WeekDay) -> dict[str, Any]:
    short = date_words.weekday_short(day.day.weekday())
    return {
        "day": _("Tänään") if day.today else short.capitalize(),
        "date": f"{short} {day_month(day.day)}" if day.today else day_month(day.day),
        "today": day.today,
        "slots": [_slot(slot) for slot in day.slots],
        "empty": _empty(day),
        "note": _day_note(day),
    }


def _slot(slot: WeekSlot) -> dict[str, Any]:
    item = slot.connection
    mode = slot.access
    return {
        "when": date_words.time_range(slot.opens, slot.closes),
        "name": localised(item.service.name) if item else _("Ovi auki"),
        "uuid": item.service.uuid if item else None,
        "how": AccessMode(mode).label if mode else "",
        "icon": ACCESS_ICONS[AccessMode(mode)] if mode else "",
        "tone": "open" if mode == AccessMode.DROP_IN else "closed",
    }


def _empty(day: WeekDay) -> str:
    note = _day_note(day)
    if note:
        return note
    if day.door:
        return _("Ei neuvontaa. Ovi on auki %(times)s.") % {"times": date_words.time_ranges(day.door)}
    return _("Suljettu.")


def _day_note(day: WeekDay) -> str:
    reason = localise(day.reason).text or (opening_words.holiday_name(day.holiday).capitalize() if day.holiday else "")
    if day.ask:
        return _("%(day)s: tarkista aukiolo.") % {"day": reason or _("Pyhäpäivä")}
    if day.closed:
        return _("Suljettu: %(reason)s.") % {"reason": reason.rstrip(".")} if reason else _("Suljettu.")
    return ""


def day_month(day: date) -> str:
    return date_words.short_date(day).split("\u00a0", 1)[-1]


@register.simple_tag
def week_caption(week: Sequence[WeekDay]) -> str:
    """ "viikko 5 (1.–7.2.)" in the active language."""
    first, last = week[0].day, week[-1].day
    return _("Viikko %(number)d: %(first)s – %(last)s") % {
        "number": first.isocalendar().week,
        "first": day_month(first),
        "last": day_month(last),
    }


@register.simple_tag
def hours_lines(schedule: Schedule, today: date | None = None) -> list[str]:
    """Regular hours as lines: "ma–to klo 9–16"."""
    return [opening_words.regular_line_words(line) for line in regular_lines(schedule.periods, today or clock.today())]


@register.filter
def times(spans: Sequence[tuple[time, time]]) -> str:
    return date_words.time_ranges(spans)


@register.filter
def full_date(day: date | datetime) -> str:
    if isinstance(day, datetime):
        day = day.astimezone(clock.HELSINKI).date()
    return date_words.full_date(day)


@register.filter
def moment(at: datetime) -> str:
    """ "Maanantai 1.2. klo 22.10"."""
    local = at.astimezone(clock.HELSINKI)
    day = date_words.weekday_name(local.weekday()).capitalize()
    return f"{day} {day_month(local.date())} {date_words.forms().at}{date_words.time_number(local.time())}"


@register.simple_tag
def access_icon(mode: str) -> SafeString:
    return icon(ACCESS_ICONS[AccessMode(mode)])


@register.filter
def dialled(number: str) -> str:
    """ "09 2525 0111" as a telephone address."""
    return "".join(character for character in number if character.isdigit() or character == "+")


@register.filter
def site(address: str) -> str:
    """ "https://www.example.org/page/" as people say it."""
    return address.removeprefix("https://").removeprefix("http://").removesuffix("/")


@register.filter
def unlocalized(number: float) -> str:
    """A coordinate with a point whatever the language."""
    return f"{number:.5f}"


@register.simple_tag
def querymark(address: str) -> str:
    """ "?" or "&", whichever continues this address."""
    return "&" if "?" in address else "?"
