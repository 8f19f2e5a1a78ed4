"""Rows past the models say the same as the models."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from kotikulma.directory.models import Place, PublicDocument
from kotikulma.directory.tests.make_entries import make_place
from kotikulma.directory.types import Status
from kotikulma.kernel.db import plain

pytestmark = pytest.mark.django_db
NAMES = ("id", "uuid", "name", "languages", "latitude", "opened_on", "modified_at", "organization__name")


def test_a_plain_row_has_the_values_of_the_model() -> None:
    make_place("Piste", languages=["fi", "sv"])
    row = next(plain.read(Place.objects.all(), *NAMES))
    assert list(row) == list(Place.objects.values_list(*NAMES).get())


def test_a_value_that_comes_again_is_the_same_object() -> None:
    make_place("Piste", languages=["fi"])
    make_place("Paikka", languages=["fi"])
    one, other = plain.read(Place.objects.all(), "languages")
    assert one.languages is other.languages


def test_thousands_of_numbers_are_one_parameter() -> None:
    place = make_place("Piste")
    assert list(Place.objects.filter(id__among=[*range(50_000), place.id]).values_list("id", flat=True)) == [place.id]
    assert list(plain.read(Place.objects.filter(id__among=[]), "id")) == []


def test_rows_are_inserted_and_replaced_by_their_key() -> None:
    uuid, moment = uuid4(), datetime(2027, 1, 2, 3, 4, 5, 678, tzinfo=UTC)
    names = ("kind", "uuid", "modified_at", "valid_until", "item", "detail", "hsds_item", "hsds_detail")
    plain.insert(PublicDocument, names, [("place", uuid, moment, None, "{}", "a", "", "")])
    plain.upsert(PublicDocument, "uuid", names, [("place", uuid, moment, moment.date(), "{}", "b", "", "")])
    assert list(PublicDocument.objects.values_list(*names)) == [
        ("place", uuid, moment, moment.date(), "{}", "b", "", "")
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        plain.insert(PublicDocument, names, [("place", uuid, moment, None, "{}", "c", "", "")])


@pytest.mark.parametrize("many", [1, plain.MANY])
def test_many_rows_go_in_as_they_are_and_a_double_is_refused(many: int) -> None:
    moment = datetime(2027, 1, 2, 3, 4, 5, 678, tzinfo=UTC)
    names = ("kind", "uuid", "modified_at", "valid_until", "item", "detail", "hsds_item", "hsds_detail")
    odd = '{"ä": "rivi\\nvaihto\\t\\\\"}'
    rows = [("place", uuid4(), moment, None, odd, "\\N", "a\tb\nc", "") for _ in range(many)]
    plain.insert(PublicDocument, names, rows)
    assert sorted(PublicDocument.objects.values_list(*names), key=str) == sorted(rows, key=str)
    with pytest.raises(IntegrityError), transaction.atomic():
        plain.insert(PublicDocument, names, rows)


def test_whole_models_go_in_with_their_defaults_and_get_their_numbers() -> None:
    places = [Place(name={"fi": "Piste", "sv": " "}, status=Status.PUBLISHED), Place(name={"fi": "Paikka"})]
    plain.create(places, "uuid")
    stored = {place.uuid: place for place in Place.objects.all()}
    assert [(stored[one.uuid].pk, stored[one.uuid].name, stored[one.uuid].status) for one in places] == [
        (places[0].pk, {"fi": "Piste"}, "published"),
        (places[1].pk, {"fi": "Paikka"}, "draft"),
    ]
