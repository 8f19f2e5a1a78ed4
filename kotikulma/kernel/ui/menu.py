"""What stands in the header and footer: modules register entries for pages that exist, in `AppConfig.ready()`."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from kotikulma.kernel.logging import mask_path
from kotikulma.kernel.slots import Slot
from kotikulma.kernel.ui import links


class Area(StrEnum):
    MAIN = "main"  # header, in the middle
    ACCOUNT = "account"  # header, right: sign-in, workspace
    FOOTER = "footer"
    REPORT = "report"  # footer: "Kerro virheestä", carries ?sivu=<path>


@dataclass(frozen=True, slots=True, eq=False)
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
    """An entry as the layout prints it. `current`: the page is in its section; `here`: it is the page itself."""

    url: str
    label: Any
    icon: str = ""
    current: bool = False
    here: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Menus:
    """What header and footer hold; equal ones are the same object."""

    main: tuple[Link, ...]
    account: tuple[Link, ...]
    footer: tuple[Link, ...]


MENU: Slot[Entry] = Slot("ui.menu", "Pages named in the header and the footer; only pages that exist.")


def menus(request: HttpRequest) -> tuple[Menus, Link | None]:
    """The entries of header and footer in order, as links in the active language; and where to tell of an error.

    An entry whose page is missing is left out: no page may break over a menu, and the check ui.E001 tells.
    """
    chosen = tuple([entry for entry in MENU if entry.shown is None or entry.shown(request)])
    known = (chosen, request.path, translation.get_language(), links.is_plain(request), settings.ROOT_URLCONF)
    found = _menus.get(known)
    if found is None:
        shared = _shared(*(tuple(entries(request, area)) for area in (Area.MAIN, Area.ACCOUNT, Area.FOOTER)))
        found = shared, next(iter(entries(request, Area.REPORT)), None)
        if len(_menus) >= MOST:
            _menus.clear()
        _menus[known] = found
    return found


def entries(request: HttpRequest, area: Area) -> list[Link]:
    """The entries of one area in order, as `menus` has them."""
    chosen = [entry for entry in MENU if entry.area == area and (entry.shown is None or entry.shown(request))]
    order = tuple(sorted(chosen, key=lambda entry: entry.order))
    found = _links(order, request.path, translation.get_language(), settings.ROOT_URLCONF)
    if area == Area.REPORT:
        about = {"sivu": mask_path(request.path)}  # a secret link must not travel on with a report of an error
        return [replace(link, url=links.keep(request, link.url, about)) for link in found]
    if links.is_plain(request):
        return [replace(link, url=links.keep(request, link.url), here=False) for link in found]
    return list(found)


MOST = 512  # pages whose menus are known
_menus: dict[Hashable, tuple[Menus, Link | None]] = {}


@lru_cache(maxsize=64)
def _shared(main: tuple[Link, ...], account: tuple[Link, ...], footer: tuple[Link, ...]) -> Menus:
    return Menus(main, account, footer)


def missing() -> list[str]:
    """Keys of entries whose page is not in the urls; a system check reports them."""
    gone = []
    for key, entry in MENU.items():
        try:
            reverse(entry.url_name, kwargs=entry.kwargs or None)
        except NoReverseMatch:
            gone.append(key)
    return gone


@lru_cache(maxsize=512)
def _links(order: tuple[Entry, ...], path: str, language: str | None, urls: str) -> tuple[Link, ...]:
    """Made once for each page in each language, which must be the active one: every answer has a dozen of them."""
    found = ((entry, _address(entry, language, urls)) for entry in order)
    return tuple(_link(entry, url, path) for entry, url in found if url is not None)


def _link(entry: Entry, url: str, path: str) -> Link:
    bare, target = links.without_language(path), links.without_language(url)
    current = bare == target or bool(entry.section and bare.startswith(entry.section))
    return Link(url, str(entry.label), entry.icon, current, path == url)


@lru_cache(maxsize=256)
def _address(entry: Entry, language: str | None, urls: str) -> str | None:
    try:
        return reverse(entry.url_name, kwargs=entry.kwargs or None)
    except NoReverseMatch:
        return None
