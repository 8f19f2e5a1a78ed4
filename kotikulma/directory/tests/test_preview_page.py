"""The whole public page before it is saved: as it will look, for its editors alone, and nothing is stored."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kotikulma.directory.commands import entries, publishing
from kotikulma.directory.models import Place
from kotikulma.directory.tests.make import MON, TUE, weekly
from kotikulma.directory.tests.make_entries import connect, make_channel, make_place, make_service
from kotikulma.directory.tests.test_entry_editor import address, editor, own_place, own_service, shown
from kotikulma.directory.types import Status
from kotikulma.kernel.models import Revision
from tests import cast
from tests.cast import HOUSE

pytestmark = pytest.mark.django_db


def look(client: Client, thing: Any, **changes: Any) -> Any:
    return client.post(address(thing, then="koko-sivu/"), {**shown(client, thing), **changes})


def test_the_page_shows_words_hours_services_and_contacts_as_they_will_be() -> None:
    place, client = own_place(contacts=[{"type": "phone", "value": "014 111 1111"}]), editor()
    connect(make_service("Velkaneuvonta"), place, weekly(TUE, "09:00-11:00"))
    html = look(client, place, summary_fi="Ihan uusi.", **{"yhteys-0-value": "014 222 2222"}).content.decode()
    told = [words in html for words in ("Ihan uusi.", "014 222 2222", "014 111 1111", "Velkaneuvonta", "Nevakatu 2")]
    assert told == [True, True, False, True, True]


def test_a_service_is_shown_with_its_places_and_terms() -> None:
    service, client = own_service(), editor()
    connect(service, make_place("Tupa"), weekly(MON, "09:00-11:00"))
    html = look(client, service, name_fi="Uusi nimi", min_age="13").content.decode()
    assert [words in html for words in ("Uusi nimi", "Tupa", "ma klo 9–11".replace(" 9", "\N{NO-BREAK SPACE}9"))] == [
        True
    ] * 3


def test_a_draft_that_nobody_sees_yet_is_shown_to_its_editor() -> None:
    place = entries.create_place(HOUSE, name={"fi": "Luonnos"}, organization=cast.own_organization())
    connect(make_service("Velkaneuvonta"), place)
    html = look(editor(), place, summary_fi="Kohta auki.").content.decode()
    assert [words in html for words in ("Luonnos", "Kohta auki.", "Velkaneuvonta")] == [True] * 3
    assert Client().get(f"/paikat/{place.uuid}/").status_code == 404


def test_nothing_is_saved_and_residents_see_what_they_saw(client: Client) -> None:
    place = own_place()
    before = (Revision.objects.count(), Place.objects.values().get())
    look(editor(), place, summary_fi="Ihan uusi.")
    assert (Revision.objects.count(), Place.objects.values().get()) == before
    assert "Ihan uusi." not in client.get(f"/paikat/{place.uuid}/").content.decode()


def test_it_is_neither_kept_nor_found_by_search_engines() -> None:
    answer = look(editor(), own_place())
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "no-store" in answer.headers["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in answer.content.decode()
    assert "application/ld+json" not in answer.content.decode()


def test_a_stranger_finds_nothing_there(client: Client) -> None:
    place = make_place("Muiden", organization=cast.other_organization())
    path = address(place, then="koko-sivu/")
    assert editor().post(path, {"summary_fi": "x"}).status_code == 404
    assert client.post(path).headers["Location"].startswith("/tili/kirjaudu/")


def test_without_words_the_address_leads_back_to_the_editor() -> None:
    place = own_place()
    assert editor().get(address(place, then="koko-sivu/")).headers["Location"] == address(place)


def test_what_is_wrong_is_told_and_the_rest_is_shown() -> None:
    html = look(editor(), own_place(), summary_fi="x" * 151, name_fi="Uusi nimi").content.decode()
    assert ("Osassa kentistä on virhe" in html, "Uusi nimi" in html) == (True, True)


def test_a_hidden_address_is_hidden_in_the_preview_too() -> None:
    html = look(editor(), own_place(), address_visibility="hidden").content.decode()
    assert "Nevakatu" not in html


def test_a_channel_has_no_page_and_no_button() -> None:
    line, client = make_channel(organization=cast.own_organization()), editor()
    assert client.post(address(line, then="koko-sivu/")).status_code == 404
    assert "koko-sivu" not in client.get(address(line)).content.decode()
    assert "koko-sivu" in client.get(address(own_place())).content.decode()


def test_what_is_hidden_from_residents_looks_as_if_it_were_shown() -> None:
    place = own_place()
    Place.objects.update(status=Status.HIDDEN)
    assert look(editor(), place).status_code == 200


@pytest.mark.parametrize("kind", ["place", "service"])
def test_it_costs_as_much_with_twenty_connections_as_with_one(kind: str) -> None:
    counts = []
    for number in (1, 20):
        thing = own_place() if kind == "place" else own_service()
        with publishing.bulk():
            for each in range(number):
                other = make_service(f"Palvelu {each}") if kind == "place" else make_place(f"Paikka {each}")
                connect(*((other, thing) if kind == "place" else (thing, other)), weekly(MON, "09:00-11:00"))
        client = editor()
        data = shown(client, thing)
        with CaptureQueriesContext(connection) as queries:
            assert client.post(address(thing, then="koko-sivu/"), data).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
