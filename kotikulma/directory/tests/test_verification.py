"""Saying that an entry is right: who may, what it moves, taking it back, and what becomes of what nobody confirms."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from kotikulma.directory.commands import entries, reminders, verification
from kotikulma.directory.models import Channel, Place, PublicDocument, Service, Verification
from kotikulma.directory.tests.make import TUE, at, weekly
from kotikulma.directory.tests.make_entries import connect, make_place, make_service
from kotikulma.directory.tests.make_kept import neglected, verified
from kotikulma.directory.types import ChannelType
from kotikulma.directory.types.freshness import VerificationRefused
from kotikulma.kernel import clock
from kotikulma.kernel.audit.models import AuditEvent
from kotikulma.kernel.errors import NotFound
from kotikulma.kernel.search.models import SearchDocument
from tests import cast
from tests.cast import HOUSE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def listed(client: Client, name: str) -> bool:
    return name in client.get("/haku/").content.decode()


def test_editing_does_not_make_an_entry_fresh_and_the_button_does(frozen: Any) -> None:
    frozen.move_to(at("2026-12-02 12:00"))
    place = verified(make_place(organization=cast.own_organization()), "2025-06-01")
    editor = cast.actor(cast.editor())
    entries.edit(editor, place, changes={"summary": {"fi": "Uusi teksti."}})
    place.refresh_from_db()
    assert place.verified_at == at("2025-06-01 12:00")
    modified = place.modified_at
    verification.verify_entry(editor, "place", place.uuid)
    place.refresh_from_db()
    assert (place.verified_at, place.modified_at) == (clock.now(), modified)


def test_a_strangers_verification_meets_nothing() -> None:
    place = make_place(organization=cast.own_organization())
    with pytest.raises(NotFound):
        verification.verify_entry(cast.actor(cast.other_editor()), "place", place.uuid)


@pytest.mark.parametrize("kind", ["organization", "connection", "x"])
def test_other_kinds_of_things_are_not_verified(kind: str) -> None:
    with pytest.raises(NotFound):
        verification.verify_entry(HOUSE, kind, make_place().uuid)


def test_what_has_left_the_list_is_not_verified() -> None:
    place = make_place()
    entries.archive(HOUSE, place)
    with pytest.raises(VerificationRefused, match="ei ole enää luettelossa"):
        verification.verify(HOUSE, place)


def test_publishing_by_hand_says_that_it_is_right_once() -> None:
    service = make_service()
    assert Verification.objects.filter(object_uuid=service.uuid).count() == 1
    entries.publish(HOUSE, service)
    assert Verification.objects.filter(object_uuid=service.uuid).count() == 1


# Hiding


def test_after_18_months_an_entry_leaves_lists_search_and_interfaces(client: Client, frozen: Any) -> None:
    place = make_place("Vanha talo", weekly(TUE, "09:00-11:00"))
    connect(make_service(), place)
    neglected(place, "2025-08-11")
    assert verification.hide_stale(clock.now()) == 0
    neglected(place, "2025-08-10")
    assert verification.hide_stale(clock.now()) == 1
    assert Place.objects.get().status == "hidden"
    assert not PublicDocument.objects.filter(uuid=place.uuid).exists()
    assert not SearchDocument.objects.filter(object_uuid=place.uuid).exists()
    assert not listed(client, "Vanha talo")
    assert client.get(f"/api/v1/places/{place.uuid}").status_code == 404
    assert [event.object_uuid for event in AuditEvent.objects.filter(action="directory.entry.hidden")] == [place.uuid]


def test_the_first_night_on_an_old_database_hides_nothing_and_asks_first(client: Client, frozen: Any) -> None:
    place = verified(make_place("Vanha talo", organization=cast.own_organization()), "2023-01-01")
    cast.editor()
    assert verification.hide_stale(clock.now()) == 0
    assert reminders.remind(clock.today()) == 1
    frozen.shift(timedelta(days=29))
    assert verification.hide_stale(clock.now()) == 0
    html = cast.browser_of(cast.editor()).get("/tyotila/ajantasaisuus/luettelo/").content.decode()
    assert "Piiloutuu 12.3.2027, jos kukaan ei vahvista." in html
    frozen.shift(timedelta(days=1))
    assert verification.hide_stale(clock.now()) == 1
    place.refresh_from_db()
    assert place.status == "hidden"


def test_before_the_first_reminder_the_list_says_that_one_comes() -> None:
    verified(make_place(organization=cast.own_organization()), "2023-01-01")
    html = cast.browser_of(cast.editor()).get("/tyotila/ajantasaisuus/luettelo/").content.decode()
    assert "Piiloutuu 30 päivää muistutuksesta, jos kukaan ei vahvista." in html


def test_hiding_again_does_nothing() -> None:
    neglected(make_place(), "2025-01-01")
    neglected(make_service(), "2025-01-01")
    assert [verification.hide_stale(clock.now()) for _time in range(2)] == [2, 0]


def test_a_hidden_place_is_not_on_its_services_pages(client: Client) -> None:
    service, place = make_service(), make_place("Vanha talo")
    connect(service, place)
    neglected(place, "2025-01-01")
    verification.hide_stale(clock.now())
    assert "Vanha talo" not in client.get(f"/palvelut/{service.uuid}/").content.decode()


def test_a_hidden_service_is_not_on_its_places_pages_nor_open_now(client: Client) -> None:
    service, place = make_service("Vanha neuvonta"), make_place()
    connect(service, place, weekly(TUE, "09:00-11:00"))
    neglected(service, "2025-01-01")
    verification.hide_stale(clock.now())
    assert "Vanha neuvonta" not in client.get(f"/paikat/{place.uuid}/").content.decode()


def test_a_hidden_channel_is_not_on_its_services_pages(client: Client) -> None:
    service = make_service()
    channel = entries.create_channel(HOUSE, name={"fi": "Vanha puhelin"}, type=ChannelType.PHONE, **_keeper())
    entries.publish(HOUSE, channel)
    entries.connect(HOUSE, service, channel=channel)
    neglected(channel, "2025-01-01")
    verification.hide_stale(clock.now())
    assert Channel.objects.get().status == "hidden"
    assert "Vanha puhelin" not in client.get(f"/palvelut/{service.uuid}/").content.decode()


def _keeper() -> dict[str, Any]:
    return {"organization": cast.city(), "summary": {"fi": "Soita."}}


def test_the_page_of_a_hidden_place_says_why_and_who_knows(client: Client) -> None:
    place = neglected(make_place("Vanha talo", directions={"fi": "Ovi on takana."}), "2025-01-01")
    verification.hide_stale(clock.now())
    answer = client.get(f"/paikat/{place.uuid}/")
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Emme näytä tätä nyt, koska tietoja ei ole vahvistettu puoleentoista vuoteen." in html
    assert "Esimerkin kaupunki" in html
    assert '<meta name="robots" content="noindex">' in html
    assert "Nevakatu" not in html
    assert "Ovi on takana" not in html


def test_verifying_brings_a_hidden_entry_back_at_once(client: Client) -> None:
    place = neglected(make_place("Vanha talo"), "2025-01-01")
    verification.hide_stale(clock.now())
    assert not listed(client, "Vanha talo")
    verification.verify_entry(HOUSE, "place", place.uuid)
    assert listed(client, "Vanha talo")
    assert client.get(f"/api/v1/places/{place.uuid}").status_code == 200


def test_a_draft_that_is_verified_stays_a_draft() -> None:
    service = entries.create_service(HOUSE, name={"fi": "Luonnos"})
    verification.verify(HOUSE, service)
    assert Service.objects.get().status == "draft"


# Taking back


def test_a_verification_is_taken_back_within_the_hour(frozen: Any) -> None:
    place = neglected(make_place(organization=cast.own_organization()), "2026-01-05")
    editor = cast.actor(cast.editor())
    verification.verify_entry(editor, "place", place.uuid)
    frozen.shift(timedelta(minutes=59))
    verification.take_back(editor, "place", place.uuid)
    place.refresh_from_db()
    assert place.verified_at == at("2026-01-05 12:00")
    assert AuditEvent.objects.filter(action="directory.entry.verification_taken_back").count() == 1


def test_taking_back_hides_again_what_was_hidden(client: Client) -> None:
    place = neglected(make_place("Vanha talo", organization=cast.own_organization()), "2025-01-01")
    verification.hide_stale(clock.now())
    editor = cast.actor(cast.editor())
    verification.verify_entry(editor, "place", place.uuid)
    verification.take_back(editor, "place", place.uuid)
    assert Place.objects.get().status == "hidden"
    assert not listed(client, "Vanha talo")


@pytest.mark.parametrize("spoil", ["late", "someone else", "verified since"])
def test_what_is_no_longer_ones_own_last_word_is_not_taken_back(spoil: str, frozen: Any) -> None:
    place = make_place(organization=cast.own_organization())
    editor = cast.actor(cast.editor())
    verification.verify_entry(editor, "place", place.uuid)
    frozen.shift(timedelta(minutes=61 if spoil == "late" else 5))
    if spoil == "verified since":
        verification.verify_entry(HOUSE, "place", place.uuid)
    actor = HOUSE if spoil == "someone else" else editor
    with pytest.raises(VerificationRefused, match="Vahvistusta ei voi enää perua"):
        verification.take_back(actor, "place", place.uuid)


# Pages


def test_the_button_verifies_and_offers_to_take_it_back() -> None:
    place = neglected(make_place("Vanha talo", organization=cast.own_organization()), "2026-01-05")
    inside = cast.browser_of(cast.editor())
    answer = inside.post(f"/tyotila/vahvista/place/{place.uuid}/", {"takaisin": "/tyotila/ajantasaisuus/luettelo/"})
    assert (answer.status_code, answer["Location"]) == (302, "/tyotila/ajantasaisuus/luettelo/")
    html = inside.get(answer["Location"]).content.decode()
    assert "Vanha talo: tiedot ovat ajan tasalla." in html
    assert f'action="/tyotila/vahvista/place/{place.uuid}/kumoa/"' in html
    place.refresh_from_db()
    assert place.verified_at == clock.now()


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_the_way_back_stays_in_the_house(back: str) -> None:
    place = make_place(organization=cast.own_organization())
    answer = cast.browser_of(cast.editor()).post(f"/tyotila/vahvista/place/{place.uuid}/", {"takaisin": back})
    assert answer["Location"] == "/tyotila/ajantasaisuus/"


def test_ticked_lines_are_verified_and_those_of_others_are_passed_over() -> None:
    own = neglected(make_place("Oma", organization=cast.own_organization()), "2026-01-05")
    other = neglected(make_place("Toisen", organization=cast.other_organization()), "2026-01-05")
    things = [f"place:{own.uuid}", f"place:{other.uuid}", "place:x", "x"]
    cast.browser_of(cast.editor()).post("/tyotila/ajantasaisuus/vahvista/", {"kohde": things})
    stamps = dict(Place.objects.values_list("uuid", "verified_at"))
    assert stamps == {own.uuid: clock.now(), other.uuid: at("2026-01-05 12:00")}
