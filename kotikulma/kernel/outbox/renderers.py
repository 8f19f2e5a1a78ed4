"""The slot through which each kind of message gets its words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

from kotikulma.kernel.slots import Slot

Objects = Mapping[str, int | str | list[int] | list[str]]


@dataclass(frozen=True, slots=True)
class Mail:
    """A message ready to leave: a subject of one line, plain text, and HTML that says the same."""

    subject: str
    text: str
    html: str
    calendar: "Calendar | None" = None


@dataclass(frozen=True, slots=True)
class Calendar:
    """A calendar object beside the words (RFC 6047). `method` as in its body: REQUEST or CANCEL."""

    method: str
    body: str


@dataclass(frozen=True, slots=True)
class Renderer:
    """How the owner of a kind builds its mail.

    `guard(objects)`: is there still a reason to send (the code is unused, the booking stands)?
    `render(objects, language)`: the mail in fi, sv or en; may mint a link or code then and there. It answers None
    where the reason has gone: who asks that while reading the words has no guard beside it.
    `label`: what staff see of it while it waits, never its words. `urgent`: somebody waits at the screen for it, or it
    holds for a while only; it leaves before a thousand others.
    """

    guard: Callable[[Objects], bool] | None
    render: Callable[[Objects, str], Mail | None]
    label: Any = ""
    urgent: bool = False


def written(template: str, subject: str, language: str, context: Mapping[str, Any]) -> Mail:
    """The mail of two templates: `template`.txt, and `template`.html, which extends `ui_base/mail.html`."""
    words = {**context, "subject": subject, "language": language}
    text = render_to_string(f"{template}.txt", words).strip() + "\n"
    return Mail(subject, text, render_to_string(f"{template}.html", words))


RENDERERS: Slot[Renderer] = Slot(
    "outbox.renderers", "Kind of message -> guard and renderer; the module that posts a kind registers it."
)
