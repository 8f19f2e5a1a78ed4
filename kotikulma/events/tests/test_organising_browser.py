"""An organiser makes a weekly group with two exceptions: how many pages and presses it takes."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.conf import settings

from kotikulma.events import commands
from kotikulma.events.models import Event
from kotikulma.events.tests.make import make_draft, make_series
from kotikulma.events.types import EventState
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


class Journey:
    """A browser in the hands of an organiser, who counts the pages she opens and the buttons and links she presses."""

    def __init__(self, page: Any, site: str) -> None:
        self.page, self.pages, self.presses = page, 0, 0
        page.set_default_timeout(30_000)
        sign_in(page, site)
        page.goto(f"{site}{ROOM}")
        page.on("domcontentloaded", self._opened)

    def press(self, role: str, name: str, *, last: bool = False) -> None:
        found = self.page.get_by_role(role, name=name)
        self.presses += 1
        with self.page.expect_navigation():
            (found.last if last else found.first).click()

    def fill(self, **fields: str) -> None:
        for name, value in fields.items():
            self.page.locator(f'[name="{name}"]').first.fill(value)

    @property
    def words(self) -> str:
        return str(self.page.locator("main").inner_text())

    def _opened(self, _page: Any) -> None:
        self.pages += 1


def template_of_a_weekly_group() -> None:
    """What an association keeps to begin from: words, place, contact, Tuesdays from 9 to 11."""
    event = make_draft(title={"fi": "Perhekahvila"}, template=True)
    event.occurrences.all().delete()
    make_series(event, until="2027-05-25")


@pytest.mark.parametrize(("width", "script"), [(360, False), (360, True), (1280, False), (1280, True)])
def test_a_weekly_group_with_two_exceptions_from_a_template(
    browser: Callable[..., Any], site: str, width: int, script: bool
) -> None:
    cast.everybody()
    template_of_a_weekly_group()
    her = Journey(browser(width=width, java_script_enabled=script), site)
    her.press("link", "Uusi tapahtuma")
    her.press("button", "Aloita tästä")
    her.fill(starts_on="2027-03-02", until="2027-05-25")
    if script:
        her.page.locator("#paivat").get_by_text("13 kertaa").wait_for()
    her.press("button", "Tallenna sarja")
    her.press("link", "ti 9.3.")
    her.press("button", "Peru tämä kerta")
    her.press("link", "ti 16.3.")
    her.fill(day="2027-03-17")
    her.press("button", "Tallenna kerta")
    her.press("button", "Julkaise")
    assert "Julkaistu. Asukkaat näkevät tämän nyt." in her.words
    event = Event.objects.get(template=False)
    kinds = sorted(event.occurrences.exclude(exception="").values_list("exception", flat=True))
    assert (event.state, event.occurrences.count(), kinds) == (EventState.PUBLISHED, 13, ["cancelled", "moved"])
    assert (her.pages, her.presses) == (8, 8), "after her own list; three fields are typed"


def test_a_weekly_group_with_two_exceptions_from_nothing_without_script(browser: Callable[..., Any], site: str) -> None:
    cast.everybody()
    her = Journey(browser(width=360, java_script_enabled=False), site)
    her.press("link", "Uusi tapahtuma")
    her.fill(title="Perhekahvila")
    her.press("button", "Jatka aikoihin")
    her.page.locator('input[name="days"][value="TU"]').check(force=True)
    her.fill(begins="09:00", ends="11:00", starts_on="2027-03-02", until="2027-05-25")
    her.press("button", "Näytä päivät", last=True)
    assert "13 kertaa" in her.words
    her.press("button", "Tallenna sarja")
    her.press("link", "ti 9.3.")
    her.press("button", "Peru tämä kerta")
    her.press("link", "ti 16.3.")
    her.fill(day="2027-03-17")
    her.press("button", "Tallenna kerta")
    assert "Ei voi vielä julkaista, koska" in her.words
    her.press("link", "Kerro yhdellä lauseella, mistä on kyse.")
    her.fill(summary_fi="Kahvia ja muita perheitä.", place_note_fi="Alakerran sali", contact_role_fi="Ryhmän vetäjä")
    her.press("button", "Tallenna ja julkaise")
    assert "Julkaistu. Asukkaat näkevät tämän nyt." in her.words
    assert (her.pages, her.presses) == (10, 10)


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
