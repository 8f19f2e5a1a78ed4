"""Releases, pilots and the counter at the door at 320 px: axe finds nothing, no script is needed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from kotikulma.casework.commands import pilots, releases
from kotikulma.casework.models import CentreVisit
from kotikulma.casework.tests.make import make_client, make_pilot
from kotikulma.casework.tests.test_clients_browser import look, sign_in
from kotikulma.casework.types.clients import Identity
from kotikulma.casework.types.releases import NewRelease
from kotikulma.kernel import clock
from tests import cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_every_page_passes_axe_and_fits(
    frozen: Any, browser: Callable[..., Any], site: str, axe: Callable[..., None]
) -> None:
    actor, client, pilot, today = cast.actor(cast.caseworker()), make_client(), make_pilot(), clock.today()
    new = NewRelease(release_on=today + timedelta(days=40), consent_on=today, home="no")
    releases.plan_release(actor, client.uuid, new)
    pilots.begin_episode(actor, client.uuid, pilot.uuid, on=today, values={"own": 3})
    for number in range(5):
        other = make_client(Identity(f"Testi{number}", "Olematon"))
        row = pilots.begin_episode(actor, other.uuid, pilot.uuid, on=today, values={"own": number})
        ending = {"on": today, "ending": "as_planned", "values": {"own": 5 + number}}
        pilots.end_episode(actor, other.uuid, row.uuid, **ending)
    page = browser(width=320, bypass_csp=True)
    page.set_default_timeout(30_000)
    sign_in(page, site, cast.caseworker())
    own = f"/tyotila/asiakkaat/{client.uuid}/"
    for path in ("/tyotila/asiakkaat/vapautuvat/", f"{own}vapautuminen/", f"{own}kokeilut/"):
        look(page, axe, f"{site}{path}")
    for path in ("kokeilut/", f"kokeilut/{pilot.uuid}/", "kaynnit/", "kaynnit/laske/"):
        look(page, axe, f"{site}/sv/tyotila/{path}")
    sign_in(page, site, cast.case_lead())
    look(page, axe, f"{site}/tyotila/kokeilut/uusi/")


def test_a_visit_is_three_taps_without_script(frozen: Any, browser: Callable[..., Any], site: str) -> None:
    cast.county()
    page = browser(width=320, java_script_enabled=False)
    page.set_default_timeout(30_000)
    sign_in(page, site, cast.caseworker())
    page.goto(f"{site}/tyotila/kaynnit/laske/")
    page.get_by_label("25–64").check()
    page.get_by_label("Kyllä").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Ruoka tai kahvi").click()
    assert CentreVisit.objects.get().first_time
    assert page.get_by_role("button", name="Kumoa").count() == 1
