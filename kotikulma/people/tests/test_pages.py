"""axe finds nothing on the pages of signing in, in three languages."""

from itertools import product
from typing import Any

import pytest
from django.conf import settings

from tests import cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LANGUAGES = ("", "/sv", "/en")
OPEN = ("kirjaudu/", "koodi/", "kirjaudu/salasanalla/", "kirjaudu-ulos/")
OWN = ("", "salasana/", "toinen-tunniste/", "toinen-tunniste/sovellus/", "toinen-tunniste/avaimet/lisaa/")


def test_axe_finds_nothing(browser: Any, axe: Any, live_server: Any) -> None:
    page = browser(bypass_csp=True)
    for language, path in product(LANGUAGES, OPEN):
        page.goto(f"{live_server.url}{language}/tili/{path}")
        axe(page)
    value = cast.browser_of(cast.editor()).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])
    for language, path in product(LANGUAGES, OWN):
        page.goto(f"{live_server.url}{language}/tili/{path}")
        assert page.url == f"{live_server.url}{language}/tili/{path}"
        axe(page)


def test_axe_finds_nothing_on_the_demos_pages(browser: Any, axe: Any, live_server: Any, settings: Any) -> None:
    settings.DEMO = True
    page = browser(bypass_csp=True)
    for path in ("/demo/", "/demo/mail"):
        page.goto(f"{live_server.url}{path}")
        axe(page)
