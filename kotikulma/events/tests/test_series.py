"""Rhythms: given, changed for all times or from one on, made rows as time goes on."""

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any
from uuid import uuid4

import pytest

from kotikulma.events import commands
from kotikulma.events.commands.registration.setup import intake_of
from kotikulma.events.commands.series import extend
from kotikulma.events.models import Event, Occurrence, Series
from kotikulma.events.queries.series import rhythm_of
from kotikulma.events.tests.make import at, make_draft, make_event
from kotikulma.events.tests.make_registrations import mails_of, register
from kotikulma.events.tests.make_series import (
    MORNINGS,
    at_ten,
    make_series,
    morning,
    open_registration,
    starts,
    version,
)
from kotikulma.events.types import (
    SUBJECT,
    Changed,
    EventNotFound,
    EventRefused,
    ExceptionKind,
    HolidayPolicy,
    OccurrenceState,
    Rule,
)
from kotikulma.events.types.rhythm import Rhythm
from kotikulma.kernel import clock, data_version, revisions
from kotikulma.kernel.audit.models import AuditEvent
from tests.cast import HOUSE, actor, editor, other_editor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def autumn(time_machine: Any) -> Any:
    time_machine.move_to(at("2026-09-20T12:00"), tick=False)
    return time_machine


def change(series: Series, rhythm: Rhythm) -> Any:
    return commands.change_series(HOUSE, series.uuid, version=version(series), rhythm=rhythm)


def follow(series: Series, day: str, rhythm: Rhythm) -> Any:
    first = morning(series, day)
    return commands.change_following(HOUSE, first.uuid, version=version(series), rhythm=rhythm)


def test_a_rhythm_becomes_rows_in_wall_time() -> None:
    found = starts(make_series())
    assert (len(found), found[0], found[-1]) == (31, "2026-10-06T06:00Z", "2027-05-25T06:00Z")
    assert {"2026-10-27T07:00Z", "2027-03-30T06:00Z"} <= set(found)


def test_the_single_time_an_event_had_becomes_the_first_of_its_series() -> None:
    event = make_event(at("2026-10-06T09:00"), hours=2)
    only = event.occurrences.get()
    series = commands.set_series(HOUSE, event.uuid, version=event.version, rhythm=MORNINGS)
    only.refresh_from_db()
    assert (only.series_id, only.recurrence_id, event.occurrences.count()) == (series.id, only.starts_at, 31)


def test_rows_carry_what_lists_filter_by() -> None:
    series = make_series()
    assert set(series.occurrences.values_list("listed", "municipality_code")) == {(True, "179")}


def test_an_event_has_one_series_at_a_time() -> None:
    series = make_series()
    with pytest.raises(EventRefused) as refused:
        commands.set_series(HOUSE, series.event.uuid, version=version(series), rhythm=MORNINGS)
    assert refused.value.message == "Tapahtumalla on jo sarja. Muuta sitä."


def test_a_series_leaves_audit_revision_and_a_new_data_version() -> None:
    event = make_event(at("2026-10-06T09:00"))
    before = data_version.current(SUBJECT)
    commands.set_series(actor(editor()), event.uuid, version=event.version, rhythm=MORNINGS)
    last = AuditEvent.objects.order_by("-id").first()
    assert (last.action, last.object_uuid) == ("events.series.set", event.uuid)
    assert revisions.of(event.uuid)[0].data["series"]["rule"] == "FREQ=WEEKLY;BYDAY=TU;UNTIL=20270525"
    assert data_version.current(SUBJECT) > before


def test_only_editors_of_the_event_change_its_series() -> None:
    series = make_series()
    stranger = actor(other_editor())
    with pytest.raises(EventNotFound):
        commands.change_series(stranger, series.uuid, version=version(series), rhythm=MORNINGS)
    with pytest.raises(EventNotFound):
        commands.change_series(HOUSE, uuid4(), version=1, rhythm=MORNINGS)


def test_who_saves_on_an_old_page_is_told() -> None:
    series = make_series()
    with pytest.raises(Changed):
        commands.change_series(HOUSE, series.uuid, version=version(series) - 1, rhythm=MORNINGS)


def test_all_times_to_come_take_the_new_hour_and_keep_their_rows() -> None:
    series = make_series()
    row = morning(series, "2026-10-13")
    changed = change(series, at_ten(MORNINGS))
    row.refresh_from_db()
    assert (row.starts_at, row.recurrence_id, row.sequence) == (at("2026-10-13T10:00"), at("2026-10-13T10:00"), 1)
    assert (changed.series.sequence, changed.kept, len(starts(series))) == (1, (), 31)


def test_what_is_past_never_changes(autumn: Any) -> None:
    series = make_series()
    autumn.move_to(at("2026-11-01T12:00"))
    before = starts(series)[:4]
    change(series, at_ten(MORNINGS))
    series.refresh_from_db()
    assert starts(series)[:5] == [*before, "2026-11-03T08:00Z"]
    assert series.starts_on == date(2026, 11, 3)


def test_a_count_goes_on_from_where_it_was(autumn: Any) -> None:
    ten = replace(MORNINGS, rule=Rule("WEEKLY", ("TU",), count=10), skipped=frozenset())
    series = make_series(ten)
    autumn.move_to(at("2026-10-21T12:00"))
    change(series, at_ten(ten))
    assert (len(starts(series)), rhythm_of(Series.objects.get()).rule.count) == (10, 7)


def test_untouched_times_the_rule_gives_no_more_are_gone() -> None:
    series = make_series()
    change(series, replace(MORNINGS, rule=Rule("WEEKLY", ("TU",), until=date(2026, 10, 20))))
    assert starts(series) == ["2026-10-06T06:00Z", "2026-10-13T06:00Z", "2026-10-20T06:00Z"]


def test_times_somebody_stands_on_stay_as_extra_ones_and_are_told() -> None:
    series = make_series()
    open_registration(series)
    registered, moved = morning(series, "2026-10-13"), morning(series, "2026-10-20")
    register(registered)
    moved = commands.move_occurrence(
        HOUSE,
        moved.uuid,
        version=version(series),
        starts_at=at("2026-10-21T10:00"),
        ends_at=at("2026-10-21T12:00"),
    )
    wednesdays = replace(MORNINGS, starts_on=date(2026, 10, 7), rule=Rule("WEEKLY", ("WE",), count=3))
    kept = change(series, wednesdays).kept
    assert kept == (registered.uuid, moved.uuid)
    assert set(Occurrence.objects.filter(uuid__in=kept).values_list("exception", flat=True)) == {ExceptionKind.EXTRA}
    assert len(starts(series)) == 5


def test_a_registration_follows_its_day_to_the_new_hour() -> None:
    series = make_series()
    open_registration(series)
    registration = register(morning(series, "2026-10-13"))
    change(series, at_ten(MORNINGS))
    registration.refresh_from_db()
    assert registration.intake.occurrence.starts_at == at("2026-10-13T10:00")
    assert mails_of("events.moved") == ["aino"]


def test_a_time_with_seats_given_nobody_registered_to_is_dropped_with_its_intake() -> None:
    series = make_series()
    open_registration(series)
    intake_of(morning(series, "2026-10-13"))
    change(series, replace(MORNINGS, skipped=MORNINGS.skipped | {date(2026, 10, 13)}))
    assert "2026-10-13T06:00Z" not in starts(series)


def test_exceptions_keep_what_is_theirs_when_the_hour_changes() -> None:
    series = make_series()
    cancelled, moved = morning(series, "2026-11-17"), morning(series, "2027-02-09")
    commands.cancel_occurrence(HOUSE, cancelled.uuid, version=version(series), reason={"fi": "Koulutus."})
    times = (at("2027-02-10T10:00"), at("2027-02-10T12:00"))
    commands.move_occurrence(HOUSE, moved.uuid, version=version(series), starts_at=times[0], ends_at=times[1])
    assert change(series, at_ten(MORNINGS)).kept == ()
    cancelled.refresh_from_db()
    moved.refresh_from_db()
    assert (cancelled.starts_at, cancelled.state) == (at("2026-11-17T10:00"), OccurrenceState.CANCELLED)
    assert (moved.starts_at, moved.recurrence_id) == (times[0], at("2027-02-09T10:00"))


def test_this_and_following_ends_the_old_series_and_begins_a_new_one() -> None:
    series = make_series()
    open_registration(series)
    registration = register(morning(series, "2027-04-13"))
    rhythm = at_ten(MORNINGS, starts_on=date(2027, 4, 6))
    new = follow(series, "2027-04-06", rhythm).series
    series.refresh_from_db()
    registration.refresh_from_db()
    assert (series.rule, series.sequence) == ("FREQ=WEEKLY;BYDAY=TU;UNTIL=20270330", 1)
    assert (new.split_from_id, new.event_id, new.uuid != series.uuid) == (series.id, series.event_id, True)
    assert (starts(series)[-1], starts(new)[0], len(starts(series) + starts(new))) == (
        "2027-03-30T06:00Z",
        "2027-04-06T07:00Z",
        31,
    )
    assert registration.intake.occurrence.series_id == new.id


def test_following_from_the_first_time_is_all() -> None:
    series = make_series()
    changed = follow(series, "2026-10-06", at_ten(MORNINGS)).series
    assert (changed.id, Series.objects.count()) == (series.id, 1)


def test_following_from_a_past_time_is_refused(autumn: Any) -> None:
    series = make_series()
    autumn.move_to(at("2026-11-01T12:00"))
    with pytest.raises(EventRefused) as refused:
        follow(series, "2026-10-13", at_ten(MORNINGS))
    assert refused.value.message == "Mennyttä kertaa ei voi muuttaa. Valitse tuleva kerta."


def test_the_new_series_may_not_begin_before_the_old_one_ends() -> None:
    series = make_series()
    with pytest.raises(EventRefused) as refused:
        follow(series, "2027-04-06", at_ten(MORNINGS))
    assert refused.value.message == "Uusi sarja alkaa ennen kuin vanha päättyy. Valitse myöhempi päivä."


def test_a_series_without_a_day_to_come_is_refused(autumn: Any) -> None:
    series = make_series()
    autumn.move_to(at("2026-11-01T12:00"))
    with pytest.raises(EventRefused) as refused:
        change(series, replace(MORNINGS, rule=Rule("WEEKLY", ("TU",), until=date(2026, 10, 20))))
    assert refused.value.message == "Toisto ei anna yhtään tulevaa kertaa. Tarkista viimeinen päivä."


def test_a_cancelled_event_takes_no_new_rhythm() -> None:
    series = make_series()
    event = Event.objects.get()
    commands.cancel_event(HOUSE, event.uuid, version=event.version, reason={"fi": "Tila suljettiin."})
    with pytest.raises(EventRefused):
        change(series, at_ten(MORNINGS))


def test_an_endless_series_is_made_rows_eighteen_months_ahead_as_time_goes_on(autumn: Any) -> None:
    endless = replace(MORNINGS, rule=Rule("WEEKLY", ("TU",)), skipped=frozenset())
    series = make_series(endless)
    first = starts(series)
    assert extend(clock.now()) == 0
    autumn.shift(timedelta(days=32))
    before = data_version.current(SUBJECT)
    assert extend(clock.now()) == 5
    assert extend(clock.now()) == 0
    found = starts(series)
    assert (found[: len(first)], len(found)) == (first, len(first) + 5)
    assert max(series.occurrences.values_list("starts_at", flat=True)) > clock.now() + timedelta(days=548)
    assert set(series.occurrences.values_list("listed", flat=True)) == {True}
    assert data_version.current(SUBJECT) > before


def test_growing_leaves_holidays_and_earlier_rows_alone(autumn: Any) -> None:
    fridays = Rhythm(date(2026, 10, 2), time(17), 60, Rule("WEEKLY", ("FR",)), HolidayPolicy.SKIP)
    series = make_series(fridays)
    gone = morning(series, "2026-10-16")
    gone.delete()
    autumn.move_to(at("2027-06-20T12:00"))
    extend(clock.now())
    found = starts(series)
    assert "2028-04-14T14:00Z" not in found  # Good Friday
    assert "2026-10-16T14:00Z" not in found


def test_the_series_of_a_cancelled_event_grows_no_more(autumn: Any) -> None:
    make_series(replace(MORNINGS, rule=Rule("WEEKLY", ("TU",))))
    event = Event.objects.get()
    commands.cancel_event(HOUSE, event.uuid, version=event.version, reason={"fi": "Tila suljettiin."})
    autumn.shift(timedelta(days=90))
    assert extend(clock.now()) == 0


def test_a_draft_may_have_a_rhythm_and_it_is_not_listed() -> None:
    event = make_draft(at("2026-10-06T09:00"))
    series = commands.set_series(HOUSE, event.uuid, version=event.version, rhythm=MORNINGS)
    assert set(series.occurrences.values_list("listed", flat=True)) == {False}
    event = commands.publish_event(HOUSE, event.uuid, version=Event.objects.get().version)
    assert set(series.occurrences.values_list("listed", flat=True)) == {True}


@pytest.mark.parametrize("weeks", [4, 30])
def test_changing_a_series_costs_the_same_statements_however_long(
    weeks: int, django_assert_max_num_queries: Any
) -> None:
    rhythm = replace(MORNINGS, rule=Rule("WEEKLY", ("TU",), count=weeks), skipped=frozenset())
    series = make_series(rhythm)
    number = version(series)
    with django_assert_max_num_queries(45):
        commands.change_series(HOUSE, series.uuid, version=number, rhythm=at_ten(rhythm))
