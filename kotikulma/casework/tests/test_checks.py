"""The housing check at any encounter, and the follow-up that is never nobody's."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from kotikulma.casework.commands import checks as commands
from kotikulma.casework.models import Attempt, FollowUp, HousingCheck, Referral
from kotikulma.casework.queries import checks as queries
from kotikulma.casework.queries import referrals as boards
from kotikulma.casework.rules import checks as rules
from kotikulma.casework.tests.encounters import (
    NOWHERE,
    STEADY,
    VEERA,
    WORRIED,
    day,
    make_check,
    make_referral,
    volunteer,
    worker,
)
from kotikulma.casework.types.checks import (
    Answer,
    Answers,
    Channel,
    CheckNotFound,
    CheckRefused,
    Loop,
    Outcome,
    Somebody,
    Threat,
    Urgency,
)
from kotikulma.kernel import clock
from kotikulma.kernel.audit.models import AuditEvent
from kotikulma.kernel.types import ANONYMOUS
from tests import cast
from tests.cast import HOUSE

TODAY = date(2027, 2, 10)


def rows_of(action: str) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(action=action).order_by("id"))


# --- what follows from the facts ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (STEADY, Urgency.NONE),
        (Answers(), Urgency.NONE),
        (Answers(steady=Answer.NO), Urgency.WEEK),
        (Answers(steady=Answer.YES, worried=Answer.YES), Urgency.WEEK),
        (Answers(threats=(Threat.TERMINATION,)), Urgency.WEEK),
        (Answers(situation="friends"), Urgency.WEEK),
        (Answers(situation="own_rented"), Urgency.NONE),
        (Answers(loss_on=TODAY + timedelta(days=15)), Urgency.WEEK),
        (Answers(loss_on=TODAY + timedelta(days=14)), Urgency.TWO_DAYS),
        (Answers(loss_on=TODAY - timedelta(days=1)), Urgency.TWO_DAYS),
        (Answers(threats=(Threat.VIOLENCE,), loss_on=TODAY + timedelta(days=90)), Urgency.SAME_DAY),
        (Answers(steady=Answer.YES, nowhere_tonight=True), Urgency.SAME_DAY),
    ],
)
def test_urgency_follows_from_facts_alone(answers: Answers, expected: str) -> None:
    assert rules.urgency(answers, TODAY) == expected


@pytest.mark.parametrize(
    ("urgency", "since", "due"),
    [
        (Urgency.WEEK, "2020-12-03", "2020-12-14"),
        (Urgency.WEEK, "2020-12-21", "2021-01-04"),
        (Urgency.TWO_DAYS, "2020-12-03", "2020-12-07"),
        (Urgency.TWO_DAYS, "2020-12-23", "2020-12-29"),
        (Urgency.TWO_DAYS, "2020-12-05", "2020-12-08"),
        (Urgency.SAME_DAY, "2020-12-24", "2020-12-24"),
    ],
)
def test_the_due_day_counts_finnish_working_days(urgency: str, since: str, due: str) -> None:
    assert rules.due_on(urgency, day(since)) == day(due)


def test_nobody_is_contacted_after_the_home_is_lost() -> None:
    friday = day("2020-12-11")
    assert rules.due_on(Urgency.TWO_DAYS, friday, friday + timedelta(days=1)) == friday
    assert rules.due_on(Urgency.TWO_DAYS, friday, friday + timedelta(days=3)) == day("2020-12-14")
    assert rules.due_on(Urgency.TWO_DAYS, friday, friday - timedelta(days=9)) == day("2020-12-15")


# --- the check ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_volunteer_asks_and_the_follow_up_has_an_owner_and_a_day_at_once(frozen) -> None:
    check = make_check()
    assert check.follow_up is not None
    assert (check.urgency, check.follow_up.unit, check.follow_up.owner) == (
        Urgency.WEEK,
        cast.own_organization(),
        cast.editor(),
    )
    assert check.follow_up.due_on == date(2027, 2, 19)
    [row] = rows_of("casework.check.made")
    assert (row.role, row.basis, row.subjects) == ("member", "consent", [str(check.follow_up.uuid)])


@pytest.mark.django_db
def test_a_check_that_needs_nobody_keeps_no_word(frozen) -> None:
    check = make_check(answers=STEADY, wants_help=False)
    assert (check.follow_up, bytes(check.told), bytes(check.wrapped_key)) == (None, b"", b"")
    assert not FollowUp.objects.exists()


@pytest.mark.django_db
def test_who_declines_is_counted_and_left_in_peace(frozen) -> None:
    check = make_check(answers=NOWHERE, wants_help=False, somebody=Somebody(), may_contact=False)
    follow_up = FollowUp.objects.get()
    assert (check.follow_up, follow_up.outcome, bytes(check.told)) == (follow_up, Outcome.UNWILLING, b"")
    assert boards.board(volunteer()).follow_ups == []


@pytest.mark.django_db
def test_a_person_may_stay_unknown_and_still_be_met_again(frozen) -> None:
    make_check(somebody=Somebody(reach="Kahvilassa tiistaina"))
    assert [line.name for line in boards.board(volunteer()).follow_ups] == ["Kahvilassa tiistaina"]


@pytest.mark.django_db
def test_the_same_form_twice_is_one_check(frozen) -> None:
    key = uuid4()
    assert make_check(form_key=key).pk == make_check(form_key=key).pk
    assert (HousingCheck.objects.count(), FollowUp.objects.count()) == (1, 1)
    assert make_check(worker(), form_key=key, unit=cast.county()).pk != HousingCheck.objects.earliest("id").pk


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"met_on": TODAY + timedelta(days=1)}, "met_on"),
        ({"met_on": TODAY - timedelta(days=32)}, "met_on"),
        ({"somebody": Somebody()}, "name"),
        ({"may_contact": False}, "may_contact"),
        ({"words": "x" * 1001}, "words"),
        ({"answers": replace(WORRIED, situation="palace")}, "situation"),
        ({"answers": replace(WORRIED, steady="perhaps")}, "steady"),
    ],
)
def test_what_cannot_be_so_is_told_at_its_field(values, field: str, frozen) -> None:
    with pytest.raises(CheckRefused) as refused:
        make_check(**values)
    assert field in refused.value.fields
    assert not HousingCheck.objects.exists()


@pytest.mark.django_db
def test_a_positive_check_without_a_follow_up_is_impossible_to_save(frozen) -> None:
    check = make_check()
    for wrong in ({"follow_up": None}, {"urgency": Urgency.NONE}):
        with pytest.raises(IntegrityError), transaction.atomic():
            HousingCheck.objects.filter(pk=check.pk).update(**wrong)
    for wrong in ({"unit": None}, {"due_on": None}, {"outcome": Outcome.HOME_KEPT}):
        with pytest.raises(IntegrityError), transaction.atomic():
            FollowUp.objects.update(**wrong)


@pytest.mark.django_db
def test_only_members_ask_and_only_where_they_work() -> None:
    for actor in (ANONYMOUS, HOUSE, cast.actor(cast.newcomer())):
        with pytest.raises(CheckNotFound):
            make_check(actor)
    with pytest.raises(CheckNotFound):
        make_check(unit=cast.other_organization())


# --- who reads it -------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["other_editor", "coordinator", "administrator", "caseworker", "newcomer"])
def test_nobody_else_opens_a_follow_up_and_the_log_says_who_tried(who: str, frozen) -> None:
    uuid = make_check().follow_up.uuid
    with pytest.raises(CheckNotFound, match=r"Tätä osoitetta ei ole\."):
        queries.follow_up(cast.actor(getattr(cast, who)()), uuid)
    [row] = rows_of("casework.follow_up.refused")
    assert row.subjects == [str(uuid)]


@pytest.mark.django_db
def test_who_coordinates_may_ask_but_reads_nothing(frozen) -> None:
    coordinator = cast.actor(cast.coordinator())
    check = make_check(coordinator, unit=cast.city())
    assert queries.check_result(coordinator, check.uuid).follow_up is None
    with pytest.raises(CheckNotFound):
        queries.follow_up(coordinator, check.follow_up.uuid)


@pytest.mark.django_db
def test_every_caseworker_of_the_unit_answers_for_its_follow_ups_and_each_reading_is_logged(frozen) -> None:
    check = make_check(worker(), unit=cast.county())
    page = queries.follow_up(cast.actor(cast.case_colleague()), check.follow_up.uuid)
    assert (page.somebody, page.answers, page.may_contact) == (VEERA, WORRIED, True)
    [row] = rows_of("casework.follow_up.viewed")
    assert (row.role, row.purpose, row.subjects) == ("caseworker", "checks", [str(check.follow_up.uuid)])


@pytest.mark.django_db
def test_a_result_is_for_its_maker_and_says_no_name(frozen) -> None:
    check = make_check(answers=NOWHERE)
    result = queries.check_result(volunteer(), check.uuid)
    assert (result.urgency_label, result.due_on) == ("Apua tänään", TODAY)
    assert "Veera" not in str(result)
    with pytest.raises(CheckNotFound):
        queries.check_result(worker(), check.uuid)


@pytest.mark.django_db
def test_no_word_of_a_check_or_a_referral_lies_open_in_any_table(frozen) -> None:
    make_check(words="Pelkää avata ovea")
    make_referral()
    boards.board(volunteer())
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                words = " ".join(str(bytes(cell) if isinstance(cell, memoryview) else cell) for cell in row)
                found += [(table, word) for word in ("Olematon", "7654321", "765 4321", "avata ovea") if word in words]
    assert found == []


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 20])
def test_the_list_takes_as_many_statements_however_many_wait(count: int, django_assert_num_queries, frozen) -> None:
    for _each in range(count):
        make_check(worker(), unit=cast.county())
    viewer = worker()
    with django_assert_num_queries(16):
        assert len(boards.board(viewer).follow_ups) == count
    [row] = rows_of("casework.follow_up.listed")
    assert len(row.subjects) == count


# --- acting -------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_trying_is_no_deed_and_reaching_is(frozen) -> None:
    uuid = make_check().follow_up.uuid
    commands.add_attempt(volunteer(), uuid, channel=Channel.PHONE, reached=False)
    assert FollowUp.objects.get().acted_at is None
    commands.add_attempt(volunteer(), uuid, channel=Channel.VISIT, reached=True)
    assert FollowUp.objects.get().acted_at == clock.now()
    assert [attempt.reached for attempt in Attempt.objects.order_by("id")] == [False, True]


@pytest.mark.django_db
def test_help_that_nobody_gave_is_no_outcome(frozen) -> None:
    uuid = make_check().follow_up.uuid
    with pytest.raises(CheckRefused, match="Kirjaa ensin, milloin tavoitit hänet"):
        commands.end_follow_up(volunteer(), uuid, outcome=Outcome.HOME_KEPT)
    commands.end_follow_up(volunteer(), uuid, outcome=Outcome.NOT_REACHED)
    with pytest.raises(CheckRefused, match="Seuranta on jo päättynyt"):
        commands.add_attempt(volunteer(), uuid, channel=Channel.PHONE, reached=True)


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "acted"), [(30, 1), (31, 0)])
def test_acted_in_30_days(days: int, acted: int, frozen) -> None:
    check = make_check(worker(), unit=cast.county())
    frozen.shift(timedelta(days=days))
    commands.add_attempt(worker(), check.follow_up.uuid, channel=Channel.PHONE, reached=True)
    exact, _others = queries.loops(worker(), TODAY, TODAY + timedelta(days=1))
    assert exact[0].acted == acted


# --- how the loop closes ------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_thousand_encounters(frozen) -> None:
    """20 positive, 12 accept, 9 acted on in 30 days: 2,0 %, 60 %, 75 %, and three names in the overdue list."""
    unit, me = cast.county(), worker()
    HousingCheck.objects.bulk_create(
        HousingCheck(unit=unit, form_key=uuid4(), met_on=clock.today(), urgency=Urgency.NONE) for _each in range(980)
    )
    for number in range(20):
        wants = number < 12
        named = Somebody(f"Testi {number}") if wants else Somebody()
        make_check(me, unit=unit, wants_help=wants, may_contact=wants, somebody=named)
    frozen.shift(timedelta(days=29))
    waiting = FollowUp.objects.filter(outcome="").order_by("id")
    for row in waiting[:9]:
        commands.add_attempt(me, row.uuid, channel=Channel.PHONE, reached=True)
        commands.end_follow_up(me, row.uuid, outcome=Outcome.ADVISED)
    exact, others = queries.loops(me, TODAY, TODAY + timedelta(days=1))
    line = exact[-1]
    assert (line.encounters, line.positive, line.accepted, line.acted) == (1000, 20, 12, 9)
    assert [words.replace("\xa0", " ") for words in (line.yielded, line.acceptance, line.acted_share)] == [
        "2,0 %",
        "60 %",
        "75 %",
    ]
    assert others == []
    assert boards.late_names(me) == ["Testi 9", "Testi 10", "Testi 11"]


def test_others_are_told_no_small_number_and_nothing_that_betrays_one() -> None:
    lines = rules.told([Loop(1000, 20, 12, 9), Loop(500, 40, 30, 20)], [{"fi": "A"}, {"fi": "B"}])
    assert lines[0].positive == ".."
    assert "3" not in {str(cell) for line in lines for cell in (line.positive, line.accepted, line.acted)}
    assert lines[2].encounters == 1500


def test_large_numbers_are_told_to_everybody() -> None:
    lines = rules.told([Loop(1000, 40, 30, 20), Loop(2000, 60, 40, 30)], [{"fi": "A"}, {"fi": "B"}])
    assert [(line.encounters, line.positive, line.accepted, line.acted) for line in lines] == [
        (1000, 40, 30, 20),
        (2000, 60, 40, 30),
        (3000, 100, 70, 50),
    ]
    assert lines[2].yielded.replace("\xa0", " ") == "3,3 %"


@pytest.mark.django_db
def test_who_works_with_no_clients_sees_other_places_only(frozen) -> None:
    make_check(worker(), unit=cast.county())
    exact, others = queries.loops(volunteer(), TODAY, TODAY + timedelta(days=1))
    assert exact == []
    assert [line.encounters for line in others] == ["..", "<5"]


# --- the end of the words -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_what_was_told_is_erased_90_days_after_the_end_and_the_count_stays(frozen) -> None:
    check = make_check()
    commands.end_follow_up(volunteer(), check.follow_up.uuid, outcome=Outcome.NOT_REACHED)
    frozen.shift(timedelta(days=90))
    assert not commands.erase_old(HOUSE)
    frozen.shift(60)
    assert commands.erase_old(HOUSE, dry_run=True).answers == 1
    assert bytes(HousingCheck.objects.get().wrapped_key)
    report = commands.erase_old(HOUSE)
    assert (report.answers, report.makers, report.referrals) == (1, 1, 0)
    row = HousingCheck.objects.get()
    assert (bytes(row.wrapped_key), bytes(row.told), row.maker, row.follow_up.owner) == (b"", b"", None, None)
    assert not commands.erase_old(HOUSE)


@pytest.mark.django_db
def test_what_waits_is_never_erased(frozen) -> None:
    make_check()
    frozen.shift(timedelta(days=400))
    assert not commands.erase_old(HOUSE)


@pytest.mark.django_db
def test_keys_are_wrapped_anew_while_people_work(settings, frozen) -> None:
    check = make_check()
    make_referral()
    settings.FIELD_KEY, settings.FIELD_KEY_FALLBACKS = "n" * 40, [settings.FIELD_KEY]
    assert (commands.rewrap(HOUSE), commands.rewrap(HOUSE)) == (2, 0)
    settings.FIELD_KEY_FALLBACKS = []
    assert queries.follow_up(volunteer(), check.follow_up.uuid).somebody == VEERA
    assert Referral.objects.exists()
