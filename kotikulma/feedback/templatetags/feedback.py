"""Words and icons of feedback's templates."""

from datetime import date, datetime
from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kotikulma.feedback import rules
from kotikulma.feedback.types import Item, Kind, Outcome, Source, State
from kotikulma.kernel import clock
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.ui.templatetags.ui import icon

register = template.Library()

KIND_ICONS = {
    Kind.WISH: "sparkles",
    Kind.IDEA: "lightbulb",
    Kind.QUESTION: "circle-help",
    Kind.FEEDBACK: "message-square-text",
    Kind.THANKS: "heart",
    Kind.ACCESSIBILITY: "accessibility",
    Kind.INITIATIVE: "landmark",
}
SOURCE_ICONS = {
    Source.WEB: "globe",
    Source.OPEN311: "monitor",
    Source.PHONE: "phone",
    Source.IN_PERSON: "user",
    Source.LETTER: "inbox",
    Source.EMAIL: "mail",
}
# Tone of the answer: kept for good news, guidance for what is coming, neutral for the rest
OUTCOMES = {
    Outcome.DONE: ("circle-check", "kept", "open"),
    Outcome.WILL_DO: ("calendar-check", "guidance", "starts"),
    Outcome.CONSIDERED: ("circle-check", "plain", "closed"),
    Outcome.NOT_POSSIBLE: ("x", "plain", "closed"),
    Outcome.FORWARDED: ("send", "plain", "closed"),
    Outcome.ALREADY: ("circle-check", "kept", "open"),
}
STEP_ICONS = {"past": "circle-check", "now": "clock", "late": "triangle-alert", "ahead": "circle"}


@register.filter
def kind_icon(kind: str) -> str:
    return KIND_ICONS.get(Kind(kind), "message-square-text")


@register.filter
def source_icon(source: str) -> str:
    return SOURCE_ICONS[Source(source)]


@register.filter
def kind_label(kind: str) -> str:
    return str(Kind(kind).label)


@register.simple_tag
def choice_icon(of: str, value: str) -> str:
    """The picture of one radio: `of` is "kind", "source" or "outcome"."""
    return icon({"kind": kind_icon, "source": source_icon, "outcome": outcome_icon}[of](value))


@register.filter
def outcome_icon(outcome: str) -> str:
    return OUTCOMES[Outcome(outcome)][0]


@register.filter
def outcome_tone(outcome: str) -> str:
    return OUTCOMES[Outcome(outcome)][1]


@register.filter
def outcome_state(outcome: str) -> str:
    """The colour of a short line, as `data-state`."""
    return OUTCOMES[Outcome(outcome)][2]


@register.filter
def outcome_label(outcome: str) -> str:
    return str(Outcome(outcome).label) if outcome else ""


@register.filter
def day(moment: date | datetime | None) -> str:
    """ "ke 24.2.2027", "Wed 24 Feb 2027"."""
    if moment is None:
        return ""
    on = rules.local_day(moment) if isinstance(moment, datetime) else moment
    return date_format(on, "D j M Y" if get_language() == "en" else "D j.n.Y")


@register.filter
def spoken(reference: str) -> str:
    """ "P, 2027, 0 0 0 1 2": how a number is read on the telephone."""
    letter, year, number = reference.split("-")
    return f"{letter}, {year}, {' '.join(number)}"


@register.filter
def headline(text: str) -> str:
    return rules.headline(text)


@register.filter
def late(item: Item) -> bool:
    return rules.is_late(item.state, item.due_on, clock.today())


@register.simple_tag
def way(item: Item) -> list[dict[str, Any]]:
    """The four steps with their words: received, with whom, answered by, done."""
    steps = rules.steps(
        item.state,
        rules.local_day(item.received_at),
        item.due_on,
        rules.local_day(item.answered_at) if item.answered_at else None,
        rules.local_day(item.closed_at) if item.closed_at else None,
        clock.today(),
    )
    unit = str(localise(item.unit))
    words = {
        "received": _("Vastaanotettu"),
        "waiting": _("Odottaa lukijaa"),
        "with_whom": unit or _("Käsittelyssä"),
        "due": _("Vastaus viimeistään"),
        "late": _("Vastaus on myöhässä, luvattiin"),
        "answered": _("Vastattu"),
        "promised": _("Luvattu tehdä"),
        "done": _("Valmis"),
    }
    return [
        {"state": step.state, "icon": STEP_ICONS[step.state], "words": words[step.key], "day": step.on, "key": step.key}
        for step in steps
    ]


@register.filter
def is_open(item: Item) -> bool:
    return item.state in (State.RECEIVED, State.IN_HAND)
