"""Which pairs are suggested, which are not, and that the search stays within bounds."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kotikulma.directory.commands import duplicates, entries, publishing
from kotikulma.directory.models import DuplicatePair
from kotikulma.directory.queries import duplicates as queries
from kotikulma.directory.rules import duplicates as rules
from kotikulma.directory.tests.make_entries import connect, make_channel, make_place, make_service
from kotikulma.directory.types import AddressVisibility
from kotikulma.directory.types.duplicates import Traits
from kotikulma.kernel.errors import NotFound
from tests import cast
from tests.cast import HOUSE

PHONE = [{"type": "phone", "value": "014 000 0000"}]


def suggested(*things: Any) -> bool:
    """Whether the two things are a pair after a search."""
    duplicates.find_duplicates()
    wanted = {thing.uuid for thing in things}
    return any({row.first, row.second} == wanted for row in DuplicatePair.objects.all())


def place(name: str, **fields: Any) -> Any:
    return make_place(name, organization=fields.pop("organization", cast.own_organization()), **fields)


@pytest.mark.django_db
class TestPlaces:
    def test_the_same_words_in_another_order_at_the_same_address_are_one_place(self) -> None:
        one = place("Yhteistoimintapiste Huhtasuo, Nevakatu 2", latitude=None, longitude=None)
        other = place("Huhtasuon yhteistoimintapiste", organization=cast.city(), latitude=None, longitude=None)
        assert suggested(one, other)
        row = DuplicatePair.objects.get()
        assert (row.score, row.reasons, row.state) == (1.0, ["name", "address"], "suggested")

    @pytest.mark.parametrize(("metres", "same"), [(70, True), (80, False)])
    def test_within_75_metres_is_the_same_spot(self, metres: int, same: bool) -> None:
        one = place("Kylätalo", street_address={"fi": "Kylätie 1"})
        far = 62.25 + metres / 111_200
        other = place("Kylätalo", street_address={"fi": "Rantatie 4"}, organization=cast.city(), latitude=far)
        assert suggested(one, other) is same

    def test_another_municipality_is_another_place(self) -> None:
        assert not suggested(place("Kirjasto"), place("Kirjasto", municipality_code="410"))

    def test_another_name_at_the_same_address_is_another_place(self) -> None:
        assert not suggested(place("Huhtasuon kirjasto"), place("Huhtasuon koulu"))

    def test_places_without_an_address_are_one_when_the_name_and_the_keeper_are(self) -> None:
        nowhere = {"street_address": {}, "latitude": None, "longitude": None}
        assert suggested(place("Tupa", **nowhere), place("Tupa", **nowhere))
        DuplicatePair.objects.all().delete()
        assert not suggested(place("Piste", **nowhere), place("Piste", organization=cast.city(), **nowhere))

    def test_a_hidden_address_gives_nothing_away(self) -> None:
        hidden = {"address_visibility": AddressVisibility.HIDDEN}
        assert not suggested(place("Turvatalo", **hidden), place("Turvakoti", organization=cast.city(), **hidden))


@pytest.mark.django_db
class TestServices:
    def test_the_same_name_by_the_same_organisation_is_one_service(self) -> None:
        assert suggested(make_service("Digituki"), make_service("Digituki"))
        assert DuplicatePair.objects.get().reasons == ["name", "organization"]

    def test_the_same_name_by_another_organisation_is_another_service_even_with_the_same_telephone(self) -> None:
        own, other = cast.own_organization(), cast.other_organization()
        one = make_service("Digituki", responsible=own, contacts=PHONE, municipalities=["179"])
        assert not suggested(one, make_service("Digituki", responsible=other, contacts=PHONE, municipalities=["179"]))

    def test_the_same_name_in_another_municipality_is_another_service(self) -> None:
        one = make_service("Etsivä nuorisotyö", municipalities=["410"])
        assert not suggested(one, make_service("Etsivä nuorisotyö", municipalities=["729"]))

    def test_organisations_with_one_business_id_are_one_keeper(self) -> None:
        own, other = cast.own_organization(), cast.other_organization()
        for organization in (own, other):
            organization.business_id = "1234567-1"
            organization.save()
        one = make_service("Digituki", responsible=own, municipalities=["179"])
        assert suggested(one, make_service("Digituki", responsible=other, municipalities=["179"]))

    def test_almost_the_same_name_needs_a_shared_contact_or_place_besides(self) -> None:
        one, other = make_service("Nuorten digituki"), make_service("Nuorten digituet")
        assert rules.similarity("digituki nuori", "digituet nuori") < 1
        assert suggested(one, other) is False or DuplicatePair.objects.get().score >= rules.SUGGESTED_FROM
        DuplicatePair.objects.all().delete()
        spot = make_place()
        connect(one, spot)
        connect(other, spot)
        assert suggested(one, other)
        assert "place" in DuplicatePair.objects.get().reasons

    @pytest.mark.parametrize(("one", "other"), [("Perheneuvola", "Perhetyö"), ("Äitiysneuvola", "Lastenneuvola")])
    def test_other_names_of_the_same_organisation_are_other_services(self, one: str, other: str) -> None:
        assert not suggested(make_service(one), make_service(other))


@pytest.mark.django_db
class TestChannels:
    def test_the_same_name_by_the_same_organisation_is_one_channel(self) -> None:
        assert suggested(make_channel("Neuvontapuhelin"), make_channel("Neuvontapuhelin"))
        assert DuplicatePair.objects.get().reasons == ["name", "organization"]

    def test_the_same_number_is_one_telephone_even_in_the_registers_of_two(self) -> None:
        one = make_channel("Neuvontapuhelin", contacts=PHONE, organization=cast.own_organization())
        other = make_channel("Neuvontapuhelin", contacts=PHONE, organization=cast.other_organization())
        assert suggested(one, other)
        assert DuplicatePair.objects.get().reasons == ["name", "contact"]

    def test_the_same_name_by_another_organisation_is_another_channel(self) -> None:
        one = make_channel("Kirjaamo", organization=cast.own_organization())
        assert not suggested(one, make_channel("Kirjaamo", organization=cast.other_organization()))

    def test_a_telephone_and_a_web_page_of_one_name_are_two_ways_in(self) -> None:
        assert not suggested(make_channel("Terveysneuvonta"), make_channel("Terveysneuvonta", type="web"))

    @pytest.mark.parametrize(("path", "same"), [("/asioi/", True), ("/muu", False)])
    def test_the_whole_web_address_tells_not_the_host_alone(self, path: str, same: bool) -> None:
        web = [[{"type": "web", "value": f"https://{at}"}] for at in ("www.example.org/asioi", f"example.org{path}")]
        own, other = cast.own_organization(), cast.other_organization()
        one = make_channel("Hakemus", type="eservice", contacts=web[0], organization=own)
        assert suggested(one, make_channel("Hakemus", type="eservice", contacts=web[1], organization=other)) is same
        assert [row.reasons for row in DuplicatePair.objects.all()] == ([["name", "link"]] if same else [])


# What people say


@pytest.mark.django_db
def test_what_was_said_to_be_two_things_is_not_suggested_again() -> None:
    suggested(make_service("Digituki"), make_service("Digituki"))
    [pair] = queries.queue(HOUSE)
    duplicates.set_different(HOUSE, pair.uuid)
    assert (duplicates.find_duplicates(), queries.queue(HOUSE)) == (0, [])
    duplicates.suggest_again(HOUSE, pair.uuid)
    assert len(queries.queue(HOUSE)) == 1


@pytest.mark.django_db
def test_searching_twice_changes_nothing() -> None:
    for _time in range(2):
        make_service("Digituki")
    assert [duplicates.find_duplicates(), duplicates.find_duplicates()] == [1, 0]
    row = DuplicatePair.objects.get()
    duplicates.find_duplicates()
    assert DuplicatePair.objects.get().found_at == row.found_at


@pytest.mark.django_db
def test_a_suggestion_goes_when_the_entries_no_longer_look_alike() -> None:
    one, other = make_service("Digituki"), make_service("Digituki")
    assert suggested(one, other)
    entries.edit(HOUSE, other, changes={"name": {"fi": "Talousneuvonta"}})
    assert not suggested(one, other)


@pytest.mark.django_db
def test_what_has_been_archived_leaves_the_queue_at_once() -> None:
    one, other = make_service("Digituki"), make_service("Digituki")
    suggested(one, other)
    entries.archive(HOUSE, one)
    assert (queries.queue(HOUSE), queries.count(HOUSE)) == ([], 0)


@pytest.mark.django_db
def test_duplicates_are_for_coordinators() -> None:
    editor = cast.actor(cast.editor())
    suggested(make_service("Digituki"), make_service("Digituki"))
    pair = DuplicatePair.objects.get()
    for ask in (lambda: queries.queue(editor), lambda: duplicates.set_different(editor, pair.uuid)):
        with pytest.raises(NotFound):
            ask()


@pytest.mark.django_db
@pytest.mark.parametrize("size", [1, 20])
def test_the_queue_asks_a_fixed_number_of_times(size: int) -> None:
    with publishing.bulk():
        for number in range(2 * size):
            for make in (make_place, make_service, make_channel):
                make(f"Nimi {number // 2}")
    duplicates.find_duplicates()
    with CaptureQueriesContext(connection) as asked:
        assert len(queries.queue(HOUSE)) >= 3 * size
    assert len(asked) == 4


# Bounds


def crowd(size: int, area: str = "179") -> list[Traits]:
    """So many things that share a word and nothing else."""
    return [Traits(UUID(int=number), ("kerho", f"nimi{number:05}"), frozenset({area})) for number in range(size)]


@pytest.mark.parametrize("size", [200, 400, 2000])
def test_a_word_that_all_share_costs_each_a_few_neighbours(size: int) -> None:
    assert sum(1 for _pair in rules.candidates(crowd(size))) <= size * rules.NEIGHBOURS


def test_in_a_crowd_the_same_name_is_still_found() -> None:
    things = [*crowd(500), Traits(uuid4(), ("kerho", "nimi00250"), frozenset({"179"}), keeper="1")]
    pairs = {(one.uuid, other.uuid) for one, other in rules.candidates(things)}
    assert any(UUID(int=250) in pair and things[-1].uuid in pair for pair in pairs)


def test_each_pair_is_weighed_once() -> None:
    things = [Traits(UUID(int=number), ("a", "b", "c"), frozenset({"1", "2"})) for number in range(3)]
    assert len(list(rules.candidates(things))) == 3
