"""New in town with a baby: Tuesday's drop-in is found in English. Groups and appointments come with their modules."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.support.browser import follow

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("demo")]


def words(locator: Any) -> str:
    return str(locator.inner_text()).replace("\xa0", " ").replace("\n", " ")


def test_tuesdays_drop_in_is_found_in_english(browser: Callable[..., Any], demo_site: str) -> None:
    page = browser(width=360, locale="en-GB")
    page.goto(f"{demo_site}/en/")
    page.get_by_role("searchbox").fill("talk about family life")
    follow(page.get_by_role("button", name="Search"))
    row = page.locator("ol.k-lines > li", has_text="Family Compass").first
    assert "Closed now, opens tomorrow at 9:00" in words(row)
    assert "Drop-in, no appointment" in words(row)
    follow(row.get_by_role("link"))
    follow(page.get_by_role("link", name="Huhtasuo joint service point"))
    tuesday = page.get_by_role("row", name="Tomorrow")
    assert "Family Compass" in words(tuesday)
    assert page.locator("html").get_attribute("lang") == "en"


def test_the_language_is_changed_without_losing_the_page(browser: Callable[..., Any], demo_site: str) -> None:
    page = browser(width=360)
    page.goto(f"{demo_site}/haku/?q=vauva&miten=drop_in")
    page.locator("button[popovertarget]", has_text="FI").click()
    follow(page.get_by_role("link", name="English"))
    assert page.url == f"{demo_site}/en/haku/?q=vauva&miten=drop_in"


def test_filters_narrow_the_list_in_place_and_in_the_address(browser: Callable[..., Any], demo_site: str) -> None:
    page = browser(width=1280)
    page.goto(f"{demo_site}/haku/?q=perhe")
    before = page.locator("#vastaus b").inner_text()
    page.get_by_label("Ilman ajanvarausta").check()
    page.wait_for_url("**miten=drop_in**")
    page.wait_for_function("words => document.querySelector('#vastaus b').innerText !== words", arg=before)
    assert page.evaluate("document.activeElement.id") == "v-miten-drop_in"
    page.get_by_label("Ilman ajanvarausta").uncheck()
    page.wait_for_function("words => document.querySelector('#vastaus b').innerText === words", arg=before)


def test_filters_work_without_a_script(browser: Callable[..., Any], demo_site: str) -> None:
    page = browser(width=1280, java_script_enabled=False)
    page.goto(f"{demo_site}/haku/?q=perhe")
    page.get_by_label("Kunta").select_option(label="Äänekoski")
    page.get_by_label("Ilman ajanvarausta").check()
    follow(page.get_by_role("button", name="Näytä rajatut"))
    assert "kunta=992" in page.url
    assert "miten=drop_in" in page.url
    assert page.get_by_role("link", name="Äänekoski").get_attribute("aria-current") == "true"


def test_the_sheet_of_filters_opens_and_closes_on_a_phone(browser: Callable[..., Any], demo_site: str) -> None:
    page = browser(width=360)
    page.goto(f"{demo_site}/haku/?q=perhe")
    page.get_by_role("button", name="Rajaa").click()
    expect(page.get_by_label("Ilman ajanvarausta")).to_be_visible()
    page.get_by_role("button", name="Sulje").click()
    expect(page.get_by_label("Ilman ajanvarausta")).to_be_hidden()
