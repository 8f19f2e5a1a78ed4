"""The registration form under the fingers: what the Enter key presses."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from kotikulma.events.models import Hold
from kotikulma.events.tests.make_registrations import make_occurrence

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _stopped_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The house's clock alone: a browser's own runs on."""
    monkeypatch.setenv("KOTIKULMA_NOW", "2027-02-09T12:00:00")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_enter_registers_and_does_not_ask_for_more_time(browser: Callable[..., Any], site: str, script: bool) -> None:
    occurrence = make_occurrence(capacity_in_person=3)
    page = browser(java_script_enabled=script)
    page.goto(f"{site}/tapahtumat/{occurrence.event.uuid}/{occurrence.uuid}/ilmoittaudu/")
    page.get_by_label("Nimi").fill("Aino Esimerkki")
    with page.expect_navigation():
        page.get_by_role("button", name="Pidä paikka 15 minuuttia").click()
    expect(page.get_by_role("button", name="Lisää aikaa")).to_be_visible()
    with page.expect_navigation():
        page.get_by_label("Nimi").press("Enter")
    expect(page.get_by_text("Korjaa nämä kohdat")).to_be_visible()
    assert Hold.objects.get().extended == 0
