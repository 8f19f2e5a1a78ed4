"""Somebody comes along: registers on a phone without an account, cancels by her link; every page of events is sound."""

import re
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from playwright.sync_api import expect

from tests.support.browser import follow

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("demo")]
PHONE = 360
LANGUAGES = ("", "/sv", "/en")
STILL = {"bypass_csp": True, "reduced_motion": "reduce"}
INFO = "Infotilaisuus yhdistyksille"
QUICKER_THAN_ANYBODY = 3.1  # seconds a form must have been open


@pytest.fixture(scope="module")
def event(demo_site: str) -> str:
    """The address of the info session, without the host."""
    html = httpx.get(f"{demo_site}/tapahtumat/", params={"q": "infotilaisuus yhdistyksille"}, timeout=30).text
    return re.findall(rf'href="(/tapahtumat/[0-9a-f-]{{36}}/[^"]*)"[^>]*>{INFO}', html)[0]


def sent_link(demo_site: str, email: str) -> str:
    """The person's own link from the mail she got."""
    letters = httpx.get(f"{demo_site}/demo/mail", timeout=30).text.split("<article")
    own = next(letter for letter in letters if email in letter)
    return re.findall(r'href="http://[^/"]+(/ilmoittautuminen/[^/"]+/)"', own)[0]


def register(page: Any, address: str, name: str, email: str) -> None:
    page.goto(address)
    page.locator("main").get_by_role("link", name="Ilmoittaudu").first.click()
    page.get_by_label("Nimi").fill(name)
    page.get_by_label("Sähköposti").fill(email)
    time.sleep(QUICKER_THAN_ANYBODY)
    follow(page.get_by_role("button", name="Ilmoittaudu", exact=True))


def test_a_resident_registers_on_a_phone_and_cancels_by_her_link(
    browser: Callable[..., Any], demo_site: str, event: str
) -> None:
    phone = browser(width=PHONE, java_script_enabled=False)
    pages: list[str] = []
    phone.on("load", lambda loaded: pages.append(loaded.url))
    register(phone, demo_site + event, "Aino", "aino.tulija@example.org")
    expect(phone.get_by_role("heading", name="Olet mukana")).to_be_visible()
    assert len(pages) <= 3, pages
    assert "kokous.example" not in phone.content()

    phone.goto(demo_site + sent_link(demo_site, "aino.tulija@example.org"))
    expect(phone.get_by_role("heading", name=INFO)).to_be_visible()
    phone.get_by_text("Peru ilmoittautuminen").first.click()
    phone.get_by_role("button", name="Peru ilmoittautuminen").click()
    expect(phone.get_by_text("Peruit ilmoittautumisesi").first).to_be_visible()


def test_a_link_scanner_that_opens_the_link_changes_nothing(
    browser: Callable[..., Any], demo_site: str, event: str
) -> None:
    phone = browser(width=PHONE, java_script_enabled=False)
    register(phone, demo_site + event, "Sanni", "sanni.tulija@example.org")
    own = sent_link(demo_site, "sanni.tulija@example.org")
    for deed in ("", "peru/", "vahvista/", "luovu/"):
        httpx.get(f"{demo_site}{own}{deed}", timeout=30)
    phone.goto(demo_site + own)
    expect(phone.get_by_role("heading", name="Olet mukana")).to_be_visible()
    phone.get_by_text("Muuta tietojasi").click()
    phone.get_by_label("Puhelin").fill("014 000 0000")
    phone.get_by_role("button", name="Tallenna muutokset").click()
    expect(phone.get_by_text("Muutokset on tallennettu.")).to_be_visible()


def test_axe_finds_nothing_on_the_pages_of_events(
    browser: Callable[..., Any], sound: Callable[[Any], None], demo_site: str, event: str
) -> None:
    page = browser(width=320, **STILL)
    views = ("", "?nakyma=kuukausi", "?nakyma=viikko", "?nakyma=kartta", "?q=qwrtpzx")
    for language in LANGUAGES:
        for path in (*(f"/tapahtumat/{view}" for view in views), event):
            page.goto(f"{demo_site}{language}{path}")
            sound(page)
        follow(page.locator("main a[href*=ilmoittaudu]").first)
        sound(page)
        follow(page.locator("main form.k-form button[type=submit]").last)  # nothing filled in, and too soon
        sound(page)


def test_axe_finds_nothing_on_ones_own_page(
    browser: Callable[..., Any], sound: Callable[[Any], None], demo_site: str, event: str
) -> None:
    page = browser(width=320, **STILL)
    register(page, demo_site + event, "Oma", "oma.sivu@example.org")
    expect(page.get_by_role("heading", name="Olet mukana")).to_be_visible()
    sound(page)
    own = sent_link(demo_site, "oma.sivu@example.org")
    for language in LANGUAGES:
        page.goto(f"{demo_site}{language}{own}")
        sound(page)
