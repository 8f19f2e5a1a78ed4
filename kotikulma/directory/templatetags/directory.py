"""Words and hot rows of the directory's templates. Hot rows are plain HTML: a list shows hundreds of them."""

import html
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any, NamedTuple

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from kotikulma.directory.queries.listing import Row
from kotikulma.directory.rules import opening_words
from kotikulma.directory.rules.hours_rows import regular_lines
from kotikulma.directory.types import (
    Accessibility,
    AccessMode,
    ChannelType,
    Charge,
    Contact,
    HoursKind,
    Interval,
    OpenKind,
    OpenState,
    PlaceType,
    Schedule,
)
from kotikulma.directory.types.pages import ConnectionLine
from kotikulma.directory.types.records import Address
from kotikulma.kernel import clock, date_words, municipalities
from kotikulma.kernel.i18n import Localised, localise
from kotikulma.kernel.ui.icons import ICONS
from kotikulma.kernel.ui.language_names import language_name
from kotikulma.kernel.ui.templatetags.ui import icon

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
KIND_ICONS = {
    HoursKind.OPEN: "clock",
    HoursKind.DROP_IN: "door-open",
    HoursKind.PHONE: "phone",
    HoursKind.BY_APPOINTMENT: "calendar-check",
    HoursKind.SELF_SERVICE: "monitor",
}
CHANNEL_ICONS = {
    "phone": "phone",
    "web": "monitor",
    "eservice": "monitor",
    "form": "pencil-line",
    "chat": "message-circle",
}


@register.simple_tag
def open_state(
    state: OpenState, now: datetime, short: bool = False, why: str = "", phone: Interval | None = None
) -> SafeString:
    """Icon + sentence (+ telephone hour, + reason): the same words everywhere."""
    words = opening_words.state_short(state, now) if short else opening_words.state_sentence(state, now)
    if phone:
        words = _("%(state)s. Puhelinaika %(when)s.") % {"state": words, "when": _phone_words(phone, state, now)}
    note = why or (localise(state.reason).text if state.reason else "")
    tail = f'<span class="k-why">{escape(note)}</span>' if note else ""
    return SafeString(
        f'<span class="k-state" data-state="{state.kind.value}">{icon(STATE_ICONS[state.kind])}'
        f"<span>{escape(words)}{tail}</span></span>"
    )


def _phone_words(phone: Interval, state: OpenState, now: datetime) -> str:
    """ "klo 9–11" on the day just named, else with its own day: "huomenna klo 9–11"."""
    opens, closes = (moment.astimezone(clock.HELSINKI) for moment in (phone.start, phone.end))
    times = date_words.time_range(opens.time(), closes.time())
    if state.next and state.next.start.astimezone(clock.HELSINKI).date() == opens.date():
        return times
    return f"{date_words.when_words(opens.date(), now.astimezone(clock.HELSINKI).date())} {times}"


@register.simple_tag
def running_state(state: OpenState, now: datetime, access: Sequence[str] = ()) -> SafeString:
    """A service in a place's list: open, there next, starting or paused with the reason; and how to get in."""
    if state.kind in (OpenKind.STARTS, OpenKind.PAUSED):
        return open_state(state, now)
    way = str(AccessMode(access[0]).label) if access else ""
    if state.kind == OpenKind.OPEN or not state.next:
        return open_state(state, now, why=way)
    when = opening_words.moment_words(state.next.start, now)
    return format_html(
        '<span class="k-state" data-state="closed">{}<span>{}{}</span></span>',
        icon("clock"),
        when[:1].upper() + when[1:],
        format_html('<span class="k-why">{}</span>', way) if way else "",
    )


GROUPS = {
    OpenKind.STARTS: ("alkaa", _lazy("Alkaa myöhemmin")),
    OpenKind.PAUSED: ("tauolla", _lazy("Tauolla")),
}


@register.simple_tag
def line_groups(lines: Sequence[ConnectionLine]) -> list[tuple[str, Any, list[ConnectionLine]]]:
    """A place's services as (code, heading, lines): running, starting later, paused; empty groups are left out."""
    groups: dict[tuple[str, Any], list[ConnectionLine]] = {}
    for line in lines:
        groups.setdefault(GROUPS.get(line.state.kind, ("nyt", _lazy("Käynnissä"))), []).append(line)
    return [(code, heading, found) for (code, heading), found in groups.items()]


@register.simple_tag
def row(found: Row, now: datetime, address: str) -> SafeString:
    """One line of a list, without template machinery. `address`: where its name leads."""
    halves = row_halves(found, address, get_language() or "fi")
    state = open_state(found.state, now, phone=found.phone) if halves.opens else ""
    return SafeString(halves.before + state + halves.after)


class Halves(NamedTuple):
    """A line without its open state, which stands in between when the thing `opens` at all."""

    before: str
    after: str
    opens: bool


def row_halves(found: Row, address: str, language: str) -> Halves:
    """What of a line changes only with what is stored, in the active language."""
    card = found.card
    name, summary = localise(card["name"], language), localise(card["summary"], language)
    at = card.get("at")
    point = f' data-lat="{float(at[0])}" data-lon="{float(at[1])}"' if at else ""
    return Halves(
        f'<li{point}><h3><a href="{html.escape(address)}"{_lang(name)}>{html.escape(name.text)}</a></h3>'
        f"<p{_lang(summary)}>{html.escape(summary.text)}</p>",
        f'<ul class="k-facts">{_facts(card, found.kilometres, language)}</ul></li>',
        bool(card["life"]["kind"]),
    )


def _lang(text: Localised) -> str:
    return f' lang="{html.escape(text.lang)}"' if text.foreign else ""


def _facts(card: Mapping[str, Any], kilometres: float | None, language: str) -> str:
    place = where(card.get("where") or {}, kilometres, language)
    facts = [_fact("map-pin", place)] if place else []
    facts += [_channel(kind, language) for kind in card["channels"][:2]]
    # A telephone or an address on the web already says "by phone or online".
    ways = [mode for mode in card["access"] if not (card["channels"] and mode == AccessMode.REMOTE)]
    facts += [_way_in(mode, language) for mode in ways[:2]]
    if card["languages"]:
        facts.append(_spoken(tuple(card["languages"]), language))
    return "".join(facts)


def _fact(name: str, words: str) -> str:
    return f"<li>{icon(name)}<span>{html.escape(words)}</span></li>"


# Thousands of lines have the same facts; the language must be the active one
@lru_cache(maxsize=64)
def _channel(kind: str, language: str) -> str:
    return _fact(CHANNEL_ICONS[kind], str(ChannelType(kind).label))


@lru_cache(maxsize=64)
def _way_in(mode: str, language: str) -> str:
    way = AccessMode(mode)
    return _fact(ACCESS_ICONS[way], str(way.label))


@lru_cache(maxsize=256)
def _spoken(codes: tuple[str, ...], language: str) -> str:
    return _fact("languages", languages(codes))


def where(at: Mapping[str, Any], kilometres: float | None = None, language: str | None = None) -> str:
    """ "Nevakatu 2, Jyväskylä, 400 m", "4 paikkaa", or nothing."""
    if at.get("places", 0) > 1:
        return ngettext("%(count)d paikka", "%(count)d paikkaa", at["places"]) % {"count": at["places"]}
    place = _town(at.get("municipality") or "", at.get("post_office") or {}, language)
    parts = [localise(at.get("street"), language).text, place]
    if kilometres is not None:
        parts.append(distance(kilometres))
    return ", ".join(part for part in parts if part)


@register.filter
def address_line(address: Address) -> str:
    """ "Nevakatu 2, Jyväskylä"; empty for a hidden address."""
    return ", ".join(part for part in (localise(address.street).text, town(address)) if part)


@register.filter
def town(address: Address | None) -> str:
    """ "Jyväskylä"; "Otava" where only the post office has a name for us. A channel has none."""
    return _town(address.municipality_code, address.post_office, None) if address else ""


def _town(code: str, post_office: Mapping[str, str], language: str | None) -> str:
    if municipalities.get(code):
        return municipalities.name(code, language)
    return localise(post_office, language).text.title()


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
def accessibility_list(codes: Sequence[str]) -> str:
    """ "Ei kynnystä eikä portaita, leveä ovi, esteetön wc"."""
    labels = [accessibility_label(code) for code in codes]
    return ", ".join([*labels[:1], *(label[:1].lower() + label[1:] for label in labels[1:])])


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


@register.filter
def area(codes: Sequence[str]) -> str:
    """ "Jyväskylä, Laukaa, muualla Suomessa": a code without a name tells a reader nothing."""
    names = [municipalities.name(code) for code in codes if municipalities.get(code)]
    return ", ".join(names if len(names) == len(codes) else [*names, _("muualla Suomessa")])


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
def hours_lines(schedule: Schedule, today: date | None = None) -> list[str]:
    """Regular hours as lines: "ma–to klo 9–16"."""
    return [opening_words.regular_line_words(line) for line in regular_lines(schedule.periods, today or clock.today())]


@register.simple_tag
def hours_by_kind(schedule: Schedule, today: date | None = None) -> list[tuple[str, Any, str]]:
    """Regular hours as (icon, what they are for, when), since "ma klo 9–11" alone may be a telephone's."""
    groups: dict[HoursKind, list[str]] = {}
    for line in regular_lines(schedule.periods, today or clock.today()):
        groups.setdefault(line.kind, []).append(opening_words.regular_line_words(line))
    return [(KIND_ICONS[kind], kind.label, ", ".join(words)) for kind, words in groups.items()]


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
    number = date_words.day_month(local.date())
    return f"{day} {number} {date_words.forms().at}{date_words.time_number(local.time())}"


@register.simple_tag
def contact_icon(contact: Contact) -> SafeString:
    """The contact's own drawing if the sprite has it, else that of its kind."""
    kinds = {"phone": "phone", "email": "mail", "note": "info"}
    return icon(contact.icon if contact.icon in ICONS else kinds.get(contact.type, "external-link"))


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
