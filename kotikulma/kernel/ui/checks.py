"""System checks: menus lead somewhere, the assets exist."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.checks import CheckMessage, Error, Warning

from kotikulma.kernel.ui import menu

BUILT = Path(__file__).parent / "static" / "ui" / "build" / "kotikulma.css"


def menu_pages_exist(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    return [
        Error(
            f"Menu entry {key} leads to a page that is not in the urls.",
            hint="Wire the url or remove the entry from the module's AppConfig.ready().",
            id="ui.E001",
        )
        for key in menu.missing()
    ]


def assets_are_built(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    if BUILT.exists():
        return []
    return [
        Warning(
            "The style sheet is not built.",
            hint="Run make demo once, or kotikulma.config.assets.build().",
            id="ui.W001",
        )
    ]
