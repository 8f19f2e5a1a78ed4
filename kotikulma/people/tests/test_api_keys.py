"""Keys of programs: given by an administrator, known by their digest only, narrow, limited, revoked for good."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import LazySettings

from kotikulma.kernel.audit.models import AuditEvent
from kotikulma.kernel.types import ANONYMOUS, ActorKind
from kotikulma.people import commands, queries, rules
from kotikulma.people.commands.api_keys import SCOPES
from kotikulma.people.models import ApiKey
from kotikulma.people.tests.make import make_organization
from kotikulma.people.types import (
    ApiKeyNotFound,
    ApiKeyRefused,
    ApiKeyWrong,
    Limit,
    MayNot,
    NewApiKey,
    TooMany,
)
from tests import cast
from tests.cast import HOUSE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _two_scopes() -> Iterator[None]:
    kept = dict(SCOPES.items())
    SCOPES._plugs.clear()
    for name in ("test.read", "test.write"):
        SCOPES.register(name, name)
    yield
    SCOPES._plugs.clear()
    SCOPES._plugs.update(kept)


def make_key(**more: Any) -> NewApiKey:
    return commands.create_api_key(HOUSE, **{"name": "Palauteapu", **more})


def test_only_an_administrator_gives_keys() -> None:
    with pytest.raises(MayNot, match=r"Vain pääkäyttäjä voi antaa avaimen ohjelmalle."):
        commands.create_api_key(cast.actor(cast.coordinator()), name="Palauteapu")
    assert commands.create_api_key(cast.actor(cast.administrator()), name="Palauteapu").key.name == "Palauteapu"


def test_the_secret_has_128_bits_and_is_stored_nowhere() -> None:
    new = make_key()
    assert len(bytes.fromhex(new.secret.removeprefix("kk_"))) == 16
    assert new.secret not in str(ApiKey.objects.values().get())
    assert new.secret not in str(list(AuditEvent.objects.values()))


def test_a_key_is_known_again_by_its_secret() -> None:
    new = make_key(organization=make_organization("Naapuriapu").name["fi"])
    used = commands.use_api_key(new.secret, "test.write")
    assert (used.uuid, used.organization) == (new.key.uuid, {"fi": "Naapuriapu"})


def test_what_a_program_does_is_done_by_nobody_with_a_role_and_yet_told_apart() -> None:
    actor = make_key().key.actor
    assert (actor.kind, actor.label) == (ActorKind.ANONYMOUS, "api key")
    assert not queries.is_coordinator(actor)


@pytest.mark.parametrize("secret", ["", "demo", "kk_", "kk_" + "0" * 32, "ä\x00🙂", "x" * 10_000])
def test_a_wrong_key_is_refused_with_one_sentence(secret: str) -> None:
    make_key()
    with pytest.raises(ApiKeyWrong, match=r"Avain puuttuu tai ei kelpaa."):
        commands.use_api_key(secret, "test.write")


def test_a_key_permits_what_it_was_given_for_and_nothing_else() -> None:
    new = make_key(scopes=["test.read"])
    assert commands.use_api_key(new.secret, "test.read").scopes == ("test.read",)
    with pytest.raises(ApiKeyWrong):
        commands.use_api_key(new.secret, "test.write")


def test_a_key_without_scopes_named_permits_all_there_is_today() -> None:
    assert make_key().key.scopes == ("test.read", "test.write")


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"name": " "}, "Anna ohjelmalle nimi, enintään 80 merkkiä."),
        ({"name": "x" * 81}, "Anna ohjelmalle nimi, enintään 80 merkkiä."),
        (
            {"organization": "Ei mikään ry"},
            "Tällä nimellä ei ole organisaatiota. Tarkista nimi tai jätä kohta tyhjäksi.",
        ),
        ({"scopes": ["test.fly"]}, "Avain voi sallia vain näitä: test.read, test.write."),
    ],
)
def test_a_key_that_cannot_be_is_refused_with_the_remedy(more: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ApiKeyRefused, match=sentence):
        make_key(**more)


def test_a_revoked_key_opens_nothing_and_revoking_twice_is_once() -> None:
    new = make_key()
    for _time in range(2):
        commands.revoke_api_key(HOUSE, new.key.uuid)
    with pytest.raises(ApiKeyWrong):
        commands.use_api_key(new.secret, "test.write")
    assert AuditEvent.objects.filter(action="people.api_key.revoked", object_uuid=new.key.uuid).count() == 1


def test_only_an_administrator_revokes_and_only_what_there_is() -> None:
    new = make_key()
    for actor, uuid in ((cast.actor(cast.coordinator()), new.key.uuid), (HOUSE, uuid4())):
        with pytest.raises(ApiKeyNotFound):
            commands.revoke_api_key(actor, uuid)


def test_giving_a_key_is_in_the_audit_log() -> None:
    new = make_key()
    assert AuditEvent.objects.filter(action="people.api_key.created", object_uuid=new.key.uuid).count() == 1


def test_the_day_of_the_last_use_is_kept_and_nothing_finer(frozen: Any) -> None:
    new = make_key()
    commands.use_api_key(new.secret, "test.write")
    frozen.shift(timedelta(days=2))
    commands.use_api_key(new.secret, "test.write")
    assert str(ApiKey.objects.get().last_used_on) == "2027-02-12"


def test_a_key_that_asks_too_often_has_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "USES_PER_API_KEY", Limit("api_key", 2, 3600))
    busy, other = make_key(), make_key(name="Toinen")
    for _time in range(2):
        commands.use_api_key(busy.secret, "test.write")
    with pytest.raises(TooMany):
        commands.use_api_key(busy.secret, "test.write")
    assert commands.use_api_key(other.secret, "test.write").name == "Toinen"


def test_demo_is_a_key_in_demo_mode_only(settings: LazySettings) -> None:
    settings.DEMO = True
    assert commands.use_api_key("demo", "test.write").name == "demo"
    settings.DEMO = False
    with pytest.raises(ApiKeyWrong):
        commands.use_api_key("demo", "test.write")


def test_the_list_is_for_administrators_and_tells_no_secret() -> None:
    new = make_key()
    assert queries.api_keys(ANONYMOUS) == queries.api_keys(cast.actor(cast.coordinator())) == []
    (row,) = queries.api_keys(HOUSE)
    assert (row.uuid, new.secret in str(row)) == (new.key.uuid, False)
