"""Notes and contacts of two services at one place, when the two become one and are parted again."""

import pytest

from kotikulma.directory.commands.merging import merge, undo_merge
from kotikulma.directory.models import Merge, ServiceAt
from kotikulma.directory.rules.merging import joined_contacts
from kotikulma.directory.tests.make_entries import connect, make_place, make_service
from kotikulma.kernel.models import Revision
from tests.cast import HOUSE

stored = pytest.mark.usefixtures("db", "frozen")
DESK = {"type": "phone", "value": "014 123 4567"}
MAIL = {"type": "email", "value": "tupa@example.org"}
NOTE = {"fi": "Soita ovikelloa."}


def test_what_the_kept_one_has_not_stands_after_its_own() -> None:
    assert joined_contacts([DESK], [DESK, MAIL], registered=False) == [DESK, MAIL]


def test_beside_a_registers_contacts_they_are_marked_as_ours() -> None:
    told = {**MAIL, "source": "ptv"}
    assert joined_contacts([DESK], [told], registered=True) == [DESK, {**MAIL, "source": "local"}]


def two() -> tuple[ServiceAt, ServiceAt]:
    place = make_place("Tupa")
    first = connect(make_service("Digituki"), place, contacts=[DESK])
    return first, connect(make_service("Digituki"), place, contacts=[MAIL], note=NOTE)


def fold(first: ServiceAt, second: ServiceAt) -> Merge:
    return merge(HOUSE, "service", kept=first.service.uuid, gone=second.service.uuid)


def words(connection: ServiceAt) -> tuple[list[str], dict[str, str], list[str]]:
    row = ServiceAt.objects.get(pk=connection.pk)
    return [each["value"] for each in row.contacts], row.note, row.locked_fields


@stored
def test_a_note_it_had_none_of_and_contacts_it_had_not_come_along() -> None:
    first, second = two()
    fold(first, second)
    assert words(first) == ([DESK["value"], MAIL["value"]], NOTE, ["note"])
    assert Revision.objects.filter(object_uuid=first.uuid).latest("id").action == "edited"


@stored
def test_a_note_of_its_own_stays() -> None:
    first, second = two()
    ServiceAt.objects.filter(pk=first.pk).update(note={"fi": "Ovi 2."})
    fold(first, second)
    assert words(first)[1] == {"fi": "Ovi 2."}


@stored
def test_undoing_takes_them_away_again_but_not_what_was_edited_since() -> None:
    first, second = two()
    before = words(first), words(second)
    undo_merge(HOUSE, fold(first, second).uuid)
    assert (words(first), words(second)) == before

    again = fold(first, second)
    ServiceAt.objects.filter(pk=first.pk).update(note={"fi": "Korjattu."})
    undo_merge(HOUSE, again.uuid)
    assert words(first)[:2] == ([DESK["value"]], {"fi": "Korjattu."})
