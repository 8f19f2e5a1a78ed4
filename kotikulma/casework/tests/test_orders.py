"""The order of classes is the city's own decision: who, when, from when; lists keep the version they were made by."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client as Browser

from kotikulma.casework.commands import orders as commands
from kotikulma.casework.models import FidelityAttempt, NeedOrder
from kotikulma.casework.queries import matches, orders
from kotikulma.casework.rules import matches as match_rules
from kotikulma.casework.rules import orders as rules
from kotikulma.casework.tests.homing import FLAT, candidate, make_applicant, make_list, make_vacancy, me
from kotikulma.casework.tests.test_figures_page import text
from kotikulma.casework.types.fidelity import ReadinessRefused
from kotikulma.casework.types.homes import HomeNotFound
from kotikulma.casework.types.matches import NeedClass
from kotikulma.casework.types.orders import FIRST, NewOrder, Order, OrderRefused
from kotikulma.kernel import clock
from kotikulma.kernel.audit.models import AuditEvent
from tests import cast

TODAY = date(2027, 2, 10)
PAGE = "/tyotila/asunto-ensin/jarjestys/"
GROUNDS = "Lautakunnan päätös 12 §: kiire ennen pitkää odotusta."


def new_order(**values: Any) -> NewOrder:
    """Those about to lose their home wait together with the homeless."""
    given = {
        "places": {1: 1, 2: 2, 3: 3, 4: 3, 5: 5},
        "deadline_days": 45,
        "effective_from": clock.today(),
        "decided_by": "Asumisen lautakunta",
        "decided_on": clock.today(),
        "grounds": GROUNDS,
        "after": orders.orders()[-1].version,
    }
    return NewOrder(**{**given, **values})


def decide(**values: Any) -> NeedOrder:
    return commands.decide_order(cast.actor(cast.coordinator()), new_order(**values))


# --- rules ----------------------------------------------------------------------------------------------------------


def test_who_fits_several_classes_stands_in_the_first_of_the_order() -> None:
    rough = candidate(1, situation="outdoors", long_term=True)
    assert match_rules.need_class(rough, TODAY) == NeedClass.NO_ROOF
    long_first = Order(version="x", places={1: 2, 2: 1, 3: 3, 4: 4, 5: 5})
    assert match_rules.need_class(rough, TODAY, long_first) == NeedClass.LONG_TERM


def test_classes_of_one_place_wait_together_and_a_lot_decides_between_equals() -> None:
    together = Order(version="x", places={1: 1, 2: 2, 3: 3, 4: 3, 5: 4}, deadline_days=45)
    soon = candidate(1, days=90, situation="own_rented", deadline=TODAY + timedelta(days=40))
    waits = candidate(2, days=80)
    assert [one.key.int for one in match_rules.ranked([waits, soon], FLAT, TODAY, "s", together)] == [1, 2]
    assert [one.key.int for one in match_rules.ranked([waits, soon], FLAT, TODAY, "s")] == [2, 1]
    equal = match_rules.ranked([candidate(2, days=90), soon], FLAT, TODAY, "s", together)
    assert [(one.tied, one.need_class) for one in equal] in (
        [(True, NeedClass.DEADLINE), (True, NeedClass.HOMELESS)],
        [(True, NeedClass.HOMELESS), (True, NeedClass.DEADLINE)],
    )
    assert rules.classes(together)[2:] == ["Asunnoton tai menettää kotinsa 45 päivän sisällä", "Muu asunnon tarve"]


def test_on_a_day_the_last_decision_that_had_begun_holds() -> None:
    spring, summer = (
        Order(version=name, effective_from=day) for name, day in (("a", TODAY), ("b", TODAY + timedelta(days=90)))
    )
    every = [FIRST, spring, summer]
    days = (TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=89), TODAY + timedelta(days=90))
    assert [rules.in_force(every, day).version for day in days] == ["1", "a", "a", "b"]


# --- deciding -------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"places": {1: 1, 2: 4, 3: 3, 4: 2, 5: 5}}, "place_2", "Hän on aina myös asunnoton."),
        ({"places": {1: 1, 2: 2, 3: 3, 4: 5, 5: 5}}, "place_4", "Muu asunnon tarve on aina viimeinen."),
        ({"deadline_days": 91}, "deadline_days", "Anna päiviä 7–90."),
        ({"decided_on": TODAY + timedelta(days=1)}, "decided_on", "Päivä on tulevaisuudessa."),
        ({"effective_from": TODAY - timedelta(days=1)}, "effective_from", "Päivä on mennyt."),
        ({"grounds": "Koska niin."}, "grounds", "Kerro kokonaisella lauseella"),
        ({"decided_by": " "}, "decided_by", "Kirjoita, kuka päätti"),
        ({"after": "9"}, None, "Joku kirjasi juuri toisen päätöksen."),
    ],
)
def test_what_cannot_be_decided_is_refused_at_its_field(frozen: Any, values: Any, field: str, said: str) -> None:
    with pytest.raises(OrderRefused, match=said) as refused:
        decide(**values)
    assert list(refused.value.fields or {}) == ([field] if field else [])
    assert not NeedOrder.objects.exists()


@pytest.mark.django_db
def test_a_decision_is_kept_with_who_and_when_and_the_log_knows_it(frozen: Any) -> None:
    decide()
    row = NeedOrder.objects.get()
    assert (row.version, row.places, row.decided_by) == (
        "2",
        [[1, 1], [2, 2], [3, 3], [4, 3], [5, 4]],
        "Asumisen lautakunta",
    )
    assert row.recorder_id == cast.coordinator().uuid
    assert AuditEvent.objects.get(action="casework.order.decided").changed == ["2"]
    decide(effective_from=date(2027, 3, 10))
    with pytest.raises(OrderRefused, match=r"Edellinen päätös alkaa 10\.3\.2027"):
        decide(effective_from=date(2027, 3, 1))
    assert NeedOrder.objects.count() == 2


@pytest.mark.django_db
def test_no_order_asks_for_readiness_and_only_who_coordinates_decides(frozen: Any) -> None:
    with pytest.raises(ReadinessRefused):
        decide(grounds="Ensin ne, jotka ovat sitoutuneet päihteettömyyteen.")
    assert FidelityAttempt.objects.count() == 1
    for person in (cast.caseworker(), cast.case_lead(), cast.editor()):
        with pytest.raises(HomeNotFound):
            commands.decide_order(cast.actor(person), new_order())


@pytest.mark.django_db
def test_the_database_itself_refuses_to_change_a_decision(frozen: Any) -> None:
    decide()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE casework_needorder SET deadline_days = 60")


# --- lists ----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_list_keeps_the_order_it_was_made_by(frozen: Any) -> None:
    deadline = clock.today() + timedelta(days=40)
    make_applicant("Waits", days=30)
    make_applicant("Soon", days=90, situation="own_rented", deadline=deadline)
    vacancy = make_vacancy()
    make_list(vacancy)
    decide(effective_from=clock.today() + timedelta(days=1))
    assert make_list(vacancy).rule == "1"
    frozen.shift(timedelta(days=1))
    assert make_list(vacancy).rule == "2"
    first, _second, third = (matches.shortlist(me(), vacancy.uuid, number) for number in (1, 2, 3))
    assert [line.name for line in first.included] == ["Waits Olematon", "Soon Olematon"]
    assert [line.name for line in third.included] == ["Soon Olematon", "Waits Olematon"]
    assert first.included[1].sentence == "Muu asunnon tarve, odottanut kotia 90 päivää."
    assert third.included[0].sentence == "Menettää kotinsa 45 päivän sisällä, odottanut kotia 91 päivää."
    assert (first.classes[3], third.classes[2]) == (
        "Menettää kotinsa 30 päivän sisällä",
        "Asunnoton tai menettää kotinsa 45 päivän sisällä",
    )


# --- the page -------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_coordinator_writes_down_a_decision_and_everybody_who_works_reads_it(frozen: Any) -> None:
    browser = cast.browser_of(cast.coordinator())
    assert "Kaupunki ei ole vielä kirjannut omaa päätöstään." in text(browser.get(PAGE))
    typed = {f"place_{code}": str(place) for code, place in ((1, 1), (2, 2), (3, 3), (4, 3))}
    typed |= {"deadline_days": "45", "decided_by": "Asumisen lautakunta", "grounds": GROUNDS, "after": "1"}
    late = browser.post(PAGE, {**typed, "decided_on": "2027-02-10", "effective_from": "2027-02-01"})
    assert (late.status_code, "Päivä on mennyt." in text(late), GROUNDS in text(late)) == (422, True, True)
    typed |= {"decided_on": "2027-02-10", "effective_from": "2027-02-10"}
    assert browser.post(PAGE, typed).status_code == 302
    again = browser.post(PAGE, typed)
    assert (again.status_code, "Joku kirjasi juuri toisen päätöksen." in text(again)) == (422, True)
    words = text(cast.browser_of(cast.caseworker()).get(PAGE))
    assert "Päätti Asumisen lautakunta 10.2.2027, voimassa 10.2.2027 alkaen." in words
    assert "Sääntö 1" in words
    assert "Kirjaa uusi päätös" not in words


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 20])
def test_the_page_takes_as_many_statements_however_many_decisions(
    frozen: Any, count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        decide()
    mine: Browser = cast.browser_of(cast.coordinator())
    with django_assert_num_queries(4):
        mine.get(PAGE)
