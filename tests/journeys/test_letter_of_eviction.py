"""A letter of eviction: 22:10, a phone, one word. Housing advice is two taps away, and so is tonight's help.

The part of the journey that needs no worker: what happens in the morning comes with referrals.
"""

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.browser import follow

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("demo")]


def words(locator: Any) -> str:
    return str(locator.inner_text()).replace("\xa0", " ").replace("\n", " ")


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_housing_advice_is_two_taps_from_the_word(
    browser: Callable[..., Any], demo_site: str, javascript: bool
) -> None:
    page = browser(width=360, java_script_enabled=javascript)
    page.goto(demo_site)
    page.get_by_label("Kirjoita omin sanoin").fill("häätö")
    follow(page.get_by_role("button", name="Etsi"))
    first = page.locator("ol.k-lines > li").first
    assert "Suljettu nyt, aukeaa huomenna klo 9. Puhelinaika klo 9–11." in words(first)
    follow(first.get_by_role("link", name="Asumisneuvonta"))
    assert page.get_by_role("heading", level=1).inner_text() == "Asumisneuvonta"
    assert "Suljettu nyt, aukeaa huomenna klo 9" in words(page.locator(".k-openline"))
    assert "Puhelinaika ma–pe klo 9–11" in words(page.locator("main"))


def test_the_first_thing_said_is_that_home_is_not_lost_yet(browser: Callable[..., Any], demo_site: str) -> None:
    page = browser(width=360)
    page.goto(f"{demo_site}/haku/?q=häätö")
    note = page.locator(".k-note").first
    assert "Saitko kirjeen häädöstä?" in words(note)
    follow(note.get_by_role("link", name="Ei paikkaa ensi yöksi?"))
    rows = page.locator("ol.k-lines > li", has_text="Auki nyt, ympäri vuorokauden")
    assert "Hätämajoitus" in " ".join(words(row) for row in rows.all())


def test_nowhere_to_sleep_leads_to_help_that_is_open_now(browser: Callable[..., Any], demo_site: str) -> None:
    page = browser(width=360)
    page.goto(demo_site)
    follow(page.get_by_role("link", name="Ei paikkaa ensi yöksi"))
    follow(page.get_by_role("link", name="Hätämajoitus").first)
    assert "Auki nyt, ympäri vuorokauden" in words(page.locator(".k-openline"))


def test_help_now_is_seen_without_scrolling_on_a_small_phone(browser: Callable[..., Any], demo_site: str) -> None:
    page = browser(width=360, height=740)
    page.goto(demo_site)
    box = page.get_by_role("link", name="Hengenvaara: soita 112").bounding_box()
    assert box["y"] + box["height"] <= 740
    assert box["height"] >= 44
