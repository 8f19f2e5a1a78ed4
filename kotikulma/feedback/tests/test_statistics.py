"""The figures of feedback are those of a plain count over its rows."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest

from kotikulma.directory.models import Place
from kotikulma.directory.tests.make_entries import make_place
from kotikulma.feedback import rules
from kotikulma.feedback.models import Feedback, Verdict
from kotikulma.feedback.queries import statistics
from kotikulma.feedback.types import Kind, Outcome, Reply, Source, State, Topic
from kotikulma.kernel import clock
from tests import cast
from tests.cast import HOUSE

pytestmark = pytest.mark.django_db
# Midnights of Helsinki in winter, in summer and where the clock is turned
EDGES = [
    datetime(2026, *moment, tzinfo=UTC) for moment in ((1, 9, 22), (3, 28, 22), (3, 29, 21), (7, 4, 21), (10, 25, 0))
]
ANSWERED = (State.ANSWERED, State.DONE)


def given(number: int, random: Random, places: list[Place]) -> Feedback:
    received = random.choice(EDGES) + timedelta(minutes=random.randint(-150, 150), days=random.randint(0, 60))
    state = random.choice(State.values)
    answered = (
        received + timedelta(hours=random.randint(0, 900)) if state in ANSWERED or random.random() < 0.1 else None
    )
    return Feedback(
        uuid=UUID(int=random.getrandbits(128), version=4),
        reference=rules.reference(received.year, number),
        kind=random.choice(Kind.values),
        topic=random.choice(["", *Topic.values]),
        source=random.choice(Source.values),
        text="Sana.",
        reply=Reply.PUBLIC,
        place=random.choice([None, *places]),
        unit=random.choice([None, cast.own_organization(), cast.city()]),
        state=State.REJECTED if state == State.MERGED else state,
        outcome=random.choice(Outcome.values) if answered else "",
        due_on=rules.local_day(received) + timedelta(days=random.randint(0, 30)),
        received_at=received,
        changed_at=received,
        answered_at=answered,
        first_answered_at=answered,
    )


@pytest.fixture
def rows() -> list[Feedback]:
    random, places = Random(7), [make_place(f"Paikka {number}") for number in range(4)]
    places[3].status = "archived"
    places[3].save()
    found = Feedback.objects.bulk_create(given(number, random, places) for number in range(1, 301))
    verdicts = ((row, random.random() < 0.7) for row in found if row.answered_at)
    Verdict.objects.bulk_create(
        Verdict(feedback=row, device="a", helped=helped, at=row.answered_at) for row, helped in verdicts
    )
    return found


def days_of(row: Feedback) -> int | None:
    return rules.days_to_answer(row.received_at, row.first_answered_at) if row.first_answered_at else None


def lines(rows: list[Feedback], key: Any) -> Counter[tuple[str, int, int, int | None]]:
    """(label, count, answered, median) of each group with a word."""
    groups: dict[str, list[Feedback]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    groups.pop("", None)
    return Counter(
        (label, len(own), len(days), rules.middle(days))
        for label, own in groups.items()
        if (days := [day for row in own if (day := days_of(row)) is not None]) is not None
    )


@pytest.mark.parametrize("last", [date(2026, 4, 1), date(2026, 7, 5), date(2027, 1, 10)])
def test_every_figure_is_that_of_a_plain_count(frozen: Any, rows: list[Feedback], last: date) -> None:
    frozen.move_to(datetime(2026, 9, 1, tzinfo=UTC))
    first, today = date(2026, 1, 10), clock.today()
    inside = [row for row in rows if first <= rules.local_day(row.received_at) <= last and row.state != State.REJECTED]
    due = [row for row in inside if row.due_on < today or row.first_answered_at]
    kept = [row for row in due if row.first_answered_at and rules.local_day(row.first_answered_at) <= row.due_on]
    found = statistics.statistics(HOUSE, first, last)
    assert (found.total, found.answered) == (len(inside), sum(row.first_answered_at is not None for row in inside))
    assert found.late == sum(rules.is_late(row.state, row.due_on, today) for row in inside)
    assert found.kept == round(100 * len(kept) / len(due))
    assert found.days == rules.middle([day for row in inside if (day := days_of(row)) is not None])
    for bars, key in (
        (found.by_kind, lambda row: str(Kind(row.kind).label)),
        (found.by_topic, lambda row: str(Topic(row.topic).label) if row.topic else ""),
        (found.by_source, lambda row: str(Source(row.source).label)),
        (found.by_place, lambda row: row.place.name["fi"] if row.place and row.place.status != "archived" else ""),
        (found.by_unit, lambda row: row.unit.name["fi"] if row.unit else ""),
        (found.by_outcome, lambda row: str(Outcome(row.outcome).label) if row.outcome else ""),
    ):
        assert Counter((bar.label, bar.count, bar.answered, bar.days) for bar in bars) == lines(inside, key)
    months = lines(inside, lambda row: f"{rules.local_day(row.received_at):%-m/%Y}")
    assert Counter((bar.label, bar.count, bar.answered, bar.days) for bar in found.by_month if bar.count) == months


def test_verdicts_are_counted_by_the_day_they_were_given(rows: list[Feedback]) -> None:
    first, last = date(2026, 3, 1), date(2026, 5, 31)
    inside = [one for one in Verdict.objects.all() if first <= rules.local_day(one.at) <= last]
    yes = sum(one.helped for one in inside)
    assert statistics.statistics(HOUSE, first, last).helped == (yes, len(inside) - yes)
