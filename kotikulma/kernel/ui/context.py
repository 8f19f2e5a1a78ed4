"""`ui` in every template: language, plain Finnish, menus, canonical address. Nothing is computed before it is used."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from kotikulma.kernel.ui import links, menu

NAMES = {"fi": "Suomi", "sv": "Svenska", "en": "English"}
PLAIN = "Selkosuomi"


@dataclass(frozen=True, slots=True)
class LanguageChoice:
    """One row of the language switch. `code` is also the lang of its `name`."""

    code: str
    name: str
    url: str
    current: bool


class Page:
    """What the layout knows about the page being shown. Never touches the session or the database."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.language = translation.get_language() or "fi"

    @cached_property
    def plain(self) -> bool:
        return links.is_plain(self.request)

    @cached_property
    def tone(self) -> tuple[str, bool]:
        """What shapes every word of the layout."""
        return self.language, self.plain

    @cached_property
    def languages(self) -> list[LanguageChoice]:
        choices = [
            LanguageChoice(code, name, links.in_language(self.request, code), code == self.language and not self.plain)
            for code, name in NAMES.items()
        ]
        choices.append(LanguageChoice("fi", PLAIN, links.in_language(self.request, "fi", plain=True), self.plain))
        return choices

    @property
    def home(self) -> str:
        return "/" if self.language == "fi" else f"/{self.language}/"

    @cached_property
    def canonical(self) -> str:
        return f"{settings.BASE_URL}{self.request.path}"

    @cached_property
    def alternates(self) -> list[tuple[str, str]]:
        path = links.without_language(self.request.path)
        pairs = [(code, f"{settings.BASE_URL}{'' if code == 'fi' else '/' + code}{path}") for code in NAMES]
        return [*pairs, ("x-default", f"{settings.BASE_URL}{path}")]

    @cached_property
    def menus(self) -> menu.Menus:
        """One and the same object wherever all of them say the same: `{% same ui.menus %}` costs little."""
        return self._menus[0]

    @cached_property
    def report(self) -> menu.Link | None:
        return self._menus[1]

    @cached_property
    def _menus(self) -> tuple[menu.Menus, menu.Link | None]:
        return menu.menus(self.request)

    @property
    def demo(self) -> bool:
        return bool(settings.DEMO)


def page(request: HttpRequest) -> dict[str, Any]:
    return {"request": request, "ui": Page(request)}
