"""How one time differs: cancelled and taken back, moved, changed, extra."""

from typing import Any
from uuid import uuid4

import pytest

from kotikulma.directory.tests.make_entries import make_place
from kotikulma.events import commands
from kotikulma.events.models import Event, Occurrence
from kotikulma.events.tests.make import at, make_event, only_time
from kotikulma.events.tests.make_series import MORNINGS, make_series, morning, starts, version
from kotikulma.events.types import EventNotFound, EventRefused, ExceptionKind, OccurrenceState
from kotikulma.kernel import revisions
from kotikulma.kernel.audit.models import AuditEvent
from tests.cast import HOUSE, actor, other_editor

pytestmark = pytest.mark.django_db
REASON = {"fi": "Ohjaaja on sairaana."}


@pytest.fixture(autouse=True)
def autumn(time_machine: Any) -> Any:
    time_machine.move_to(at("2026-09-20T12:00"), tick=False)
    return time_machine


def cancel(row: Occurrence, **more: Any) -> Occurrence:
    return commands.cancel_occurrence(HOUSE, row.uuid, version=current(row), **{"reason": REASON, **more})


def current(row: Occurrence) -> int:
    return Event.objects.get(pk=row.event_id).version


def move(row: Occurrence, starts: str, ends: str, **more: Any) -> Occurrence:
    times = {"starts_at": at(starts), "ends_at": at(ends)}
    return commands.move_occurrence(HOUSE, row.uuid, version=current(row), **times, **more)


def refusal(do: Any) -> EventRefused:
    with pytest.raises(EventRefused) as refused:
        do()
    return refused.value


def test_a_cancelled_time_stays_and_says_why() -> None:
    row = cancel(morning(make_series(), "2026-11-17"))
    row.refresh_from_db()
    assert (row.state, row.exception, row.cancel_reason, row.sequence) == (
        OccurrenceState.CANCELLED,
        ExceptionKind.CANCELLED,
        REASON,
        1,
    )


def test_cancelling_needs_a_reason_once_people_have_seen_it() -> None:
    row = morning(make_series(), "2026-11-17")
    said = refusal(lambda: cancel(row, reason={"fi": " "}))
    assert said.fields == {"reason": "Kerro syy. Se näkyy kaikille, jotka aikoivat tulla."}


def test_a_cancelled_time_is_taken_back() -> None:
    row = cancel(morning(make_series(), "2026-11-17"))
    row = commands.restore_occurrence(HOUSE, row.uuid, version=current(row))
    assert (row.state, row.exception, row.cancel_reason, row.sequence) == (OccurrenceState.PLANNED, "", {}, 2)


def test_cancelling_twice_is_once() -> None:
    row = cancel(morning(make_series(), "2026-11-17"))
    assert cancel(row).sequence == 1


def test_a_moved_time_keeps_its_name_and_its_kind_when_cancelled_and_back() -> None:
    row = move(morning(make_series(), "2027-02-09"), "2027-02-10T10:00", "2027-02-10T12:00")
    row = move(row, "2027-02-11T10:00", "2027-02-11T12:00")
    assert (row.recurrence_id, row.exception, row.sequence) == (at("2027-02-09T09:00"), ExceptionKind.MOVED, 2)
    row = cancel(row)
    assert (row.exception, row.state) == (ExceptionKind.MOVED, OccurrenceState.CANCELLED)
    assert commands.restore_occurrence(HOUSE, row.uuid, version=current(row)).exception == ExceptionKind.MOVED


def test_a_time_moved_back_is_no_exception() -> None:
    row = move(morning(make_series(), "2027-02-09"), "2027-02-10T10:00", "2027-02-10T12:00")
    assert move(row, "2027-02-09T09:00", "2027-02-09T11:00").exception == ""


def test_a_longer_time_is_an_exception_too() -> None:
    row = move(morning(make_series(), "2027-02-09"), "2027-02-09T09:00", "2027-02-09T13:00")
    assert row.exception == ExceptionKind.MOVED


def test_another_place_for_once_is_where_lists_look() -> None:
    library = make_place("Kirjasto", municipality_code="091")
    row = morning(make_series(), "2027-02-09")
    row = move(row, "2027-02-10T10:00", "2027-02-10T12:00", values={"place": library.uuid})
    row.refresh_from_db()
    assert (row.place_here_id, row.municipality_code) == (library.id, "091")


def test_a_note_changes_no_sequence_a_place_does() -> None:
    row = morning(make_series(), "2027-02-09")
    row = commands.change_occurrence(HOUSE, row.uuid, version=current(row), values={"note": {"fi": "Ota eväät."}})
    assert (row.exception, row.sequence) == (ExceptionKind.CHANGED, 0)
    values = {"place": make_place("Kirjasto").uuid}
    row = commands.change_occurrence(HOUSE, row.uuid, version=current(row), values=values)
    assert row.sequence == 1
    values = {"place": None, "note": {}}
    assert commands.change_occurrence(HOUSE, row.uuid, version=current(row), values=values).exception == ""


def test_the_sequence_of_an_exception_is_beyond_that_of_its_series() -> None:
    series = make_series()
    for _time in range(3):
        commands.change_series(HOUSE, series.uuid, version=version(series), rhythm=MORNINGS)
    assert cancel(morning(series, "2026-11-17")).sequence == 4


def test_an_extra_time_of_a_series() -> None:
    series = make_series()
    times = {"starts_at": at("2026-10-08T17:00"), "ends_at": at("2026-10-08T19:00")}
    row = commands.add_occurrence(
        HOUSE, series.event.uuid, version=version(series), series=series.uuid, values={"note": {"fi": "Ilta"}}, **times
    )
    assert (row.exception, row.recurrence_id, row.listed) == (ExceptionKind.EXTRA, row.starts_at, True)
    again = {"version": version(series), "series": series.uuid, **times}
    said = refusal(lambda: commands.add_occurrence(HOUSE, series.event.uuid, **again))
    assert said.fields == {"times": "Sarjassa on jo kerta tähän aikaan."}


def test_extra_times_stay_when_the_rhythm_changes() -> None:
    series = make_series()
    times = {"starts_at": at("2026-10-08T17:00"), "ends_at": at("2026-10-08T19:00")}
    commands.add_occurrence(HOUSE, series.event.uuid, version=version(series), series=series.uuid, **times)
    rearranged = commands.change_series(HOUSE, series.uuid, version=version(series), rhythm=MORNINGS)
    assert (rearranged.kept, "2026-10-08T14:00Z" in starts(series)) == ((), True)


def test_a_single_time_is_moved_and_cancelled_alike() -> None:
    row = move(only_time(make_event()), "2026-10-01T10:00", "2026-10-01T12:00")
    assert (row.exception, row.sequence) == ("", 1)
    assert cancel(row).exception == ""


@pytest.mark.parametrize(
    ("starts", "ends", "sentence"),
    [
        ("2026-10-01T10:00", "2026-10-01T10:00", "Tapahtuman on päätyttävä sen jälkeen, kun se alkaa."),
        ("2026-09-01T10:00", "2026-09-01T12:00", "Valitse aika, joka on vielä edessä."),
    ],
)
def test_a_time_that_cannot_be_is_refused(starts: str, ends: str, sentence: str) -> None:
    row = only_time(make_event())
    assert refusal(lambda: move(row, starts, ends)).fields == {"times": sentence}


def test_a_cancelled_time_is_not_moved() -> None:
    row = cancel(morning(make_series(), "2026-11-17"))
    said = refusal(lambda: move(row, "2026-11-18T10:00", "2026-11-18T12:00"))
    assert said.message == "Tämä kerta on peruttu. Palauta se ensin."


def test_a_past_time_does_not_change(autumn: Any) -> None:
    row = morning(make_series(), "2026-10-06")
    autumn.move_to(at("2026-10-06T11:00"))
    assert refusal(lambda: cancel(row)).message == "Mennyttä kertaa ei voi muuttaa. Valitse tuleva kerta."


def test_an_unknown_place_is_refused() -> None:
    row = only_time(make_event())
    values = {"place": uuid4()}
    said = refusal(lambda: commands.change_occurrence(HOUSE, row.uuid, version=current(row), values=values))
    assert said.fields == {"place": "Paikkaa ei löydy. Valitse se uudelleen."}


def test_a_note_that_is_too_long_is_named() -> None:
    row = only_time(make_event())
    values = {"note": {"fi": "a" * 501}}
    said = refusal(lambda: commands.change_occurrence(HOUSE, row.uuid, version=current(row), values=values))
    assert list(said.fields) == ["note"]


def test_another_organisations_editor_meets_nothing() -> None:
    row = only_time(make_event())
    with pytest.raises(EventNotFound):
        commands.cancel_occurrence(actor(other_editor()), row.uuid, version=1, reason=REASON)
    with pytest.raises(EventNotFound):
        commands.cancel_occurrence(HOUSE, uuid4(), version=1, reason=REASON)


def test_an_exception_leaves_audit_and_revision() -> None:
    row = cancel(only_time(make_event()))
    last = AuditEvent.objects.order_by("-id").first()
    assert (last.action, last.object_uuid) == ("events.occurrence.cancelled", row.event.uuid)
    kept = revisions.of(row.event.uuid)[0].data["occurrence"]
    assert (kept["uuid"], kept["state"]) == (str(row.uuid), "cancelled")
