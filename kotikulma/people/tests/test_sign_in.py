"""Signing in: mailed code, password, second factor, and what guessers meet."""

import re
import socket
from datetime import timedelta
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kotikulma.kernel.audit.models import AuditEvent
from kotikulma.kernel.outbox.models import OutboxMessage
from kotikulma.kernel.outbox.sender import deliver
from kotikulma.people import commands, rules
from kotikulma.people.models import Person, SignInCode
from kotikulma.people.tests.make import (
    CODE,
    PASSWORD,
    PASSWORD_SIGN_IN,
    SIGN_IN,
    app_code,
    ask_code,
    code_for,
    newest_mail,
    with_app,
    with_password,
)
from tests import cast

pytestmark = pytest.mark.django_db
WRONG = "Koodi ei kelpaa. Tarkista numerot tai pyydä uusi koodi."


@pytest.fixture(autouse=True)
def _quick_hashes(settings: Any) -> None:
    """The real hash is slow on purpose; what is tested here is not it."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


class Postbox:
    """An SMTP server that keeps what it is given."""

    def __init__(self) -> None:
        self.letters: list[str] = []

    async def handle_DATA(  # noqa: N802 - the server's own name
        self, server: Any, session: Any, envelope: Any
    ) -> str:
        self.letters.append(envelope.content.decode())
        return "250 OK"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def signed_in(client: Client) -> bool:
    return client.get("/tili/").status_code == 200


def test_a_code_mailed_through_smtp_signs_in_once(client: Client, settings: Any) -> None:
    editor, box = cast.editor(), Postbox()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    server = Controller(box, hostname="127.0.0.1", port=settings.EMAIL_PORT)
    server.start()
    settings.EMAIL_BACKEND, settings.MAIL_LEAVES = "django.core.mail.backends.smtp.EmailBackend", True
    client.post(SIGN_IN, {"email": "Editor@Example.org "})
    deliver.call(OutboxMessage.objects.get(recipient=editor.email).pk)
    server.stop()
    code = re.search(r"kirjautumiskoodisi on (\d{3} \d{3})", box.letters[0].replace("=\n", ""))[1]  # type: ignore[index]
    assert client.post(CODE, {"code": code}).headers["Location"] == "/tyotila/"
    assert signed_in(client)


def test_the_outbox_row_holds_no_code(client: Client) -> None:
    code = ask_code(client, cast.editor())
    row = OutboxMessage.objects.get(kind="people.sign_in_code")
    assert code not in str(vars(row))
    assert code[:3] in newest_mail().text
    assert code not in str(SignInCode.objects.values().get())


def test_a_used_code_is_refused(client: Client) -> None:
    code = ask_code(client, cast.editor())
    asked = client.session["people_sign_in_code"]
    client.post(CODE, {"code": code})
    again = Client()
    session = again.session
    session["people_sign_in_code"] = asked
    session.save()
    again.cookies["sid"] = session.session_key
    answer = again.post(CODE, {"code": code})
    assert (answer.status_code, WRONG in answer.content.decode()) == (422, True)


def test_a_wrong_code_is_refused_and_six_tries_end_the_request(client: Client) -> None:
    code = ask_code(client, cast.editor())
    wrong = "000000" if code != "000000" else "111111"
    for _try in range(rules.CODE_ATTEMPTS):
        assert WRONG in client.post(CODE, {"code": wrong}).content.decode()
    assert WRONG in client.post(CODE, {"code": code}).content.decode()
    assert not signed_in(client)


def test_a_code_works_only_in_the_browser_that_asked(client: Client) -> None:
    code = ask_code(client, cast.editor())
    stranger = Client()
    assert WRONG in stranger.post(CODE, {"code": code}).content.decode()
    assert not signed_in(stranger)


@pytest.mark.parametrize(("minutes", "accepted"), [(9, True), (10, False), (-5, False)])
def test_a_code_lives_ten_minutes(client: Client, frozen: Any, minutes: int, accepted: bool) -> None:
    code = ask_code(client, cast.editor())
    frozen.shift(timedelta(minutes=minutes))
    client.post(CODE, {"code": code})
    assert signed_in(client) is accepted


def test_an_unknown_address_reads_as_a_known_one_and_gets_no_mail() -> None:
    cast.editor()
    answers = []
    for email in ("editor@example.org", "nobody@example.org"):
        client = Client()
        first = client.post(SIGN_IN, {"email": email})
        answers.append(
            (first.status_code, first.headers["Location"], client.get(CODE).content.decode().split("csrf")[0])
        )
    assert answers[0] == answers[1]
    assert OutboxMessage.objects.filter(kind="people.sign_in_code").count() == 1


def test_codes_for_one_address_are_limited_wherever_they_are_asked_from() -> None:
    for number in range(rules.CODES_PER_ADDRESS.amount):
        Client(REMOTE_ADDR=f"10.0.0.{number}").post(SIGN_IN, {"email": "nobody@example.org"})
    answer = Client(REMOTE_ADDR="10.0.1.1").post(SIGN_IN, {"email": "Nobody@example.org"})
    assert answer.status_code == 429
    assert "Yrityksiä on ollut liian monta. Odota 10 min ja yritä uudelleen." in answer.content.decode()


def test_codes_asked_from_one_source_are_limited() -> None:
    for number in range(rules.CODES_PER_SOURCE.amount):
        Client().post(SIGN_IN, {"email": f"nobody-{number}@example.org"})
    assert Client().post(SIGN_IN, {"email": "another@example.org"}).status_code == 429


def test_a_password_signs_in_an_editor(client: Client) -> None:
    with_password(cast.editor())
    client.post(PASSWORD_SIGN_IN, {"email": "editor@example.org", "password": PASSWORD})
    assert signed_in(client)
    assert AuditEvent.objects.get(action="people.person.signed_in").purpose == "password"


@pytest.mark.parametrize("email", ["editor@example.org", "nobody@example.org"])
def test_a_wrong_password_reads_the_same_for_known_and_unknown(client: Client, email: str) -> None:
    with_password(cast.editor())
    answer = client.post(PASSWORD_SIGN_IN, {"email": email, "password": "väärä"})
    assert answer.status_code == 422
    assert "Sähköpostiosoite ja salasana eivät täsmää. Voit kirjautua myös koodilla." in answer.content.decode()


@pytest.fixture
def hashes(settings: Any, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The slow hashes that are computed, of the hasher that production has."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    found: list[str] = []
    for name in ("encode", "verify"):
        real = getattr(Argon2PasswordHasher, name)

        def computed(*words: Any, name: str = name, real: Any = real) -> Any:
            found.append(name)
            return real(*words)

        monkeypatch.setattr(Argon2PasswordHasher, name, computed)
    return found


def test_a_wrong_password_costs_one_hash_and_as_many_statements_whoever_it_is_tried_for(hashes: list[str]) -> None:
    for number in range(2):
        with_password(commands.create_person(cast.HOUSE, email=f"has{number}@example.org", name="Nimi"))
    cast.editor()
    Person.objects.filter(email="has1@example.org").update(is_active=False)
    costs = {}
    for email in ("has0@example.org", "has1@example.org", "editor@example.org", "nobody@example.org"):
        hashes.clear()
        with CaptureQueriesContext(connection) as queries:
            assert Client().post(PASSWORD_SIGN_IN, {"email": email, "password": "väärä"}).status_code == 422
        costs[email] = (len(hashes), len(queries))
    assert set(costs.values()) == {(1, costs["nobody@example.org"][1])}


def test_ten_guesses_close_the_password_from_everywhere_but_not_the_code() -> None:
    editor = with_password(cast.editor())
    for number in range(rules.PASSWORDS_PER_ACCOUNT.amount):
        Client(REMOTE_ADDR=f"10.0.0.{number}").post(PASSWORD_SIGN_IN, {"email": editor.email, "password": "väärä"})
    owner = Client(REMOTE_ADDR="10.9.9.9")
    assert owner.post(PASSWORD_SIGN_IN, {"email": editor.email, "password": PASSWORD}).status_code == 429
    owner.post(CODE, {"code": ask_code(owner, editor)})
    assert signed_in(owner)


def test_axes_closes_the_account_too(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    with_password(cast.editor())
    monkeypatch.setattr(commands, "take", lambda *_: None)
    answers = [
        client.post(PASSWORD_SIGN_IN, {"email": "editor@example.org", "password": "väärä"}).status_code
        for _guess in range(11)
    ]
    assert answers == [422] * 9 + [429] * 2


def test_the_app_is_asked_after_the_code_and_opens_the_door(client: Client) -> None:
    coordinator = cast.coordinator()
    app = with_app(coordinator)
    answer = client.post(CODE, {"code": ask_code(client, coordinator)})
    assert answer.headers["Location"] == "/tili/toinen-tunniste/kirjautuessa/"
    assert not signed_in(client)
    client.post("/tili/toinen-tunniste/kirjautuessa/", {"code": app_code(app)})
    assert signed_in(client)


def test_an_app_code_opens_once_whichever_worker_sees_it(frozen: Any, settings: Any) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    coordinator = cast.coordinator()
    app = with_app(coordinator)
    opened = []
    for _worker in range(2):
        client = Client()
        client.post(CODE, {"code": ask_code(client, coordinator)})
        client.post("/tili/toinen-tunniste/kirjautuessa/", {"code": app_code(app)})
        opened.append(signed_in(client))
    assert opened == [True, False]


def test_the_apps_secret_is_sealed_in_the_database() -> None:
    app = with_app(cast.coordinator())
    assert app.data["secret"].startswith("gAAAA")
    assert len(app_code(app)) == 6


def test_a_coordinator_without_a_second_factor_is_sent_to_set_one_up() -> None:
    client = cast.browser_of(cast.coordinator(), second_factor=False)
    answer = client.get("/apua/?x=1")
    assert answer.headers["Location"] == "/tili/toinen-tunniste/tarvitaan/?next=%2Fapua%2F%3Fx%3D1"
    page = client.get(answer.headers["Location"]).content.decode()
    assert "Ota käyttöön puhelimen todennussovellus tai turva-avain." in page


@pytest.mark.django_db(transaction=True)
def test_a_coordinator_sets_the_app_up_and_goes_on() -> None:
    client = cast.browser_of(cast.coordinator(), second_factor=False)
    client.get("/tili/toinen-tunniste/sovellus/")
    secret = client.session["mfa.totp.secret"]
    code = code_for(secret)
    client.post("/tili/toinen-tunniste/sovellus/", {"code": code})
    assert client.get("/apua/").status_code == 200
    assert "Otit käyttöön todennussovelluksen." in newest_mail().text


def test_an_editor_needs_no_second_factor_and_a_new_role_asks_for_it_at_once() -> None:
    editor = cast.editor()
    client = cast.browser_of(editor, second_factor=False)
    assert client.get("/apua/").status_code == 200
    commands.add_membership(cast.HOUSE, editor, cast.own_organization(), role="coordinator")
    assert client.get("/apua/").status_code == 302


def test_signing_out_everywhere_ends_every_other_session() -> None:
    editor = cast.editor()
    phone, laptop = cast.browser_of(editor), cast.browser_of(editor)
    assert signed_in(phone)
    laptop.post("/tili/kirjaudu-ulos-kaikkialta/")
    assert [signed_in(phone), signed_in(laptop)] == [False, False]
    assert not any(session.get_decoded().get("_auth_user_id") for session in Session.objects.all())


def test_a_session_left_in_the_store_dies_with_the_epoch() -> None:
    editor = cast.editor()
    phone = cast.browser_of(editor)
    Person.objects.filter(id=editor.id).update(session_epoch=1)
    assert not signed_in(phone)


def test_a_new_password_ends_the_other_sessions_and_is_told_by_mail() -> None:
    editor = cast.editor()
    phone, laptop = cast.browser_of(editor), cast.browser_of(editor)
    laptop.post("/tili/salasana/", {"password": PASSWORD})
    assert [signed_in(phone), signed_in(laptop)] == [False, True]
    assert "Salasanasi on vaihdettu." in newest_mail().text


def test_a_short_password_is_refused(client: Client) -> None:
    answer = cast.browser_of(cast.editor()).post("/tili/salasana/", {"password": "lyhyt"})
    assert "15" in answer.content.decode()
    assert not Person.objects.get(email="editor@example.org").has_usable_password()


def test_after_ten_minutes_a_change_of_factors_asks_who_one_is(frozen: Any) -> None:
    client = cast.browser_of(with_password(cast.editor()))
    frozen.shift(timedelta(minutes=11))
    answer = client.get("/tili/toinen-tunniste/sovellus/")
    assert answer.headers["Location"] == "/tili/vahvista/?next=%2Ftili%2Ftoinen-tunniste%2Fsovellus%2F"


def test_signing_in_leads_to_the_page_asked_for_but_never_off_the_site() -> None:
    cast.editor()
    for following, location in (("/apua/", "/apua/"), ("https://evil.example/", "/tyotila/")):
        client = Client()
        code = ask_code(client, cast.editor())
        assert client.post(CODE, {"code": code, "next": following}).headers["Location"] == location


def test_the_night_forgets_old_requests_and_sessions(client: Client, frozen: Any) -> None:
    ask_code(client, cast.editor())
    cast.browser_of(cast.editor())
    frozen.shift(timedelta(hours=35))
    commands.forget_stale.call()
    assert not SignInCode.objects.exists()
    assert not UserSession.objects.exists()
    assert not Session.objects.exists()


def test_there_is_no_open_sign_up(client: Client) -> None:
    assert client.get("/tili/signup/").status_code == 404


def test_pages_without_signing_in_set_no_cookie(client: Client) -> None:
    assert not client.get("/apua/").cookies
    assert "sid" not in client.get(SIGN_IN).cookies
