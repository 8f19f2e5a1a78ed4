"""A death or the end of a home ends what stood on it: nobody is offered a home, visited or asked in vain."""

from datetime import timedelta
from typing import Any

import pytest

from kotikulma.casework.commands import ledger, listing
from kotikulma.casework.models import Client, HomeCheck, HousingNeed, Offer, ShortlistEntry, Tenancy, Visit
from kotikulma.casework.tests.homing import housed, make_applicant, make_list, make_vacancy, me, offer_to
from kotikulma.casework.tests.make import make_visit
from kotikulma.casework.types.ledger import EventType
from kotikulma.casework.types.matches import NeedEnd
from kotikulma.casework.types.offers import OfferState
from kotikulma.casework.types.plans import VisitState
from kotikulma.casework.types.statistics import TenancyEnd
from kotikulma.kernel import clock
from kotikulma.kernel.audit.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(frozen: Any) -> Client:
    made = make_applicant("A", days=200)
    ledger.enter_list(me(), made.uuid, clock.today() - timedelta(days=40), situation="friends")
    return made


def ranked() -> list[int]:
    return list(ShortlistEntry.objects.filter(shortlist=make_list(make_vacancy())).values_list("client_id", flat=True))


def die(client: Client) -> None:
    listing.leave(me(), client.uuid, type=EventType.DECEASED, on=clock.today())


class TestDeath:
    def test_she_is_on_no_list_of_a_home_any_more(self, client: Client) -> None:
        assert ranked() == [client.pk]
        die(client)
        assert ranked() == []
        assert HousingNeed.objects.get().ended_by == NeedEnd.DECEASED

    @pytest.mark.parametrize("agreed", [False, True])
    def test_a_home_offered_to_her_is_free_for_others(self, client: Client, agreed: bool) -> None:
        vacancy, other = make_vacancy(), make_applicant("B", days=10)
        make_list(vacancy)
        offer = offer_to(client, vacancy)
        if agreed:
            Offer.objects.filter(pk=offer.pk).update(state=OfferState.APPROVED)
        die(client)
        assert list(offer.steps.order_by("id").values_list("state", flat=True)) == ["offered", "freed"]
        make_list(vacancy)
        assert offer_to(other, vacancy).state == OfferState.OFFERED

    def test_visits_to_come_are_cancelled_and_all_of_it_is_in_the_log(self, client: Client) -> None:
        vacancy = make_vacancy()
        make_list(vacancy)
        offer, visit = offer_to(client, vacancy), make_visit(client)
        die(client)
        assert Visit.objects.get().state == VisitState.CANCELLED
        logged = AuditEvent.objects.filter(
            action__in=["casework.need.closed", "casework.offer.freed", "casework.visit.cancelled"]
        )
        assert set(logged.values_list("action", "object_uuid")) == {
            ("casework.need.closed", HousingNeed.objects.get().uuid),
            ("casework.offer.freed", offer.uuid),
            ("casework.visit.cancelled", visit.uuid),
        }

    def test_a_death_written_by_mistake_gives_her_place_in_the_order_back(self, client: Client) -> None:
        since = HousingNeed.objects.get().since
        die(client)
        listing.correct(me(), client.uuid, 2, reason="Väärä henkilö", void=True)
        need = HousingNeed.objects.get()
        assert (need.closed_on, need.ended_by, need.since) == (None, "", since)
        assert ranked() == [client.pk]

    def test_moving_to_another_town_leaves_the_need_to_the_worker(self, client: Client) -> None:
        listing.leave(me(), client.uuid, type=EventType.MOVED_AWAY, on=clock.today())
        assert HousingNeed.objects.get().closed_on is None


@pytest.mark.parametrize("reason", [TenancyEnd.MOVED_HOME, TenancyEnd.DECEASED])
def test_nobody_asks_how_living_goes_in_a_home_that_ended(client: Client, reason: str) -> None:
    housed(client, make_vacancy())
    assert HomeCheck.objects.count() == 3
    ledger.end_tenancy(me(), client.uuid, Tenancy.objects.get().uuid, clock.today(), reason)
    assert HomeCheck.objects.count() == 0


def test_the_end_of_another_home_leaves_the_questions(client: Client) -> None:
    housed(client, make_vacancy())
    other = ledger.begin_tenancy(me(), client.uuid, clock.today() - timedelta(days=900))
    ledger.end_tenancy(me(), client.uuid, other.uuid, clock.today(), TenancyEnd.MOVED_HOME)
    assert HomeCheck.objects.count() == 3
