"""A curious colleague tries every address: 404, no name, and one row in the log. Made from the lists of addresses.

A new page of a client is tried without being named here; a new page that takes another thing must be put in a list.
"""

import re
from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from kotikulma.casework import urls
from kotikulma.casework.access import PERMISSIONS
from kotikulma.casework.commands import disclosures, ledger
from kotikulma.casework.models import Client
from kotikulma.casework.tests.make import (
    AINO,
    make_client,
    make_contact,
    make_plan,
    make_todo,
    make_visit,
    new_disclosure,
)
from kotikulma.config import permissions
from kotikulma.kernel import clock
from kotikulma.kernel.audit.models import AuditEvent
from tests import cast

pytestmark = pytest.mark.django_db
HERS = "tyotila/asiakkaat/<uuid:uuid>/"
ROUTES = {f"casework:{each.name}": str(each.pattern) for each in urls.urlpatterns}
OF_CLIENTS = sorted(name for name, route in ROUTES.items() if route.startswith(HERS))
OPEN_ANYWAY = "casework:open_anyway"  # its page asks for the reason, and names nobody
# What takes another thing than a client: homes, offers, checks, referrals, what a lead decides. Tests of their own
OF_OTHERS = {
    f"casework:{name}"
    for name in (
        *("review", "received_one", "orphan", "double", "pilot", "uncount"),
        *("home", "make_offer", "offer"),
        *("check_result", "follow_up", "refer_onward", "referral", "make_client"),
        *("follow", "follow_code", "outside"),
    )
}
REFUSED = "casework.client.refused"
WORD = "Salaisuus"
TRIED = {"q": AINO.given_name, "haku": AINO.given_name, "query": AINO.given_name, "paiva": "2027-02-10"}


def arguments(route: str, client: Client) -> dict[str, Any]:
    """The client, and things that are nowhere: she is looked at before anything of hers is."""
    names = re.findall(r"<(\w+):(\w+)>", route)
    return {name: client.uuid if name == "uuid" else uuid4() if kind == "uuid" else 1 for kind, name in names}


def rows_about(client: UUID) -> int:
    return AuditEvent.objects.filter(action=REFUSED, object_uuid=client).count()


def told(response: Any) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return str(response.headers) + body.decode(errors="replace")


@pytest.fixture
def client(frozen: Any) -> Client:
    """Somebody with something on every page."""
    client, actor = make_client(), cast.actor(cast.caseworker())
    make_plan(client, goals=[(uuid4(), WORD)])
    make_visit(client, purpose=WORD, where=WORD, day=clock.today())
    make_contact(client, words=WORD)
    make_todo(client, words=WORD)
    ledger.enter_list(actor, client.uuid, clock.today(), situation="friends")
    disclosures.disclose(actor, client.uuid, new_disclosure())
    return client


def test_every_address_of_casework_is_in_one_of_the_lists() -> None:
    with_arguments = {name for name, route in ROUTES.items() if "<" in route}
    assert sorted(with_arguments - set(OF_CLIENTS) - OF_OTHERS) == []
    assert "casework:listing" in OF_CLIENTS


@pytest.mark.parametrize("who", ["case_colleague", "city_worker", "administrator", "coordinator", "newcomer"])
def test_every_page_of_a_client_is_404_and_one_row(client: Client, who: str) -> None:
    browser, tries = cast.browser_of(getattr(cast, who)()), 0
    for name in OF_CLIENTS:
        if name == OPEN_ANYWAY:
            continue
        for method in ("get", "post"):
            if PERMISSIONS[name].allowed(method.upper()) is None:
                continue
            response = getattr(browser, method)(reverse(name, kwargs=arguments(ROUTES[name], client)))
            tries += 1
            assert response.status_code == 404, (name, method)
            assert rows_about(client.uuid) == tries, (name, method)
            assert AINO.family_name not in told(response)
    assert AuditEvent.objects.filter(action="casework.client.viewed", actor_id=getattr(cast, who)().uuid).count() == 0


def test_a_wrong_address_looks_the_same_and_leaves_nothing(client: Client) -> None:
    browser = cast.browser_of(cast.case_colleague())
    answers = []
    for uuid in (client.uuid, uuid4()):
        response = browser.get(reverse("casework:client", kwargs={"uuid": uuid}))
        answers.append((response.status_code, _without_tokens(response).replace(str(uuid), "")))
    assert answers[0] == answers[1]
    assert AuditEvent.objects.filter(action=REFUSED).count() == 1


def test_no_list_search_export_count_suggestion_or_calendar_knows_her(client: Client) -> None:
    """Every address of the house without arguments, and every call of the API: pages, feeds, files, suggestions."""
    browser = cast.browser_of(cast.case_colleague())
    secrets = (AINO.family_name, WORD, str(client.uuid))
    asked = list(_without_arguments())
    assert {"casework:clients", "casework:day", "casework:carry_day", "api:search", "people:join_suggest"} <= {
        name for name, _ in asked
    }
    for name, address in asked:
        answers = [browser.get(address, TRIED)]
        if name.startswith("casework:"):
            answers.append(browser.post(address, {"given_name": AINO.given_name, "number": AINO.phone[:6]}))
        for found in answers:
            said = told(found)
            assert not [secret for secret in secrets if secret in said], name


def _without_arguments() -> Iterable[tuple[str, str]]:
    """What signs out is left out: the next address would be read by nobody."""
    for address in permissions.addresses():
        if not address.needs and not re.search(r"logout|sign_out|\(no name\)", address.name):
            yield address.name, reverse(address.name)


def _without_tokens(response: Any) -> str:
    return re.sub(r'(csrf\w*|value|nonce)="[^"]*"', "", response.content.decode())
