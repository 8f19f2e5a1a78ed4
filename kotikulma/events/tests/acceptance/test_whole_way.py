"""The whole way of somebody new: from the calendar on her phone to the entry in her own, moved and cancelled."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import icalendar
import pytest
from playwright.sync_api import Page, expect

from kotikulma.events import commands
from kotikulma.events.models import Event, Registration
from kotikulma.events.tests.acceptance.test_calendar_entry import invitation
from kotikulma.events.tests.ics import Khal
from kotikulma.events.tests.make import at
from kotikulma.events.tests.make_registrations import make_occurrence
from kotikulma.kernel.ui import stamped_forms
from tests.cast import HOUSE
from tests.support.house import Post

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# What a slow thumb takes, in seconds (keystroke-level model with reading): a page, a press, a letter
PAGE, PRESS, LETTER = 4.0, 3.0, 0.5


class Thumb:
    """A phone in the hand of somebody who knows nothing of the house. `seconds`: what it took her."""

    def __init__(self, page: Page) -> None:
        self.page, self.seconds = page, 0.0
        page.set_default_timeout(30_000)
        page.on("domcontentloaded", self._read)

    def press(self, role: Any, name: str) -> None:
        self.seconds += PRESS
        with self.page.expect_navigation():
            self.page.locator("main").get_by_role(role, name=name, exact=True).first.click()

    def type(self, label: str, text: str) -> None:
        self.seconds += PRESS + LETTER * len(text)
        self.page.get_by_label(label).fill(text)

    def _read(self, _page: Page) -> None:
        self.seconds += PAGE


def test_she_registers_in_less_than_a_minute_and_her_calendar_follows_until_she_cancels_by_the_link(
    browser: Callable[..., Any],
    site: str,
    post: Post,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr(stamped_forms, "FASTEST", 0)  # the thumb of a test is quicker than anybody's
    settings.BASE_URL = site
    post.clock("2027-02-10T12:00:00")
    make_occurrence()
    her = Thumb(browser(width=360, java_script_enabled=False))
    her.page.goto(f"{site}/tapahtumat/")
    her.press("link", "Avoin perhekahvila")
    her.press("link", "Ilmoittaudu")
    her.type("Nimi", "Aino Esimerkki")
    her.type("Sähköposti", "aino@example.org")
    her.press("button", "Ilmoittaudu")
    expect(her.page.get_by_role("heading", name="Olet mukana")).to_be_visible()
    assert her.seconds < 60

    khal = Khal(tmp_path)
    confirmed, seen = entry(post, khal)
    assert seen == ("REQUEST", 0, "17:30-18:30", "CONFIRMED")

    event = Event.objects.get()
    times = {"starts_at": at("2027-02-17T18:30"), "ends_at": at("2027-02-17T19:30")}
    commands.reschedule_event(HOUSE, event.uuid, version=event.version, **times)
    assert entry(post, khal)[1] == ("REQUEST", 1, "18:30-19:30", "CONFIRMED")

    link = re.findall(rf"{site}/ilmoittautuminen/[^/\s]+/", confirmed.get_body(("plain",)).get_content())[0]
    her.page.goto(link)
    expect(her.page.get_by_role("heading", name="Avoin perhekahvila")).to_be_visible()
    her.page.get_by_text("Peru ilmoittautuminen").first.click()  # unfolds what it means
    her.press("button", "Peru ilmoittautuminen")
    expect(her.page.get_by_text("Peruit ilmoittautumisesi").first).to_be_visible()
    assert entry(post, khal)[1] == ("CANCEL", 2, "18:30-19:30", "CANCELLED")
    assert Registration.objects.get().state == "cancelled_by_person"


def entry(post: Post, khal: Khal) -> tuple[Any, tuple[str, int, str, str]]:
    """The one mail that came, and what the calendar program has after reading it: one entry."""
    (mail,) = post.work()
    method, body = invitation(mail)
    calendar = icalendar.Calendar.from_ical(body)
    (event,) = calendar.walk("VEVENT")
    assert str(calendar["METHOD"]) == method
    khal.imports(body)
    (line,) = khal.entries("2027-02-17")
    hours, status = line.split()[1:3]
    return mail, (method, event["SEQUENCE"], hours, status)
