"""A list on a foreign page in a real browser: under a strict policy, without script, in a frame; its builder."""

import html
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import expect

from kotikulma.events.tests.make import make_event
from tests.support.browser import follow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAME = "Avoin perhekahvila"


@pytest.fixture(autouse=True)
def _stopped_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The house's clock alone: a browser's own runs on."""
    monkeypatch.setenv("KOTIKULMA_NOW", "2027-02-09T12:00:00")


@pytest.fixture(autouse=True)
def house(settings: Any, site: str) -> str:
    settings.BASE_URL = site
    make_event()
    return site


@contextmanager
def host(snippet: str, policy: str = "") -> Iterator[str]:
    """A municipality's page at an address of its own."""
    body = f"""<!doctype html><html lang="fi"><title>Kunnan sivu</title><body><main>
<h1>Kunnan sivu</h1><h2>Tapahtumat</h2>{snippet}</main></body></html>""".encode()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            if policy:
                self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Answer)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


def snippet(client: Any, kind: str = "skripti", query: str = "") -> str:
    """As a web editor copies it."""
    page = client.get(f"/upota/{query}").content.decode()
    field = page.split(f'id="c-{kind}"', 1)[1].split(">", 1)[1].split("</textarea>", 1)[0]
    return html.unescape(field)


def strict(site: str) -> str:
    return f"default-src 'none'; script-src {site}; connect-src {site}; require-trusted-types-for 'script'"


def test_the_list_comes_under_a_strict_policy_in_its_own_style(
    browser: Callable[..., Any], client: Any, house: str
) -> None:
    page = browser()
    with host(snippet(client), strict(house)) as address:
        page.goto(address)
        expect(page.get_by_role("link", name=NAME)).to_be_visible()
        item = page.get_by_role("listitem").first
        expect(item).to_have_css("padding-top", "12px")
        expect(page.get_by_role("link", name="Kaikki tapahtumat Kotikulmassa")).to_be_visible()
        assert page.context.cookies() == []


def test_a_foreign_page_with_the_list_passes_axe(browser: Callable[..., Any], axe: Any, client: Any) -> None:
    page = browser(bypass_csp=True)
    with host(snippet(client)) as address:
        page.goto(address)
        expect(page.get_by_role("listitem").first).to_have_css("padding-top", "12px")
        axe(page)


def test_without_script_a_link_leads_to_the_calendar(browser: Callable[..., Any], client: Any, house: str) -> None:
    page = browser(java_script_enabled=False)
    with host(snippet(client, query="?kunta=179")) as address:
        page.goto(address)
        follow(page.get_by_role("link", name="Tapahtumat Kotikulmassa"))
        assert page.url == f"{house}/tapahtumat/?kunta=179"
        expect(page.get_by_role("link", name=NAME)).to_be_visible()


def test_a_page_that_does_not_let_the_script_ask_keeps_the_link(
    browser: Callable[..., Any], client: Any, house: str
) -> None:
    page = browser()
    with host(snippet(client), f"default-src 'none'; script-src {house}") as address:
        page.goto(address)
        page.wait_for_selector("[data-asked]")
        page.wait_for_load_state("networkidle")
        expect(page.get_by_role("link", name="Tapahtumat Kotikulmassa")).to_be_visible()
        expect(page.get_by_role("listitem")).to_have_count(0)


def test_the_script_asks_nobody_but_the_house_it_came_from(
    browser: Callable[..., Any], client: Any, house: str
) -> None:
    page = browser()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    foreign = snippet(client).replace(f"{house}/tapahtumat/upotus/", "http://127.0.0.1:9/tapahtumat/upotus/")
    with host(foreign) as address:
        page.goto(address)
        page.wait_for_load_state("networkidle")
        assert set(asked) <= {address, f"{house}/upota/kotikulma.js", f"{address}favicon.ico"}
        expect(page.get_by_role("link", name="Tapahtumat Kotikulmassa")).to_be_visible()


def test_as_plain_markup_the_list_takes_the_style_of_the_page(browser: Callable[..., Any], client: Any) -> None:
    page = browser()
    with host(snippet(client).replace("data-kotikulma=", "data-plain data-kotikulma=")) as address:
        page.goto(address)
        page.wait_for_selector("main > div > section > ul > li")


def test_a_frame_shows_the_list_and_its_links_leave_the_frame(
    browser: Callable[..., Any], client: Any, house: str
) -> None:
    page = browser()
    with host(snippet(client, "kehys"), f"default-src 'none'; frame-src {house}") as address:
        page.goto(address)
        page.frame_locator("iframe").get_by_role("link", name=NAME).click()
        page.wait_for_url(f"{house}/tapahtumat/*/*/")


@pytest.mark.parametrize("prefix", ["", "/sv", "/en"])
def test_the_builder_and_the_list_pass_axe(browser: Callable[..., Any], axe: Any, house: str, prefix: str) -> None:
    for path in ("/upota/", "/tapahtumat/upotus/"):
        page = browser(width=320, bypass_csp=True)
        page.goto(f"{house}{prefix}{path}")
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_choice_shows_at_once_and_is_copied(browser: Callable[..., Any], house: str) -> None:
    page = browser(width=1280, permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"{house}/upota/")
    page.get_by_label("Kunta").select_option("Äänekoski")
    frame = page.frame_locator("iframe")
    expect(frame.get_by_text("Ei tapahtumia juuri nyt.")).to_be_visible()
    page.get_by_label("Kunta").select_option("Jyväskylä")
    expect(frame.get_by_role("link", name=NAME)).to_be_visible()
    page.get_by_role("button", name="Kopioi").first.click()
    expect(page.get_by_text("Kopioitu.")).to_be_visible()
    assert "kunta=179" in page.evaluate("navigator.clipboard.readText()")
