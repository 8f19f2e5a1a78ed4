"""Open311 for writing: a program gives what a resident says, with a key, and no more than the page would take."""

import json
import logging
from typing import Any
from uuid import uuid4

import httpx
import jsonschema
import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kotikulma.directory.tests.make_entries import make_place, make_service
from kotikulma.feedback import commands, rules
from kotikulma.feedback.models import Contact, Feedback
from kotikulma.feedback.tests.open311 import DEMO, ERRORS, get, own, parsed, post, standard
from kotikulma.feedback.types import SCOPE_GIVE, Kind, Reply, Source, Topic
from kotikulma.kernel.audit.models import AuditEvent
from kotikulma.kernel.outbox.models import OutboxMessage
from kotikulma.people import commands as people
from kotikulma.people import rules as people_rules
from kotikulma.people.types import Limit
from tests.cast import HOUSE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo(settings: LazySettings) -> None:
    settings.DEMO = True


def sentences(response: Any) -> list[str]:
    jsonschema.validate(response.json(), ERRORS)
    return [error["description"] for error in response.json()]


def given_one() -> Feedback:
    return Feedback.objects.get()


def test_a_wish_goes_round_from_the_post_to_the_answer(client: Client, frozen: Any) -> None:
    (made,) = post(client).json()
    assert made["service_notice"] == (
        "Näytämme palautteen muille, kun olemme lukeneet sen. Vastaamme viimeistään 24.2.2027."
    )
    path = f"requests/{made['service_request_id']}"
    assert (get(client, path)[0]["status"], get(client, path)[0]["description"]) == ("open", None)
    given = given_one()
    commands.answer(HOUSE, given.reference, version=given.version, text="Kokeilemme keväällä.", outcome="done")
    (row,) = get(client, path)
    own([row])
    standard("request", row)
    assert (row["status"], row["status_notes"]) == ("closed", "Kokeilemme keväällä.")
    assert row["description"] == DEMO["description"]


def test_what_is_given_is_kept_with_all_that_was_told(client: Client) -> None:
    place, service = make_place("Piste").uuid, make_service().uuid
    told = {
        "title": "Ovi",
        "attribute[topic]": "spaces",
        "attribute[service]": str(service),
        "address_id": str(place),
        "jurisdiction_id": "179",
        "lat": "62.24",
        "long": "25.75",
        "address_string": "-",
        "locale": "sv",
        "email": "maija@example.org",
    }
    assert post(client, **told).status_code == 200
    row = given_one()
    assert (row.kind, row.topic, row.source, row.language) == (Kind.WISH, Topic.SPACES, Source.OPEN311, "sv")
    assert (row.text, row.address) == (f"Ovi\n\n{DEMO['description']}", "")
    assert (row.municipality_code, row.latitude, row.longitude) == ("179", 62.24, 25.75)
    assert (row.place.uuid, row.service.uuid) == (place, service)
    assert Contact.objects.get().email == "maija@example.org"
    assert OutboxMessage.objects.get().kind == "feedback.receipt"


def test_a_post_may_come_in_either_form_and_as_a_multipart(client: Client) -> None:
    (made,) = parsed(post(client, "xml").content)
    assert made["service_request_id"] == given_one().reference
    body, kind = httpx.Request("POST", "http://x", files={k: (None, v) for k, v in DEMO.items()}), "content-type"
    again = client.generic("POST", "/open311/v2/requests.json", body.read(), content_type=body.headers[kind])
    assert again.status_code == 200


def test_pictures_are_passed_over(client: Client) -> None:
    picture = SimpleUploadedFile("kuva.jpg", b"x" * 3_000_000, "image/jpeg")
    assert client.post("/open311/v2/requests.json", DEMO | {"media": picture}).status_code == 200


def test_what_only_the_sender_may_read_gets_a_token_and_no_number(client: Client) -> None:
    (made,) = post(client, **{"attribute[reply]": "private"}).json()
    row = given_one()
    assert (row.reply, "service_request_id" in made) == (Reply.PRIVATE, False)
    assert made["service_notice"].startswith("Vastaus näkyy vain sinulle. Vastaamme viimeistään ")
    assert get(client, f"tokens/{made['token']}") == [{"service_request_id": row.reference, "token": made["token"]}]
    assert client.get(f"/open311/v2/requests/{row.reference}.json").status_code == 404


def test_a_token_is_kept_by_nobody_on_the_way(client: Client) -> None:
    (made,) = post(client, **{"attribute[reply]": "private"}).json()
    response = client.get(f"/open311/v2/tokens/{made['token']}.json")
    assert (response["Cache-Control"], "ETag" in response) == ("no-store", False)


@pytest.mark.parametrize("secret", ["", "wrong", "kk_" + "0" * 32])
def test_a_wrong_key_is_refused(client: Client, secret: str) -> None:
    response = post(client, api_key=secret)
    assert response.status_code == 403
    assert sentences(response) == [
        "Avain puuttuu tai ei kelpaa. Tarkista api_key tai pyydä avain palvelun ylläpidosta."
    ]
    assert not Feedback.objects.exists()


def test_demo_is_a_wrong_key_outside_the_demo(client: Client, settings: LazySettings) -> None:
    settings.DEMO = False
    assert post(client).status_code == 403


def test_a_programs_own_key_lets_it_in_and_the_log_tells_which_it_was(client: Client) -> None:
    new = people.create_api_key(HOUSE, name="Palauteapu")
    assert post(client, api_key=new.secret).status_code == 200
    event = AuditEvent.objects.get(action="feedback.item.received")
    assert (event.actor_kind, event.actor_id, event.actor_label) == ("anonymous", new.key.uuid, "api key")


def test_the_key_may_stand_in_the_address(client: Client) -> None:
    body = {key: value for key, value in DEMO.items() if key != "api_key"}
    assert client.post("/open311/v2/requests.json?api_key=demo", body).status_code == 200


def test_a_key_is_in_no_line_of_the_log(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    new = people.create_api_key(HOUSE, name="Palauteapu")
    with caplog.at_level(logging.DEBUG):
        client.post(f"/open311/v2/requests.json?api_key={new.secret}", {"description": "x"})
        post(client, api_key=new.secret)
    assert new.secret not in caplog.text


def test_a_key_for_something_else_is_refused(client: Client) -> None:
    from kotikulma.people.commands.api_keys import SCOPES

    SCOPES.register("test.other", "")
    try:
        new = people.create_api_key(HOUSE, name="Muu", scopes=["test.other"])
    finally:
        SCOPES._plugs.pop("test.other")
    assert post(client, api_key=new.secret).status_code == 403


@pytest.mark.parametrize(
    ("fields", "status", "sentence"),
    [
        ({"service_code": ""}, 400, "service_code: Anna service_code."),
        ({"service_code": "dragons"}, 404, "Palvelua dragons ei ole."),
        ({"jurisdiction_id": "zzz"}, 404, "Kuntaa zzz ei ole."),
        ({"description": " "}, 400, "description: Kirjoita muutama sana."),
        ({"description": "ä" * 5001}, 400, "description: Viestissä on 5001 merkkiä."),
        ({"lat": "62.24"}, 400, "long: Anna sekä lat että long, tai jätä molemmat pois."),
        ({"lat": "pohjoinen", "long": "25"}, 400, "lat: Anna luku väliltä −90–90, esimerkiksi 62.24."),
        ({"lat": "nan", "long": "25"}, 400, "lat: "),
        ({"address_id": "kirjasto"}, 400, "address_id: Anna tunnus UUID-muodossa"),
        ({"address_id": str(uuid4())}, 400, "address_id: Tällä tunnuksella ei ole julkaistua paikkaa tai palvelua."),
        ({"attribute[topic]": "dragons"}, 400, "attribute[topic]: Käytä jotakin näistä: hours, "),
        ({"email": "ei osoite"}, 400, "email: "),
        ({"email": "a" * 250 + "@example.org"}, 400, "email: Sähköpostiosoite ei kelpaa."),
        ({"service_code": "initiative"}, 400, "first_name: Aloitteessa tarvitaan nimi ja yhteystieto."),
    ],
)
def test_what_cannot_be_taken_is_refused_by_name(
    client: Client, fields: dict[str, str], status: int, sentence: str
) -> None:
    response = post(client, **fields)
    assert response.status_code == status
    assert sentences(response)[0].startswith(sentence)
    assert not Feedback.objects.exists()


def test_every_field_that_is_wrong_is_told_at_once(client: Client) -> None:
    fields = {"lat": "x", "long": "y", "address_id": "z", "attribute[reply]": "w"}
    named = [sentence.partition(":")[0] for sentence in sentences(post(client, **fields))]
    assert sorted(named) == sorted(fields)


def test_a_name_is_kept_for_an_initiative_alone(client: Client) -> None:
    who = {"first_name": "Maija", "last_name": "Esimerkki", "phone": "014 000 0000"}
    post(client, **who)
    assert Contact.objects.get().name == ""
    post(client, service_code="initiative", **who)
    assert Contact.objects.latest("feedback_id").name == "Maija Esimerkki"


def test_what_we_do_not_know_is_passed_over(client: Client) -> None:
    more = {"device_id": "abc", "account_id": "1", "media_url": "http://example.org/x", "attribute[easting]": "1"}
    assert post(client, **more).status_code == 200
    assert "abc" not in str(Feedback.objects.values().get())


def test_the_same_post_sent_again_is_the_same_feedback(client: Client) -> None:
    first, again = (post(client, headers={"Idempotency-Key": "a-1"}).json() for _time in range(2))
    assert (first, Feedback.objects.count()) == (again, 1)
    post(client, headers={"Idempotency-Key": "a-2"})
    assert Feedback.objects.count() == 2


def test_a_program_that_asks_too_often_waits_and_is_told_how_long(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people_rules, "USES_PER_API_KEY", Limit("api_key", 1, 3600))
    post(client)
    response = post(client)
    assert (response.status_code, response["Retry-After"]) == (429, "3600")
    assert sentences(response) == ["Yrityksiä on ollut liian monta. Odota 60 min ja yritä uudelleen."]


def test_the_shared_key_is_limited_by_network_too(client: Client) -> None:
    own_key = people.create_api_key(HOUSE, name="Palauteapu").secret
    assert [post(client).status_code for _time in range(21)][-1] == 429
    assert post(client, api_key=own_key).status_code == 200


def test_a_refusal_comes_in_xml_to_those_who_read_it(client: Client) -> None:
    (error,) = parsed(post(client, "xml", api_key="wrong").content)
    assert error["code"] == "403"


def test_a_refusal_speaks_the_programs_language(client: Client) -> None:
    response = post(client, headers={"Accept-Language": "en"}, api_key="wrong")
    assert sentences(response) == [
        "The key is missing or not valid. Check api_key, or ask those who run the service for a key."
    ]


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", json.dumps(DEMO)),
        ("multipart/form-data", "x"),
        ("multipart/form-data; boundary=", "--\r\n"),
        ("application/x-www-form-urlencoded; charset=utf-16", "a=b"),
        ("application/x-www-form-urlencoded; charset=nothing", "service_code=%ff"),
        ("application/x-www-form-urlencoded", "&".join(["a=b"] * 2000)),
        ("application/x-www-form-urlencoded", "description=" + "x" * 3_000_000),
        ("text/plain", ""),
    ],
)
def test_no_body_breaks_it(client: Client, content_type: str, body: str) -> None:
    response = client.generic("POST", "/open311/v2/requests.json", body, content_type=content_type)
    assert response.status_code in {400, 403}
    jsonschema.validate(response.json(), ERRORS)


@pytest.fixture
def unlimited(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in ((rules, "PER_SOURCE"), (rules, "PER_CONTACT"), (people_rules, "USES_PER_API_KEY")):
        monkeypatch.setattr(module, name, Limit(name, 10**6, 3600))


FIELDS = [
    *"api_key jurisdiction_id service_code description title lat long address_string address_id email phone".split(),
    *"first_name last_name device_id account_id media_url locale".split(),
    *(f"attribute[{code}]" for code in ("topic", "reply", "service", "muu")),
]
VALUES = st.one_of(
    st.text(max_size=300),
    st.sampled_from(
        ["demo", "wish", "initiative", "179", "private", "public", "hours", "62.2", "1e999", "x@y.fi", "\x00"]
    ),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    fields=st.dictionaries(st.sampled_from(FIELDS), VALUES),
    form=st.sampled_from(["json", "xml"]),
    let_in=st.booleans(),
    headers=st.fixed_dictionaries({}, optional={"HTTP_IDEMPOTENCY_KEY": st.text("ab1 é", max_size=9)}),
)
def test_nothing_a_program_sends_breaks_it(
    client: Client, unlimited: None, fields: dict[str, str], form: str, let_in: bool, headers: dict[str, str]
) -> None:
    response = client.post(f"/open311/v2/requests.{form}", (DEMO if let_in else {}) | fields, **headers)
    assert response.status_code in {200, 400, 403, 404}
    tree = response.json() if form == "json" else parsed(response.content)
    assert len(tree) >= 1


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    query=st.dictionaries(
        st.sampled_from(
            "service_request_id service_code start_date end_date updated_after updated_before status page page_size"
            " jurisdiction_id locale api_key".split()
        ),
        st.one_of(
            st.text(max_size=40),
            st.datetimes().map(str),
            st.integers().map(str),
            st.sampled_from(["open", "9999-12-31"]),
        ),
    )
)
def test_nothing_a_program_asks_breaks_it(client: Client, query: dict[str, str]) -> None:
    assert client.get("/open311/v2/requests.json", query).status_code in {200, 400, 404}


def test_scope_of_the_key_is_the_one_that_is_registered() -> None:
    assert SCOPE_GIVE in people.create_api_key(HOUSE, name="Palauteapu").key.scopes
