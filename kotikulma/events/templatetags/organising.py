"""Words of the organiser's pages: when, how many, what differs."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django import template
from django.utils.translation import gettext as _

from kotikulma.events.forms.organising import VIEW_WORDS
from kotikulma.events.queries.attending import People, answer_words
from kotikulma.events.queries.organising import Desk, OwnFilters
from kotikulma.events.rules import field_words, time_words
from kotikulma.events.rules.programme import Lack
from kotikulma.events.types import (
    EventState,
    EventType,
    Mode,
    Promotion,
    Question,
    RegistrationState,
    Source,
    Visibility,
)
from kotikulma.events.types.records import SeriesRecord
from kotikulma.kernel import clock, public_holidays
from kotikulma.kernel.merging import Clash
from kotikulma.kernel.ui import links
from kotikulma.kernel.ui.context import NAMES
from kotikulma.kernel.ui.workspace import Bar

register = template.Library()
TONES = {
    EventState.DRAFT: "neutral",
    EventState.PUBLISHED: "success",
    EventState.POSTPONED: "warning",
    EventState.CANCELLED: "danger",
}
WORDS = {view: word for word, view in VIEW_WORDS.items()}
LABELS: Mapping[str, Any] = {
    "type": EventType,
    "mode": Mode,
    "visibility": Visibility,
    "state": EventState,
    "registration": RegistrationState,
    "source": Source,
    "promotion": Promotion,
}
LACKS = {
    "times": ("times", "#toistuu"),
    "place": ("edit", "#missa"),
    "link": ("intake", "#linkki"),
    "contacts": ("edit", "#id_contact_role_fi"),
    "image_alt": ("picture_of", ""),
}
SEATED = (RegistrationState.ATTENDING, RegistrationState.ATTENDED)


@register.filter
def when(at: datetime | None) -> str:
    """ "ke 10.2. klo 16"; nothing for no moment."""
    return time_words.moment(at, clock.today()) if at else ""


@register.simple_tag
def span(starts: datetime, ends: datetime) -> str:
    return time_words.when(starts, ends, clock.today())


@register.filter
def day_words(on: date) -> str:
    return time_words.day_words(on, clock.today())


@register.filter
def free_day_name(code: str) -> str:
    return public_holidays.holiday_name(code)


@register.filter
def rhythm_words(series: SeriesRecord) -> str:
    return time_words.rhythm(series)


@register.filter
def state_tone(state: str) -> str:
    return TONES[EventState(state)]


@register.filter
def registration_tone(state: str) -> str:
    if state in SEATED:
        return "success"
    return "neutral" if state == RegistrationState.NO_SHOW else "warning"


@register.filter
def without_reason(reason: str) -> str:
    return {
        "no_email": _("ei sähköpostia, soita hänelle"),
        "not_posted": _("ei ole vielä lähtenyt"),
        "waiting": _("on lähdössä"),
        "failed": _("viesti ei mennyt perille"),
    }.get(reason, reason)


@register.filter
def answer(question: Question, value: Any) -> str:
    return answer_words(question, value)


@register.simple_tag
def number_bars(found: People) -> list[Bar]:
    """People by what became of them."""
    words = {
        "registered": (_("Ilmoittautui"), "guidance"),
        "attended": (_("Oli paikalla"), "kept"),
        "no_show": (_("Ei tullut"), "attention"),
        "cancelled": (_("Perui tai peruttiin"), "guidance"),
        "never_seated": (_("Jäi ilman paikkaa"), "guidance"),
    }
    bars = [Bar(label, found.numbers[key], tone=tone) for key, (label, tone) in words.items()]
    return bars + [Bar(Mode(channel).label, taken) for channel, taken, _capacity in found.seats]


@register.filter
def choice_label(value: str, of: str) -> str:
    """ "Julkaistu" of "published": `of` names the list of choices."""
    known = LABELS[of]
    return str(known(value).label) if value in known.values else value


@register.filter
def field_label(field: str) -> str:
    return field_words.label(field)


@register.filter
def field_value(value: Any, field: str) -> str:
    return field_words.words(field, value)


@register.filter
def clash_label(clash: Clash) -> str:
    label = field_words.label(clash.field)
    return f"{label}, {NAMES[clash.language]}" if clash.language else label


@register.filter
def language_label(code: str) -> str:
    return str(NAMES.get(code, code))


@register.simple_tag(takes_context=True)
def lack_address(context: Any, desk: Desk, lack: Lack) -> str:
    """Where the organiser mends what an event lacks."""
    page, place = LACKS.get(lack.field, ("edit", f"#id_{lack.field}_fi"))
    return links.to(context.get("request"), f"events:{page}", uuid=desk.event.uuid) + place


@register.simple_tag
def own_address(filters: OwnFilters, **changed: Any) -> str:
    """The list with one thing changed; the page starts over."""
    view = changed.get("view", filters.view)
    wanted = {
        "nayta": "" if view == "coming" else WORDS[view],
        "q": filters.text,
        "kaikki": "1" if changed.get("everywhere", filters.everywhere) else "",
        "sivu": changed.get("page", ""),
    }
    query = urlencode({key: value for key, value in wanted.items() if value})
    return f"?{query}"
