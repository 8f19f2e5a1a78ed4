"""An editor opens her place on a phone and mends Tuesday: with the keyboard alone, and without a script."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings

from kotikulma.directory.commands.hours import set_hours
from kotikulma.directory.models import HoursPeriod, Place
from kotikulma.directory.tests.make import TUE, exception, weekly
from kotikulma.directory.tests.make_entries import connect, make_place, make_service
from kotikulma.directory.types import HoursKind
from tests import cast
from tests.cast import HOUSE
from tests.support.browser import follow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TABS = 120
LANGUAGES = ("", "/sv", "/en")


def sign_in(page: Any, site: str) -> None:
    value = cast.browser_of(cast.editor()).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": site}])


def tupa() -> Place:
    place = make_place("Tupa", organization=cast.own_organization())
    set_hours(HOUSE, place, periods=[weekly(TUE, "09:00-11:00", kind=HoursKind.OPEN)])
    return place


def words(page: Any, selector: str) -> str:
    return str(page.locator(selector).inner_text()).replace("\xa0", " ")


def tab_to(page: Any, what: str) -> None:
    """Press Tab until the focus is on what has this name or these words."""
    for _ in range(TABS):
        page.keyboard.press("Tab")
        found = page.evaluate("[document.activeElement.name || '', document.activeElement.innerText || '']")
        if what in (found[0], found[1].strip().split("\n")[0]):
            return
    pytest.fail(f"{what} cannot be reached with Tab on {page.url}")


def press(page: Any, what: str) -> None:
    tab_to(page, what)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_tuesday_is_mended_taken_back_and_restored_with_the_keyboard(browser: Callable[..., Any], site: str) -> None:
    tupa()
    page = browser(width=360)
    sign_in(page, site)
    page.goto(f"{site}/tyotila/tiedot/")
    press(page, "Tupa")
    press(page, "Ajat")
    tab_to(page, "k0r0-opens")
    page.keyboard.press("Control+A")
    page.keyboard.type("10")
    page.wait_for_function(
        "words => document.querySelector('#esikatselu').innerText.replaceAll('\\u00a0', ' ').includes(words)",
        arg="ti klo 10–11",
    )
    press(page, "Tallenna ajat")
    assert "Ajat on tallennettu. Asukkaat näkevät ne nyt." in words(page, ".k-told")
    assert HoursPeriod.objects.get().slots == [[TUE, "10:00", "11:00"]]
    press(page, "Kumoa")
    assert HoursPeriod.objects.get().slots == [[TUE, "09:00", "11:00"]]
    assert page.locator("[name=k0r0-opens]").input_value() == "9.00"
    press(page, "Historia")
    press(page, "Palauta tämä versio")
    assert "Aiempi versio on taas voimassa." in words(page, ".k-told")
    assert HoursPeriod.objects.get().slots == [[TUE, "10:00", "11:00"]]


def test_a_row_and_a_closed_day_are_added_without_a_script(browser: Callable[..., Any], site: str) -> None:
    place = tupa()
    page = browser(width=360, java_script_enabled=False)
    sign_in(page, site)
    page.goto(f"{site}/tyotila/tiedot/paikka/{place.uuid}/ajat/")
    follow(page.get_by_role("button", name="Lisää rivi"))
    row = page.locator("#rivi-0-1")
    row.get_by_label("torstai").check()
    row.get_by_label("Alkaa klo").fill("12")
    row.get_by_label("Päättyy klo").fill("13.30")
    follow(page.get_by_role("button", name="Lisää poikkeus").last)
    page.locator("[name=p0-starts_on]").fill("2028-06-23")
    follow(page.get_by_role("button", name="Näytä esikatselu"))
    assert "Ovi auki: to klo 12–13.30" in words(page, "#esikatselu")
    follow(page.get_by_role("button", name="Tallenna ajat"))
    assert HoursPeriod.objects.get().slots == [[TUE, "09:00", "11:00"], [3, "12:00", "13:30"]]
    assert place.exceptions.count() == 1


def test_axe_finds_nothing_and_nothing_overflows_on_the_editors_pages(
    browser: Callable[..., Any], axe: Callable[..., None], site: str
) -> None:
    own = cast.own_organization()
    place, service = tupa(), make_service(responsible=own, contacts=[{"type": "phone", "value": "014 123 4567"}])
    told = make_place("Rekisterin paikka", weekly(TUE, "09:00-11:00"), organization=own, source="ptv")
    set_hours(HOUSE, place, periods=[weekly(TUE, "09:00-12:00")], exceptions=[exception("2028-06-23")])
    connection = connect(service, place)
    page = browser(width=320, bypass_csp=True)
    sign_in(page, site)
    for language in LANGUAGES:
        for path in (
            "",
            "taulukko/",
            "uusi/kanava/",
            f"palvelu/{service.uuid}/",
            f"palvelu/{service.uuid}/uusi-paikka/?q=Tupa",
            f"liitos/{connection.uuid}/",
            f"paikka/{place.uuid}/ajat/",
            f"paikka/{place.uuid}/historia/",
            f"paikka/{told.uuid}/",
            f"paikka/{told.uuid}/ajat/",
        ):
            page.goto(f"{site}{language}/tyotila/tiedot/{path}")
            axe(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, page.url
