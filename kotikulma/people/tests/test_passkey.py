"""A security key as the second factor, with Chromium's virtual authenticator."""

from typing import Any

import pytest
from django.conf import settings

from tests import cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def virtual_key(page: Any) -> None:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "usb", "hasResidentKey": True, "hasUserVerification": True}
    switches = {"isUserVerified": True, "automaticPresenceSimulation": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options | switches})


def sign_in(page: Any, address: str, client: Any) -> None:
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": address}])


def test_a_coordinator_adds_a_key_and_signs_in_with_it(browser: Any, live_server: Any) -> None:
    coordinator, address = cast.coordinator(), live_server.url.replace("127.0.0.1", "localhost")
    page = browser()
    virtual_key(page)
    sign_in(page, address, cast.browser_of(coordinator, second_factor=False))
    page.goto(f"{address}/apua/")
    page.get_by_role("link", name="Lisää turva-avain").click()
    page.get_by_role("button", name="Lisää avain").click()
    page.wait_for_url("**/varakoodit/")
    page.goto(f"{address}/apua/")
    assert page.url == f"{address}/apua/"

    sign_in(page, address, cast.browser_of(coordinator, second_factor=False))
    page.goto(f"{address}/apua/?toinen=1")  # another address: the browser keeps a copy of the first
    page.get_by_role("link", name="Anna toinen tunniste").click()
    page.get_by_role("link", name="Turva-avain").click()
    page.get_by_role("button", name="Käytä turva-avainta").click()
    page.wait_for_url("**/apua/?toinen=1")
