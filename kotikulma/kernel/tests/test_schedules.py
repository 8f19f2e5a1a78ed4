"""When recurring work is due."""

from datetime import datetime, timedelta

import pytest

from kotikulma.kernel import clock
from kotikulma.kernel.jobs import schedules
from kotikulma.kernel.jobs.models import Job
from kotikulma.kernel.jobs.schedules import Daily, Every


def at(text: str) -> datetime:
    return clock.parse(text)


def test_every_five_minutes_is_counted_from_a_fixed_moment() -> None:
    assert Every(5).latest(at("2027-02-10T12:07:31")) == at("2027-02-10T12:05")
    assert Every(5).latest(at("2027-02-10T12:05")) == at("2027-02-10T12:05")


def test_daily_before_its_hour_was_due_yesterday() -> None:
    assert Daily("03:10").latest(at("2027-02-10T03:09")) == at("2027-02-09T03:10")
    assert Daily("03:10").latest(at("2027-02-10T03:10")) == at("2027-02-10T03:10")


@pytest.mark.parametrize("night", ["2027-03-28", "2027-10-31"])
def test_a_night_when_clocks_are_turned_has_one_due_moment(night: str) -> None:
    minutes = [at(f"{night}T00:00") + timedelta(minutes=minute) for minute in range(24 * 60)]
    moments = {Daily("03:30").latest(minute) for minute in minutes}
    assert len([due for due in moments if due.astimezone(clock.HELSINKI).date().isoformat() == night]) == 1


@pytest.mark.django_db
def test_a_due_moment_is_queued_once_also_without_memory(settings, monkeypatch) -> None:
    settings.SCHEDULES = "kotikulma.kernel.tests.tasks.SCHEDULES"
    monkeypatch.setenv("KOTIKULMA_NOW", "2027-02-10T12:01")
    assert [schedules.queue_due({}), schedules.queue_due({})] == [1, 0]
    monkeypatch.setenv("KOTIKULMA_NOW", "2027-02-10T12:06")
    assert schedules.queue_due({}) == 1
    keys = Job.objects.order_by("id").values_list("dedupe_key", flat=True)
    assert list(keys) == [f"schedule:test.often@2027-02-10T10:0{minute}:00+00:00" for minute in (0, 5)]


@pytest.mark.django_db
def test_moments_missed_are_not_made_up_for_one_by_one(settings, monkeypatch) -> None:
    settings.SCHEDULES = "kotikulma.kernel.tests.tasks.SCHEDULES"
    for moment in ("2027-02-10T12:01", "2027-02-11T12:01"):
        monkeypatch.setenv("KOTIKULMA_NOW", moment)
        schedules.queue_due({})
    assert Job.objects.count() == 2


def test_the_schedule_of_the_house_names_no_work_twice() -> None:
    names = [schedule.name for schedule in schedules.registered()]
    assert len(names) == len(set(names))
    assert all(isinstance(schedule.rule.latest(clock.now()), datetime) for schedule in schedules.registered())
