"""Who gets a seat: the rule by itself, and what holds for any queue."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kotikulma.events.rules.allocation import (
    Decisions,
    Newcomer,
    Party,
    Placement,
    Placing,
    Situation,
    decide,
    may_confirm,
    place_of,
    room_of,
)
from kotikulma.events.types import Channel, Promotion, RegistrationState, SkipOversized

START = datetime(2027, 2, 17, 15, 30, tzinfo=UTC)
IN_PERSON, ONLINE = Channel.IN_PERSON, Channel.ONLINE
WAITING, OFFERED = RegistrationState.WAITING, RegistrationState.OFFERED


def waits(number: int, size: int = 1, channel: str = IN_PERSON, until: datetime | None = None) -> Party:
    return Party(number, size, channel, WAITING, until)


def situation(
    *parties: Party, free: int | None = 0, before: timedelta = timedelta(days=5), **changes: Any
) -> Situation:
    """Thirty seats in the room, of which `free` are free."""
    capacity = None if free is None else 30
    base = Situation(
        capacity={IN_PERSON: capacity, ONLINE: None},
        taken={IN_PERSON: 30 - (free or 0)},
        parties=parties,
        holds={},
        now=START - before,
        starts_at=START,
        stops_at=START,
        skip_oversized=SkipOversized.ALWAYS,
    )
    return replace(base, **changes)


def test_a_free_seat_goes_to_the_first_who_waits() -> None:
    assert decide(situation(waits(7), waits(5), free=1)).promoted == (5,)


def test_a_party_that_does_not_fit_is_passed_and_keeps_its_place() -> None:
    queue = situation(waits(2, 3), waits(3), waits(4, 2), free=2)
    assert decide(queue).promoted == (3,)
    assert place_of(queue, 2) == 1


def test_where_nobody_may_be_passed_the_queue_stands_behind_a_big_party_and_newcomers_too() -> None:
    queue = situation(waits(2, 3), waits(3), free=2, skip_oversized=SkipOversized.NEVER)
    decided = decide(queue, Newcomer(1, IN_PERSON))
    assert decided == Decisions(newcomer=Placement(Placing.QUEUE, 3))


@pytest.mark.parametrize(("hours", "promoted"), [(73, ()), (71, (3,))])
def test_by_default_parties_are_passed_only_in_the_last_72_hours(hours: int, promoted: tuple[int, ...]) -> None:
    queue = situation(
        waits(2, 3),
        waits(3),
        free=2,
        before=timedelta(hours=hours),
        skip_oversized=SkipOversized.LAST_72_HOURS,
        promotion=Promotion.DIRECT,
    )
    assert decide(queue).promoted == promoted


def test_a_newcomer_is_seated_only_after_no_waiting_party_fits() -> None:
    newcomer = Newcomer(1, IN_PERSON)
    assert decide(situation(waits(2), free=1), newcomer).newcomer == Placement(Placing.QUEUE, 1)
    assert decide(situation(waits(2, 2), free=1), newcomer).newcomer == Placement(Placing.SEAT)
    assert decide(situation(free=0), newcomer).newcomer == Placement(Placing.QUEUE, 1)


def test_who_waits_for_a_seat_in_the_room_does_not_hold_up_those_online() -> None:
    queue = situation(waits(2, 3), free=0, skip_oversized=SkipOversized.NEVER)
    assert decide(queue, Newcomer(1, ONLINE)).newcomer == Placement(Placing.SEAT)


def test_a_full_queue_refuses() -> None:
    queue = situation(waits(2, 2), waiting_capacity=3)
    assert decide(queue, Newcomer(1, IN_PERSON)).newcomer == Placement(Placing.QUEUE, 2)
    assert decide(queue, Newcomer(2, IN_PERSON)).newcomer == Placement(Placing.FULL)


def test_a_party_greater_than_the_event_is_told_so_and_holds_nobody_up() -> None:
    assert decide(situation(free=30), Newcomer(31, IN_PERSON)).newcomer == Placement(Placing.TOO_BIG)
    queue = situation(waits(2, 31), waits(3), free=1, skip_oversized=SkipOversized.NEVER)
    assert decide(queue).promoted == (3,)


def test_seats_one_holds_are_ones_own_whoever_waits() -> None:
    queue = situation(waits(2), free=2)
    decided = decide(queue, Newcomer(2, IN_PERSON, held=2))
    assert (decided.promoted, decided.newcomer) == ((), Placement(Placing.SEAT))


def test_seats_others_hold_are_taken() -> None:
    assert decide(situation(waits(2), free=2, holds={IN_PERSON: 2})).promoted == ()


def test_inside_48_hours_a_seat_is_offered_for_12_hours() -> None:
    before = timedelta(hours=24)
    assert decide(situation(waits(2), free=1, before=before)).offered == ((2, START - timedelta(hours=12)),)
    assert decide(situation(waits(2), free=1, before=timedelta(hours=49))).promoted == (2,)
    always = situation(waits(2), free=1, before=timedelta(days=9), promotion=Promotion.OFFER)
    assert decide(always).offered == ((2, always.now + timedelta(hours=12)),)


def test_an_offer_ends_when_the_last_call_begins_or_registration_closes() -> None:
    assert decide(situation(waits(2), free=1, before=timedelta(hours=6))).offered == ((2, START - timedelta(hours=3)),)
    closes = START - timedelta(hours=5)
    queue = situation(waits(2), free=1, before=timedelta(hours=6), stops_at=closes)
    assert decide(queue).offered == ((2, closes),)


def test_in_the_last_three_hours_all_whom_the_seats_suit_are_called_once() -> None:
    queue = situation(waits(2), waits(3, 2), waits(4, until=START), waits(5), free=1, before=timedelta(hours=2))
    assert decide(queue).called == ((2, START), (5, START))


def test_when_the_seat_has_gone_the_call_is_over() -> None:
    queue = situation(waits(4, until=START), free=0, before=timedelta(hours=2))
    assert decide(queue).uncalled == (4,)
    assert not may_confirm(queue, queue.parties[0])
    assert may_confirm(replace(queue, taken={IN_PERSON: 29}), queue.parties[0])


def test_a_lapsed_offer_goes_to_the_next() -> None:
    offered = Party(2, 1, IN_PERSON, OFFERED, START - timedelta(hours=20))
    queue = situation(offered, waits(3), free=1, before=timedelta(hours=20))
    decided = decide(queue)
    assert (decided.lapsed, [number for number, _until in decided.offered]) == ((2,), [3])
    assert not may_confirm(queue, offered)


@pytest.mark.parametrize("change", [{"cancelled": True}, {"now": START}, {"stops_at": START - timedelta(days=6)}])
def test_nobody_is_seated_after_the_end_of_registration_or_into_what_is_cancelled(change: dict[str, Any]) -> None:
    decided = decide(situation(waits(2), free=3, **change))
    assert (decided.promoted, decided.offered, decided.called) == ((), (), ())


def test_where_the_organiser_approves_nothing_is_offered() -> None:
    assert decide(situation(waits(2), free=1, before=timedelta(hours=5), approval=True)).promoted == (2,)


def test_seats_staff_gave_beyond_the_capacity_are_not_given_again() -> None:
    assert decide(situation(waits(2), taken={IN_PERSON: 31})).promoted == ()
    assert room_of(situation(taken={IN_PERSON: 31}), IN_PERSON) == -1


PARTIES = st.builds(
    lambda number, size, channel, offered, hours: Party(
        number, size, channel, OFFERED if offered else WAITING, START - timedelta(hours=hours) if offered else None
    ),
    number=st.integers(1, 10_000),
    size=st.integers(1, 5),
    channel=st.sampled_from([IN_PERSON, ONLINE]),
    offered=st.booleans(),
    hours=st.integers(0, 60),
)
SITUATIONS = st.builds(
    lambda parties, room, taken, held, hours, closes, promotion, skip, queue: Situation(
        capacity={IN_PERSON: room, ONLINE: 4},
        taken={IN_PERSON: taken},
        holds={IN_PERSON: held},
        parties=tuple(parties),
        now=START - timedelta(hours=hours),
        starts_at=START,
        stops_at=START - timedelta(hours=closes),
        promotion=promotion,
        skip_oversized=skip,
        waiting_capacity=queue,
    ),
    parties=st.lists(PARTIES, max_size=12, unique_by=lambda party: party.number),
    room=st.one_of(st.none(), st.integers(0, 12)),
    taken=st.integers(0, 12),
    held=st.integers(0, 3),
    hours=st.integers(0, 100),
    closes=st.integers(0, 30),
    promotion=st.sampled_from(Promotion),
    skip=st.sampled_from(SkipOversized),
    queue=st.one_of(st.none(), st.integers(0, 12)),
)
NEWCOMERS = st.one_of(
    st.none(), st.builds(Newcomer, size=st.integers(1, 5), channel=st.sampled_from([IN_PERSON, ONLINE]))
)

PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def carried_out(before: Situation, decided: Decisions) -> Situation:
    """The same queue afterwards."""
    taken = dict(before.taken)
    until = dict(decided.offered) | dict(decided.called)
    parties = []
    for party in before.parties:
        if party.number in decided.promoted:
            taken[party.channel] = taken.get(party.channel, 0) + party.size
        elif party.number in dict(decided.offered):
            parties.append(replace(party, state=OFFERED, until=until[party.number]))
        elif party.number in dict(decided.called):
            parties.append(replace(party, until=until[party.number]))
        elif party.number in decided.uncalled:
            parties.append(replace(party, until=None))
        elif party.number not in decided.lapsed:
            parties.append(party)
    return replace(before, parties=tuple(parties), taken=taken)


@PATIENT
@given(SITUATIONS, NEWCOMERS)
def test_there_are_never_too_many(before: Situation, newcomer: Newcomer | None) -> None:
    decided = decide(before, newcomer)
    after = carried_out(before, decided)
    for channel in (IN_PERSON, ONLINE):
        room = room_of(after, channel)
        if room is None:
            continue
        if newcomer and newcomer.channel == channel and decided.newcomer == Placement(Placing.SEAT):
            assert room >= newcomer.size
        assert room >= min(0, room_of(before, channel) or 0)


@PATIENT
@given(SITUATIONS)
def test_who_is_passed_would_not_have_fitted(before: Situation) -> None:
    decided = decide(before)
    seated = {*decided.promoted, *dict(decided.offered)}
    after = carried_out(before, decided)
    for channel in (IN_PERSON, ONLINE):
        room = room_of(after, channel)
        later = [party.number for party in before.parties if party.number in seated and party.channel == channel]
        for party in before.parties:
            passed = party.channel == channel and party.state == WAITING and party.number not in seated
            if passed and later and party.number < max(later):
                assert room is not None
                assert room < party.size
                assert before.skip_oversized != SkipOversized.NEVER or party.size > (before.capacity[channel] or 0)


@PATIENT
@given(SITUATIONS)
def test_deciding_again_changes_nothing(before: Situation) -> None:
    after = carried_out(before, decide(before))
    assert decide(after) == Decisions()


@PATIENT
@given(SITUATIONS, NEWCOMERS)
def test_a_newcomer_changes_nothing_for_those_before(before: Situation, newcomer: Newcomer | None) -> None:
    assert replace(decide(before, newcomer), newcomer=None) == decide(before)
