"""Numbers are pictures that are tables."""

from collections import Counter
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kotikulma.directory.tests.make_entries import make_place
from kotikulma.feedback import commands, rules
from kotikulma.feedback.models import Feedback
from kotikulma.feedback.queries import statistics
from kotikulma.feedback.tests.make import make_answered, make_feedback
from kotikulma.feedback.types import Kind, Outcome, State, Topic
from kotikulma.kernel import clock
from tests import cast
from tests.cast import HOUSE

pytestmark = pytest.mark.django_db
QUEUE = "/tyotila/palaute/"


@pytest.fixture
def inside() -> Client:
    return cast.browser_of(cast.coordinator())


def test_numbers_are_a_picture_and_a_table(frozen: Any) -> None:
    place = make_place()
    make_feedback()
    frozen.shift(3 * 24 * 3600)
    late = Feedback.objects.get()
    commands.answer(HOUSE, late.reference, version=1, text="Kyllä.", outcome=Outcome.DONE)
    make_answered(place=place.uuid, outcome=Outcome.NOT_POSSIBLE)
    page = cast.browser_of(cast.coordinator()).get(f"{QUEUE}luvut/").content.decode()
    for sentence in ("Toive", "Huhtasuon yhteistoimintapiste", "Ei ole mahdollista", "2/2027", "100 %", "<rect width="):
        assert sentence in page


def test_numbers_ask_as_often_for_many_as_for_few(inside: Client) -> None:
    counts = []
    for _ in range(2):
        for number in range(5):
            make_answered(place=make_place(f"Paikka {number}").uuid)
        with CaptureQueriesContext(connection) as queries:
            inside.get(f"{QUEUE}luvut/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_every_number_is_what_counting_one_by_one_gives() -> None:
    """Thirty of every kind and fate, laid by a seed; days are those of Helsinki, whatever the hour."""
    random, now, today = Random(7), clock.now(), clock.today()
    places = [make_place(f"Paikka {number}") for number in range(3)]
    for _ in range(30):
        make_feedback()
    states = (State.RECEIVED, State.IN_HAND, State.DONE, State.DONE, State.REJECTED)
    for row in Feedback.objects.all():
        row.received_at = now - timedelta(minutes=random.randint(60, 500 * 24 * 60))
        row.due_on = rules.local_day(row.received_at) + timedelta(days=14)
        row.kind, row.topic, row.source = random.choice(Kind.values), random.choice(("", *Topic.values)), "web"
        row.place_id, row.state = random.choice((None, *(place.pk for place in places))), random.choice(states)
        if row.state == State.DONE:
            row.outcome = random.choice(Outcome.values)
            row.answered_at = row.first_answered_at = row.received_at + timedelta(minutes=random.randint(1, 30_000))
        row.save()
    first = today - timedelta(days=365)
    rows = [row for row in Feedback.objects.exclude(state=State.REJECTED) if rules.local_day(row.received_at) >= first]
    days = {row.pk: answer_days(row) for row in rows}
    found = statistics.statistics(cast.actor(cast.coordinator()), first, today)
    assert len(rows) > 10
    assert (found.total, found.answered) == (len(rows), sum(day is not None for day in days.values()))
    assert found.days == rules.middle([day for day in days.values() if day is not None])
    assert found.late == sum(row.due_on < today and row.state != State.DONE for row in rows)
    due = [row for row in rows if row.first_answered_at or row.due_on < today]
    kept = sum(bool(row.first_answered_at) and rules.local_day(row.first_answered_at) <= row.due_on for row in due)
    assert found.kept == round(100 * kept / len(due))
    for bars, field, words in (
        (found.by_kind, "kind", dict(Kind.choices)),
        (found.by_topic, "topic", dict(Topic.choices)),
        (found.by_outcome, "outcome", dict(Outcome.choices)),
        (found.by_place, "place_id", {place.pk: place.name["fi"] for place in places}),
    ):
        groups: dict[str, list[int | None]] = {}
        for row in rows:
            if getattr(row, field) in words:
                groups.setdefault(str(words[getattr(row, field)]), []).append(days[row.pk])
        assert {bar.label: (bar.value, tuple(bar.more)) for bar in bars} == {
            word: told(own) for word, own in groups.items()
        }
    months = Counter(f"{(day := rules.local_day(row.received_at)).month}/{day.year}" for row in rows)
    assert {bar.label: bar.value for bar in found.by_month if bar.value} == months


def answer_days(row: Feedback) -> int | None:
    if row.first_answered_at is None:
        return None
    return max(0, (rules.local_day(row.first_answered_at) - rules.local_day(row.received_at)).days)


def told(group: list[int | None]) -> tuple[int, tuple[int, Any]]:
    days = [day for day in group if day is not None]
    return len(group), (len(days), rules.middle(days) if days else "–")
