"""A wish: from the code on the door to a public answer and one more in the numbers."""

import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import expect

from tests.support.browser import follow

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("demo")]
PHONE = 360
WORDS = "Voisiko aulassa olla sateella varattavia sateenvarjoja?"


@pytest.fixture(scope="module")
def place(demo_site: str) -> str:
    """The address of the joint service point, without the host."""
    html = httpx.get(
        f"{demo_site}/haku/", params={"q": "Huhtasuon yhteistoimintapiste", "laji": "place"}, timeout=30
    ).text
    return re.findall(r'href="(/paikat/[0-9a-f-]{36}/)"', html)[0]


def address_of_code(demo_site: str, place: str) -> str:
    """What a phone reads in the second code on the door, as an address of this site."""
    door = httpx.get(f"{demo_site}{place}ovi/").text
    code = re.findall(r'<img src="(/palaute/paikat/[^"]+/qr\.svg)"', door)[0]
    found = urlsplit(re.findall(r"<title>([^<]+)</title>", httpx.get(f"{demo_site}{code}").text)[0])
    return f"{demo_site}{found.path}?{found.query}"


def number_of_answers(page: Any, demo_site: str) -> int:
    """Answers, not feedback: other journeys give some at the same time."""
    page.goto(f"{demo_site}/tyotila/palaute/luvut/")
    return int(page.locator(".k-numbers b").nth(1).inner_text())


def signed_in(browser: Callable[..., Any], demo_site: str) -> Any:
    page = browser(width=1280, bypass_csp=True)
    page.goto(f"{demo_site}/demo/")
    follow(page.locator('button[value="coordinator"]'))
    return page


def test_a_wish_goes_from_the_door_to_a_public_answer(
    browser: Callable[..., Any], axe: Callable[..., None], demo_site: str, place: str
) -> None:
    staff = signed_in(browser, demo_site)
    before = number_of_answers(staff, demo_site)

    phone = browser(width=PHONE, java_script_enabled=False)
    phone.goto(address_of_code(demo_site, place))
    expect(phone.locator("main").get_by_text("Huhtasuon yhteistoimintapiste")).to_be_visible()
    phone.get_by_label("Idea").check()
    phone.get_by_label("Kerro omin sanoin").fill(WORDS)
    time.sleep(3.1)  # as quick as nobody writes
    follow(phone.get_by_role("button", name="Lähetä"))
    assert phone.get_by_role("heading", level=1).inner_text() == "Kiitos, viesti on perillä"
    reference = re.findall(r"P-2027-\d{5}", phone.locator("main").inner_text())[0]
    follow(phone.get_by_role("link", name="Seuraa viestiäsi"))
    own = phone.url
    assert phone.goto(f"{demo_site}/palaute/{reference}/").status == 404

    staff.goto(f"{demo_site}/tyotila/palaute/?nayta=new")
    follow(staff.get_by_role("link", name=WORDS))
    axe(staff)
    staff.get_by_label("Tehdään").check()
    staff.get_by_label("Vastaus ja sen syy").fill("Kyllä. Aulaan tulee kuusi lainattavaa sateenvarjoa.")
    staff.get_by_role("button", name="Julkaise vastaus").click()
    expect(staff.get_by_text("Vastaus on julkaistu.")).to_be_visible()

    for address in (own, f"{demo_site}/palaute/{reference}/", f"{demo_site}{place}"):
        phone.goto(address)
        expect(phone.get_by_text("kuusi lainattavaa sateenvarjoa").first).to_be_visible()
    phone.goto(f"{demo_site}/palaute/{reference}/")
    phone.get_by_role("button", name="Auttoi", exact=True).click()
    expect(phone.get_by_text("1 ihminen sanoi, että vastaus auttoi.")).to_be_visible()
    assert number_of_answers(staff, demo_site) == before + 1


def test_the_same_form_sent_five_times_at_once_is_one_feedback(demo_site: str, place: str) -> None:
    with httpx.Client(base_url=demo_site, timeout=30) as client:
        html = client.get("/palaute/anna/", params={"paikka": place.split("/")[2]}).text
        cookies = dict(client.cookies)
    hidden = dict(re.findall(r'name="(csrfmiddlewaretoken|stamp|place)"[^>]*value="([^"]+)"', html))
    form = {**hidden, "kind": "idea", "text": "Viisi kertaa sama.", "reply": "public"}
    time.sleep(3.1)
    with ThreadPoolExecutor(5) as pool:
        answers = list(
            pool.map(
                lambda _: httpx.post(f"{demo_site}/palaute/anna/", data=form, cookies=cookies, timeout=30), range(5)
            )
        )
    assert {answer.status_code for answer in answers} == {302}
    assert len({answer.headers["Location"] for answer in answers}) == 1


@pytest.mark.parametrize("path", ["/palaute/", "/palaute/anna/", "/palaute/P-2026-00001/"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    browser: Callable[..., Any], axe: Callable[..., None], demo_site: str, path: str
) -> None:
    page = browser(width=320, bypass_csp=True, reduced_motion="reduce")
    for language, schemes in (("", ("light", "dark")), ("/sv", ("light",)), ("/en", ("light",))):
        page.goto(f"{demo_site}{language}{path}")
        for scheme in schemes:
            page.emulate_media(color_scheme=scheme)
            axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, page.url


def test_the_handlers_pages_are_sound_on_a_phone(
    browser: Callable[..., Any], axe: Callable[..., None], demo_site: str
) -> None:
    page = signed_in(browser, demo_site)
    page.set_viewport_size({"width": 320, "height": 800})
    for path in ("", "kirjaa/", "luvut/", "pohjat/", "P-2027-00019/"):
        page.goto(f"{demo_site}/tyotila/palaute/{path}")
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, page.url
