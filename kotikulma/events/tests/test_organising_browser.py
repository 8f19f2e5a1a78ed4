"""An organiser makes a weekly group with two exceptions on a phone without script; her pages pass axe."""

from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest
from django.conf import settings

from kotikulma.events import commands
from kotikulma.events.commands import joining, registration
from kotikulma.events.models import Event
from kotikulma.events.tests.make import make_event, make_series
from kotikulma.events.types import EventState, NewRegistration
from tests import cast
from tests.cast import HOUSE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ROOM = "/tyotila/tapahtumat/"


@pytest.fixture(autouse=True)
def _stopped_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The house's clock alone: a browser's own runs on."""
    monkeypatch.setenv("KOTIKULMA_NOW", "2027-02-09T12:00:00")


def sign_in(page: Any, site: str) -> None:
    value = cast.browser_of(cast.editor()).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": site}])


def pages_of() -> list[str]:
    """One event with everything: a series, a link, somebody who comes and somebody who waits."""
    event = _laid()
    first = event.occurrences.order_by("starts_at")[0]
    one, own = f"kerrat/{first.uuid}/", f"{event.uuid}/"
    series = event.series.get().uuid
    return [
        "",
        "?nayta=luonnokset",
        "uusi/",
        own,
        *(f"{own}{page}/" for page in "ajat ilmoittautuminen kuva historia peru lykkaa".split()),
        one,
        f"{one}seuraavat/",
        f"sarjat/{series}/",
        f"{one}osallistujat/",
        f"{one}osallistujat/uusi/",
        f"{one}viesti/",
        "viestit/",
        "poistuvat/",
    ]


def _laid() -> Event:
    event = make_event(title={"fi": "Avoin perhekahvila"})
    make_series(event)
    joining.set_join_info(HOUSE, event.uuid, url="https://video.example/j/1", release_time=time(16))
    event.refresh_from_db()
    commands.save_event(HOUSE, event.uuid, version=event.version, values={"mode": "hybrid"})
    registration.set_up_registration(HOUSE, event.uuid, values={"capacity_in_person": 1})
    for name in ("Aino Virta", "Eino Salo"):
        new = NewRegistration(contact_name=name, email=f"{name[:4]}@example.org", answers={}, source="phone")
        registration.register(HOUSE, event.occurrences.order_by("starts_at")[0].uuid, new)
    return event


def test_a_weekly_group_with_two_exceptions_on_a_phone_without_script(browser: Callable[..., Any], site: str) -> None:
    cast.everybody()
    page = browser(width=360, java_script_enabled=False)
    page.set_default_timeout(30_000)
    seen: list[str] = []
    page.on("load", lambda _page: seen.append(_page.url))
    sign_in(page, site)
    page.goto(f"{site}{ROOM}")
    page.get_by_role("link", name="Uusi tapahtuma").click()
    page.get_by_label("Nimi").fill("Perhekahvila")
    page.get_by_role("button", name="Jatka aikoihin").click()
    page.locator('input[name="days"][value="TU"]').check(force=True)
    page.locator('[name="begins"]').first.fill("09:00")
    page.locator('[name="ends"]').first.fill("11:00")
    page.locator('[name="starts_on"]').fill("2027-03-02")
    page.locator('[name="until"]').fill("2027-05-25")
    page.get_by_role("button", name="Näytä päivät").last.click()
    assert "13 kertaa" in page.locator("main").inner_text()
    page.get_by_role("button", name="Tallenna sarja").click()
    page.get_by_role("link", name="ti 9.3.").click()
    page.locator('[name="reason_fi"]').fill("Sali on varattu.")
    page.get_by_role("button", name="Peru tämä kerta").click()
    page.get_by_role("link", name="ti 16.3.").click()
    page.locator('[name="day"]').fill("2027-03-17")
    page.get_by_role("button", name="Tallenna kerta").click()
    page.get_by_role("link", name="Tiedot").click()
    page.locator('[name="summary_fi"]').fill("Kahvia ja muita perheitä.")
    page.locator('[name="place_note_fi"]').fill("Alakerran sali")
    page.locator('[name="contact_role_fi"]').fill("Ryhmän vetäjä")
    page.get_by_role("button", name="Tallenna ja julkaise").click()
    assert "Julkaistu. Asukkaat näkevät tämän nyt." in page.locator("main").inner_text()
    event = Event.objects.get()
    kinds = sorted(event.occurrences.exclude(exception="").values_list("exception", flat=True))
    assert (event.state, event.occurrences.count(), kinds) == (EventState.PUBLISHED, 13, ["cancelled", "moved"])
    assert len(seen) <= 11


def test_dates_appear_while_the_rhythm_is_typed(browser: Callable[..., Any], site: str) -> None:
    cast.everybody()
    own = cast.own_organization().uuid
    event = commands.create_event(HOUSE, organization=own, values={"title": {"fi": "Perhekahvila"}})
    page = browser(width=1280)
    sign_in(page, site)
    page.goto(f"{site}{ROOM}{event.uuid}/ajat/")
    page.locator('input[name="days"][value="FR"]').check(force=True)
    page.locator('[name="begins"]').first.fill("09:00")
    page.locator('[name="ends"]').first.fill("11:00")
    page.locator('[name="starts_on"]').fill("2027-03-05")
    page.locator('[name="until"]').fill("2027-04-09")
    page.locator("#paivat").get_by_text("pitkäperjantai").wait_for()
    page.locator('[name="kept"]').check()
    page.locator("#paivat").get_by_text("6 kertaa").wait_for()
    assert date(2027, 3, 26).isoformat() == page.locator('[name="kept"]').input_value()


@pytest.mark.parametrize(("width", "language"), [(320, ""), (320, "/sv"), (1280, "/en")])
def test_the_organisers_pages_have_no_accessibility_faults(
    browser: Callable[..., Any], site: str, axe: Callable[..., None], width: int, language: str
) -> None:
    cast.everybody()
    paths = pages_of()
    page = browser(width=width, bypass_csp=True)
    page.set_default_timeout(30_000)
    sign_in(page, site)
    for path in paths:
        answer = page.goto(f"{site}{language}{ROOM}{path}")
        assert answer.status == 200, path
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        if path.endswith("/osallistujat/"):
            page.locator("main form button").first.click()
            page.wait_for_load_state()
            axe(page)
            page.goto(f"{site}{language}{ROOM}{path}lista/")
            axe(page)
