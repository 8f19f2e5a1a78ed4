"""Long-term homelessness and how long somebody has been without a home, day by day."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from kotikulma.casework.rules import episodes, ledger, long_term, situations
from kotikulma.casework.tests.ledgers import at, entry
from kotikulma.casework.types.ledger import (
    Entry,
    EventType,
    LedgerRefused,
)
from kotikulma.casework.types.situations import Certainty, Episode, Stay

T = EventType
NOON = at(date(2020, 1, 5))


def types(entries: list[Entry]) -> list[tuple[str, date]]:
    return [(one.type, one.valid_date) for one in ledger.timeline(entries)]


@pytest.mark.parametrize(("rule", "on", "suggested"), [
    (long_term.OVER_A_YEAR, date(2019, 11, 15), False),
    (long_term.AT_LEAST_A_YEAR, date(2019, 11, 15), True),
    (long_term.OVER_A_YEAR, date(2019, 11, 16), True),
    (long_term.AT_LEAST_A_YEAR, date(2019, 11, 16), True),
])  # fmt: skip
def test_a_year_is_over_on_the_day_after_or_full_on_the_day(rule: object, on: date, suggested: bool) -> None:
    episode = [Episode(date(2018, 11, 15), None)]
    assert long_term.suggest(rule, factor=True, episodes=episode, on=on).suggested is suggested  # type: ignore[arg-type]


def test_without_a_factor_no_length_is_long_term() -> None:
    view = long_term.suggest(
        long_term.OVER_A_YEAR, factor=False, episodes=[Episode(date(2010, 1, 1), None)], on=date(2019, 11, 15)
    )
    assert not view.suggested
    with pytest.raises(LedgerRefused, match="Kerro lyhyesti, miksi"):
        long_term.check_override(view, True, " ")
    long_term.check_override(view, True, "Kiertänyt tuttavien luona vuosia.")


def test_the_third_episode_in_three_years_is_long_term_at_once() -> None:
    known = [
        Episode(date(2017, 2, 1), date(2017, 5, 1)),
        Episode(date(2018, 6, 1), date(2018, 8, 1)),
        Episode(date(2019, 10, 1), None),
    ]
    view = long_term.suggest(long_term.OVER_A_YEAR, factor=True, episodes=known, on=date(2019, 11, 15))
    assert (view.suggested, view.episodes, view.version) == (True, 3, "ara-2019-over")
    assert not long_term.suggest(
        long_term.OVER_A_YEAR, factor=True, episodes=known[1:], on=date(2019, 11, 15)
    ).suggested


def test_on_the_list_long_term_begins_by_itself_and_ends_with_the_stay() -> None:
    entries = [
        entry(1, T.NEW, date(2018, 11, 15), factor=True),
        entry(2, T.HOME, date(2020, 1, 1)),
        entry(3, T.FROM_HOME, date(2021, 1, 1)),
    ]
    assert types(entries) == [
        (T.NEW, date(2018, 11, 15)),
        (T.BECAME_LONG_TERM, date(2019, 11, 16)),
        (T.HOME, date(2020, 1, 1)),
        (T.FROM_HOME, date(2021, 1, 1)),
        (T.BECAME_LONG_TERM, date(2022, 1, 2)),
    ]


def test_a_break_of_less_than_a_week_does_not_start_the_year_anew() -> None:
    entries = [
        entry(1, T.NEW, date(2018, 11, 15), factor=True),
        entry(2, T.HOME, date(2019, 3, 1)),
        entry(3, T.FROM_HOME, date(2019, 3, 7)),
    ]
    assert (T.BECAME_LONG_TERM, date(2019, 11, 16)) in types(entries)
    later = [*entries[:2], entry(3, T.FROM_HOME, date(2019, 3, 8))]
    assert (T.BECAME_LONG_TERM, date(2020, 3, 9)) in types(later)


def test_a_workers_decision_silences_the_rule_until_the_person_leaves() -> None:
    decided = [
        entry(1, T.NEW, date(2018, 11, 15), factor=True),
        entry(2, T.CEASED_LONG_TERM, date(2019, 5, 1), reason="asuminen järjestyy pian"),
    ]
    assert [one for one, _ in types(decided)] == [T.NEW, T.CEASED_LONG_TERM]


def test_homeless_before_being_found_counts() -> None:
    entries = [entry(1, T.NEW, date(2019, 10, 1), factor=True, since=date(2018, 1, 1))]
    assert types(entries) == [(T.NEW, date(2019, 10, 1)), (T.BECAME_LONG_TERM, date(2019, 10, 1))]


def test_a_new_rule_speaks_from_its_first_day() -> None:
    gentler = replace(long_term.AT_LEAST_A_YEAR, in_force=date(2020, 1, 1))
    rules = (long_term.OVER_A_YEAR, gentler)
    assert long_term.in_force(rules, date(2019, 12, 31)).version == "ara-2019-over"
    assert long_term.in_force(rules, date(2020, 1, 1)).version == "at-least-a-year"
    before = long_term.first_day(rules, episodes=[], since=date(2018, 5, 1), on=date(2018, 5, 1))
    after = long_term.first_day(rules, episodes=[], since=date(2019, 5, 1), on=date(2019, 5, 1))
    assert (before, after) == (date(2019, 5, 2), date(2020, 5, 1))


SOFA_HOSPITAL_STREET_HOME = [
    Stay(code="friends", start=date(2020, 1, 1), end=date(2020, 4, 1)),
    Stay(code="hospital", start=date(2020, 4, 1), end=date(2020, 4, 6)),
    Stay(code="outdoors", start=date(2020, 4, 6), end=date(2020, 6, 1)),
    Stay(code="own_rented", start=date(2020, 6, 1)),
]
OVERLAPPING = [
    Stay(code="emergency_shelter", start=date(2020, 5, 10), end=date(2020, 5, 20)),
    Stay(code="outdoors", start=date(2020, 5, 15), end=date(2020, 5, 25)),
]


@pytest.mark.parametrize("more", [[], OVERLAPPING])
def test_days_are_counted_once_however_many_recorded_them(more: list[Stay]) -> None:
    life = situations.resolved([*SOFA_HOSPITAL_STREET_HOME, *more])
    year = date(2020, 1, 1), date(2021, 1, 1)
    assert episodes.days_homeless(life, *year) == 152
    assert episodes.days_outside_institutions(life, *year) == 147
    assert episodes.days_in_three_years(life, date(2020, 12, 31)) == 152
    found = episodes.episodes(life)
    assert found == [Episode(date(2020, 1, 1), date(2020, 6, 1))]
    assert episodes.length_on(found[0], date(2020, 12, 31)) == 152


def test_resolved_records_never_overlap_and_gaps_are_told() -> None:
    life = situations.resolved(
        [
            Stay(code="friends", start=date(2020, 1, 1), end=date(2020, 2, 1)),
            Stay(code="hostel", start=date(2020, 1, 20), end=date(2020, 1, 25), certainty=Certainty.SEEN),
            Stay(code="outdoors", start=date(2020, 1, 22), end=date(2020, 1, 28)),
            Stay(code="prison", start=date(2020, 3, 1), end=date(2020, 4, 1)),
        ]
    )
    assert [(one.code, one.start.day, one.start.month) for one in life] == [
        ("friends", 1, 1),
        ("hostel", 20, 1),
        ("outdoors", 25, 1),
        ("friends", 28, 1),
        ("", 1, 2),
        ("prison", 1, 3),
    ]
    assert all(one.end == after.start for one, after in pairwise(life))
    assert situations.code_on(life, date(2020, 1, 23)) == "hostel"


def test_prison_without_a_home_is_the_same_episode() -> None:
    life = situations.resolved(
        [
            Stay(code="friends", start=date(2020, 1, 1), end=date(2020, 2, 1)),
            Stay(code="prison", start=date(2020, 2, 1), end=date(2020, 5, 31)),
            Stay(code="friends", start=date(2020, 5, 31)),
        ]
    )
    assert episodes.episodes(life) == [Episode(date(2020, 1, 1), None)]


def test_time_to_a_home_counts_from_being_found_in_this_episode() -> None:
    known = [Episode(date(2017, 1, 1), date(2017, 6, 1)), Episode(date(2019, 1, 1), date(2019, 9, 1))]
    identified = [date(2017, 2, 1), date(2019, 3, 1)]
    assert episodes.days_to_home(known, identified, date(2019, 9, 1)) == 184
    assert episodes.days_to_home(known, [date(2017, 2, 1)], date(2019, 9, 1)) is None


def test_a_way_out_has_a_fortnight_after_it_and_a_return_comes_within_two_years() -> None:
    known = [
        Episode(date(2017, 1, 1), date(2017, 6, 1)),
        Episode(date(2017, 6, 11), date(2017, 9, 1)),
        Episode(date(2018, 9, 1), None),
    ]
    assert episodes.ways_out(known, date(2019, 1, 1)) == [date(2017, 9, 1)]
    assert episodes.days_until_return(date(2017, 9, 1), known) == 365
    assert episodes.days_until_return(date(2016, 1, 1), known) == 366
    assert episodes.days_until_return(date(2019, 1, 1), known) is None
