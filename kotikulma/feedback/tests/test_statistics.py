"""Numbers are pictures that are tables."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kotikulma.directory.tests.make_entries import make_place
from kotikulma.feedback import commands
from kotikulma.feedback.models import Feedback
from kotikulma.feedback.tests.make import make_answered, make_feedback
from kotikulma.feedback.types import Outcome
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
