"""The browser and the accessibility check work, and the check can fail."""

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.browser
PAGE = '<!doctype html><html lang="fi"><title>Koe</title><main><h1>Koe</h1>%s</main></html>'


def test_the_accessibility_check_names_the_fault(browser: Callable[..., Any], axe: Callable[..., None]) -> None:
    page = browser(bypass_csp=True)
    page.set_content(PAGE % "<img src=x>")

    with pytest.raises(AssertionError, match="image-alt"):
        axe(page)


def test_a_sound_page_passes_the_accessibility_check(browser: Callable[..., Any], axe: Callable[..., None]) -> None:
    page = browser(bypass_csp=True)
    page.set_content(PAGE % "<p>Teksti.</p>")

    axe(page)
