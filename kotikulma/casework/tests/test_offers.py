"""An offer from the deadline to the checks after moving in; a no that costs nothing; a home that asks for nothing."""

from datetime import date, timedelta
from itertools import product

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from kotikulma.casework import access
from kotikulma.casework.commands import homes, ledger, matches, offers
from kotikulma.casework.models import (
    FidelityAttempt,
    HomeCheck,
    HomeLoss,
    HousingNeed,
    Landlord,
    ListEvent,
    Offer,
    Relationship,
    Tenancy,
    Vacancy,
)
from kotikulma.casework.queries import clients as client_queries
from kotikulma.casework.queries import fidelity as fidelity_queries
from kotikulma.casework.queries import homes as home_queries
from kotikulma.casework.queries import matches as match_queries
from kotikulma.casework.queries import offers as queries
from kotikulma.casework.rules import fidelity as fidelity_rules
from kotikulma.casework.rules import offers as rules
from kotikulma.casework.tests.homing import (
    colleague,
    entry_of,
    housed,
    make_applicant,
    make_list,
    make_vacancy,
    me,
    offer_to,
)
from kotikulma.casework.types.clients import ClientNotFound
from kotikulma.casework.types.fidelity import ReadinessRefused, Where
from kotikulma.casework.types.homes import HomeRefused, VacancyState
from kotikulma.casework.types.ledger import EventType, LedgerRefused
from kotikulma.casework.types.matches import Need, NeedEnd
from kotikulma.casework.types.offers import (
    CLIENT_CONSEQUENCES,
    LANDLORD_CONSEQUENCES,
    CheckFinding,
    ClientReason,
    Consequence,
    LandlordReason,
    Lease,
    OfferRefused,
    OfferState,
)
from kotikulma.casework.types.statistics import TenancyEnd
from kotikulma.kernel import clock
from kotikulma.kernel.audit.models import AuditEvent
from kotikulma.kernel.outbox.models import OutboxMessage
from tests.cast import HOUSE

S = OfferState


def offered(name: str = "A", **need: object) -> Offer:
    client, vacancy = make_applicant(name, **need), make_vacancy()
    make_list(vacancy)
    return offer_to(client, vacancy)


def fresh(row: Offer) -> Offer:
    return Offer.objects.get(pk=row.pk)


def test_every_step_but_the_next_ones_is_refused_in_a_sentence() -> None:
    for since, to in product(S, S):
        if to in rules.STEPS.get(since, ()):
            rules.check_step(since, to)
            continue
        with pytest.raises(OfferRefused) as refused:
            rules.check_step(since, to)
        assert str(refused.value.message).endswith(".")
        assert to not in rules.next_steps(since)


def test_days_are_working_days_of_finland() -> None:
    before_christmas = date(2027, 12, 21)
    assert rules.due_of(S.OFFERED, before_christmas) == date(2027, 12, 29)  # 24.12. is kept free, the weekend too
    assert rules.due_of(S.ACCEPTED, date(2027, 3, 25)) == date(2027, 4, 1)  # over Easter
    assert rules.check_days(date(2027, 2, 10)) == {7: date(2027, 2, 17), 30: date(2027, 3, 12), 90: date(2027, 5, 11)}


def test_no_reason_of_a_client_has_a_consequence() -> None:
    assert set(CLIENT_CONSEQUENCES) == set(ClientReason.values)
    assert set(CLIENT_CONSEQUENCES.values()) == {Consequence.NOTHING}
    assert {reason for reason, what in LANDLORD_CONSEQUENCES.items() if what == Consequence.VIOLATION} == {"readiness"}
    assert set(LANDLORD_CONSEQUENCES) == set(LandlordReason.values)


@pytest.mark.parametrize(
    "text",
    [
        "Vain päihteettömille",
        "asukkaan oltava raitis",
        "kuntoutus käytävä ensin",
        "hoitoon sitoutunut",
        "Asumiskuntoinen hakija",
        "not_sober",
        "treatment_ended",
        "nykter hyresgäst",
        "efter avslutad behandling",
        "drug-free tenants only",
    ],
)
def test_words_of_readiness_are_known_in_three_languages(text: str) -> None:
    assert fidelity_rules.speaks_of_readiness(text)


@pytest.mark.parametrize(
    "text", ["Näyttö iltaisin, avain huoltoyhtiöltä.", "Raitiovaunu lähellä", "Savuton talo", "Avgift ingår", "evicted"]
)
def test_everyday_words_are_not(text: str) -> None:
    assert not fidelity_rules.speaks_of_readiness(text)


# --- the way to a home ----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_from_offer_to_the_key_and_the_checks(frozen) -> None:
    client, vacancy = make_applicant("A"), make_vacancy()
    ledger.enter_list(me(), client.uuid, clock.today() - timedelta(days=40), situation="friends")
    make_list(vacancy)
    row = offer_to(client, vacancy)
    offers.arrange_viewing(me(), row.uuid, viewing_at=clock.now() + timedelta(days=8))
    assert fresh(row).due_on == date(2027, 2, 19)  # Friday after a viewing on Thursday
    offers.accept(me(), row.uuid)
    assert fresh(row).due_on == date(2027, 2, 15)  # three working days for the landlord
    offers.approve(me(), row.uuid)
    offers.sign(me(), row.uuid, lease=Lease.LASTING)
    offers.move_in(me(), row.uuid, on=clock.today())
    done = fresh(row)
    assert (done.state, done.moved_in_on, done.due_on) == (S.MOVED_IN, clock.today(), None)
    assert Vacancy.objects.get().state == VacancyState.FILLED
    assert HousingNeed.objects.get().ended_by == NeedEnd.HOUSED
    assert [check.due_on for check in done.checks.order_by("day")] == [
        date(2027, 2, 17),
        date(2027, 3, 12),
        date(2027, 5, 11),
    ]
    tenancy = Tenancy.objects.get()
    opened = client_queries.client(me(), client.uuid)
    assert opened.unseal(access.TENANCY, done.uuid, done.tenancy) == str(tenancy.uuid)
    assert str(tenancy.uuid).encode() not in bytes(done.tenancy)
    assert ListEvent.objects.latest("number").type == EventType.HOME
    for day in (7, 30, 90):
        offers.check_home(me(), row.uuid, day=day, finding=CheckFinding.WELL)
    assert fresh(row).state == S.CLOSED
    assert [step.state for step in row.steps.order_by("id")] == [
        S.OFFERED,
        S.VIEWING,
        S.ACCEPTED,
        S.APPROVED,
        S.LEASED,
        S.MOVED_IN,
        S.CLOSED,
    ]


@pytest.mark.django_db
def test_moving_in_is_all_or_nothing(frozen, monkeypatch: pytest.MonkeyPatch) -> None:
    client, vacancy = make_applicant("A"), make_vacancy()
    ledger.enter_list(me(), client.uuid, clock.today(), situation="friends")
    make_list(vacancy)
    row = offer_to(client, vacancy)
    offers.accept(me(), row.uuid)
    offers.approve(me(), row.uuid)
    offers.sign(me(), row.uuid, lease=Lease.FIXED)
    with pytest.raises(OfferRefused, match="Päivä on tulevaisuudessa"):
        offers.move_in(me(), row.uuid, on=clock.today() + timedelta(days=1))

    def fail(*args: object) -> None:
        raise DatabaseError

    monkeypatch.setattr("kotikulma.casework.commands.offers.end_need", fail)
    with pytest.raises(DatabaseError):
        offers.move_in(me(), row.uuid, on=clock.today())
    assert (fresh(row).state, Tenancy.objects.count(), HomeCheck.objects.count()) == (S.LEASED, 0, 0)
    assert ListEvent.objects.count() == 1
    assert (Vacancy.objects.get().state, HousingNeed.objects.get().closed_on) == (VacancyState.OPEN, None)


@pytest.mark.django_db
def test_a_home_is_offered_to_one_at_a_time_even_in_the_database() -> None:
    row = offered()
    with pytest.raises(IntegrityError), transaction.atomic():
        Offer.objects.create(entry=row.entry, vacancy=row.vacancy, client=row.client, unit=row.unit)


@pytest.mark.django_db
def test_more_time_is_given_once(frozen) -> None:
    row = offered()
    offers.extend(me(), row.uuid)
    assert fresh(row).due_on == date(2027, 2, 24)
    with pytest.raises(OfferRefused, match="Aikaa on jo annettu lisää kerran"):
        offers.extend(me(), row.uuid)


@pytest.mark.django_db
@pytest.mark.parametrize("reason", ["", ClientReason.NOT_NOW])
def test_a_no_is_free_and_keeps_the_place(reason: str) -> None:
    row = offered()
    offers.decline(me(), row.uuid, reason=reason)
    assert queries.offer(me(), row.uuid).consequence == "Ei vaikuta mihinkään. Paikka jonossa säilyy."
    next_home = make_vacancy(label="Toinen")
    make_list(next_home)
    assert entry_of(row.client, next_home).rank == 1
    assert HousingNeed.objects.get().closed_on is None


@pytest.mark.django_db
def test_two_offers_without_an_answer_make_a_task_and_take_nothing(frozen) -> None:
    client = make_applicant("A")
    for number in (1, 2):
        vacancy = make_vacancy(label=f"Koti {number}")
        make_list(vacancy)
        assert queries.waiting(me()).contacts == 0
        offer_to(client, vacancy)
        frozen.shift(timedelta(days=9))
        offers.expire_due(HOUSE)
    assert queries.waiting(me()).contacts == 1
    third = make_vacancy(label="Koti 3")
    make_list(third)
    assert entry_of(client, third).rank == 1
    matches.record_contact(me(), client.uuid)
    assert queries.waiting(me()).contacts == 0


@pytest.mark.django_db
def test_an_offer_that_went_by_is_told_to_the_unit_without_a_name(frozen) -> None:
    offered()
    frozen.shift(timedelta(days=8))
    assert (offers.expire_due(HOUSE), offers.expire_due(HOUSE)) == (1, 0)
    told = list(OutboxMessage.objects.filter(kind="casework.notice").values_list("object_ids", flat=True))
    assert told
    assert all(set(objects) == {"about", "offer"} for objects in told)
    event = AuditEvent.objects.get(action="casework.offer.expired")
    assert len(event.subjects) == 1


@pytest.mark.django_db
def test_landlords_answer_for_their_refusals_alone() -> None:
    row = offered()
    offers.accept(me(), row.uuid)
    with pytest.raises(OfferRefused, match="Valitse, miksi vuokranantaja ei hyväksynyt"):
        offers.refuse(me(), row.uuid, reason="kiire")
    offers.refuse(me(), row.uuid, reason=LandlordReason.READINESS)
    [line] = home_queries.landlords(me())
    assert (line.asked, line.refused, line.conditions) == (1, 1, 1)
    assert match_queries.turns([row.vacancy_id]) == {}
    again = make_vacancy(label="Toinen", landlord=Landlord.objects.get().uuid, landlord_name="")
    make_list(again)
    assert entry_of(row.client, again).rank == 1


@pytest.mark.django_db
def test_a_home_taken_back_ends_its_offer_at_nobodys_cost() -> None:
    row = offered()
    homes.withdraw_vacancy(colleague(), row.vacancy.uuid)
    assert fresh(row).state == S.WITHDRAWN
    assert HousingNeed.objects.get().closed_on is None
    with pytest.raises(HomeRefused, match="Koti ei ole enää vapaana"):
        homes.withdraw_vacancy(me(), row.vacancy.uuid)


@pytest.mark.django_db
def test_an_address_lies_sealed_and_is_sealed_anew_when_the_key_changes() -> None:
    home = make_vacancy().home
    before = bytes(home.address)
    assert b"Kuukatu" not in before
    assert homes.reseal(HOUSE) == 1
    home.refresh_from_db()
    assert bytes(home.address) != before
    assert access.address_of(home) == "Kuukatu 0 A 999"


@pytest.mark.django_db
def test_who_said_yes_to_one_home_is_offered_no_other() -> None:
    row = offered()
    other = make_vacancy(label="Toinen")
    make_list(other)
    offers.accept(me(), row.uuid)
    with pytest.raises(OfferRefused, match="on jo hyväksynyt toisen kodin"):
        offer_to(row.client, other, reason="Hän pyysi itse nähdä tämänkin kodin.")


@pytest.mark.django_db
def test_an_offer_is_for_workers_of_its_client_alone() -> None:
    row = offered()
    with pytest.raises(ClientNotFound):
        queries.offer(colleague(), row.uuid)
    with pytest.raises(ClientNotFound):
        offers.accept(colleague(), row.uuid)


@pytest.mark.django_db
def test_checks_wait_from_their_day(frozen) -> None:
    row = housed(make_applicant("A"), make_vacancy())
    assert queries.waiting(me()).checks == 0
    frozen.shift(timedelta(days=7))
    assert (queries.waiting(me()).checks, queries.waiting(me()).checks_due) == (1, date(2027, 2, 17))
    assert [line.check for line in queries.own_waiting(me())] == ["Viikko muutosta"]
    assert queries.waiting(colleague()).checks == 0
    offers.check_home(me(), row.uuid, day=7, finding=CheckFinding.HELP)
    assert queries.waiting(me()).checks == 0


# --- acceptance: the eighth case ------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_case_eight_stopping_treatment_changes_nothing_and_conditions_are_refused(frozen) -> None:
    client = make_applicant("A")
    vacancy = make_vacancy()
    housed(client, vacancy)
    tenancy = Tenancy.objects.get()
    second = make_applicant("B", days=10)
    listed = make_vacancy(label="Toinen")
    make_list(listed)
    before = (entry_of(second, listed).rank, Relationship.objects.filter(ends_at=None).count())

    frozen.shift(timedelta(days=3))  # the third day: the client stops home detox; nothing is asked, nothing changes
    with pytest.raises(ReadinessRefused):
        ledger.end_tenancy(me(), client.uuid, tenancy.uuid, clock.today(), "treatment_ended")
    with pytest.raises(ReadinessRefused):
        ledger.end_tenancy(me(), client.uuid, tenancy.uuid, clock.today(), "ei raitis")
    with pytest.raises(LedgerRefused, match="Valitse, miten asuminen päättyi"):
        ledger.end_tenancy(me(), client.uuid, tenancy.uuid, clock.today(), "muu")
    tenancy.refresh_from_db()
    assert (tenancy.ended_on, tenancy.end_reason) == (None, "")
    make_list(listed)
    assert (entry_of(second, listed).rank, Relationship.objects.filter(ends_at=None).count()) == before

    with pytest.raises(ReadinessRefused, match="Koti ei riipu raittiudesta, hoidosta eikä kuntoutuksesta"):
        make_vacancy(label="Kolmas", requirements=("sober",))
    with pytest.raises(ReadinessRefused) as refused:
        make_vacancy(label="Kolmas", words="Vain päihteettömille.")
    assert "words" in refused.value.fields
    with pytest.raises(HomeRefused, match="Valitse vaatimukset luettelosta"):
        make_vacancy(label="Kolmas", requirements=("punatukkainen",))
    with pytest.raises(ReadinessRefused):
        offers.make_offer(me(), entry_of(second, listed).uuid, reason="Edellä oleva ei ole raitis, joten hän ensin.")
    assert Vacancy.objects.count() == 2

    panel = fidelity_queries.fidelity()
    assert (panel.violations, panel.attempts) == (0, 5)
    assert {(row.place) for row in FidelityAttempt.objects.all()} == {
        Where.TENANCY_END,
        Where.REQUIREMENT,
        Where.WORDS,
        Where.REFUSAL,
    }


# --- fidelity -------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_lost_home_is_followed_to_the_next_offer_and_support(frozen) -> None:
    client, vacancy = make_applicant("A"), make_vacancy()
    housed(client, vacancy)
    frozen.shift(timedelta(days=100))
    ledger.end_tenancy(me(), client.uuid, Tenancy.objects.get().uuid, clock.today(), TenancyEnd.TERMINATED)
    assert HomeLoss.objects.get().lost_on == clock.today()
    matches.save_need(me(), client.uuid, Need(situation="outdoors"))
    frozen.shift(timedelta(days=30))
    again = make_vacancy(label="Toinen")
    make_list(again)
    offer_to(client, again)
    frozen.shift(timedelta(days=70))
    counted = {one.code: (one.numerator, one.denominator) for one in fidelity_queries.fidelity().indicators}
    assert counted["rehousing"] == ("<5", "<5")  # one of one: a small number is nobody's business
    assert counted["support"] == ("<5", "<5")


@pytest.mark.django_db
def test_indicators_hold_against_numbers_counted_by_hand(frozen, django_assert_max_num_queries) -> None:
    for number in range(6):
        wished = ("40520",) if number < 5 else ()
        lease = Lease.OTHER if number == 5 else Lease.LASTING
        housed(make_applicant(f"N{number}", wished=wished), make_vacancy(label=f"Koti {number}"), lease=lease)
    with django_assert_max_num_queries(12):
        panel = fidelity_queries.fidelity()
    counted = {one.code: (one.numerator, one.denominator, one.share, one.kept) for one in panel.indicators}
    assert counted["own_lease"] == ("..", 6, "", False)  # five of six would tell of the one
    assert counted["choice"] == ("..", 6, "", False)
    assert counted["no_gate"] == (0, 0, "", None)
    assert counted["separation"] == (0, 0, "", None)
