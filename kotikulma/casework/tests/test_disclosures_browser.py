"""Giving, receiving and handing on at 320 px: axe finds nothing, the page fits, no script is needed."""

from collections.abc import Callable
from typing import Any

import pytest

from kotikulma.casework.commands import disclosures, referrals
from kotikulma.casework.tests.encounters import make_referral
from kotikulma.casework.tests.make import make_client, new_disclosure
from kotikulma.casework.tests.test_clients_browser import look, sign_in
from kotikulma.kernel import clock
from kotikulma.people.models import Membership
from tests import cast
from tests.support.browser import follow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ROOM = "/tyotila/asiakkaat/"


def test_every_page_passes_axe_and_fits(
    frozen: Any, browser: Callable[..., Any], site: str, axe: Callable[..., None]
) -> None:
    actor, client = cast.actor(cast.caseworker()), make_client()
    row = disclosures.disclose(actor, client.uuid, new_disclosure())
    disclosures.forbid(actor, client.uuid, recipient=cast.city().uuid)
    given = disclosures.disclose(actor, client.uuid, new_disclosure(basis="law", law="Laki 1 §"))
    referral = make_referral()
    referrals.receive(actor, referral.uuid)
    referrals.accept(actor, referral.uuid)
    make_client(worker=cast.case_colleague())
    page = browser(width=320, bypass_csp=True)
    page.set_default_timeout(30_000)
    sign_in(page, site, cast.caseworker())
    own = f"{ROOM}{client.uuid}/"
    for path in (f"{own}luovutukset/", f"{own}loki/", f"{own}loki/paatos/", f"{ROOM}sama-ihminen/"):
        look(page, axe, f"{site}{path}")
    look(page, axe, f"{site}/sv/tyotila/ohjaukset/{referral.uuid}/asiakkaaksi/")
    sign_in(page, site, cast.city_worker())
    look(page, axe, f"{site}{ROOM}saadut/")
    look(page, axe, f"{site}{ROOM}saadut/{given.uuid}/")
    assert page.goto(f"{site}{ROOM}saadut/{row.uuid}/").status == 404
    Membership.objects.filter(person=cast.caseworker()).delete()
    sign_in(page, site, cast.case_lead())
    look(page, axe, f"{site}{ROOM}ilman-tyontekijaa/")
    follow(page.get_by_role("link", name="Nimeä työntekijä").first)
    axe(page)


def test_data_is_given_without_script(frozen: Any, browser: Callable[..., Any], site: str) -> None:
    client = make_client()
    cast.city_worker()
    page = browser(width=320, java_script_enabled=False)
    page.set_default_timeout(30_000)
    sign_in(page, site, cast.caseworker())
    page.goto(f"{site}{ROOM}{client.uuid}/luovutukset/")
    page.get_by_label("Kenelle tiedot annetaan?").select_option(label="Esimerkin kaupunki")
    page.get_by_label("Asiakkaan suostumus").check()
    page.get_by_label("Milloin asiakas antoi suostumuksen?").fill(clock.today().isoformat())
    page.get_by_label("Henkilötiedot").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Anna tiedot").click()
    assert page.get_by_role("button", name="Lopeta antaminen").count() == 1
