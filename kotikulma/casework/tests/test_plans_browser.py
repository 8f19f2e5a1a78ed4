"""The plan, the network, visits and the day on a phone: axe finds nothing, 320 px are enough, no script is needed."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from kotikulma.casework.commands import ledger, network
from kotikulma.casework.tests.make import make_client, make_contact, make_plan, make_todo, make_visit
from kotikulma.casework.tests.test_clients_browser import ROOM, sign_in
from kotikulma.casework.types.clients import Identity
from kotikulma.casework.types.network import Near, NewMember
from kotikulma.casework.types.plans import Step
from kotikulma.kernel import clock
from tests import cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_every_page_passes_axe_and_fits(
    browser: Callable[..., Any], site: str, axe: Callable[..., None], frozen: Any
) -> None:
    client, actor, goal = make_client(), cast.actor(cast.caseworker()), uuid4()
    make_plan(
        client,
        goals=[(goal, "Haluan oman avaimen ja työllisyyspalvelujen lähipalvelupisteen ajan.")],
        steps=[Step(uuid4(), "Soitetaan vuokranantajalle yhdessä", "client", "tällä viikolla")],
    )
    make_visit(client, day=clock.today())
    make_todo(client)
    contact = make_contact(client, words="Kuulumisia").uuid
    ledger.enter_list(actor, client.uuid, clock.today(), situation="friends")
    sister = network.add_member(actor, client.uuid, NewMember(kind=Near.RELATIVE, ring=1, relation="Sisko")).uuid
    network.ask_consent(actor, client.uuid, sister, on=clock.today())
    page = browser(width=320, bypass_csp=True)
    page.set_default_timeout(30_000)
    sign_in(page, site, cast.caseworker())
    own = f"{ROOM}{client.uuid}"
    relationship = client.relationships.get().uuid
    for path in (
        *(f"{own}/suunnitelma/{rest}" for rest in ("", "muokkaa/", "tuloste/", f"tavoite/{goal}/")),
        *(f"{own}/kaynnit/{rest}" for rest in ("", "uusi/", "kirjaa/")),
        *(f"{own}/lista/{rest}" for rest in ("", "1/korjaa/")),
        f"{own}/kaynnit/kirjaus/{contact}/korjaa/",
        *(f"{own}/verkosto/{rest}" for rest in ("", "uusi/", "palvelu/", f"{sister}/")),
        f"{own}/tehtavat/uusi/",
        f"{own}/tyontekijat/{relationship}/rooli/",
        "/tyotila/paiva/",
        "/tyotila/asiakkaat/lista/",
    ):
        page.goto(f"{site}{path}")
        assert page.locator("h1").count() == 1, path
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_a_plan_is_made_and_a_visit_written_down_without_script(
    browser: Callable[..., Any], site: str, frozen: Any
) -> None:
    client = make_client(Identity("Testi", "Olematon"))
    make_visit(client, day=clock.today())
    page = browser(width=320, java_script_enabled=False)
    page.set_default_timeout(30_000)
    sign_in(page, site, cast.caseworker())
    page.goto(f"{site}{ROOM}{client.uuid}/")
    page.get_by_role("link", name="Suunnitelma", exact=True).click()
    page.get_by_role("link", name="Tee suunnitelma yhdessä").click()
    page.get_by_label("Tavoite asiakkaan omin sanoin").first.fill("Haluan oman oven.")
    page.get_by_label("Milloin katsotte suunnitelmaa yhdessä?").fill("2027-04-01")
    page.get_by_role("button", name="Tallenna suunnitelma").click()
    page.get_by_text("Haluan oman oven.").first.wait_for()
    page.goto(f"{site}/tyotila/paiva/")
    page.get_by_role("link", name="Kirjaa käynti").click()
    page.get_by_label("Mitä kuului?").fill("Kahviteltiin.")
    page.get_by_role("button", name="Kirjaa", exact=True).click()
    page.get_by_text("Kahviteltiin.").wait_for()
    page.goto(f"{site}/tyotila/paiva/")
    page.get_by_text("Ei käyntejä tänä päivänä").wait_for()
