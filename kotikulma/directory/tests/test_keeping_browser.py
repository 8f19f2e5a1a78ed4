"""From the reminder's mail to confirmed entries on a phone, without signing in or script; the pages pass axe."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.conf import settings

from kotikulma.directory.commands import duplicates, reminders
from kotikulma.directory.commands.reports import report_error
from kotikulma.directory.models import DuplicatePair, Place, Report
from kotikulma.directory.tests.make_entries import make_place
from kotikulma.directory.tests.make_kept import verified
from kotikulma.kernel import outbox
from kotikulma.kernel.outbox.models import OutboxMessage
from kotikulma.kernel.types import ANONYMOUS
from tests import cast
from tests.support.browser import follow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOW = "2027-02-10T12:00:00"


@pytest.fixture(autouse=True)
def _stopped_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The house's clock alone: a browser's own runs on."""
    monkeypatch.setenv("KOTIKULMA_NOW", NOW)


def laid() -> list[Place]:
    cast.everybody()
    own = cast.own_organization()
    return [
        verified(make_place(name, organization=own), age) for name, age in (("Kylätalo", "due"), ("Tupa", "hidden"))
    ]


def test_the_mail_leads_to_the_list_and_the_list_confirms(browser: Callable[..., Any], site: str) -> None:
    laid()
    reminders.remind(date(2027, 2, 10))
    mail = outbox.rendered(OutboxMessage.objects.get(kind=reminders.KIND))
    assert mail
    path = re.search(r"/vahvista/\S+/", mail.text)[0]  # type: ignore[index]
    page = browser(width=360, java_script_enabled=False)
    page.goto(f"{site}{path}")
    assert page.get_by_role("checkbox").count() == 2
    page.get_by_label("Tupa").uncheck()
    follow(page.get_by_role("button", name="Valitut ovat ajan tasalla"))
    assert "1 tieto on vahvistettu." in page.locator("main").inner_text()
    assert page.get_by_role("checkbox").count() == 1
    days = {place.name["fi"]: place.verified_at.date() for place in Place.objects.all()}
    assert days == {"Kylätalo": date(2027, 2, 10), "Tupa": date(2025, 8, 1)}


@pytest.mark.parametrize("width", [320, 1280])
def test_the_keepers_pages_have_no_accessibility_faults(
    browser: Callable[..., Any], site: str, axe: Callable[..., None], width: int
) -> None:
    laid()
    make_place("Kylätalo", organization=cast.city())
    duplicates.find_duplicates()
    report_error(ANONYMOUS, text="Ovi on kiinni.", contact="asukas@example.org")
    page = browser(width=width, bypass_csp=True)
    session = cast.browser_of(cast.coordinator()).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": site}])
    for path in (
        "ajantasaisuus/",
        "ajantasaisuus/luettelo/",
        "alue/",
        "alue/organisaatiot/",
        "ilmoitukset/",
        f"ilmoitukset/{Report.objects.get().uuid}/",
        "kaksoiskappaleet/",
        f"kaksoiskappaleet/{DuplicatePair.objects.get().uuid}/",
    ):
        page.goto(f"{site}/tyotila/{path}")
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
