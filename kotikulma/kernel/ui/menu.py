"""What stands in the header and footer: modules register entries for pages that exist, in `AppConfig.ready()`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from kotikulma.kernel.slots import Slot
from kotikulma.kernel.ui import links


class Area(StrEnum):
    MAIN = "main"  # header, in the middle
    ACCOUNT = "account"  # header, right: sign-in, workspace
    FOOTER = "footer"
    REPORT = "report"  # footer: "Kerro virheestä", carries ?sivu=<path>


@dataclass(frozen=True, slots=True)
class Entry:
    """A page in a menu. `section`: address prefix (without language) under which the entry counts as current.

    `shown` must not look at the session on public pages; it decides by path, settings or a flag on the request.
    """

    url_name: str
    label: Any
    area: Area = Area.MAIN
    order: int = 50
    icon: str = ""
    kwargs: dict[str, Any] = field(default_factory=dict)
    section: str = ""
    shown: Callable[[HttpRequest], bool] | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as the layout prints it."""

    url: str
    label: Any
    icon: str = ""
    current: bool = False


MENU: Slot[Entry] = Slot("ui.menu", "Pages named in the header and the footer; only pages that exist.")


def entries(request: HttpRequest, area: Area) -> list[Link]:
    """The entries of one area in order, as links in the active language.

    An entry whose page is missing is left out: no page may break over a menu, and the check ui.E001 tells.
    """
    chosen = [entry for entry in MENU if entry.area == area and (entry.shown is None or entry.shown(request))]
    links_found = (_link(request, entry) for entry in sorted(chosen, key=lambda entry: entry.order))
    return [link for link in links_found if link]


def missing() -> list[str]:
    """Keys of entries whose page is not in the urls; a system check reports them."""
    gone = []
    for key, entry in MENU.items():
        try:
            reverse(entry.url_name, kwargs=entry.kwargs or None)
        except NoReverseMatch:
            gone.append(key)
    return gone


def _link(request: HttpRequest, entry: Entry) -> Link | None:
    path = links.without_language(request.path)
    query = {"sivu": request.path} if entry.area == Area.REPORT else None
    try:
        url = links.to(request, entry.url_name, query, **entry.kwargs)
    except NoReverseMatch:
        return None
    target = links.without_language(url.partition("?")[0])
    current = path == target or bool(entry.section and path.startswith(entry.section))
    return Link(url, entry.label, entry.icon, current)
