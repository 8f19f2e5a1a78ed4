"""An association of three joins: a volunteer signs up by a code, claims it, is approved, mends Tuesday, confirms."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.support.browser import follow

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("demo")]
STILL = {"bypass_csp": True, "reduced_motion": "reduce"}
ASSOCIATION = "Työttömien Tupa ry"
LANGUAGES = ("", "/sv", "/en")
PAGES = 14  # answered to the volunteer from the first page to the confirmation
PRESSES, TYPED = 19, 89  # of the volunteer: on links, buttons and fields; characters, her address among them


class Hand:
    """What a person does on a phone, counted: a press on whatever she uses, and each character she types."""

    def __init__(self) -> None:
        self.presses = self.typed = 0

    def press(self, what: Any) -> None:
        self.presses += 1
        what.click()

    def write(self, where: Any, words: str) -> None:
        self.presses += 1
        self.typed += len(words)
        where.fill(words)


def sign_up(page: Any, site: str, email: str, hand: Hand) -> None:
    """From the public start to the search, the code read in the demo's mailbox."""
    page.goto(f"{site}/liity/")
    hand.press(page.get_by_role("link", name="Aloita"))
    hand.write(page.get_by_label("Sähköpostiosoite"), email)
    hand.press(page.get_by_role("button", name="Lähetä koodi"))
    page.get_by_label("Kirjautumiskoodi").wait_for()  # the mail is posted before this page is shown
    box = page.context.browser.new_page()
    box.goto(f"{site}/demo/mail")
    letter = box.locator("li, article, section", has_text=email).first.inner_text()
    box.close()
    code = re.search(r"koodisi on (\d{3} \d{3})", letter)[1]  # type: ignore[index]
    hand.write(page.get_by_label("Kirjautumiskoodi"), code)
    with page.expect_navigation():
        hand.press(page.get_by_role("button", name="Kirjaudu"))


def sign_in_as(page: Any, site: str, role: str) -> None:
    page.goto(f"{site}/demo/")
    follow(page.locator(f"button[value={role}], form:has(input[value={role}]) button").first)


def pages_loaded(page: Any) -> list[str]:
    """Grows with every page shown; what only sends on to another is none."""
    loads: list[str] = []
    page.on("domcontentloaded", lambda shown: loads.append(shown.url))
    return loads


def approve(desk: Any, site: str) -> None:
    sign_in_as(desk, site, "coordinator")
    desk.goto(f"{site}/tyotila/hyvaksynnat/")
    desk.get_by_role("link", name=ASSOCIATION).click()
    desk.get_by_role("button", name="Hyväksy", exact=True).click()
    expect(desk.get_by_text("Hyväksytty. Pyytäjä saa viestin ja voi aloittaa heti.")).to_be_visible()


def test_a_volunteer_goes_from_the_start_to_confirmed_hours(browser: Callable[..., Any], demo_site: str) -> None:
    page, hand = browser(width=360, java_script_enabled=False), Hand()
    loads = pages_loaded(page)
    sign_up(page, demo_site, "tupalainen@example.org", hand)
    hand.write(page.get_by_role("searchbox"), "tyottomien tuba")
    hand.press(page.get_by_role("button", name="Etsi"))
    hand.press(page.get_by_role("link", name=ASSOCIATION))
    hand.write(page.get_by_label("Oma nimesi"), "Tuvan Väki")
    hand.write(page.get_by_label("Tehtäväsi organisaatiossa"), "emäntä")
    hand.write(page.get_by_label("Miten kuulut organisaatioon?"), "Avaan tuvan ovet joka aamu.")
    hand.press(page.get_by_role("button", name="Lähetä pyyntö"))
    expect(page.get_by_role("heading", name="Pyyntösi on perillä")).to_be_visible()

    approve(browser(width=1280), demo_site)

    page.reload()
    hand.press(page.get_by_role("link", name="Siirry työtilaan"))
    hand.press(page.locator("main").get_by_role("link", name="Omat tiedot"))
    hand.press(page.get_by_role("link", name="Työnhakupaja"))
    hand.press(page.get_by_role("link", name="Ajat", exact=True))
    tuesday = page.locator("#rivi-0-0")
    expect(tuesday.get_by_label("tiistai")).to_be_checked()
    hand.write(tuesday.get_by_label("Päättyy klo"), "13")
    hand.press(page.get_by_role("button", name="Tallenna ajat"))
    expect(page.get_by_text("Ajat on tallennettu. Asukkaat näkevät ne nyt.")).to_be_visible()
    hand.press(page.get_by_role("button", name="Tiedot ovat ajan tasalla"))
    expect(page.get_by_text("Työnhakupaja: tiedot ovat ajan tasalla.")).to_be_visible()
    assert len(loads) <= PAGES, loads
    assert (hand.presses <= PRESSES, hand.typed <= TYPED) == (True, True), vars(hand)


@pytest.fixture
def pages(browser: Callable[..., Any], demo_site: str) -> dict[str, Any]:
    """A page of each who meets these rooms: somebody joining, an editor, a coordinator, an administrator."""
    own = {role: browser(width=320, **STILL) for role in ("joining", "editor", "coordinator", "administrator")}
    sign_up(own["joining"], demo_site, f"katselija-{uuid4().hex[:8]}@example.org", Hand())
    for role in ("editor", "coordinator"):
        sign_in_as(own[role], demo_site, role)
    sign_in_as(own["administrator"], demo_site, "administrator")
    return own


def test_axe_finds_nothing_on_the_way_in(pages: dict[str, Any], sound: Callable[[Any], None], demo_site: str) -> None:
    for language in LANGUAGES:
        page, at = pages["joining"], f"{demo_site}{language}/liity"
        for path in (
            "/",
            "/organisaatio/",
            "/organisaatio/?q=digikaveri",
            "/organisaatio/?q=qwrtpzx",
            "/uusi/?nimi=Kerho",
        ):
            page.goto(at + path)
            sound(page)
        page.goto(f"{at}/organisaatio/?q=surevien")
        follow(page.locator("ul.k-lines a.ds-button").first)
        with page.expect_navigation():
            page.locator("form.k-form button").click()  # nothing filled in
        sound(page)
        page.goto(f"{at}/uusi/?nimi=Jyväskylän+Digikaverit")
        for name, value in (("name", "Katselija"), ("position", "jäsen"), ("grounds", "Olen jäsen.")):
            if page.locator(f"[name={name}]").count():
                page.locator(f"[name={name}]").fill(value)
        page.locator("form.k-form button").last.click()
        expect(page.locator("button[name=seen]")).to_be_visible()
        sound(page)
        with page.expect_navigation():
            page.locator("button[name=seen]").click()
        sound(page)
        with page.expect_navigation():
            page.locator("main form button").click()  # withdrawn again
        sound(page)


def test_axe_finds_nothing_in_the_rooms(pages: dict[str, Any], sound: Callable[[Any], None], demo_site: str) -> None:
    for language in LANGUAGES:
        desk, at = pages["coordinator"], f"{demo_site}{language}/tyotila"
        desk.goto(f"{at}/hyvaksynnat/")
        sound(desk)
        for address in [link.get_attribute("href") for link in desk.locator(".k-task a").all()][:3]:
            desk.goto(f"{demo_site}{address}?q=digi")
            sound(desk)
        desk.goto(f"{at}/organisaatiot/?q=naapurit")
        sound(desk)
        mine = pages["editor"]
        mine.goto(f"{at}/organisaatiot/")
        sound(mine)
        members = f"{mine.url}jasenet/"
        mine.goto(members)
        sound(mine)
        pages["administrator"].goto(members)
        sound(pages["administrator"])
        pages["administrator"].goto(f"{at}/avaimet/")
        sound(pages["administrator"])
        for address in [link.get_attribute("href") for link in mine.locator(".k-inline a").all()]:
            mine.goto(f"{demo_site}{address}")
            sound(mine)
