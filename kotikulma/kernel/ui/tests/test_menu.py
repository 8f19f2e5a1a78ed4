"""Menus name pages that exist and show where one is."""

from collections.abc import Iterator

import pytest

from kotikulma.kernel.slots import Slot
from kotikulma.kernel.ui import checks, menu
from kotikulma.kernel.ui.tests.make import make_request


@pytest.fixture
def own_menu(monkeypatch: pytest.MonkeyPatch) -> Iterator[Slot[menu.Entry]]:
    monkeypatch.setattr("kotikulma.kernel.slots._declared", {})
    slot: Slot[menu.Entry] = Slot("ui.menu", "for this test")
    monkeypatch.setattr(menu, "MENU", slot)
    return slot


def test_entries_come_in_order_and_in_the_pages_language(own_menu: Slot[menu.Entry]) -> None:
    own_menu.register("b", menu.Entry("ui:privacy", "Toinen", order=2))
    own_menu.register("a", menu.Entry("ui:help", "Ensimmäinen", order=1))

    found = menu.entries(make_request("/sv/"), menu.Area.MAIN)

    assert [(link.label, link.url) for link in found] == [("Ensimmäinen", "/sv/apua/"), ("Toinen", "/sv/tietosuoja/")]


def test_the_present_section_is_marked(own_menu: Slot[menu.Entry]) -> None:
    own_menu.register("a", menu.Entry("ui:help", "Apua", section="/apua/"))
    own_menu.register("b", menu.Entry("ui:privacy", "Tietosuoja"))

    current = [link.current for link in menu.entries(make_request("/en/apua/sanat/"), menu.Area.MAIN)]

    assert current == [True, False]


def test_the_report_link_carries_the_page(own_menu: Slot[menu.Entry]) -> None:
    own_menu.register("a", menu.Entry("ui:help", "Kerro virheestä", menu.Area.REPORT))

    assert menu.entries(make_request("/sv/paikat/"), menu.Area.REPORT)[0].url == "/sv/apua/?sivu=%2Fsv%2Fpaikat%2F"


def test_an_entry_that_leads_nowhere_is_an_error_of_the_check(own_menu: Slot[menu.Entry]) -> None:
    own_menu.register("lost", menu.Entry("ui:nothing", "Ei mitään"))

    assert [message.id for message in checks.menu_pages_exist(None)] == ["ui.E001"]


def test_no_page_breaks_over_an_entry_that_leads_nowhere(own_menu: Slot[menu.Entry]) -> None:
    own_menu.register("lost", menu.Entry("ui:nothing", "Ei mitään"))

    assert menu.entries(make_request("/"), menu.Area.MAIN) == []


def test_every_registered_entry_leads_somewhere() -> None:
    assert menu.missing() == []
