"""axe-core and the browser find nothing wrong on the kit's pages: light and dark, narrow and wide, without script."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.support.browser import follow

pytestmark = pytest.mark.browser
Browser = Callable[..., Any]
DOUBLE = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("html { font-size: 200% }");
    document.adoptedStyleSheets = [sheet];
}"""


@pytest.mark.parametrize(("path", "width"), [("/ui/", 320), ("/ui/", 1280), ("/apua/", 320), ("/saavutettavuus/", 360)])
def test_axe_finds_nothing(browser: Browser, site: str, axe: Callable[..., None], path: str, width: int) -> None:
    page = browser(width=width, bypass_csp=True, reduced_motion="reduce")
    page.goto(site + path)

    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page scrolls sideways"


@pytest.mark.parametrize("path", ["/en/apua/", "/sv/saavutettavuus/"])
def test_the_other_languages_are_as_sound(browser: Browser, site: str, sound: Callable[[Any], None], path: str) -> None:
    page = browser(bypass_csp=True)
    page.goto(site + path)
    sound(page)


def test_a_faint_word_and_a_field_without_a_name_are_found(
    browser: Browser, site: str, axe: Callable[..., None]
) -> None:
    page = browser(bypass_csp=True)
    page.goto(f"{site}/apua/")
    page.evaluate("document.querySelector('main').append(Object.assign(document.createElement('p'), {id: 'p'}))")
    page.evaluate("document.querySelector('#p').innerHTML = '<span style=\"color:#bbb\">Haalea</span>'")
    with pytest.raises(AssertionError, match="color-contrast"):
        axe(page)
    page.goto(f"{site}/sv/apua/")
    page.evaluate("document.querySelector('main').append(document.createElement('input'))")
    with pytest.raises(AssertionError, match=r"/sv/apua/ has accessibility faults:\s+label "):
        axe(page)


def test_nothing_is_fetched_from_elsewhere_and_nothing_is_refused(browser: Browser, site: str) -> None:
    page, asked, said = browser(width=360), [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(site + "/ui/", wait_until="networkidle")

    assert [url for url in asked if not url.startswith(site)] == []
    assert said == []


def test_the_language_menu_opens_without_script(browser: Browser, site: str) -> None:
    page = browser(width=320, java_script_enabled=False)
    page.goto(site + "/apua/")
    page.click("button[popovertarget=kieli]")
    follow(page.locator("text=Svenska"))

    assert page.url == site + "/sv/apua/"


def test_the_keyboard_skips_to_the_content(browser: Browser, site: str) -> None:
    page = browser(width=1280)
    page.goto(site + "/apua/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator("#sisalto")).to_be_focused()


def test_twice_the_text_size_hides_nothing(browser: Browser, site: str) -> None:
    page = browser(width=640)
    page.goto(site + "/ui/")
    page.evaluate(DOUBLE)

    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
