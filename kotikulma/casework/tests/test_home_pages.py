"""The pages of homes: the sentence for each applicant, a no beside the yes, nobody else's people."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from kotikulma.casework.access.homes import PERMISSIONS
from kotikulma.casework.commands import offers
from kotikulma.casework.models import FidelityAttempt, HousingNeed, Offer, Tenancy, Vacancy
from kotikulma.casework.tests.homing import housed, make_applicant, make_list, make_vacancy, me, offer_to
from kotikulma.casework.tests.make import SAMPLES
from kotikulma.casework.types.offers import OfferState
from kotikulma.kernel import clock
from kotikulma.kernel.audit.models import AuditEvent
from tests import cast

pytestmark = pytest.mark.django_db
HOME = {
    "label": "Yksiö, Kuokkala",
    "address": "Kuukatu 0",
    "area": "40520",
    "rooms": "1",
    "persons_max": "2",
    "rent": "600",
    "available_on": "2027-03-01",
    "landlord_name": "Kuukoti Qvadraatti Oy",
}
REGISTER = ("casework:homes", "casework:new_home", "casework:landlords", "casework:home", "casework:fidelity")


@pytest.fixture
def mine() -> Browser:
    return cast.browser_of(cast.caseworker())


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def at(name: str, **kwargs: Any) -> str:
    return reverse(f"casework:{name}", kwargs=kwargs)


@pytest.mark.parametrize("name", sorted(PERMISSIONS))
@pytest.mark.parametrize("who", ["case_colleague", "administrator", "coordinator"])
def test_nobody_without_a_relationship_reaches_a_clients_home(name: str, who: str) -> None:
    kwargs = dict(SAMPLES[name](cast.everybody())) if name in SAMPLES else {}
    browser, row = cast.browser_of(getattr(cast, who)()), PERMISSIONS[name]
    allowed = name == "casework:fidelity" or (who == "case_colleague" and name in REGISTER)
    for method in ("get", "post"):
        if row.allowed(method.upper()) is None:
            continue
        before = AuditEvent.objects.filter(action="casework.client.refused").count()
        response = getattr(browser, method)(reverse(name, kwargs=kwargs))
        assert response.status_code in ({200, 302, 422} if allowed else {404}), (method, response.status_code)
        assert "Olematon" not in response.content.decode()
        client_page = name not in REGISTER
        assert AuditEvent.objects.filter(action="casework.client.refused").count() == before + client_page


def test_a_free_home_is_written_down_listed_and_offered(frozen: Any, mine: Browser) -> None:
    make_applicant("Mine", days=30)
    response = mine.post(at("new_home"), {**HOME, "unit": str(cast.county().uuid)})
    vacancy = Vacancy.objects.get()
    assert response.headers["Location"] == at("home", uuid=vacancy.uuid)
    assert "Hakijoita ei ole vielä listattu" in text(mine.get(at("homes")))
    mine.post(at("home", uuid=vacancy.uuid), {"act": "list"})
    page = text(mine.get(at("home", uuid=vacancy.uuid)))
    assert "Asiakkaasi on vuorossa." in page
    assert "Mine Olematon – vuorossa Asunnoton, odottanut kotia 30 päivää." in page
    assert "Asiakkaasi on vuorossa" in text(mine.get(at("homes")))
    [entry] = vacancy.shortlists.get().entries.all()
    offered = mine.post(at("make_offer", uuid=entry.uuid))
    assert offered.headers["Location"] == at("offer", uuid=Offer.objects.get().uuid)
    assert "Seuraava askel viimeistään 17.2.2027" in text(mine.get(offered.headers["Location"]))


def test_a_condition_of_sobriety_is_refused_kindly_at_its_field(mine: Browser) -> None:
    unit = str(cast.county().uuid)
    response = mine.post(at("new_home"), {**HOME, "unit": unit, "words": "Vain raittiille."})
    assert response.status_code == 422
    assert "Koti ei riipu raittiudesta, hoidosta eikä kuntoutuksesta. Jätä ehto pois." in text(response)
    assert "Vain raittiille." in response.content.decode()
    assert mine.post(at("new_home"), {**HOME, "unit": unit, "requirements": ["sober"]}).status_code == 422
    assert (Vacancy.objects.count(), FidelityAttempt.objects.count()) == (0, 2)
    assert "Ehtoa on yritetty asettaa 2 kertaa." in text(cast.browser_of(cast.coordinator()).get(at("fidelity")))


def test_out_of_order_asks_for_the_reason_and_keeps_what_was_typed(mine: Browser) -> None:
    make_applicant("First", days=50)
    second, vacancy = make_applicant("Second", days=10), make_vacancy()
    make_list(vacancy)
    entry = vacancy.shortlists.get().entries.get(client=second)
    assert "Miksi tarjoat kodin juuri hänelle?" in text(mine.get(at("make_offer", uuid=entry.uuid)))
    response = mine.post(at("make_offer", uuid=entry.uuid), {"reason": "kiire"})
    assert response.status_code == 422
    assert "Joku muu on vuorossa." in text(response)
    assert ">kiire</textarea>" in response.content.decode().replace("\n", "")


def test_an_offer_goes_on_by_its_buttons(frozen: Any, mine: Browser) -> None:
    client, vacancy = make_applicant("Mine"), make_vacancy()
    make_list(vacancy)
    address = at("offer", uuid=offer_to(client, vacancy).uuid)
    mine.post(address, {"act": "viewing", "viewing_at": "2027-02-12T10:00"})
    assert "Näyttö 12.2.2027 klo 10.00" in text(mine.get(address))
    wrong = mine.post(address, {"act": "viewing", "viewing_at": "2027-02-01T10:00"})
    assert (wrong.status_code, "Aika on jo mennyt." in text(wrong)) == (422, True)
    for posted in (
        {"act": "accepted"},
        {"act": "approved"},
        {"act": "leased", "lease": "lasting"},
        {"act": "moved_in", "on": "2027-02-10"},
        {"act": "checked", "day": "7", "finding": "well"},
    ):
        assert mine.post(address, posted).status_code == 302, posted
    assert Offer.objects.get().state == OfferState.MOVED_IN
    assert "Asuminen sujuu" in text(mine.get(address))


def test_a_no_tells_what_it_does(mine: Browser) -> None:
    client, vacancy = make_applicant("Mine"), make_vacancy()
    make_list(vacancy)
    address = at("offer", uuid=offer_to(client, vacancy).uuid)
    assert "Ei vaikuta mihinkään. Paikka jonossa säilyy." in text(mine.get(address))
    mine.post(address, {"act": "declined", "reason": ""})
    assert "Asiakas ei halunnut tätä Ei vaikuta mihinkään. Paikka jonossa säilyy." in text(mine.get(address))


def test_a_need_is_written_down_and_a_mistake_keeps_what_was_typed(mine: Browser) -> None:
    client = make_applicant("Mine")
    address = at("need", uuid=client.uuid)
    typed = {"household_size": "2", "wished": "Kuokkala", "situation": "friends", "pets": "on"}
    response = mine.post(address, typed)
    assert (response.status_code, 'value="Kuokkala"' in response.content.decode()) == (422, True)
    assert mine.post(address, {**typed, "wished": "40520, 40630"}).status_code == 302
    page = text(mine.get(at("client_home", uuid=client.uuid)))
    assert "Toivoo: 40520, 40630" in page
    mine.post(at("client_home", uuid=client.uuid), {"act": "close"})
    assert HousingNeed.objects.get().closed_on == clock.today()


def test_a_tenancy_ends_for_a_lawful_reason_alone(frozen: Any, mine: Browser) -> None:
    client = make_applicant("Mine")
    housed(client, make_vacancy())
    address, tenancy = at("client_home", uuid=client.uuid), Tenancy.objects.get()
    posted = {"act": "end", "tenancy": str(tenancy.uuid), "on": "2027-02-10"}
    response = mine.post(address, {**posted, "reason": "not_sober"})
    assert (response.status_code, "Koti ei riipu raittiudesta" in text(response)) == (422, True)
    assert FidelityAttempt.objects.count() == 1
    assert mine.post(address, {**posted, "reason": "moved_home"}).status_code == 302
    tenancy.refresh_from_db()
    assert tenancy.end_reason == "moved_home"


def test_today_tells_numbers_alone(frozen: Any, mine: Browser) -> None:
    client, vacancy = make_applicant("Mine"), make_vacancy()
    make_list(vacancy)
    assert "1 asiakkaasi on vuorossa" in text(mine.get("/tyotila/"))
    offer_to(client, vacancy)
    frozen.shift(timedelta(days=7))
    page = text(cast.browser_of(cast.caseworker()).get("/tyotila/"))  # a session does not live for a week
    assert "1 kodin tarjous odottaa" in page
    assert "Olematon" not in page


def test_landlords_are_told_by_their_answers(mine: Browser) -> None:
    client, vacancy = make_applicant("Mine"), make_vacancy()
    make_list(vacancy)
    row = offer_to(client, vacancy)
    offers.accept(me(), row.uuid)
    offers.refuse(me(), row.uuid, reason="readiness")
    page = text(mine.get(at("landlords")))
    assert "Kieltäytyi 1 kertaa 1 vastauksesta" in page
    assert "1 kerran vaati raittiutta tai hoitoa" in page


@pytest.mark.parametrize("count", [1, 20])
def test_the_room_takes_as_many_statements_however_many_homes(
    mine: Browser, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        client, vacancy = make_applicant(f"N{number}", days=number), make_vacancy(label=f"Koti {number}")
        make_list(vacancy)
        offer_to(client, vacancy, reason="Hän on nyt ainoa, joka on tavoitettu.")
    with django_assert_num_queries(27):
        mine.get(at("homes"))
