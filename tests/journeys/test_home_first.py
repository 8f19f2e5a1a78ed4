"""Home first: a volunteer asks two questions; a worker takes the referral, makes a plan and opens the door to a home.

On a phone, without script, by the words on the buttons alone.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from kotikulma.casework.models import Offer, Referral, Tenancy
from kotikulma.casework.tests.test_clients_browser import sign_in
from kotikulma.kernel import audit, clock
from tests import cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Phone:
    """One person with a phone: presses what she reads."""

    def __init__(self, page: Any, site: str) -> None:
        self.page, self.site = page, site
        page.set_default_timeout(30_000)

    def opens(self, path: str) -> None:
        self.page.goto(f"{self.site}{path}")

    def follows(self, words: str) -> None:
        with self.page.expect_navigation():
            self.page.locator("main").get_by_role("link", name=words, exact=True).first.click()

    def presses(self, words: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=words).first.click()

    def writes(self, label: str, words: str) -> None:
        self.page.get_by_label(label).first.fill(words)

    def ticks(self, label: str, group: str = "") -> None:
        place = self.page.locator("fieldset", has_text=group) if group else self.page
        place.get_by_label(label).first.check()

    def reads(self, words: str) -> None:
        self.page.get_by_text(words).first.wait_for()


def test_from_two_questions_to_a_key_without_asking_anybody(
    browser: Callable[..., Any], site: str, frozen: Any
) -> None:
    cast.caseworker()
    volunteer = Phone(browser(width=360, java_script_enabled=False), site)
    sign_in(volunteer.page, site, cast.editor())
    asks_about_home(volunteer)

    worker = Phone(browser(width=360, java_script_enabled=False), site)
    sign_in(worker.page, site, cast.caseworker())
    takes_the_referral(worker)
    makes_a_plan(worker)
    writes_what_home_is_needed(worker)
    offers_a_home(worker)
    gives_the_key(worker)

    assert Referral.objects.get().state == "accepted"
    assert Offer.objects.get().state == "moved_in"
    assert Tenancy.objects.get().moved_in_on == clock.today()
    assert audit.verify() is None

    volunteer.opens("/tyotila/ohjaukset/")
    volunteer.reads("Hyväksytty")


def asks_about_home(she: Phone) -> None:
    she.opens("/tyotila/tarkistus/")
    questions = she.page.locator("fieldset")
    for number in (0, 1):
        questions.nth(number).get_by_label("Kyllä").check()
    she.ticks("Vuokra tai lainat ovat maksamatta")
    she.ticks("Kyllä", group="Haluaisitko")
    she.writes("Nimi", "Veera")
    she.ticks("Hän antoi luvan ottaa yhteyttä")
    she.presses("Katso, mitä tehdään")
    she.follows("Ohjaa eteenpäin")
    she.page.get_by_label("Kenelle ohjaat?").select_option(label="Esimerkin hyvinvointialue")
    she.ticks("Hän antoi luvan lähettää ohjauksen")
    she.presses("Ohjaa")


def takes_the_referral(she: Phone) -> None:
    she.opens("/tyotila/ohjaukset/")
    she.follows("Uusi ohjaus")
    she.presses("Ota vastaan ja avaa")
    she.presses("Hyväksy, autamme häntä")
    she.follows("Kirjaa asiakkaaksi")
    she.presses("Kirjaa asiakkaaksi")


def makes_a_plan(she: Phone) -> None:
    she.follows("Suunnitelma")
    she.follows("Tee suunnitelma yhdessä")
    she.writes("Tavoite asiakkaan omin sanoin", "Haluan oman oven.")
    she.writes("Milloin katsotte suunnitelmaa yhdessä?", (clock.today() + timedelta(days=60)).isoformat())
    she.presses("Tallenna suunnitelma")
    she.reads("Haluan oman oven.")
    she.reads("Koti ei riipu tästä suunnitelmasta")


def writes_what_home_is_needed(she: Phone) -> None:
    she.follows("Koti")
    she.follows("Kirjaa asunnon tarve")
    she.presses("Tallenna tarve")


def offers_a_home(she: Phone) -> None:
    she.opens("/tyotila/asunnot/")
    she.follows("Kirjaa vapaa koti")
    she.writes("Kodin nimi listoilla", "Yksiö, Kuokkala")
    she.writes("Osoite", "Kuukatu 0 A 999")
    she.writes("Postinumero", "40520")
    she.writes("Vuokra, euroa kuukaudessa", "480")
    she.writes("Milloin koti on vapaa?", clock.today().isoformat())
    she.writes("Uuden vuokranantajan nimi", "Kuukoti Qvadraatti Oy")
    she.presses("Kirjaa koti")
    she.presses("Tee lista hakijoista")
    she.presses("Tarjoa kotia")


def gives_the_key(she: Phone) -> None:
    she.presses("Hän haluaa kodin")
    she.presses("Vuokranantaja hyväksyi")
    she.ticks("Vuokrasopimus, toistaiseksi")
    she.presses("Sopimus on tehty")
    she.writes("Minä päivänä hän sai avaimen ja muutti?", clock.today().isoformat())
    she.presses("Kirjaa muutto")
    she.reads("Miten asuminen sujuu")
