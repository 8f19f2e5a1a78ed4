"""Checks and referrals on a phone: axe finds nothing, 320 px are enough, one thumb and no script do it."""

from collections.abc import Callable
from typing import Any

import pytest

from kotikulma.casework import access
from kotikulma.casework.commands import referrals
from kotikulma.casework.models import HousingCheck, Referral
from kotikulma.casework.tests.encounters import NOWHERE, make_check, make_referral, outside, worker
from kotikulma.casework.tests.test_clients_browser import sign_in
from tests import cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_every_page_passes_axe_and_fits(browser: Callable[..., Any], site: str, axe: Callable[..., None]) -> None:
    own = make_check(worker(), NOWHERE, unit=cast.county())
    row = make_referral()
    referrals.receive(worker(), row.uuid)
    told = make_check(answers=NOWHERE)
    outer = make_referral(**outside())
    page = browser(bypass_csp=True)
    page.set_default_timeout(30_000)
    room = "/tyotila/ohjaukset/"
    for language, width in (("", 320), ("/sv", 320), ("/en", 1280)):
        page.set_viewport_size({"width": width, "height": 800})
        sign_in(page, site, cast.caseworker())
        for path in ("", "uusi/", "luvut/", f"{row.uuid}/", f"seuranta/{own.follow_up.uuid}/"):
            _look(page, axe, f"{site}{language}{room}{path}")
        _look(page, axe, f"{site}{language}{room}seuranta/{own.follow_up.uuid}/ohjaa/")
        sign_in(page, site, cast.editor())
        for path in ("", "paperi/", f"{told.uuid}/"):
            _look(page, axe, f"{site}{language}/tyotila/tarkistus/{path}")
        _look(page, axe, f"{site}{language}{room}{row.uuid}/")
        page.context.clear_cookies()
        _look(page, axe, f"{site}{language}/tyotila/tarkistus/laite/")
        _look(page, axe, f"{site}{language}/tyotila/mukana/")
        _look(page, axe, f"{site}{language}/ohjaus/{access.link_token(row, access.FOLLOW)}/")
        _look(page, axe, f"{site}{language}/palvelulle/{access.link_token(outer, access.OUTSIDE)}/")


def test_a_volunteer_asks_and_refers_with_a_thumb_and_without_script(browser: Callable[..., Any], site: str) -> None:
    page = browser(width=320, java_script_enabled=False)
    page.set_default_timeout(30_000)
    cast.caseworker()
    sign_in(page, site, cast.editor())
    page.goto(f"{site}/tyotila/tarkistus/")
    groups = page.locator("fieldset")
    groups.nth(0).get_by_label("Kyllä").check()
    groups.nth(1).get_by_label("Kyllä").check()
    page.get_by_label("Vuokra tai lainat ovat maksamatta").check()
    page.locator("fieldset", has_text="Haluaisitko").get_by_label("Kyllä").check()
    page.get_by_label("Nimi").fill("Veera")
    page.get_by_label("Hän antoi luvan ottaa yhteyttä").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Katso, mitä tehdään").click()
    with page.expect_navigation():
        page.get_by_role("link", name="Ohjaa eteenpäin").click()
    page.get_by_label("Kenelle ohjaat?").select_option(label="Esimerkin hyvinvointialue")
    page.get_by_label("Hän antoi luvan lähettää ohjauksen").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Ohjaa", exact=True).click()
    assert (HousingCheck.objects.count(), Referral.objects.get().state) == (1, "sent")


def _look(page: Any, axe: Callable[..., None], address: str) -> None:
    answer = page.goto(address)
    assert answer.status == 200, address
    axe(page)
    width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert width <= 0, address
