"""Who comes in question for a home: hard filters, documented classes, waiting, a lot; frozen, and who sees whom."""

import json
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from kotikulma.casework.commands import clients, ledger, matches, offers
from kotikulma.casework.models import HousingNeed, ShortlistEntry
from kotikulma.casework.queries import homes as home_queries
from kotikulma.casework.queries import matches as queries
from kotikulma.casework.rules import matches as rules
from kotikulma.casework.tests.homing import (
    FLAT,
    candidate,
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
from kotikulma.casework.types.homes import HomeFacts, HomeNotFound
from kotikulma.casework.types.ledger import EventType
from kotikulma.casework.types.matches import Need, NeedClass, NeedRefused, OutReason
from kotikulma.casework.types.offers import OfferRefused, OfferState
from kotikulma.kernel import clock
from kotikulma.kernel.audit.models import AuditEvent
from tests import cast
from tests.cast import HOUSE

TODAY = date(2027, 2, 10)
REASON = "Koulu on vieressä, ja lapsi aloittaa siellä maanantaina."


def names(lines) -> list[str]:
    return [line.name or f"Hakija {line.number}" for line in lines]


def rows_of(action: str) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(action=action).order_by("id"))


# --- rules ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("need", "expected"),
    [
        ({"situation": "outdoors"}, NeedClass.NO_ROOF),
        ({"situation": "own_rented", "violence": True}, NeedClass.NO_ROOF),
        ({"situation": "friends", "long_term": True}, NeedClass.LONG_TERM),
        ({"situation": "own_rented", "long_term": True}, NeedClass.OTHER),
        ({"situation": "prison"}, NeedClass.HOMELESS),
        ({"situation": "own_rented", "deadline": TODAY + timedelta(days=30)}, NeedClass.DEADLINE),
        ({"situation": "own_rented", "deadline": TODAY + timedelta(days=31)}, NeedClass.OTHER),
        ({"situation": "own_rented", "deadline": TODAY - timedelta(days=1)}, NeedClass.OTHER),
        ({"situation": ""}, NeedClass.OTHER),
    ],
)
def test_the_class_follows_from_the_facts_of_the_day(need: dict, expected: NeedClass) -> None:
    assert rules.need_class(candidate(1, **need), TODAY) == expected


@pytest.mark.parametrize(
    ("need", "home", "reasons"),
    [
        ({"refused": ("40520",)}, FLAT, [OutReason.AREA]),
        ({"safety": ("40520",)}, FLAT, [OutReason.AREA]),
        ({"wished": ("40100",)}, FLAT, [OutReason.AREA]),
        ({"wished": ("40520", "40100")}, FLAT, []),
        ({"household_size": 3}, FLAT, [OutReason.SIZE]),
        ({"step_free": True}, HomeFacts("40520", 2, 600), [OutReason.STEP_FREE]),
        ({"pets": True}, HomeFacts("40520", 2, 600, no_pets=True), [OutReason.PETS]),
        ({"max_rent": 599}, FLAT, [OutReason.RENT]),
        ({"max_rent": 599, "household_size": 3}, FLAT, [OutReason.SIZE, OutReason.RENT]),
    ],
)
def test_a_home_suits_or_it_is_said_why_not(need: dict, home: HomeFacts, reasons: list[OutReason]) -> None:
    assert list(rules.reasons_out(candidate(1, **need).need, home)) == reasons


def test_equal_ones_draw_a_lot_that_is_always_the_same_and_knows_nobody_else() -> None:
    equal = [candidate(number) for number in range(1, 9)]
    first = [verdict.key for verdict in rules.ranked(equal, FLAT, TODAY, "siemen")]
    assert [verdict.key for verdict in rules.ranked(equal[::-1], FLAT, TODAY, "siemen")] == first
    fewer = rules.ranked([one for one in equal if one.key != first[0]], FLAT, TODAY, "siemen")
    assert [verdict.key for verdict in fewer] == first[1:]
    assert all(verdict.tied for verdict in fewer)
    others = {tuple(one.key for one in rules.ranked(equal, FLAT, TODAY, str(seed))) for seed in range(9)}
    assert len(others) > 1


def test_the_sentence_says_class_waiting_and_lot() -> None:
    assert rules.sentence(NeedClass.LONG_TERM, 400, ()) == "Pitkään asunnoton, odottanut kotia 400 päivää."
    assert rules.sentence(3, 1, (), tied=True) == (
        "Asunnoton, odottanut kotia 1 päivän. Arpa ratkaisi yhtä kauan odottaneiden järjestyksen."
    )
    assert rules.sentence(3, 9, ["area"]) == "Koti on alueella, jolle hän ei muuta."


def test_who_never_answered_comes_again_after_everybody_else() -> None:
    assert rules.turn("ABD", {}, ()) == "A"
    assert rules.turn("ABD", {"A": True}, ()) == "B"
    assert rules.turn("ABD", {"A": True, "B": False}, ()) == "D"
    assert rules.turn("ABD", {"A": True, "B": False, "D": False}, ()) == "A"
    assert rules.turn("ABD", {"A": False, "B": False, "D": False}, ()) is None
    assert rules.turn("ABD", {}, "A") == "B"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"household_size": 0}, "household_size"),
        ({"refused": ("Kuokkala",)}, "refused"),
        ({"wished": ("40520",), "safety": ("40520",)}, "wished"),
        ({"situation": "raitis"}, "situation"),
    ],
)
def test_a_need_that_cannot_be_is_refused_at_its_field(values: dict, field: str) -> None:
    with pytest.raises(NeedRefused) as refused:
        rules.check_need(Need(**values), TODAY, TODAY)
    assert field in refused.value.fields


# --- acceptance: the seventh case -----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_case_seven_shortlist_offer_expiry_rerun_seed_and_freeing(frozen) -> None:
    a = make_applicant("A", days=400, long_term=True, step_free=True)
    b = make_applicant("B", days=500)
    c = make_applicant("C", days=300, long_term=True, refused=("40520",))
    d = make_applicant("D", days=50, situation="own_rented", deadline=clock.today() + timedelta(days=20))
    vacancy = make_vacancy()
    make_list(vacancy)
    page = queries.shortlist(me(), vacancy.uuid)
    assert names(page.included) == ["A Olematon", "B Olematon", "D Olematon"]
    assert names(page.excluded) == ["C Olematon"]
    assert entry_of(c, vacancy).reasons == ["area"]
    assert page.excluded[0].sentence == "Koti on alueella, jolle hän ei muuta."

    first = offer_to(a, vacancy)
    assert first.due_on == date(2027, 2, 17)  # five working days from Wednesday 10 February
    frozen.shift(timedelta(days=7))
    assert offers.expire_due(HOUSE) == 0
    frozen.shift(timedelta(days=1))
    assert offers.expire_due(HOUSE) == 1
    first.refresh_from_db()
    assert first.state == OfferState.EXPIRED
    assert queries.turns([vacancy.pk]) == {vacancy.pk: b.pk}
    assert not vacancy.offers.exclude(pk=first.pk).exists()  # the home went to nobody by itself

    make_list(vacancy)
    again = queries.shortlist(me(), vacancy.uuid)
    assert [line.client for line in again.included] == [line.client for line in page.included]
    assert (again.number, again.seed) == (2, page.seed)
    assert entry_of(a, vacancy).rank == 1  # A keeps her rank ...
    assert names(queries.shortlist(me(), vacancy.uuid, 1).included) == names(page.included)  # ... and her history
    assert [line.turn for line in again.included] == [False, True, False]

    other = make_vacancy(label="Kaksio, Huhtasuo")
    make_list(other)
    one, two = offer_to(b, vacancy), offer_to(a, other)
    with pytest.raises(OfferRefused, match="Kotia tarjotaan jo jollekin"):
        offer_to(d, vacancy, reason=REASON)
    third = make_vacancy(label="Kolmio, Keljo")
    make_list(third)
    three = offer_to(b, third, reason=REASON)
    offers.accept(me(), one.uuid)
    three.refresh_from_db()
    two.refresh_from_db()
    assert (three.state, two.state) == (OfferState.FREED, OfferState.OFFERED)
    assert queries.turns([third.pk])[third.pk] == a.pk


@pytest.mark.django_db(transaction=True)
def test_freeing_the_other_home_and_saying_yes_are_one_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    a = make_applicant("A")
    vacancies = [make_vacancy(label=f"Koti {number}") for number in (1, 2)]
    for vacancy in vacancies:
        make_list(vacancy)
    one, two = (offer_to(a, vacancy) for vacancy in vacancies)

    def fail(*args: object) -> None:
        raise DatabaseError

    with monkeypatch.context() as broken:
        broken.setattr("kotikulma.casework.commands.offers._keep_step", fail)
        with pytest.raises(DatabaseError):
            offers.accept(me(), one.uuid)
    two.refresh_from_db()
    one.refresh_from_db()
    assert (one.state, two.state) == (OfferState.OFFERED, OfferState.OFFERED)
    offers.accept(me(), one.uuid)
    two.refresh_from_db()
    assert two.state == OfferState.FREED
    assert [step.state for step in two.steps.order_by("id")] == [OfferState.OFFERED, OfferState.FREED]


@pytest.mark.django_db
def test_who_was_housed_by_a_match_and_is_homeless_again_is_eligible(frozen) -> None:
    a = make_applicant("A")
    vacancy = make_vacancy()
    row = housed(a, vacancy)
    make_list(make_vacancy(label="Toinen"))
    assert not ShortlistEntry.objects.filter(client=a).exclude(shortlist__vacancy=vacancy).exists()
    frozen.shift(timedelta(days=4 * 365))
    matches.save_need(me(), a.uuid, Need(situation="outdoors"))
    later = make_vacancy(label="Kolmas")
    make_list(later)
    assert (entry_of(a, later).rank, entry_of(a, later).need_class) == (1, NeedClass.NO_ROOF)
    assert offer_to(a, later).state == OfferState.OFFERED
    row.refresh_from_db()
    assert row.state == OfferState.MOVED_IN


# --- frozen, reproducible, logged -----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_list_stays_as_it_was_when_the_facts_change(frozen) -> None:
    a, vacancy = make_applicant("A", days=10), make_vacancy()
    make_list(vacancy)
    matches.save_need(me(), a.uuid, Need(situation="outdoors", refused=("40520",)))
    kept = queries.shortlist(me(), vacancy.uuid)
    assert kept.included[0].sentence == "Asunnoton, odottanut kotia 10 päivää."
    make_list(vacancy)
    assert names(queries.shortlist(me(), vacancy.uuid).excluded) == ["A Olematon"]
    assert names(queries.shortlist(me(), vacancy.uuid, 1).included) == ["A Olematon"]


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["casework_shortlist", "casework_shortlistentry", "casework_offerstep"])
def test_the_database_itself_refuses_to_change_a_list_or_a_step(table: str) -> None:
    a, vacancy = make_applicant("A"), make_vacancy()
    make_list(vacancy)
    offer_to(a, vacancy)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET id = id")


@pytest.mark.django_db
def test_the_by_name_list_knows_better_than_an_old_need(frozen) -> None:
    a, vacancy = make_applicant("A", situation=""), make_vacancy()
    long_ago = clock.today() - timedelta(days=500)
    ledger.enter_list(me(), a.uuid, clock.today(), situation="hostel", factor=True, since=long_ago)
    make_list(vacancy)
    assert entry_of(a, vacancy).need_class == NeedClass.LONG_TERM
    ledger.record(me(), a.uuid, EventType.MOVED_AWAY, clock.today())
    make_list(vacancy)
    assert entry_of(a, vacancy).need_class == NeedClass.OTHER


@pytest.mark.django_db
def test_needs_and_facts_lie_sealed_and_the_log_names_everybody_who_was_read() -> None:
    people = [make_applicant(f"N{number}", safety=("40999",)) for number in range(3)]
    vacancy = make_vacancy()
    make_list(vacancy)
    [row] = rows_of("casework.shortlist.made")
    assert sorted(row.subjects) == sorted(str(one.uuid) for one in people)
    assert (row.purpose, row.basis) == ("homes", "law")
    stored = [
        *HousingNeed.objects.values_list("facts", flat=True),
        *ShortlistEntry.objects.values_list("facts", flat=True),
    ]
    assert all(b"40999" not in bytes(one) for one in stored)
    assert "40999" not in json.dumps(list(ShortlistEntry.objects.values_list("reasons", flat=True)))


@pytest.mark.django_db
def test_each_look_at_a_list_is_one_row_that_names_all_it_showed() -> None:
    people = [make_applicant(f"N{number}") for number in range(3)]
    vacancy = make_vacancy()
    make_list(vacancy)
    queries.shortlist(me(), vacancy.uuid)
    [row] = rows_of("casework.shortlist.viewed")
    assert sorted(row.subjects) == sorted(str(one.uuid) for one in people)


# --- who sees whom --------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_others_are_a_number_and_a_sentence(frozen) -> None:
    make_applicant("Mine", days=5)
    make_applicant("Theirs", days=9, worker=cast.case_colleague())
    vacancy = make_vacancy()
    make_list(vacancy)
    mine, theirs = (queries.shortlist(actor, vacancy.uuid) for actor in (me(), colleague()))
    assert names(mine.included) == ["Hakija 1", "Mine Olematon"]
    assert names(theirs.included) == ["Theirs Olematon", "Hakija 2"]
    assert mine.included[0].sentence == "Asunnoton, odottanut kotia 9 päivää."
    assert (mine.included[0].client, mine.included[0].offer, mine.included[0].turn) == (None, None, False)
    assert (mine.own_turn, theirs.own_turn, mine.waits, theirs.waits) == (False, True, True, True)


@pytest.mark.django_db
def test_nobody_can_tell_that_a_protected_client_is_on_the_list_but_her_turn_holds(frozen) -> None:
    hidden = make_applicant("Hidden", days=300, protected=True)
    make_applicant("Theirs", days=9, worker=cast.case_colleague())
    vacancy = make_vacancy()
    make_list(vacancy)
    own, other = (queries.shortlist(actor, vacancy.uuid) for actor in (me(), colleague()))
    assert names(own.included) == ["Hidden Olematon", "Hakija 2"]
    assert names(other.included) == ["Theirs Olematon"]
    assert [line.number for line in other.included] == [1]
    assert str(hidden.uuid) not in rows_of("casework.shortlist.viewed")[-1].subjects
    assert (own.own_turn, other.own_turn, other.waits) == (True, False, True)
    theirs = ShortlistEntry.objects.get(uuid=other.included[0].uuid)
    with pytest.raises(NeedRefused, match="Joku muu on vuorossa"):
        offers.make_offer(colleague(), theirs.uuid)
    assert offer_to(hidden, vacancy).state == OfferState.OFFERED


@pytest.mark.django_db
def test_only_her_own_worker_offers_her_a_home() -> None:
    a, vacancy = make_applicant("A"), make_vacancy()
    make_list(vacancy)
    with pytest.raises(ClientNotFound):
        offer_to(a, vacancy, actor=colleague())
    assert len(rows_of("casework.client.refused")) == 1


@pytest.mark.django_db
def test_out_of_order_needs_a_written_reason_that_is_logged_and_sealed() -> None:
    make_applicant("A", days=50)
    b, vacancy = make_applicant("B", days=10), make_vacancy()
    make_list(vacancy)
    with pytest.raises(NeedRefused, match="Kerro kokonaisella lauseella, miksi tarjoat kodin ohi järjestyksen"):
        offer_to(b, vacancy, reason="kiire")
    row = offer_to(b, vacancy, reason=REASON)
    assert b"Koulu" not in bytes(row.override)
    assert len(rows_of("casework.offer.out_of_order")) == 1


@pytest.mark.django_db
def test_homes_of_another_register_do_not_exist_here() -> None:
    vacancy = make_vacancy()
    stranger = cast.actor(cast._person("city-worker", cast.city(), "caseworker"))
    with pytest.raises(HomeNotFound):
        queries.shortlist(stranger, vacancy.uuid)
    assert home_queries.vacancies(stranger) == []


@pytest.mark.django_db
def test_a_closed_case_and_a_closed_need_are_on_no_new_list() -> None:
    a, b, vacancy = make_applicant("A"), make_applicant("B"), make_vacancy()
    clients.close_client(me(), a.uuid)
    matches.close_need(me(), b.uuid)
    assert make_list(vacancy).entries.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 20])
def test_a_list_takes_as_many_statements_however_many_applicants(count: int, django_assert_num_queries) -> None:
    for number in range(count):
        make_applicant(f"N{number}")
    vacancy, viewer = make_vacancy(), me()
    make_list(vacancy)
    with django_assert_num_queries(25):
        queries.shortlist(viewer, vacancy.uuid)
