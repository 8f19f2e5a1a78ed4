"""The administrator's page of keys: given and shown once, listed without secrets, revoked."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kotikulma.kernel.audit.models import AuditEvent
from kotikulma.people import commands
from kotikulma.people.models import ApiKey
from tests import cast
from tests.cast import HOUSE

pytestmark = pytest.mark.django_db
SCOPE_GIVE = "feedback.give"
PAGE = "/tyotila/avaimet/"
GIVEN = {"name": "Palauteapu", "organization": "Kotiseudun yhdistys", "scopes": [SCOPE_GIVE]}


def test_a_key_is_shown_once_and_opens() -> None:
    cast.own_organization()
    inside = cast.browser_of(cast.administrator())
    answer = inside.post(PAGE, GIVEN)
    secret = re.findall(r"kk_[0-9a-f]{32}", answer.content.decode())[0]
    assert answer.headers["Cache-Control"].count("no-store") == 1
    assert commands.use_api_key(secret, SCOPE_GIVE).organization["fi"] == "Kotiseudun yhdistys"
    listed = inside.get(PAGE).content.decode()
    assert ("Palauteapu" in listed, secret in listed) == (True, False)


def test_who_gave_and_who_revoked_is_in_the_audit_log() -> None:
    administrator = cast.administrator()
    inside = cast.browser_of(administrator)
    inside.post(PAGE, GIVEN | {"organization": ""})
    inside.post(f"{PAGE}{ApiKey.objects.get().uuid}/mitatoi/")
    events = AuditEvent.objects.filter(action__startswith="people.api_key.").order_by("id")
    assert [(event.action, event.actor_id) for event in events] == [
        ("people.api_key.created", administrator.uuid),
        ("people.api_key.revoked", administrator.uuid),
    ]


def test_a_revoked_key_stays_in_the_list_and_says_so() -> None:
    inside = cast.browser_of(cast.administrator())
    key = commands.create_api_key(HOUSE, name="Palauteapu").key
    page = inside.post(f"{PAGE}{key.uuid}/mitatoi/", follow=True).content.decode()
    assert "Avain on mitätöity. Ohjelma ei pääse enää sisään." in page
    assert ("Mitätöity</span>" in page, "Mitätöi avain" in page) == (True, False)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "Anna ohjelmalle nimi, enintään 80 merkkiä."),
        (
            {"organization": "Ei mikään ry"},
            "Tällä nimellä ei ole organisaatiota. Tarkista nimi tai jätä kohta tyhjäksi.",
        ),
        ({"scopes": []}, "Valitse ainakin yksi."),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(typed: dict[str, str], sentence: str) -> None:
    answer = cast.browser_of(cast.administrator()).post(PAGE, GIVEN | typed)
    assert (answer.status_code, sentence in answer.content.decode(), ApiKey.objects.count()) == (422, True, 0)


def test_one_or_twenty_keys_cost_the_same() -> None:
    inside = cast.browser_of(cast.administrator())

    def statements(keys: int) -> int:
        for _number in range(keys):
            commands.create_api_key(HOUSE, name="Palauteapu", organization=str(cast.own_organization().uuid))
        inside.get(PAGE)
        with CaptureQueriesContext(connection) as caught:
            assert inside.get(PAGE).status_code == 200
        return len(caught)

    assert statements(1) == statements(19)
