"""Two entries become one and part again: what moves, what stays, and what is refused."""

import threading
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from kotikulma.directory.commands import duplicates, entries, merging
from kotikulma.directory.commands.hours import set_hours
from kotikulma.directory.commands.merging import merge, undo_merge
from kotikulma.directory.commands.recording import HOURS_COLUMN, KINDS
from kotikulma.directory.commands.reports import report_error
from kotikulma.directory.models import Channel, HoursPeriod, Merge, Place, Report, Service, ServiceAt
from kotikulma.directory.queries import duplicates as queries
from kotikulma.directory.queries.comparison import compare
from kotikulma.directory.tests.make import MON, TUE, WED, weekly
from kotikulma.directory.tests.make_entries import basic_terms, connect, make_channel, make_place, make_service
from kotikulma.directory.types import AddressVisibility
from kotikulma.directory.types.duplicates import MergeRefused
from kotikulma.kernel import external_ids
from kotikulma.kernel.audit.models import AuditEvent
from kotikulma.kernel.errors import NotFound
from kotikulma.kernel.models import Revision
from kotikulma.kernel.types import ANONYMOUS
from tests import cast
from tests.cast import HOUSE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


PHONE = {"type": "phone", "value": "014 000 0000"}


def two_places() -> tuple[Place, Place]:
    one = make_place("Naapurien tupa", weekly(MON, "09:00-11:00"), summary={"fi": "Kahvi."})
    other = make_place(
        "Tupa", weekly(TUE, "12:00-14:00"), summary={"fi": "Lounas."}, directions={"fi": "Punainen talo."}
    )
    return one, other


def fold(one: Any, other: Any, *take: str) -> Merge:
    return merge(HOUSE, KINDS[type(one)], kept=one.uuid, gone=other.uuid, take=take)


def state(*things: Any) -> list[dict[str, Any]]:
    """Every column but the moment of change, with what points at the thing."""
    found = []
    for thing in things:
        row = type(thing).objects.filter(pk=thing.pk).values().get()
        row.pop("modified_at")
        row["connections"] = sorted(thing.connections.values_list("pk", flat=True))
        row["external"] = external_ids.of(thing.uuid)
        row["reports"] = sorted(Report.objects.filter(object_uuid=thing.uuid).values_list("pk", flat=True))
        if isinstance(thing, Service):
            row["terms"] = sorted(thing.terms.values_list("pk", flat=True))
        else:
            here = {HOURS_COLUMN[type(thing)]: thing.pk}
            row["hours"] = sorted(HoursPeriod.objects.filter(**here).values_list("pk", flat=True))
        found.append(row)
    return found


# What becomes of the two


def test_the_kept_one_takes_what_was_chosen_and_keeps_the_rest() -> None:
    one, other = two_places()
    fold(one, other, "summary", "directions")
    one.refresh_from_db()
    assert (one.name, one.summary, one.directions) == (
        {"fi": "Naapurien tupa"},
        {"fi": "Lounas."},
        {"fi": "Punainen talo."},
    )


def test_imports_leave_alone_what_a_person_chose() -> None:
    one, other = two_places()
    fold(one, other, "summary", "contacts")
    one.refresh_from_db()
    assert one.locked_fields == ["summary"]


def test_the_old_address_leads_to_the_kept_one(client: Client) -> None:
    one, other = two_places()
    fold(one, other)
    for path in ("", "ovi/"):
        answer = client.get(f"/paikat/{other.uuid}/{path}")
        assert (answer.status_code, answer["Location"]) == (301, f"/paikat/{one.uuid}/{path}")
    assert client.get(f"/api/v1/places/{other.uuid}").status_code == 301
    assert client.get(f"/paikat/{other.uuid}/qr.svg")["Location"] == f"/paikat/{one.uuid}/qr.svg"


def test_lists_and_search_know_one_of_them(client: Client) -> None:
    one, other = two_places()
    fold(one, other)
    html = client.get("/haku/").content.decode()
    assert (f"/paikat/{one.uuid}/" in html, f"/paikat/{other.uuid}/" in html) == (True, False)


def test_both_external_identifiers_name_the_kept_one() -> None:
    one, other = two_places()
    external_ids.link("ptv.channel", "a", one.uuid)
    external_ids.link("ptv.channel", "b", other.uuid)
    fold(one, other)
    assert external_ids.find("ptv.channel", ["a", "b"]) == {"a": one.uuid, "b": one.uuid}


def test_services_come_along_and_those_both_had_stay_once(client: Client) -> None:
    one, other = two_places()
    both, hers = make_service("Molemmissa"), make_service("Vain toisessa")
    connect(both, one)
    connect(both, other)
    connect(hers, other)
    fold(one, other)
    names = sorted(one.connections.values_list("service__name__fi", flat=True))
    assert names == ["Molemmissa", "Vain toisessa"]
    assert "Vain toisessa" in client.get(f"/paikat/{one.uuid}/").content.decode()


def test_hours_change_places_when_they_are_chosen() -> None:
    one, other = two_places()
    theirs = HoursPeriod.objects.get(place=other)
    fold(one, other, "hours")
    assert list(HoursPeriod.objects.filter(place=one)) == [theirs]


def test_hours_stay_when_they_are_not_chosen() -> None:
    one, other = two_places()
    own = HoursPeriod.objects.get(place=one)
    fold(one, other)
    assert list(HoursPeriod.objects.filter(place=one)) == [own]


def test_a_service_takes_places_channels_producers_and_terms() -> None:
    one, other = make_service("Digituki"), make_service("Digineuvonta")
    other.terms.set(basic_terms()[:1])
    spot = make_place()
    connect(other, spot)
    fold(one, other, "terms")
    assert list(one.connections.values_list("place_id", flat=True)) == [spot.pk]
    assert one.terms.count() == 1


def two_channels() -> tuple[Channel, Channel]:
    one = make_channel("Puhelin", weekly(MON, "09:00-11:00"))
    return one, make_channel("Neuvontapuhelin", weekly(TUE, "12:00-14:00"), contacts=[PHONE])


def test_a_channel_takes_services_numbers_and_hours(client: Client) -> None:
    one, other = two_channels()
    service = make_service("Velkaneuvonta")
    connect(service, other)
    fold(one, other, "contacts", "hours")
    one.refresh_from_db()
    assert (one.contacts, one.periods.get().slots) == ([PHONE], [[TUE, "12:00", "14:00"]])
    assert one.locked_fields == ["contacts", "hours"]
    html = client.get(f"/palvelut/{service.uuid}/").content.decode()
    assert ("Puhelin" in html, PHONE["value"] in html, "Neuvontapuhelin" in html) == (True, True, False)


def test_reports_of_the_one_that_went_are_not_lost() -> None:
    one, other = two_places()
    report_error(ANONYMOUS, text="Ovi.", object_kind="place", object_uuid=other.uuid)
    fold(one, other)
    assert Report.objects.get().object_uuid == one.uuid


def test_a_merge_is_told_in_the_history_of_both() -> None:
    one, other = two_places()
    fold(one, other, "summary")
    events = AuditEvent.objects.filter(action="directory.place.merged").order_by("id")
    assert [(event.object_uuid, event.changed) for event in events] == [
        (one.uuid, ["summary"]),
        (other.uuid, ["merged_into", "status"]),
    ]
    assert Revision.objects.filter(action="merged").count() == 2


# Refusals


def test_an_editor_merges_what_she_edits_both_of_and_nothing_else() -> None:
    one = make_place("Oma", organization=cast.own_organization())
    other = make_place("Toisen", organization=cast.other_organization())
    with pytest.raises(NotFound):
        merge(cast.actor(cast.editor()), "place", kept=one.uuid, gone=other.uuid)


def test_a_place_is_not_merged_with_itself_or_with_a_service() -> None:
    place, service = make_place(), make_service()
    with pytest.raises(MergeRefused, match="samaa lajia"):
        fold(place, place)
    with pytest.raises(NotFound):
        merge(HOUSE, "place", kept=place.uuid, gone=service.uuid)
    with pytest.raises(MergeRefused):
        merge(HOUSE, "organization", kept=place.uuid, gone=service.uuid)


def test_what_has_left_the_list_is_not_merged() -> None:
    one, other = two_places()
    entries.archive(HOUSE, other)
    with pytest.raises(MergeRefused, match="ei ole enää luettelossa"):
        fold(one, other)


def test_dates_that_would_leave_a_service_outside_are_refused_and_nothing_moves() -> None:
    one, other = two_places()
    entries.edit(HOUSE, one, changes={"closed_on": date(2027, 3, 1)})
    connection = connect(make_service(), other, ends_on=date(2027, 6, 1))
    before = state(one, other)
    with pytest.raises(MergeRefused, match="Valitse toiset päivät"):
        fold(one, other)
    assert state(one, other) == before
    fold(one, other, "life")
    connection.refresh_from_db()
    assert connection.place_id == one.pk


# Undoing


def laid() -> tuple[Place, Place]:
    one, other = two_places()
    external_ids.link("ptv.channel", "b", other.uuid)
    connect(make_service("Palvelu"), other)
    report_error(ANONYMOUS, text="Ovi.", object_kind="place", object_uuid=other.uuid)
    return one, other


@pytest.mark.parametrize("take", [(), ("name", "summary", "address", "hours", "contacts", "directions")])
def test_undoing_makes_both_what_they_were(take: tuple[str, ...], client: Client) -> None:
    one, other = laid()
    before = state(one, other)
    undo_merge(HOUSE, fold(one, other, *take).uuid)
    assert state(one, other) == before
    assert client.get(f"/paikat/{other.uuid}/").status_code == 200
    assert "Palvelu" in client.get(f"/paikat/{other.uuid}/").content.decode()


def test_undoing_a_merge_of_services_gives_terms_and_places_back() -> None:
    one, other = make_service("Digituki", charge="free"), make_service("Digineuvonta", charge="chargeable")
    other.terms.set(basic_terms()[:1])
    connect(other, make_place())
    before = state(one, other)
    undo_merge(HOUSE, fold(one, other, "terms", "charge", "name").uuid)
    assert state(one, other) == before


def test_undoing_a_merge_of_channels_gives_everything_back() -> None:
    one, other = two_channels()
    connect(make_service(), other)
    before = state(one, other)
    undo_merge(HOUSE, fold(one, other, "name", "contacts", "hours").uuid)
    assert state(one, other) == before


def test_hours_edited_after_the_merge_stay_and_the_other_gets_its_own_back() -> None:
    one, other = two_places()
    row = fold(one, other, "hours")
    set_hours(HOUSE, one, periods=[weekly(WED, "10:00-12:00")])
    undo_merge(HOUSE, row.uuid)
    told = {each.pk: [period.slots for period in each.periods.all()] for each in (one, other)}
    assert told == {one.pk: [[[WED, "10:00", "12:00"]]], other.pk: [[[TUE, "12:00", "14:00"]]]}


def test_what_was_edited_after_the_merge_stays_as_it_was_edited() -> None:
    one, other = laid()
    row = fold(one, other, "summary", "directions")
    one.refresh_from_db()
    entries.edit(HOUSE, one, changes={"summary": {"fi": "Aivan uusi."}})
    undo_merge(HOUSE, row.uuid)
    one.refresh_from_db()
    assert (one.summary, one.directions) == ({"fi": "Aivan uusi."}, {})


def test_a_merge_is_undone_once_and_within_thirty_days(frozen: Any) -> None:
    one, other = laid()
    row = fold(one, other)
    frozen.shift(timedelta(days=30))
    undo_merge(HOUSE, row.uuid)
    with pytest.raises(MergeRefused, match="ei voi enää kumota"):
        undo_merge(HOUSE, row.uuid)
    late = fold(one, other)
    frozen.shift(timedelta(days=30, seconds=1))
    with pytest.raises(MergeRefused, match="ei voi enää kumota"):
        undo_merge(HOUSE, late.uuid)


def test_merges_one_upon_another_are_undone_from_the_last() -> None:
    one, other = laid()
    third = make_place("Kolmas")
    first, second = fold(one, other), fold(third, one)
    with pytest.raises(MergeRefused, match="muuttuneet"):
        undo_merge(HOUSE, first.uuid)
    undo_merge(HOUSE, second.uuid)
    undo_merge(HOUSE, first.uuid)
    assert external_ids.find("ptv.channel", ["b"]) == {"b": other.uuid}
    assert set(Place.objects.values_list("status", flat=True)) == {"published"}


def test_only_a_coordinator_undoes() -> None:
    row = fold(*laid())
    with pytest.raises(NotFound):
        undo_merge(cast.actor(cast.editor()), row.uuid)


def test_what_undoing_needs_is_emptied_after_thirty_days(frozen: Any) -> None:
    row = fold(*laid())
    frozen.shift(timedelta(days=30, seconds=1))
    assert [merging.forget_old_merges(), merging.forget_old_merges()] == [1, 0]
    row.refresh_from_db()
    assert row.before == {}


# Pages


def test_the_two_are_merged_on_their_page_and_parted_from_the_word_after_the_deed() -> None:
    one, other = make_service("Digituki", charge_note={"fi": "Maksuton."}), make_service("Digituki")
    duplicates.find_duplicates()
    [pair] = queries.queue(HOUSE)
    inside, page = cast.browser_of(cast.coordinator()), f"/tyotila/kaksoiskappaleet/{pair.uuid}/"
    assert "Maksuton." in inside.get(page).content.decode()
    kept, gone = (other, one) if pair.second.uuid == other.uuid else (one, other)
    side = "second" if pair.second.uuid == kept.uuid else "first"
    taken = "first" if pair.first.uuid == one.uuid else "second"
    answer = inside.post(page, {"sailyta": side, "valinta-charge": taken})
    assert answer["Location"] == "/tyotila/kaksoiskappaleet/"
    kept.refresh_from_db()
    assert (kept.charge_note, Service.objects.get(pk=gone.pk).status) == ({"fi": "Maksuton."}, "merged")
    html = inside.get(answer["Location"]).content.decode()
    row = Merge.objects.get()
    assert html.count(f'action="/tyotila/yhdistetyt/{row.uuid}/kumoa/"') == 2
    inside.post(f"/tyotila/yhdistetyt/{row.uuid}/kumoa/")
    assert Service.objects.get(pk=gone.pk).status == "published"


def test_the_page_prefers_the_one_with_services_and_what_it_says_unless_it_says_nothing() -> None:
    one, other = make_place("Tupa", directions={"fi": "Punainen talo."}), make_place("Tupa", summary={"fi": "Kahvi."})
    connect(make_service(), other)
    duplicates.find_duplicates()
    [pair] = queries.queue(HOUSE)
    suggested = {line.group: line.suggested for line in compare(pair)}
    rich, poor = ("first", "second") if pair.first.uuid == other.uuid else ("second", "first")
    assert (pair.preferred, suggested) == (rich, {"summary": rich, "directions": poor})
    assert one.uuid in (pair.first.uuid, pair.second.uuid)


def test_a_hidden_address_is_not_shown_side_by_side() -> None:
    hidden = {"address_visibility": AddressVisibility.HIDDEN, "latitude": None, "longitude": None}
    for organization in (cast.city(), cast.city()):
        make_place("Turvatalo", organization=organization, **hidden)
    duplicates.find_duplicates()
    [pair] = queries.queue(HOUSE)
    html = cast.browser_of(cast.coordinator()).get(f"/tyotila/kaksoiskappaleet/{pair.uuid}/").content.decode()
    assert "Nevakatu" not in html


def test_a_pair_decided_elsewhere_meanwhile_is_not_found() -> None:
    make_service("Digituki")
    make_service("Digituki")
    duplicates.find_duplicates()
    [pair] = queries.queue(HOUSE)
    inside = cast.browser_of(cast.coordinator())
    inside.post(f"/tyotila/kaksoiskappaleet/{pair.uuid}/eri/")
    assert inside.get(f"/tyotila/kaksoiskappaleet/{pair.uuid}/").status_code == 404


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_coordinators_merging_one_pair_both_ways_at_once_make_one_merge() -> None:
    one, other = two_places()
    said: list[str] = []

    def go(kept: Place, gone: Place) -> None:
        try:
            fold(kept, gone)
            said.append("merged")
        except (MergeRefused, NotFound):
            said.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=pair) for pair in ((one, other), (other, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["merged", "refused"]
    assert ServiceAt.objects.count() == 0
    assert sorted(Place.objects.values_list("status", flat=True)) == ["merged", "published"]
