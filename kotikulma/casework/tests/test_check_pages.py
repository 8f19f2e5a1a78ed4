"""The pages of checks and referrals: what is asked and told, to whom, and what stands in no address."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client as Browser
from django.urls import reverse

from kotikulma.casework import access
from kotikulma.casework.models import FollowUp, HousingCheck, Referral
from kotikulma.casework.tests.encounters import NOWHERE, make_check, make_referral, outside, worker
from kotikulma.casework.types.referrals import State
from kotikulma.kernel import clock
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def volunteer(frozen: Any) -> Browser:
    return cast.browser_of(cast.editor())


@pytest.fixture
def mine(frozen: Any) -> Browser:
    return cast.browser_of(cast.caseworker())


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def at(name: str, **kwargs: Any) -> str:
    return reverse(f"casework:{name}", kwargs=kwargs)


def filled(**values: Any) -> dict[str, Any]:
    return {
        "key": str(uuid4()),
        "unit": str(cast.own_organization().uuid),
        "met_on": clock.today().isoformat(),
        "steady": "yes",
        "worried": "yes",
        "threats": ["arrears"],
        "wants_help": "yes",
        "name": "Veera Olematon",
        "phone": "040 765 4321",
        "may_contact": "on",
        **values,
    }


def test_a_check_is_asked_on_one_page_and_answered_in_words(volunteer: Browser) -> None:
    page = text(volunteer.get(at("check")))
    assert "Onko sinulla viimeiset kaksi kuukautta ollut vakaa koti?" in page
    assert "Kysymyksiä ei ole tutkittu Suomessa" in page
    made = volunteer.post(at("check"), filled(), follow=True)
    said = text(made)
    assert "Yhteys seitsemässä arkipäivässä" in said
    assert "Viimeistään 19.2.2027" in said
    assert "Veera" not in said
    assert "pistettä" not in said


def test_nowhere_to_sleep_says_what_to_do_tonight(volunteer: Browser) -> None:
    said = text(volunteer.post(at("check"), filled(nowhere_tonight="on"), follow=True))
    assert "Apua tänään" in said
    assert "Soita heti yhdessä sosiaalipäivystykseen." in said


def test_a_check_that_needs_nobody_says_thank_you(volunteer: Browser) -> None:
    said = text(volunteer.post(at("check"), filled(worried="no", threats=[]), follow=True))
    assert "Ei tarvetta nyt" in said
    assert bytes(HousingCheck.objects.get().told) == b""


def test_who_declines_is_told_that_it_is_a_good_answer(volunteer: Browser) -> None:
    said = text(volunteer.post(at("check"), filled(wants_help="no", name="", phone="", may_contact=""), follow=True))
    assert "Se on hyvä vastaus." in said
    assert "Ohjaa eteenpäin" not in said


def test_what_is_wrong_is_told_and_what_was_typed_stays(volunteer: Browser) -> None:
    page = volunteer.post(at("check"), filled(may_contact="", steady=""))
    assert page.status_code == 422
    assert "Valitse yksi." in text(page)
    assert "040 765 4321" in page.content.decode()
    refused = volunteer.post(at("check"), filled(may_contact=""))
    assert (refused.status_code, "Kysy lupa ottaa yhteyttä" in text(refused)) == (422, True)


def test_the_same_form_sent_twice_leads_to_the_same_result(volunteer: Browser) -> None:
    data = filled()
    first, second = (volunteer.post(at("check"), data)["Location"] for _each in range(2))
    assert (first, FollowUp.objects.count()) == (second, 1)


def test_the_paper_asks_the_same_and_has_no_fields(volunteer: Browser) -> None:
    page = volunteer.get(at("check_paper"))
    assert "Pelkäätkö, että menetät kotisi" in text(page)
    assert 'type="radio"' not in page.content.decode()


def test_an_account_without_an_organisation_meets_a_wrong_address(frozen) -> None:
    stranger = cast.browser_of(cast.newcomer())
    for name in ("check", "check_paper", "referrals", "refer", "loop"):
        assert stranger.get(at(name)).status_code == 404


def test_from_the_result_to_a_referral_and_back_to_its_end(volunteer: Browser, mine: Browser) -> None:
    volunteer.post(at("check"), filled())
    onward = at("refer_onward", uuid=FollowUp.objects.get().uuid)
    given = {"key": str(uuid4()), "receiver": str(cast.county().uuid), "permission": "on"}
    made = volunteer.post(onward, given, follow=True)
    row = Referral.objects.get()
    assert "Anna tämä hänelle" in text(made)
    here = at("referral", uuid=row.uuid)
    assert "Uusi ohjaus" in text(mine.get(at("referrals")))
    assert "Veera" not in text(mine.get(here))
    assert "Veera Olematon" in text(mine.post(here, {"act": "received"}, follow=True))
    mine.post(here, {"act": "accepted"})
    refused = mine.post(here, {"act": "closed", "outcome": "home_kept"}, follow=True)
    assert "Kirjaa ensin tapaaminen." in text(refused)
    mine.post(here, {"act": "met"})
    assert mine.post(here, {"act": "closed"}).status_code == 422
    mine.post(here, {"act": "closed", "outcome": "home_kept"})
    told = text(volunteer.get(here))
    assert ("Koti säilyi" in told, "Veera" in told) == (True, False)


def test_a_follow_up_is_tried_and_ended(mine: Browser) -> None:
    check = make_check(worker(), NOWHERE, unit=cast.county())
    here = at("follow_up", uuid=check.follow_up.uuid)
    page = text(mine.get(here))
    assert "Veera Olematon" in page
    assert "Ei paikkaa ensi yöksi" in page
    assert mine.post(here, {"act": "attempt", "channel": "phone"}).status_code == 422
    refused = mine.post(here, {"act": "end", "outcome": "home_kept"})
    assert (refused.status_code, "Kirjaa ensin, milloin tavoitit hänet." in text(refused)) == (422, True)
    mine.post(here, {"act": "attempt", "channel": "phone", "reached": "yes"})
    assert "Koti säilyi" in text(mine.post(here, {"act": "end", "outcome": "home_kept"}, follow=True))


def test_the_person_follows_by_a_link_that_names_nobody_and_withdraws(client: Browser, frozen) -> None:
    row = make_referral()
    here = at("follow", token=access.link_token(row, access.FOLLOW))
    page = client.get(here)
    assert (page["Referrer-Policy"], page["X-Robots-Tag"], "no-store" in page["Cache-Control"]) == (
        "same-origin",
        "noindex",
        True,
    )
    assert "Ohjaus on lähetetty." in text(page)
    assert "Veera" not in text(page)
    assert client.get(f"{here}koodi.svg")["Content-Type"] == "image/svg+xml"
    assert "Ohjaus on peruttu ja tietosi on poistettu." in text(client.post(here, follow=True))


def test_a_service_outside_presses_before_it_reads(client: Browser, frozen) -> None:
    row = make_referral(**outside())
    here = at("outside", token=access.link_token(row, access.OUTSIDE))
    assert "Veera" not in text(client.get(here))
    assert "Veera Olematon" in text(client.post(here, {"act": "open"}))
    assert client.post(here, {"act": "declined"}).status_code == 422
    assert "Kiitos vastauksesta" in text(client.post(here, {"act": "declined", "reason": "full"}))
    assert client.get(here).status_code == 404
    assert Referral.objects.get().state == State.DECLINED


def test_a_service_outside_accepts(client: Browser, frozen) -> None:
    here = at("outside", token=access.link_token(make_referral(**outside()), access.OUTSIDE))
    client.post(here, {"act": "open"})
    assert "Tapasimme hänet" in text(client.post(here, {"act": "accepted"}))
    assert "Kirjaa ensin tapaaminen." in text(client.post(here, {"act": "closed", "outcome": "home_kept"}))


def test_the_first_page_of_the_workspace_says_how_many_wait(mine: Browser, frozen) -> None:
    make_check(worker(), NOWHERE, unit=cast.county())
    page = text(mine.get("/tyotila/"))
    assert "1 ihminen odottaa yhteydenottoa" in page
    assert "Veera" not in page


def test_the_figures_name_nobody(mine: Browser, frozen) -> None:
    make_check(worker(), NOWHERE, unit=cast.county())
    page = text(mine.get(at("loop")))
    assert "Esimerkin hyvinvointialue 1 1 (100,0" in page
