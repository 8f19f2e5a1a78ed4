"""The page of the by-name list: a client comes, moves, is lost and found, leaves; what was wrong is mended."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from kotikulma.casework.commands import clients, handovers, ledger, listing
from kotikulma.casework.models import Client, ListEvent, Pair, Tenancy
from kotikulma.casework.queries import listing as queries
from kotikulma.casework.queries import statistics
from kotikulma.casework.tests.make import make_client, make_contact
from kotikulma.casework.types.doubles import Verdict
from kotikulma.casework.types.ledger import EventType, LedgerRefused
from kotikulma.kernel import clock
from kotikulma.kernel.audit.models import AuditEvent
from kotikulma.kernel.types import Actor
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_nine(frozen: Any) -> None:
    cast.caseworker()


@pytest.fixture
def client() -> Client:
    return make_client()


@pytest.fixture
def worker() -> Actor:
    return cast.actor(cast.caseworker())


@pytest.fixture
def mine() -> Browser:
    return cast.browser_of(cast.caseworker())


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def at(client: Client, name: str = "listing", **kwargs: Any) -> str:
    return reverse(f"casework:{name}", kwargs={"uuid": client.uuid, **kwargs})


def today() -> str:
    return clock.today().isoformat()


def lose(client: Client, frozen: Any, *channels: str) -> None:
    """On the list, and then so many tries to reach her in vain, a month apart."""
    ledger.enter_list(cast.actor(cast.caseworker()), client.uuid, clock.today(), situation="friends")
    for channel in channels:
        frozen.shift(timedelta(days=31))
        make_contact(client, channel=channel, reached=False)


def test_a_client_comes_to_the_list_moves_and_leaves_for_a_home(mine: Browser, client: Client) -> None:
    assert "Ei ole ollut listalla." in text(mine.get(at(client)))
    entered = {"act": "enter", "situation": "friends", "on": today(), "since": "2025-06-01", "factor": "on"}
    assert mine.post(at(client), entered).status_code == 302
    words = text(mine.get(at(client)))
    assert "Tilapäisesti tuttavien luona" in words
    assert "ARA-luokka A4" in words
    assert "ETHOS Light 6" in words
    assert "Pitkäaikaisasunnoton" in words
    assert statistics.count(clock.today()).long_term == 1
    left = {"act": "leave", "type": "own_home", "on": today()}
    assert mine.post(at(client), left).status_code == 302
    assert "Muutti omaan asuntoon" in text(mine.get(at(client)))
    assert statistics.count(clock.today()).total == 0
    assert Tenancy.objects.get().moved_in_on == clock.today()


def test_where_she_is_now_changes_her_class(mine: Browser, client: Client, frozen: Any) -> None:
    mine.post(at(client), {"act": "enter", "situation": "friends", "on": today()})
    frozen.shift(timedelta(days=2))
    mine = cast.browser_of(cast.caseworker())
    mine.post(at(client), {"act": "place", "code": "hospital", "start": today(), "certainty": "seen"})
    assert "ARA-luokka A3" in text(mine.get(at(client)))
    assert ListEvent.objects.order_by("number").last().type == EventType.ENTERED_INSTITUTION  # type: ignore[union-attr]


class TestFamily:
    def test_two_of_one_family_are_two_people_and_one_family(self, mine: Browser, client: Client) -> None:
        other = make_client()
        for one in (client, other):
            mine.post(at(one), {"act": "enter", "situation": "friends", "on": today()})
        assert mine.post(at(client), {"act": "family", "together": "yes", "on": today()}).status_code == 302
        mark = re.search(r"tunnus ([0-9a-f]{8})", text(mine.get(at(client))))
        assert mark
        deed = {"act": "family", "together": "yes", "mark": f" {mark[1].upper()} ", "on": today()}
        assert mine.post(at(other), deed).status_code == 302
        found = statistics.count(clock.today())
        assert (found.total, found.families, found.family_persons) == (0, 1, 2)
        assert f"tunnus {mark[1]}" in text(mine.get(at(other)))
        assert text(mine.get(reverse("casework:listed"))).count("Perhe tai pariskunta") == 2

    def test_a_mark_that_is_nobodys_is_refused_and_kept(self, mine: Browser, client: Client) -> None:
        mine.post(at(client), {"act": "enter", "situation": "friends", "on": today()})
        refused = mine.post(at(client), {"act": "family", "together": "yes", "mark": "12345678", "on": today()})
        sentence = "Tällaista perheen tunnusta ei ole. Tarkista se toisen perheenjäsenen sivulta."
        assert (refused.status_code, sentence in text(refused)) == (422, True)
        assert 'value="12345678"' in refused.content.decode()

    def test_who_leaves_the_family_is_alone_again(self, worker: Actor, client: Client) -> None:
        ledger.enter_list(worker, client.uuid, clock.today(), situation="friends")
        listing.live_with(worker, client.uuid, together=True, on=clock.today())
        listing.live_with(worker, client.uuid, together=False, on=clock.today())
        assert (statistics.count(clock.today()).families, queries.listing(worker, client.uuid)[1].family) == (0, "")

    @pytest.mark.parametrize(
        ("together", "sentence"),
        [(True, "Hän on listalla jo perheen tai puolison kanssa."), (False, "Hän on listalla jo yksin.")],
    )
    def test_the_same_is_not_written_twice(self, worker: Actor, client: Client, together: bool, sentence: str) -> None:
        ledger.enter_list(worker, client.uuid, clock.today(), situation="friends")
        if together:
            listing.live_with(worker, client.uuid, together=True, on=clock.today())
        with pytest.raises(LedgerRefused, match=sentence):
            listing.live_with(worker, client.uuid, together=together, on=clock.today())


def test_what_was_typed_stays_when_it_is_refused(mine: Browser, client: Client) -> None:
    late = (clock.today() + timedelta(days=3)).isoformat()
    refused = mine.post(at(client), {"act": "enter", "situation": "hostel", "on": late})
    assert refused.status_code == 422
    assert "Päivä on tulevaisuudessa. Kirjaa vasta, kun se on tapahtunut." in text(refused)
    assert f'value="{late}"' in refused.content.decode()
    assert re.search(r'value="hostel"\s+selected', refused.content.decode())


def test_the_dead_come_back_by_a_correction_alone(client: Client, worker: Actor, mine: Browser) -> None:
    ledger.enter_list(worker, client.uuid, clock.today(), situation="friends")
    listing.leave(worker, client.uuid, type=EventType.DECEASED, on=clock.today())
    page = mine.get(at(client))
    assert "Kuoli" in text(page)
    assert 'value="enter"' not in page.content.decode()
    assert mine.post(at(client, "listing_mend", number=2), {"reason": "Väärä tieto", "void": "on", "on": today()})
    assert queries.listing(worker, client.uuid)[1].on


class TestLost:
    def test_before_three_tries_by_two_channels_the_page_says_what_to_do(
        self, client: Client, mine: Browser, frozen: Any
    ) -> None:
        lose(client, frozen, "phone", "message")
        mine = cast.browser_of(cast.caseworker())
        assert "Viime yhteydestä on alle 90 päivää." in text(mine.get(at(client)))
        frozen.shift(timedelta(days=31))
        mine = cast.browser_of(cast.caseworker())
        page = mine.get(at(client))
        assert "yrityksiä tarvitaan ainakin 3" in text(page)
        assert 'value="lost"' not in page.content.decode()

    def test_somebody_else_who_answers_for_the_unit_approves_by_name(self, client: Client, frozen: Any) -> None:
        lead = cast.case_lead()
        lose(client, frozen, "phone", "phone", "visit")
        mine = cast.browser_of(cast.caseworker())
        assert "Nimeä, kuka hyväksyi merkinnän." in text(mine.post(at(client), {"act": "lost"}))
        own = str(cast.caseworker().uuid)
        assert mine.post(at(client), {"act": "lost", "approver": own}).status_code == 422
        assert mine.post(at(client), {"act": "lost", "approver": str(lead.uuid)}).status_code == 302
        event = ListEvent.objects.get(type=EventType.INACTIVE)
        assert (event.grounds["approver"], len(event.grounds["attempts"])) == (str(lead.uuid), 3)

    def test_who_is_found_again_was_never_new(self, client: Client, worker: Actor, frozen: Any) -> None:
        lead = cast.case_lead()
        lose(client, frozen, "phone", "phone", "visit")
        listing.call_lost(worker, client.uuid, approver=str(lead.uuid))
        assert queries.listing(worker, client.uuid)[1].comes_as == "Löytyi uudelleen"

    def test_a_worker_approves_nothing_herself(self, client: Client, worker: Actor, frozen: Any) -> None:
        lose(client, frozen, "phone", "phone", "visit")
        with pytest.raises(LedgerRefused, match="Nimeä, kuka hyväksyi merkinnän"):
            listing.call_lost(worker, client.uuid, approver=str(cast.caseworker().uuid))


def test_who_decides_otherwise_than_the_rule_says_why(client: Client, mine: Browser, worker: Actor) -> None:
    ledger.enter_list(worker, client.uuid, clock.today(), situation="friends")
    refused = mine.post(at(client), {"act": "long_term", "decided": "yes", "reason": "vain"})
    assert "Päätös poikkeaa ehdotuksesta. Kerro lyhyesti, miksi." in text(refused)
    assert 'value="vain"' in refused.content.decode()
    reason = "Kolmas kerta muualla, tieto toisesta kunnasta"
    assert mine.post(at(client), {"act": "long_term", "decided": "yes", "reason": reason}).status_code == 302
    assert "Pitkäaikaisasunnoton, työntekijän päätös" in text(mine.get(at(client)))


def test_a_wrong_day_is_mended_and_the_first_stays_to_be_read(client: Client, worker: Actor, mine: Browser) -> None:
    ledger.enter_list(worker, client.uuid, clock.today(), situation="friends")
    where = at(client, "listing_mend", number=1)
    same = {"reason": "Ei mitään", "on": today(), "situation": "friends"}
    assert "Mikään ei muuttunut." in text(mine.post(where, same))
    assert mine.post(where, {**same, "on": "2027-01-10", "situation": "hostel"}).status_code == 302
    page = queries.listing(worker, client.uuid)[1]
    assert (page.since, page.ara) == (date(2027, 1, 10), "A2")
    assert [(line.stands, line.mendable) for line in page.events] == [(True, True), (False, False)]
    assert mine.get(where).status_code == 404


def test_two_on_the_list_found_to_be_one_are_merged_and_split_again(client: Client, worker: Actor) -> None:
    twin = make_client()
    for one in (client, twin):
        ledger.enter_list(worker, one.uuid, clock.today(), situation="friends")
    mine = cast.browser_of(cast.caseworker())
    deed = {"act": "merge", "other": str(twin.uuid), "on": today()}
    assert mine.post(at(client), deed).status_code == 422
    lead = cast.actor(cast.case_lead())
    handovers.decide_pair(lead, Pair.objects.get().uuid, Verdict.SAME)
    assert mine.post(at(client), deed).status_code == 302
    assert statistics.count(clock.today()).total == 1
    assert "Merkintä on yhdistetty toiseen." in text(mine.get(at(twin)))
    assert mine.post(at(client), {**deed, "act": "split"}).status_code == 302
    assert statistics.count(clock.today()).total == 2


@pytest.mark.parametrize("count", [1, 20])
def test_the_page_takes_as_many_statements_however_many_events(
    client: Client, worker: Actor, count: int, mine: Browser, django_assert_num_queries: Any
) -> None:
    ledger.enter_list(worker, client.uuid, date(2027, 1, 1), situation="friends")
    for number in range(count):
        kind = "hostel" if number % 2 else "outdoors"
        ledger.record(
            worker, client.uuid, EventType.CATEGORY, date(2027, 1, 2) + timedelta(days=number), situation=kind
        )
    with django_assert_num_queries(19):
        mine.get(at(client))


class TestList:
    def test_own_clients_stand_on_it_the_longest_first_and_the_row_names_them(self, worker: Actor) -> None:
        first, second, home, others = make_client(), make_client(), make_client(), make_client(worker=cast.case_lead())
        for one, since in ((first, None), (second, date(2025, 1, 1)), (home, None)):
            ledger.enter_list(worker, one.uuid, clock.today(), situation="friends", since=since, factor=True)
        listing.leave(worker, home.uuid, type=EventType.HOME, on=clock.today())
        ledger.enter_list(cast.actor(cast.case_lead()), others.uuid, clock.today(), situation="friends")
        lines = queries.listed(worker)
        assert [(line.client, line.long_term) for line in lines] == [(second.uuid, True), (first.uuid, False)]
        row = AuditEvent.objects.filter(action="casework.client.listed").latest("seq")
        assert set(row.subjects or ()) == {str(first.uuid), str(second.uuid)}

    def test_it_asks_when_contact_may_be_lost(self, client: Client, worker: Actor, frozen: Any) -> None:
        lose(client, frozen, "phone", "phone", "visit")
        assert [line.lost for line in queries.listed(worker)] == [True]
        page = cast.browser_of(cast.caseworker()).get(reverse("casework:listed"))
        assert "Onko yhteys katkennut?" in text(page)

    @pytest.mark.parametrize("count", [1, 20])
    def test_it_takes_as_many_statements_however_many(
        self, worker: Actor, count: int, django_assert_num_queries: Any
    ) -> None:
        for _each in range(count):
            ledger.enter_list(worker, make_client().uuid, clock.today(), situation="friends")
        with django_assert_num_queries(12):
            queries.listed(worker)


def test_a_stranger_moves_nobody(client: Client) -> None:
    browser = cast.browser_of(cast.case_colleague())
    assert browser.post(at(client), {"act": "enter", "situation": "friends", "on": today()}).status_code == 404
    assert not ListEvent.objects.exists()


def test_a_closed_case_is_on_nobodys_page(client: Client, worker: Actor, mine: Browser) -> None:
    clients.close_client(worker, client.uuid)
    assert mine.get(at(client)).status_code == 404
