"""An association of three joins: a volunteer signs up by a code, claims it, a coordinator approves, she starts."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
STILL = {"bypass_csp": True, "reduced_motion": "reduce"}
ASSOCIATION = "Työttömien Tupa ry"


def sign_up(page: Any, site: str, email: str) -> None:
    """From the public start to the search, the code read in the demo's mailbox."""
    page.goto(f"{site}/liity/")
    page.get_by_role("link", name="Aloita").click()
    page.get_by_label("Sähköpostiosoite").fill(email)
    page.get_by_role("button", name="Lähetä koodi").click()
    page.get_by_label("Kirjautumiskoodi").wait_for()  # the mail is posted before this page is shown
    box = page.context.browser.new_page()
    box.goto(f"{site}/demo/mail")
    letter = box.locator("li, article, section", has_text=email).first.inner_text()
    box.close()
    page.get_by_label("Kirjautumiskoodi").fill(re.search(r"koodisi on (\d{3} \d{3})", letter)[1])  # type: ignore[index]
    page.get_by_role("button", name="Kirjaudu").click()


def sign_in_as(page: Any, site: str, role: str) -> None:
    page.goto(f"{site}/demo/")
    page.locator(f"button[value={role}], form:has(input[value={role}]) button").first.click()


def test_a_volunteer_joins_and_lands_in_the_workspace(browser: Callable[..., Any], demo_site: str) -> None:
    page = browser(width=360, java_script_enabled=False)
    sign_up(page, demo_site, "tupalainen@example.org")
    page.get_by_role("searchbox").fill("tyottomien tuba")
    page.get_by_role("button", name="Etsi").click()
    page.get_by_role("link", name=ASSOCIATION).click()
    page.get_by_label("Oma nimesi").fill("Tuvan Väki")
    page.get_by_label("Tehtäväsi organisaatiossa").fill("emäntä")
    page.get_by_label("Miten kuulut organisaatioon?").fill("Avaan tuvan ovet joka aamu.")
    page.get_by_role("button", name="Lähetä pyyntö").click()
    expect(page.get_by_role("heading", name="Pyyntösi on perillä")).to_be_visible()
    status = page.url

    desk = browser(width=1280)
    sign_in_as(desk, demo_site, "coordinator")
    desk.goto(f"{demo_site}/tyotila/hyvaksynnat/")
    desk.get_by_role("link", name=ASSOCIATION).click()
    desk.get_by_role("button", name="Hyväksy", exact=True).click()
    expect(desk.get_by_text("Hyväksytty. Pyytäjä saa viestin ja voi aloittaa heti.")).to_be_visible()

    page.goto(status)
    page.get_by_role("link", name="Avaa organisaation tiedot").click()
    page.get_by_label("Puhelin").fill("014 000 0000")
    page.get_by_role("button", name="Tallenna").click()
    expect(page.get_by_text("Muutokset on tallennettu.")).to_be_visible()
    expect(page.get_by_role("link", name="Jäsenet")).to_be_visible()


@pytest.fixture
def pages(browser: Callable[..., Any], demo_site: str) -> dict[str, Any]:
    """A page of each who meets these rooms: somebody joining, an editor, a coordinator, an administrator."""
    own = {role: browser(width=320, **STILL) for role in ("joining", "editor", "coordinator", "administrator")}
    sign_up(own["joining"], demo_site, "katselija@example.org")
    for role in ("editor", "coordinator"):
        sign_in_as(own[role], demo_site, role)
    sign_in_as(own["administrator"], demo_site, "administrator")
    return own


def sound(page: Any, axe: Callable[..., None]) -> None:
    for width, scheme in ((320, "light"), (1280, "dark")):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{page.url} at {width}"


@pytest.mark.parametrize("language", ["", "/sv", "/en"])
def test_axe_finds_nothing_on_the_way_in(
    pages: dict[str, Any], axe: Callable[..., None], demo_site: str, language: str
) -> None:
    page, at = pages["joining"], f"{demo_site}{language}/liity"
    for path in ("/", "/organisaatio/", "/organisaatio/?q=digikaveri", "/organisaatio/?q=qwrtpzx", "/uusi/?nimi=Kerho"):
        page.goto(at + path)
        sound(page, axe)
    page.goto(f"{at}/organisaatio/?q=surevien")
    page.locator("ul.k-lines a.ds-button").first.click()
    page.locator("form.k-form button").click()  # nothing filled in
    sound(page, axe)
    page.goto(f"{at}/uusi/?nimi=Jyväskylän+Digikaverit")
    for name, value in (("name", "Katselija"), ("position", "jäsen"), ("grounds", "Olen jäsen.")):
        if page.locator(f"[name={name}]").count():
            page.locator(f"[name={name}]").fill(value)
    page.locator("form.k-form button").last.click()
    expect(page.locator("button[name=seen]")).to_be_visible()
    sound(page, axe)
    page.locator("button[name=seen]").click()
    sound(page, axe)
    page.locator("main form button").click()  # withdrawn again
    sound(page, axe)


@pytest.mark.parametrize("language", ["", "/sv", "/en"])
def test_axe_finds_nothing_in_the_rooms(
    pages: dict[str, Any], axe: Callable[..., None], demo_site: str, language: str
) -> None:
    desk, at = pages["coordinator"], f"{demo_site}{language}/tyotila"
    desk.goto(f"{at}/hyvaksynnat/")
    sound(desk, axe)
    for address in [link.get_attribute("href") for link in desk.locator(".k-task a").all()][:3]:
        desk.goto(f"{demo_site}{address}?q=digi")
        sound(desk, axe)
    desk.goto(f"{at}/organisaatiot/?q=naapurit")
    sound(desk, axe)
    mine = pages["editor"]
    mine.goto(f"{at}/organisaatiot/")
    sound(mine, axe)
    members = f"{mine.url}jasenet/"
    mine.goto(members)
    sound(mine, axe)
    pages["administrator"].goto(members)
    sound(pages["administrator"], axe)
    for address in [link.get_attribute("href") for link in mine.locator(".k-inline a").all()]:
        mine.goto(f"{demo_site}{address}")
        sound(mine, axe)
