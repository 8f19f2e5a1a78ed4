"""What becomes of rows when a rhythm changes, whatever the rows and the rhythm."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kotikulma.events.rules import recurrence
from kotikulma.events.rules.recurrence import CODES
from kotikulma.events.rules.regeneration import Settlement, settle
from kotikulma.events.types import ExceptionKind, HolidayPolicy, Rule
from kotikulma.events.types.rhythm import Rhythm, SeriesRow

CALMLY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
NOW = datetime(2027, 2, 10, 10, tzinfo=UTC)
END = NOW + timedelta(days=120)
KINDS = ["", *ExceptionKind.values]


@st.composite
def rhythms(draw: Any) -> Rhythm:
    days = draw(st.sets(st.sampled_from(CODES), min_size=1, max_size=3))
    at = time(draw(st.integers(8, 12)))
    return Rhythm(date(2027, 1, 4), at, 60, Rule("WEEKLY", tuple(days)), HolidayPolicy.KEEP)


@st.composite
def rows(draw: Any) -> list[SeriesRow]:
    found = []
    for number, one in enumerate(recurrence.planned(draw(rhythms()), NOW - timedelta(days=40), END)):
        moved = timedelta(hours=draw(st.sampled_from([0, 0, 0, 5, -1000])))
        kind = ExceptionKind.MOVED if moved else draw(st.sampled_from(KINDS))
        start = one.starts_at + moved
        found.append(SeriesRow(number, one.recurrence_id, start, start + timedelta(hours=1), kind, draw(st.booleans())))
    return found


def touched(settled: Settlement) -> list[int]:
    pairs = [*settled.followed, *settled.renamed]
    return [row.id for row, _one in pairs] + [row.id for row in (*settled.detached, *settled.dropped)]


@CALMLY
@given(rows(), rhythms())
def test_nothing_people_stand_on_is_dropped_and_the_past_is_left_alone(found: list[SeriesRow], rhythm: Rhythm) -> None:
    settled = settle(found, recurrence.planned(rhythm, NOW, END), NOW)
    by_id = {row.id: row for row in found}
    assert not any(row.bound or row.exception for row in settled.dropped)
    assert all(min(by_id[one].recurrence_id, by_id[one].starts_at) > NOW for one in touched(settled))
    assert len(touched(settled)) == len(set(touched(settled)))
    assert all(one.recurrence_id > NOW for one in settled.created)


@CALMLY
@given(rows(), rhythms())
def test_every_planned_day_has_one_row_and_no_name_comes_twice(found: list[SeriesRow], rhythm: Rhythm) -> None:
    planned = recurrence.planned(rhythm, NOW, END)
    settled = settle(found, planned, NOW)
    names = {row.id: row.recurrence_id for row in found}
    for row, one in (*settled.followed, *settled.renamed):
        names[row.id] = one.recurrence_id
    for row in settled.dropped:
        del names[row.id]
    after = [*names.values(), *(one.recurrence_id for one in settled.created)]
    assert len(after) == len(set(after))
    ahead = [one for one in planned if one.recurrence_id > NOW]  # what begins this moment has begun
    assert {one.recurrence_id.date() for one in ahead} <= {name.date() for name in after}


@CALMLY
@given(rhythms())
def test_the_same_rhythm_again_changes_nothing(rhythm: Rhythm) -> None:
    plan = recurrence.planned(rhythm, NOW, END)
    fresh = [
        SeriesRow(number, one.recurrence_id, one.starts_at, one.ends_at, "", False) for number, one in enumerate(plan)
    ]
    assert settle(fresh, plan, NOW) == Settlement((), (), (), (), ())
