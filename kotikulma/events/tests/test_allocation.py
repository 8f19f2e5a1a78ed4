"""Seats that come free: to whom, in what order, and what each is told."""

from datetime import timedelta
from typing import Any

import pytest

from kotikulma.events.commands import registration, reminders
from kotikulma.events.commands.reminders import look_around
from kotikulma.events.models import Occurrence, Registration
from kotikulma.events.queries import intakes
from kotikulma.events.rules.allocation import place_of
from kotikulma.events.tests.make_registrations import (
    before,
    cancel,
    fill,
    intake,
    mails_of,
    make_occurrence,
    register,
    states,
    token,
)
from kotikulma.events.types import Busy, EventRefused, Full, RegistrationState
from kotikulma.kernel import clock
from kotikulma.kernel.audit.models import AuditEvent
from kotikulma.kernel.types import ANONYMOUS
from tests import cast
from tests.cast import HOUSE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def place(row: Registration) -> int:
    row.refresh_from_db()
    return place_of(intakes.situation(row.intake, clock.now()), row.number)


def free(occurrence: Occurrence) -> int:
    found = intake(occurrence)
    return (found.capacity_in_person or 0) - found.taken_in_person


def state(row: Registration) -> str:
    row.refresh_from_db()
    return row.state


def test_an_offer_lapses_at_its_deadline_and_goes_to_the_next(frozen: Any) -> None:
    occurrence = make_occurrence(capacity_in_person=1)
    seated, w1, w2 = fill(occurrence, 1, 1, 1)
    frozen.move_to(before(occurrence, hours=24))
    cancel(seated)
    assert (state(w1), w1.offer_expires_at) == ("offered", before(occurrence, hours=12))
    frozen.move_to(before(occurrence, hours=12))
    assert look_around() == 1
    assert (state(w1), state(w2)) == ("lapsed", "offered")
    assert (mails_of("events.offered"), mails_of("events.lapsed")) == (["s2", "s3"], ["s2"])
    with pytest.raises(EventRefused, match=r"Tarjous umpeutui. Voit ilmoittautua uudelleen."):
        registration.confirm_offer(ANONYMOUS, token(w1))
    for _time in range(2):
        registration.confirm_offer(ANONYMOUS, token(w2))
    assert (state(w2), intake(occurrence).taken_in_person) == ("attending", 1)
    assert mails_of("events.confirmed") == ["s1", "s3"]


def test_who_confirms_late_finds_the_offer_over_even_if_no_worker_ran(frozen: Any) -> None:
    occurrence = make_occurrence(capacity_in_person=1)
    seated, w1, w2 = fill(occurrence, 1, 1, 1)
    frozen.move_to(before(occurrence, hours=24))
    cancel(seated)
    frozen.move_to(before(occurrence, hours=11))
    with pytest.raises(EventRefused):
        registration.confirm_offer(ANONYMOUS, token(w1))
    assert (state(w1), state(w2)) == ("lapsed", "offered")


def test_who_declines_an_offer_leaves_the_queue_and_the_next_is_offered_it(frozen: Any) -> None:
    occurrence = make_occurrence(capacity_in_person=1)
    seated, w1, w2 = fill(occurrence, 1, 1, 1)
    frozen.move_to(before(occurrence, hours=30))
    cancel(seated)
    registration.decline_offer(ANONYMOUS, token(w1))
    assert (state(w1), state(w2)) == ("lapsed", "offered")


def test_in_the_last_three_hours_the_first_to_confirm_gets_the_seat(frozen: Any) -> None:
    occurrence = make_occurrence(capacity_in_person=1)
    seated, w1, w2, w3 = fill(occurrence, 1, 1, 1, 1)
    frozen.move_to(before(occurrence, hours=2))
    cancel(seated)
    assert mails_of("events.called") == ["s2", "s3", "s4"]
    registration.confirm_offer(ANONYMOUS, token(w2))
    assert [state(row) for row in (w1, w2, w3)] == ["waiting", "attending", "waiting"]
    with pytest.raises(EventRefused, match=r"Tarjous umpeutui|Toinen ehti ensin. Säilytät sijasi jonossa."):
        registration.confirm_offer(ANONYMOUS, token(w1))
    assert place(w1) == 1
    frozen.shift(timedelta(minutes=1))
    cancel(w2)
    assert mails_of("events.called") == ["s2", "s3", "s4", "s2", "s4"]


def test_nobody_is_promoted_after_the_closing(frozen: Any) -> None:
    occurrence = make_occurrence(capacity_in_person=1, closes_minutes_before=240)
    seated, waiting = fill(occurrence, 1, 1)
    frozen.move_to(before(occurrence, minutes=239))
    cancel(seated)
    assert (state(waiting), waiting.offer_expires_at, free(occurrence)) == ("waiting", None, 1)


def test_a_cancelled_event_tells_everybody_once_and_promotes_nobody() -> None:
    occurrence = make_occurrence(capacity_in_person=3)
    fill(occurrence, 1, 1, 1, 1, 2)
    assert registration.cancel_all(HOUSE, occurrence.event) == 5
    assert registration.cancel_all(HOUSE, occurrence.event) == 0
    assert set(states(occurrence).values()) == {"cancelled_event"}
    assert (len(mails_of("events.event_cancelled")), mails_of("events.promoted")) == (5, [])
    assert (intake(occurrence).taken_in_person, intake(occurrence).waiting) == (0, 0)
    assert AuditEvent.objects.filter(action="events.registration.cancelled").count() == 5


def test_a_cancelled_time_of_a_whole_event_tells_who_comes_and_leaves_them_registered() -> None:
    occurrence = make_occurrence(whole_event=True)
    row = register(occurrence)
    assert registration.cancel_all(HOUSE, occurrence) == 1
    assert (state(row), mails_of("events.event_cancelled")) == ("attending", ["aino"])


def test_more_seats_go_to_the_queue_at_once() -> None:
    occurrence = make_occurrence(capacity_in_person=1)
    _seated, w1, w2 = fill(occurrence, 1, 1, 1)
    registration.change_capacity(HOUSE, occurrence.uuid, in_person=2, online=None)
    assert (state(w1), state(w2)) == ("attending", "waiting")
    registration.set_up_registration(HOUSE, occurrence.event.uuid, values={"capacity_in_person": 9})
    assert state(w2) == "waiting", "this time has seats of its own"


def test_more_seats_in_the_setup_reach_the_times_that_follow_it() -> None:
    occurrence = make_occurrence(capacity_in_person=1)
    _seated, w1 = fill(occurrence, 1, 1)
    registration.set_up_registration(HOUSE, occurrence.event.uuid, values={"capacity_in_person": 2})
    assert state(w1) == "attending"


def test_fewer_seats_throw_nobody_out_and_let_nobody_in() -> None:
    occurrence = make_occurrence(capacity_in_person=3)
    a, b, c = fill(occurrence, 1, 1, 1)
    waiting = register(occurrence, "W")
    registration.change_capacity(HOUSE, occurrence.uuid, in_person=1, online=None)
    assert intake(occurrence).overbooked_in_person == 2
    for row in (a, b):
        cancel(row)
    assert (state(waiting), intake(occurrence).overbooked_in_person) == ("waiting", 0)
    cancel(c)
    assert state(waiting) == "attending"


def test_a_party_that_shrinks_lets_the_next_in_and_one_that_waits_keeps_its_place() -> None:
    occurrence = make_occurrence(capacity_in_person=3, skip_oversized="always")
    big = register(occurrence, "Iso", 3)
    w1, w2 = fill(occurrence, 2, 1, name="W")
    registration.change(ANONYMOUS, token(big), party_size=2)
    assert (state(w1), state(w2)) == ("waiting", "attending")
    registration.change(ANONYMOUS, token(w1), party_size=1)
    assert (place(w1), mails_of("events.changed")) == (1, ["iso", "w1"])


def test_a_party_grows_only_where_a_newcomer_would_get_the_seat() -> None:
    occurrence = make_occurrence(capacity_in_person=4)
    mine = register(occurrence, "Aino", 2)
    registration.change(ANONYMOUS, token(mine), party_size=3)
    with pytest.raises(Full, match=r"Ilmoittautumisesi on voimassa ennallaan."):
        registration.change(ANONYMOUS, token(mine), party_size=5)
    mine.refresh_from_db()
    assert mine.party_size == intake(occurrence).taken_in_person == 3


def test_who_changes_from_the_room_to_online_goes_to_the_end_of_that_queue() -> None:
    occurrence = make_occurrence(capacity_in_person=1, capacity_online=1, event={"mode": "in_person"})
    type(occurrence.event).objects.update(mode="hybrid")
    fill(occurrence, 1)
    register(occurrence, "Verkko", channel="online")
    first, second = register(occurrence, "Aino"), register(occurrence, "Berit", channel="online")
    registration.change(ANONYMOUS, token(first), channel="online")
    assert (place(second), place(first)) == (1, 2)


def test_staff_may_seat_one_past_the_queue_and_it_is_logged_by_name() -> None:
    occurrence = make_occurrence(capacity_in_person=1)
    seated, _w1, w2 = fill(occurrence, 1, 1, 1)
    editor = cast.everybody().actor("editor")
    registration.override(editor, w2.uuid)
    found = intake(occurrence)
    assert (state(w2), found.taken_in_person, found.overbooked_in_person) == ("attending", 2, 1)
    event = AuditEvent.objects.get(action="events.registration.overridden")
    assert (event.actor_id, event.object_uuid) == (editor.id, w2.uuid)
    cancel(seated)
    assert (intake(occurrence).overbooked_in_person, free(occurrence)) == (0, 0)


def test_a_seat_held_is_taken_and_ones_own_until_it_runs_out(frozen: Any) -> None:
    occurrence = make_occurrence(capacity_in_person=1)
    held = registration.hold(ANONYMOUS, occurrence.uuid)
    assert registration.hold(ANONYMOUS, occurrence.uuid, token=held.token) == held
    assert intake(occurrence).taken_in_person == 1
    assert not registration.hold(ANONYMOUS, occurrence.uuid).token
    other = register(occurrence, "Berit")
    mine = register(occurrence, "Aino", hold=held.token)
    assert (state(mine), state(other), free(occurrence)) == ("attending", "waiting", 0)


def test_a_hold_that_runs_out_gives_its_seat_to_the_queue(frozen: Any) -> None:
    occurrence = make_occurrence(capacity_in_person=1)
    held = registration.hold(ANONYMOUS, occurrence.uuid)
    waiting = register(occurrence, "Berit")
    frozen.shift(timedelta(minutes=15))
    look_around()
    assert state(waiting) == "attending"
    assert state(register(occurrence, "Aino", hold=held.token)) == "waiting"


def test_a_hold_is_extended_ten_times(frozen: Any) -> None:
    occurrence = make_occurrence()
    held = registration.hold(ANONYMOUS, occurrence.uuid)
    for left in range(9, -1, -1):
        frozen.shift(timedelta(minutes=14))
        assert registration.extend_hold(ANONYMOUS, held.token).extensions_left == left
    with pytest.raises(EventRefused, match="Aika loppui"):
        registration.extend_hold(ANONYMOUS, held.token)


def test_a_hold_grows_and_shrinks_and_what_it_no_longer_keeps_is_free() -> None:
    occurrence = make_occurrence(capacity_in_person=3)
    held = registration.hold(ANONYMOUS, occurrence.uuid, size=3)
    waiting = register(occurrence, "Berit")
    assert registration.hold(ANONYMOUS, occurrence.uuid, size=2, token=held.token).size == 2
    assert (state(waiting), free(occurrence)) == ("attending", 0)
    assert registration.hold(ANONYMOUS, occurrence.uuid, size=3, token=held.token).size == 2
    registration.release_hold(ANONYMOUS, held.token)
    assert free(occurrence) == 2


def test_who_sends_more_people_than_held_and_must_wait_gives_the_seats_back() -> None:
    occurrence = make_occurrence(capacity_in_person=2, skip_oversized="always")
    held = registration.hold(ANONYMOUS, occurrence.uuid, size=1)
    register(occurrence, "Eka")
    waiting = register(occurrence, "Berit")
    mine = register(occurrence, "Aino", 2, hold=held.token)
    assert (state(mine), state(waiting), free(occurrence)) == ("waiting", "attending", 0)


def test_cancelling_again_changes_nothing_and_after_the_end_nobody_cancels(frozen: Any) -> None:
    occurrence = make_occurrence()
    mine, other = fill(occurrence, 1, 1)
    for _time in range(3):
        cancel(mine)
    assert mails_of("events.cancelled") == ["s1"]
    frozen.move_to(occurrence.ends_at)
    with pytest.raises(EventRefused, match="ei voi enää perua"):
        cancel(other)


def test_staff_takes_somebody_out_and_the_next_comes_in() -> None:
    occurrence = make_occurrence(capacity_in_person=1)
    seated, waiting = fill(occurrence, 1, 1)
    registration.cancel_for(HOUSE, seated.uuid)
    assert (state(seated), state(waiting)) == ("cancelled_by_staff", "attending")
    assert mails_of("events.cancelled_by_staff") == ["s1"]


def test_a_new_address_gets_a_new_link() -> None:
    mine = register(make_occurrence(), "Aino")
    old = token(mine)
    registration.change(ANONYMOUS, old, email="uusi@example.org")
    assert mails_of("events.changed") == ["uusi"]
    assert token(mine) != old


def test_of_a_postponed_event_no_seat_is_given(frozen: Any) -> None:
    occurrence = make_occurrence(capacity_in_person=1)
    seated, waiting = fill(occurrence, 1, 1)
    type(occurrence.event).objects.update(state="postponed")
    cancel(seated)
    assert state(waiting) == RegistrationState.WAITING


def test_a_crowd_at_one_event_does_not_stop_the_worker(frozen: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    occurrence = make_occurrence()
    registration.hold(ANONYMOUS, occurrence.uuid)
    frozen.shift(timedelta(minutes=16))

    def crowded(_intake_id: int) -> Any:
        raise Busy

    monkeypatch.setattr(reminders, "locked", crowded)
    assert look_around() == 0
    monkeypatch.undo()
    assert look_around() == 1
