"""Every public page for everybody: axe, narrow screens, keyboard, no foreign host, no cookie, one sheet on paper."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import expect

from tests.support.browser import follow

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("demo")]
KINDS = (
    "home",
    "results",
    "empty",
    "map",
    "service",
    "place",
    "door",
    "organization",
    "meeting",
    "report",
    "data",
    "404",
)
# What does not depend on the language is looked at once
LOOKS = {
    "": [(320, "light"), (320, "dark"), (1280, "dark"), (1280, "light")],
    "/sv": [(320, "light")],
    "/en": [(320, "light")],
}
STILL = {"bypass_csp": True, "reduced_motion": "reduce"}


@pytest.fixture(scope="module")
def addresses(demo_site: str) -> dict[str, str]:
    """One address of each kind of page, without host and language."""
    found = {
        key: httpx.get(f"{demo_site}/haku/", params={"q": words, "laji": kind}, timeout=30).text
        for key, words, kind in (
            ("place", "Huhtasuon yhteistoimintapiste", "place"),
            ("service", "asumisneuvonta", "service"),
            ("organization", "Jyväskylän kaupunki asuminen", "organization"),
        )
    }
    at = {key: re.findall(r'<h3><a href="([^"]+)"', html)[0] for key, html in found.items()}
    rest = {"home": "/", "results": "/haku/?q=häätö", "empty": "/haku/?q=qwrtpzx", "meeting": "/kohtaamispaikat/"}
    rest |= {"map": "/haku/?q=kohtaamispaikka&nakyma=kartta", "data": "/avoin-data/", "404": "/ei-ole/"}
    return {**at, **rest, "door": f"{at['place']}ovi/", "report": f"/kerro-virheesta/?sivu={at['place']}"}


@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    browser: Callable[..., Any], axe: Callable[..., None], demo_site: str, addresses: dict[str, str], kind: str
) -> None:
    page = browser(width=320, **STILL)
    for language, looks in LOOKS.items():
        page.goto(f"{demo_site}{language}{addresses[kind]}")
        for width, scheme in looks:
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=scheme)
            axe(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{page.url} at {width}"


def test_the_filters_and_a_refused_report_are_sound_too(
    browser: Callable[..., Any], axe: Callable[..., None], demo_site: str, addresses: dict[str, str]
) -> None:
    page = browser(width=320, **STILL)
    page.goto(f"{demo_site}{addresses['results']}")
    page.get_by_role("button", name="Rajaa").click()
    axe(page)
    page.goto(f"{demo_site}{addresses['report']}")
    page.get_by_label("Sähköposti tai puhelin").fill("minä@example.org")
    page.get_by_role("button", name="Lähetä").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert page.get_by_label("Sähköposti tai puhelin").input_value() == "minä@example.org"
    axe(page)


def test_public_pages_ask_only_their_own_host_and_leave_no_cookie(
    browser: Callable[..., Any], demo_site: str, addresses: dict[str, str]
) -> None:
    page, hosts = browser(width=1280), set()
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    for kind in KINDS:
        if kind != "report":  # the form needs its token
            page.goto(f"{demo_site}{addresses[kind]}")
    assert hosts == {urlsplit(demo_site).netloc}
    assert page.context.cookies() == []


def test_the_keyboard_reaches_search_results_and_filters_in_that_order(
    browser: Callable[..., Any], demo_site: str, addresses: dict[str, str]
) -> None:
    page = browser(width=1280)
    page.goto(f"{demo_site}{addresses['results']}")
    seen = []
    for _ in range(80):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))
    stops = ["Siirry sisältöön", "haku", "v-auki-1", "Asumisneuvonta"]
    assert [stop for stop in stops if stop in seen] == stops
    assert [seen.index(stop) for stop in stops] == sorted(seen.index(stop) for stop in stops)


def test_the_skip_link_leads_past_the_menus(browser: Callable[..., Any], demo_site: str) -> None:
    page = browser(width=1280)
    page.goto(demo_site)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#sisalto")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#haku")).to_be_focused()


def test_an_error_is_told_without_a_script(
    browser: Callable[..., Any], demo_site: str, addresses: dict[str, str]
) -> None:
    page = browser(width=360, java_script_enabled=False)
    page.goto(f"{demo_site}{addresses['place']}")
    follow(page.get_by_role("link", name="Kerro virheestä").first)
    page.get_by_label("Mikä on väärin?").fill("Ovi on eri puolella taloa.")
    follow(page.get_by_role("button", name="Lähetä"))
    assert page.get_by_role("heading", level=1).inner_text() == "Kiitos, viesti on perillä"


def test_the_map_has_a_pin_for_each_row_of_the_list(
    browser: Callable[..., Any], demo_site: str, addresses: dict[str, str]
) -> None:
    page = browser(width=1280)
    page.goto(f"{demo_site}{addresses['map']}")
    page.wait_for_selector(".k-outline")
    assert page.locator(".k-pin").count() == page.locator("ol.k-lines > li[data-lat]").count() > 20
    assert page.locator(".k-outline").count() == 14


def test_the_door_is_one_sheet_of_paper(browser: Callable[..., Any], demo_site: str, addresses: dict[str, str]) -> None:
    page = browser(width=1280)
    page.goto(f"{demo_site}{addresses['door']}")
    paper = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
