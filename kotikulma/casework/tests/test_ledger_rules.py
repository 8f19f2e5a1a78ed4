"""The by-name list: who may come and go how, what is known when, and who has been homeless how long."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import translation
from hypothesis import given, settings

from kotikulma.casework.rules import ledger, long_term, situations, statistics
from kotikulma.casework.tests.ledgers import at, entry, recorded
from kotikulma.casework.types.ledger import (
    EFFECTS,
    Attempt,
    Effect,
    Entry,
    EventType,
    LedgerRefused,
    of_effect,
)
from kotikulma.casework.types.situations import ARA, SituationCode

T = EventType
NOON = at(date(2020, 1, 5))


def on_list(entries: list[Entry], day: date, known: date | None = None) -> bool:
    postings = statistics.known_on(ledger.history(entries), known)
    return statistics.place_on(postings, day) is not None


def types(entries: list[Entry]) -> list[tuple[str, date]]:
    return [(one.type, one.valid_date) for one in ledger.timeline(entries)]


def refusal(*entries: Entry) -> str:
    with pytest.raises(LedgerRefused) as refused, translation.override("fi"):
        ledger.timeline(entries)
    return str(refused.value.message)


def test_the_events_are_the_finnish_set() -> None:
    assert of_effect(Effect.IN) == (T.NEW, T.FROM_HOME, T.FROM_INACTIVE, T.MOVED_IN, T.REOPENED)
    assert of_effect(Effect.OUT) == (T.HOME, T.INACTIVE, T.MOVED_AWAY, T.DECEASED, T.NOT_HOMELESS)
    assert of_effect(Effect.INTERNAL) == (
        T.CATEGORY,
        T.ENTERED_INSTITUTION,
        T.LEFT_INSTITUTION,
        T.BECAME_LONG_TERM,
        T.CEASED_LONG_TERM,
    )
    assert of_effect(Effect.ADJUSTMENT) == (T.MERGE, T.SPLIT, T.CORRECTION)
    assert set(EFFECTS) == set(T)


def test_both_typologies_follow_from_the_finest_situation() -> None:
    assert {code: (str(situations.ara_class(code)), situations.ethos_light(code)) for code in ARA} == {
        "outdoors": ("A1", 1),
        "stairwell": ("A1", 1),
        "vehicle": ("A1", 1),
        "makeshift": ("A1", 5),
        "emergency_shelter": ("A1", 2),
        "hostel": ("A2", 3),
        "boarding": ("A2", 3),
        "transitional": ("A2", 3),
        "refuge": ("A2", 3),
        "hospital": ("A3", 4),
        "rehabilitation": ("A3", 4),
        "care_unit": ("A3", 4),
        "prison": ("A3v", 4),
        "friends": ("A4", 6),
        "relatives": ("A4", 6),
        "unknown": ("A5", None),
    }


@pytest.mark.parametrize("code", sorted(set(SituationCode.values) - set(ARA)))
def test_who_has_a_home_has_no_class(code: str) -> None:
    assert situations.ara_class(code) is None
    assert situations.ara_class(code, in_family=True) is None
    assert situations.ethos_light(code) is None


def test_families_are_a_class_of_their_own_wherever_they_are() -> None:
    assert situations.ara_class("friends", in_family=True) == "F"


def test_a_person_comes_and_goes_in_turn() -> None:
    new = entry(1, T.NEW, date(2020, 1, 3))
    assert refusal(new, entry(2, T.MOVED_IN, date(2020, 1, 9))) == ("Henkilö on jo listalla. Kirjaa tilanteen muutos.")
    assert refusal(new, entry(2, T.HOME, date(2020, 1, 9)), entry(3, T.INACTIVE, date(2020, 2, 1))) == (
        "Henkilö on jo poissa listalta. Kirjaa ensin, että hän palasi."
    )
    assert refusal(entry(1, T.HOME, date(2020, 1, 3))) == (
        "Henkilö ei ole vielä listalla. Kirjaa ensin, miten hän tuli."
    )
    assert refusal(entry(1, T.CATEGORY, date(2020, 1, 3))) == (
        "Henkilö ei ole listalla tuona päivänä. Kirjaa ensin, miten hän tuli."
    )


@pytest.mark.parametrize(
    ("left", "right"),
    [(T.HOME, T.FROM_HOME), (T.INACTIVE, T.FROM_INACTIVE), (T.MOVED_AWAY, T.MOVED_IN), (T.NOT_HOMELESS, T.NEW)],
)
def test_who_comes_back_comes_from_where_they_went(left: EventType, right: EventType) -> None:
    before = [entry(1, T.NEW, date(2020, 1, 3)), entry(2, left, date(2020, 5, 1))]
    standing = ledger.follow(ledger.follow(ledger.NEVER, before[0]), before[1])
    assert ledger.entry_type(standing) == right
    assert on_list([*before, entry(3, right, date(2021, 1, 1))], date(2021, 1, 1))


def test_who_is_found_again_is_never_new() -> None:
    lost = [entry(1, T.NEW, date(2017, 1, 3)), entry(2, T.INACTIVE, date(2017, 5, 1))]
    assert refusal(*lost, entry(3, T.NEW, date(2021, 1, 1))) == (
        "Tämä laji ei sovi aiempiin merkintöihin. Oikea laji on: Löytyi uudelleen."
    )


def test_the_dead_come_back_only_when_it_was_a_mistake() -> None:
    dead = [entry(1, T.NEW, date(2017, 1, 3)), entry(2, T.DECEASED, date(2017, 5, 1))]
    assert refusal(*dead, entry(3, T.NEW, date(2017, 6, 1))).startswith("Henkilö on merkitty kuolleeksi.")
    assert on_list([*dead, entry(3, T.REOPENED, date(2017, 6, 1))], date(2017, 6, 1))


def test_in_and_out_on_one_day_keep_the_order_of_recording() -> None:
    day = date(2020, 1, 3)
    assert not on_list([entry(1, T.NEW, day), entry(2, T.HOME, day)], day)
    assert refusal(entry(1, T.HOME, day), entry(2, T.NEW, day))


def test_a_friends_sofa_and_a_prison_without_a_home_stay_on_the_list() -> None:
    stay = [
        entry(1, T.NEW, date(2020, 1, 1), situation="friends"),
        entry(2, T.ENTERED_INSTITUTION, date(2020, 3, 1), situation="prison"),
        entry(3, T.LEFT_INSTITUTION, date(2020, 6, 29), situation="friends"),
    ]
    assert all(on_list(stay, date(2020, 1, 1) + timedelta(days=day)) for day in range(300))
    places = [one.after.ara for one in ledger.timeline(stay) if one.after]
    assert places == ["A4", "A3v", "A4"]


def test_what_is_in_the_future_is_not_recorded() -> None:
    with pytest.raises(LedgerRefused, match="tulevaisuudessa"):
        ledger.check_entry(entry(1, T.NEW, date(2020, 1, 6), date(2020, 1, 5)))


def test_a_home_is_no_situation_of_who_comes_to_the_list() -> None:
    with pytest.raises(LedgerRefused, match="koti"):
        ledger.check_entry(entry(1, T.NEW, date(2020, 1, 5), situation="own_rented"))


def test_a_later_entry_takes_the_place_of_an_earlier_and_both_are_remembered() -> None:
    entries = [
        entry(1, T.NEW, date(2020, 1, 3)),
        entry(2, T.HOME, date(2020, 2, 1)),
        entry(3, T.HOME, date(2020, 3, 1), date(2020, 4, 1), supersedes=2),
    ]
    assert not on_list(entries, date(2020, 2, 15), date(2020, 3, 31))
    assert on_list(entries, date(2020, 2, 15), date(2020, 4, 1))
    assert on_list(entries, date(2020, 2, 15))


def test_an_entry_is_taken_out_of_effect_by_a_correction_of_nothing() -> None:
    entries = [
        entry(1, T.NEW, date(2020, 1, 3)),
        entry(2, T.HOME, date(2020, 2, 1)),
        entry(3, T.CORRECTION, date(2020, 2, 1), date(2020, 4, 1), supersedes=2, reason="väärä henkilö"),
    ]
    assert types(entries) == [(T.NEW, date(2020, 1, 3))]


def test_a_merge_takes_one_of_two_and_a_split_gives_it_back_as_it_was() -> None:
    merged = [
        entry(1, T.NEW, date(2020, 1, 3), situation="hostel"),
        entry(2, T.MERGE, date(2020, 2, 1), delta=-1),
    ]
    assert not on_list(merged, date(2020, 2, 1))
    assert refusal(*merged, entry(3, T.NEW, date(2020, 3, 1))) == (
        "Merkintä on yhdistetty toiseen. Kirjaa tapahtuma sille, tai erota ne ensin."
    )
    split = [*merged, entry(3, T.SPLIT, date(2020, 3, 1), delta=1)]
    last = ledger.timeline(split)[-1]
    assert last.after is not None
    assert (last.after.ara, last.before) == ("A2", None)


def test_a_merge_may_hand_the_place_on_the_list_over() -> None:
    survivor = [
        entry(1, T.NEW, date(2019, 1, 3)),
        entry(2, T.HOME, date(2019, 6, 1)),
        entry(4, T.MERGE, date(2020, 2, 1), delta=1, situation="hostel"),
    ]
    assert on_list(survivor, date(2020, 2, 1))
    apart = [*survivor, entry(5, T.SPLIT, date(2020, 4, 1), delta=-1)]
    assert not on_list(apart, date(2020, 4, 1))


def test_inactive_is_suggested_after_90_days_three_attempts_and_two_channels() -> None:
    seen, today = date(2020, 1, 1), date(2020, 3, 31)
    calls = [Attempt(date(2020, 2, day), "phone") for day in (1, 10)]
    assert ledger.suggest_inactive(today, seen, [*calls, Attempt(date(2020, 3, 1), "street")])
    assert not ledger.suggest_inactive(today - timedelta(days=1), seen, [*calls, Attempt(date(2020, 3, 1), "street")])
    assert not ledger.suggest_inactive(today, seen, [*calls, Attempt(date(2020, 3, 1), "phone")])
    assert not ledger.suggest_inactive(today, seen, calls)
    assert not ledger.suggest_inactive(today, seen, [*calls, Attempt(date(2019, 12, 1), "street")])


def test_inactive_needs_somebody_who_approves() -> None:
    attempts = [Attempt(date(2020, 2, day), channel) for day, channel in ((1, "phone"), (2, "phone"), (3, "street"))]
    with pytest.raises(LedgerRefused, match="hyväksyi"):
        ledger.check_inactive(date(2020, 4, 1), date(2020, 1, 1), attempts, " ")
    ledger.check_inactive(date(2020, 4, 1), date(2020, 1, 1), attempts, "palveluesimies")


# What holds for any ledger


@settings(max_examples=50, deadline=None)
@given(recorded())
def test_the_identity_holds_on_every_day_as_known_on_every_day(entries: list[Entry]) -> None:
    history = ledger.history(entries)
    first, last = min(one.valid_date for one in entries), max(one.recorded_at for one in entries).date()
    for known in {one.recorded_at.date() for one in entries}:
        postings = statistics.known_on(history, known)
        before = statistics.place_on(postings, first - timedelta(days=1))
        assert before is None
        for number in range((last - first).days + 2):
            day = first + timedelta(days=number)
            after = statistics.place_on(postings, day)
            moved = statistics.moves(postings, day, day + timedelta(days=1))
            told = statistics.flows(moved, int(before is not None), int(after is not None))
            assert told.balanced
            was, now = Counter([before.ara] if before else []), Counter([after.ara] if after else [])
            assert all(one.balanced for one in statistics.flows_by_class(moved, was, now).values())
            before = after


@settings(max_examples=50, deadline=None)
@given(recorded())
def test_what_was_known_on_a_day_is_found_again_whatever_is_recorded_later(entries: list[Entry]) -> None:
    history = ledger.history(entries)
    for number, one in enumerate(entries):
        known = one.recorded_at.date()
        if number + 1 < len(entries) and entries[number + 1].recorded_at.date() == known:
            continue
        then = ledger.history(entries[: number + 1])
        assert statistics.known_on(history, known) == statistics.known_on(then, None)
        assert statistics.known_on(then, None) == ledger.timeline(entries[: number + 1])


@settings(max_examples=50, deadline=None)
@given(recorded())
def test_a_ledger_never_counts_anybody_twice(entries: list[Entry]) -> None:
    inside = 0
    for posting in ledger.timeline(entries):
        assert (posting.before is not None) == bool(inside)
        inside += (posting.after is not None) - (posting.before is not None)
        assert inside in (0, 1)


@settings(max_examples=80, deadline=None)
@given(recorded())
def test_the_short_way_through_an_orderly_ledger_is_the_long_way(entries: list[Entry]) -> None:
    orderly = [one for one in entries if one.supersedes is None]
    recorded_then = {one.number: at(one.valid_date) for one in orderly}
    tidy = sorted(orderly, key=lambda one: (one.valid_date, one.number))
    tidy = [replace(one, number=number, recorded_at=recorded_then[one.number]) for number, one in enumerate(tidy, 1)]
    try:
        whole = ledger.timeline(tidy)
    except LedgerRefused:
        return
    short = ledger.history(tidy)
    long = ledger._moment_by_moment(tidy, long_term.RULES)
    assert sorted(map(repr, short)) == sorted(map(repr, long))
    assert statistics.known_on(short, None) == whole
