"""The workspace's frame: its rooms on the left, what needs a person today, and the word after a deed.

Modules register in `AppConfig.ready()`; people says who is looking. Pages extend `ui_base/workspace.html`,
live under /tyotila/ and are never cached.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from kotikulma.kernel import clock
from kotikulma.kernel.errors import NotFound
from kotikulma.kernel.permissions import EDITORS_OF_IT, Audience, Audiences
from kotikulma.kernel.slots import Slot
from kotikulma.kernel.types import ANONYMOUS, Actor
from kotikulma.kernel.ui import links
from kotikulma.kernel.ui.menu import Link

TOLD = "workspace_told"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks at the workspace. `audience`: her widest role; "other editor" for a member without any."""

    actor: Actor = ANONYMOUS
    name: str = ""
    audience: Audience = "anonymous"


@dataclass(frozen=True, slots=True)
class Room:
    """A line of the menu on the left. `section`: address prefix under which it counts as current."""

    url_name: str
    label: Any
    icon: str
    order: int = 50
    section: str = ""
    seen_by: Audiences = EDITORS_OF_IT


class Urgency(StrEnum):
    LATE = "late"
    TODAY = "today"
    WEEK = "week"
    LATER = "later"


PRESSING = (Urgency.LATE, Urgency.TODAY)


@dataclass(frozen=True, slots=True)
class Task:
    """Something that needs a person, with its one action. `due`: the day to do it by; None: when there is time.

    `title` says what waits, `text` why it matters, `action` is a verb: all in the reader's language.
    `url` by `links.to(None, …)`.
    """

    title: str
    action: str
    url: str
    text: str = ""
    icon: str = "circle-check"
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of `<c-bars>`: `tone` as in `<c-note>`, `href` opens what is counted, `more` are further cells."""

    label: Any
    value: int
    href: str = ""
    tone: str = "guidance"
    more: Sequence[Any] = ()


WHO: Slot[Callable[[HttpRequest], Viewer]] = Slot(
    "ui.workspace_viewer", "Who is looking at the workspace; people says."
)
ROOMS: Slot[Room] = Slot("ui.workspace_rooms", "Lines of the workspace's menu; only pages that exist.")
TODAY: Slot[Callable[[Viewer, datetime], Iterable[Task]]] = Slot(
    "ui.workspace_today", "What needs this person, told on the workspace's first page; a fixed number of statements."
)
LEAVING: Slot[str] = Slot(
    "ui.workspace_leaving", "Templates beside a button that signs out, of what must be told or put away first."
)


def viewer(request: HttpRequest) -> Viewer:
    """Asked once a request."""
    found: Viewer | None = getattr(request, "workspace_viewer", None)
    if found is None:
        found = next((who(request) for who in WHO), Viewer())
        request.workspace_viewer = found
    return found


def enter(request: HttpRequest, seen_by: Audiences) -> Viewer:
    """The viewer of a page that is only for some; NotFound for the others."""
    found = viewer(request)
    if found.audience not in seen_by:
        raise NotFound(_("Tätä osoitetta ei ole."))
    return found


def rooms(request: HttpRequest) -> list[Link]:
    """The rooms this viewer may enter, in order."""
    audience, path = viewer(request).audience, links.without_language(request.path)
    chosen = sorted((room for room in ROOMS if audience in room.seen_by), key=lambda room: room.order)
    return [_link(request, room, path) for room in chosen]


def today(viewer: Viewer, now: datetime) -> list[tuple[Urgency, list[Task]]]:
    """Everything that needs the viewer, most urgent first."""
    day = now.astimezone(clock.HELSINKI).date()
    tasks = sorted((task for tell in TODAY for task in tell(viewer, now)), key=lambda task: task.due or date.max)
    return [(urgency, list(own)) for urgency, own in groupby(tasks, key=lambda task: urgency_of(task.due, day))]


def urgency_of(due: date | None, today: date) -> Urgency:
    """The week ends on Sunday."""
    if due is None or due > today + timedelta(days=6 - today.weekday()):
        return Urgency.LATER
    if due < today:
        return Urgency.LATE
    return Urgency.TODAY if due == today else Urgency.WEEK


def bar_shares(bars: Sequence[Bar]) -> list[tuple[Bar, int]]:
    """Each bar with its length in percent of the longest; something is never drawn as nothing."""
    longest = max((bar.value for bar in bars), default=0)
    return [(bar, max(round(100 * bar.value / longest), 1) if bar.value else 0) for bar in bars]


def tell(request: HttpRequest, text: str, *, undo: str = "") -> None:
    """A word for the next page: what was done, and the address whose POST takes it back."""
    request.session[TOLD] = [*request.session.get(TOLD, []), {"text": text, "undo": undo}]


def told(request: HttpRequest) -> list[dict[str, str]]:
    """The words that wait, once."""
    found: list[dict[str, str]] = request.session.pop(TOLD, [])
    return found


def _link(request: HttpRequest, room: Room, path: str) -> Link:
    url = links.to(request, room.url_name)
    current = path == links.without_language(url.partition("?")[0]) or bool(
        room.section and path.startswith(room.section)
    )
    return Link(url, room.label, room.icon, current)
