"""A caseworker's pages on a phone: axe finds nothing in three languages, 320 px are enough, no script is needed."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings

from kotikulma.casework.commands import clients
from kotikulma.casework.models import Client
from kotikulma.casework.tests.make import AINO, make_client
from kotikulma.casework.types.clients import Task
from kotikulma.people.models import Person
from tests import cast
from tests.support.browser import follow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ROOM = "/tyotila/asiakkaat/"


def sign_in(page: Any, site: str, person: Person) -> None:
    value = cast.browser_of(person).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": site}])


def test_every_page_passes_axe_and_fits(browser: Callable[..., Any], site: str, axe: Callable[..., None]) -> None:
    client = make_client()
    worker = {"worker": cast.case_colleague().uuid, "unit": cast.county().uuid, "task": Task.HEALTH_CARE}
    clients.give_relationship(cast.actor(cast.caseworker()), client.uuid, **worker)
    reason = "Asiakas soitti päivystykseen, eikä oma työntekijä ole paikalla."
    lead = cast.case_lead()
    stranger = make_client(AINO, worker=lead)
    clients.break_glass(cast.actor(cast.caseworker()), stranger.uuid, reason=reason)
    page = browser(bypass_csp=True)
    page.set_default_timeout(30_000)
    for language, width in (("", 320), ("/sv", 320), ("/en", 1280)):
        page.set_viewport_size({"width": width, "height": 800})
        sign_in(page, site, cast.caseworker())
        own = f"{client.uuid}/"
        for path in ("", "uusi/", own, f"{own}tiedot/", f"{own}tyontekijat/", f"{own}paata/", f"{own}loki/"):
            look(page, axe, f"{site}{language}{ROOM}{path}")
        look(page, axe, f"{site}{language}{ROOM}{stranger.uuid}/avaa/")
        sign_in(page, site, lead)
        look(page, axe, f"{site}{language}{ROOM}tarkistettavat/")


def test_a_client_is_written_down_and_found_on_a_phone_without_script(browser: Callable[..., Any], site: str) -> None:
    page = browser(width=320, java_script_enabled=False)
    page.set_default_timeout(30_000)
    cast.county()
    sign_in(page, site, cast.caseworker())
    page.goto(f"{site}{ROOM}")
    page.get_by_role("link", name="Kirjaa uusi asiakas").click()
    page.get_by_label("Etunimi").fill("Testi")
    page.get_by_label("Puhelin").fill("040 900 1234")
    with page.expect_navigation():
        page.get_by_label("Puhelin").press("Enter")
    assert page.url == f"{site}{ROOM}{Client.objects.get().uuid}/"
    page.goto(f"{site}{ROOM}")
    page.get_by_label("Puhelinnumero tai henkilötunnus").fill("0409001234")
    page.get_by_label("Puhelinnumero tai henkilötunnus").press("Enter")
    follow(page.get_by_role("status").get_by_role("link", name="Testi"))
    assert page.get_by_role("heading", level=1).inner_text() == "Testi"
    follow(page.get_by_role("button", name="Lukitse"))
    page.goto(f"{site}{ROOM}")
    assert "/tili/kirjaudu" in page.url


def look(page: Any, axe: Callable[..., None], address: str) -> None:
    page.goto(address)
    assert page.locator("h1").count() == 1, address
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
