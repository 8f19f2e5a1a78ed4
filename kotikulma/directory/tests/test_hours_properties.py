"""What must hold of any schedule at any time."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from kotikulma.directory.rules.hours import counting_kinds, intervals, state_at
from kotikulma.directory.types import (
    HolidayPolicy,
    HoursException,
    HoursKind,
    Interval,
    OpenKind,
    Period,
    Recurrence,
    Schedule,
    Slot,
)

# Around a change of clocks, a week 53 and several holidays
DATES = st.dates(date(2026, 10, 20), date(2027, 4, 5))
MOMENTS = st.datetimes(datetime(2026, 10, 24), datetime(2027, 4, 1), timezones=st.just(UTC))
TIMES = st.sampled_from([time(h, m) for h in (0, 3, 4, 9, 12, 18, 22) for m in (0, 30)])
KINDS = st.sampled_from(HoursKind)
SPANS = st.tuples(TIMES, TIMES)


@st.composite
def periods(draw: st.DrawFn) -> Period:
    return Period(
        kind=draw(KINDS),
        slots=tuple(draw(st.lists(st.builds(Slot, st.integers(0, 6), TIMES, TIMES), max_size=4))),
        valid_from=draw(st.none() | DATES),
        valid_to=draw(st.none() | DATES),
        recurrence=draw(st.sampled_from(Recurrence)),
        interval=draw(st.integers(1, 3)),
        anchor=draw(st.none() | DATES),
        nth=tuple(draw(st.lists(st.sampled_from([1, 2, 3, 4, 5, -1]), max_size=2))),
        always_open=draw(st.integers(0, 5)) == 0,
    )


@st.composite
def exceptions(draw: st.DrawFn) -> HoursException:
    start = draw(DATES)
    end = start + timedelta(days=draw(st.integers(0, 20)))
    return HoursException(start, end, tuple(draw(st.lists(SPANS, max_size=2))), draw(KINDS))


@st.composite
def schedules(draw: st.DrawFn, parents: bool = True) -> Schedule:
    return Schedule(
        periods=tuple(draw(st.lists(periods(), max_size=3))),
        exceptions=tuple(draw(st.lists(exceptions(), max_size=3))),
        holiday_policy=draw(st.sampled_from(HolidayPolicy)),
        starts_on=draw(st.none() | DATES),
        ends_on=draw(st.none() | DATES),
        paused_from=draw(st.none() | DATES),
        paused_until=draw(st.none() | DATES),
        phone_counts=draw(st.booleans()),
        parent=draw(st.none() | schedules(parents=False)) if parents else None,
    )


def covered(found: tuple[Interval, ...]) -> list[tuple[HoursKind, datetime, datetime]]:
    """Joined stretches per kind."""
    joined: list[tuple[HoursKind, datetime, datetime]] = []
    for kind, start, end in sorted((item.kind, item.start, item.end) for item in found):
        if joined and joined[-1][0] == kind and start <= joined[-1][2]:
            joined[-1] = (kind, joined[-1][1], max(joined[-1][2], end))
        else:
            joined.append((kind, start, end))
    return joined


@given(schedules(), MOMENTS, st.integers(0, 60))
def test_stretches_are_ordered_and_apart_within_a_kind(schedule: Schedule, start: datetime, days: int) -> None:
    found = intervals(schedule, start, start + timedelta(days=days))
    assert list(found) == sorted(found, key=lambda item: item.start)
    assert all(item.start < item.end for item in found)
    for kind in HoursKind:
        own = [item for item in found if item.kind == kind]
        assert all(one.end < two.start for one, two in pairwise(own))


@given(schedules(), MOMENTS)
def test_open_exactly_when_now_lies_in_a_stretch_that_counts(schedule: Schedule, now: datetime) -> None:
    around = intervals(schedule, now, now + timedelta(microseconds=1))
    inside = any(item.kind in counting_kinds(schedule) and item.start <= now < item.end for item in around)
    assert (state_at(schedule, now).kind == OpenKind.OPEN) == inside


@given(schedules(), MOMENTS, st.integers(1, 40), st.floats(0, 1))
def test_a_range_split_anywhere_holds_the_same(schedule: Schedule, start: datetime, days: int, part: float) -> None:
    end = start + timedelta(days=days)
    middle = start + (end - start) * part
    halves = intervals(schedule, start, middle) + intervals(schedule, middle, end)
    assert covered(halves) == covered(intervals(schedule, start, end))


@given(schedules(), MOMENTS)
def test_asking_twice_gives_the_same(schedule: Schedule, now: datetime) -> None:
    assert state_at(schedule, now) == state_at(schedule, now)
    end = now + timedelta(days=21)
    assert intervals(schedule, now, end) == intervals(schedule, now, end)


@settings(max_examples=60)
@given(schedules(), MOMENTS)
def test_an_open_door_stays_open_until_it_is_said_to_close(schedule: Schedule, now: datetime) -> None:
    state = state_at(schedule, now)
    if state.kind == OpenKind.OPEN and state.until:
        assert state_at(schedule, state.until - timedelta(seconds=1)).kind == OpenKind.OPEN
        assert state_at(schedule, state.until).kind != OpenKind.OPEN


@settings(max_examples=60)
@given(schedules(), MOMENTS)
def test_the_next_opening_is_the_first_stretch_to_come(schedule: Schedule, now: datetime) -> None:
    state = state_at(schedule, now)
    counting = counting_kinds(schedule)
    coming = [i for i in intervals(schedule, now, now + timedelta(days=100)) if i.kind in counting and i.start > now]
    if state.kind not in (OpenKind.OPEN, OpenKind.ENDED) and coming:
        assert state.next is not None
        assert state.next.start == coming[0].start
