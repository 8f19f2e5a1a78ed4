"""Homes on a phone: axe finds nothing, 320 px are enough, and a home is offered and answered without script."""

from collections.abc import Callable
from typing import Any

import pytest

from kotikulma.casework.models import Offer
from kotikulma.casework.tests.homing import housed, make_applicant, make_list, make_vacancy, offer_to
from kotikulma.casework.tests.test_clients_browser import sign_in
from tests import cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ROOM = "/tyotila/asunnot/"


def test_every_page_passes_axe_and_fits(
    browser: Callable[..., Any], site: str, axe: Callable[..., None], frozen: Any
) -> None:
    lives, waits = make_applicant("Lives", days=90), make_applicant("Waits", days=9, deadline=None)
    done = housed(lives, make_vacancy())
    free = make_vacancy(label="Kaksio, Huhtasuo")
    make_applicant("Theirs", days=40, worker=cast.case_colleague())
    make_applicant("Big", days=3, household_size=5)
    make_list(free)
    entry = free.shortlists.get().entries.get(client=waits)
    row = offer_to(waits, free, reason="Hän on nyt ainoa, joka on tavoitettu.")
    page = browser(width=320, bypass_csp=True)
    page.set_default_timeout(30_000)
    sign_in(page, site, cast.caseworker())
    addresses = ["", "uusi/", "vuokranantajat/", f"{free.uuid}/", f"tarjoa/{entry.uuid}/"]
    addresses += [f"tarjous/{one.uuid}/" for one in (row, done)]
    clients = [f"/tyotila/asiakkaat/{one.uuid}/asunto/" for one in (lives, waits)]
    others = [f"/sv{ROOM}{free.uuid}/", f"/en{clients[0]}", "/sv/tyotila/asunto-ensin/"]
    ours = [*(f"{ROOM}{one}" for one in addresses), *clients, f"{clients[1]}tarve/", "/tyotila/asunto-ensin/"]
    for path in (*ours, *others):
        answer = page.goto(f"{site}{path}")
        assert answer.status == 200, path
        axe(page)
        width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert width <= 0, path


def test_a_home_is_offered_and_turned_down_without_script(browser: Callable[..., Any], site: str, frozen: Any) -> None:
    make_applicant("Testi", days=30)
    vacancy = make_vacancy()
    page = browser(width=320, java_script_enabled=False)
    page.set_default_timeout(30_000)
    sign_in(page, site, cast.caseworker())
    page.goto(f"{site}{ROOM}{vacancy.uuid}/")
    for name in ("Tee lista hakijoista", "Tarjoa kotia"):
        with page.expect_navigation():
            page.get_by_role("button", name=name).click()
    page.get_by_text("Hän ei halua tätä kotia").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Kirjaa ei").click()
    assert page.get_by_text("Ei vaikuta mihinkään. Paikka jonossa säilyy.").first.is_visible()
    assert Offer.objects.get().state == "declined"
