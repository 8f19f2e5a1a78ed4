"""Contacts of our own beside those of a register: added, shown, taken back, and still there after an import."""

from typing import Any

import pytest
from django.test import Client

from kotikulma.directory.commands import entries, history
from kotikulma.directory.commands.imports import import_ptv
from kotikulma.directory.models import Channel, Place, ServiceAt
from kotikulma.directory.queries.records import contacts
from kotikulma.directory.tests import make_ptv as make
from kotikulma.directory.tests.test_entry_editor import address, save, shown
from kotikulma.directory.types import EntryRefused
from kotikulma.kernel import external_ids, revisions
from tests import cast
from tests.cast import HOUSE

pytestmark = pytest.mark.django_db
TOLD = {"type": "phone", "value": "+358447943552"}
OWN = {"type": "email", "value": "tupa@example.org"}
BESIDE = {**OWN, "source": "local"}


def bring(**keys: Any) -> Place:
    """The place as the register tells it; its organisation is the editor's own."""
    services = [make.told_service("Asumisneuvonta", contactDetails={"phoneNumbers": [make.phone("111222")]})]
    given = {"phoneNumbers": [make.phone("447943552")], "services": services, **keys}
    external_ids.link("ptv.organization", make.guid("Esimerkkikaupunki"), cast.own_organization().uuid)
    import_ptv(HOUSE, make.rows(make.service(), make.place(**given)))
    return Place.objects.get()


def added(place: Place, **row: Any) -> dict[str, Any]:
    """The form with one more row, as a browser sends it."""
    data = shown(cast.browser_of(cast.editor()), place)
    number = int(data["yhteys-TOTAL_FORMS"])
    row = {"type": "email", "value": OWN["value"], **row}
    return {"yhteys-TOTAL_FORMS": number + 1} | {f"yhteys-{number}-{key}": value for key, value in row.items()}


def stored(thing: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = type(thing).objects.get(pk=thing.pk).contacts
    return found


def with_own() -> Place:
    place = bring()
    entries.edit(cast.actor(cast.editor()), place, changes={"contacts": [TOLD, BESIDE]})
    return place


def test_an_editor_adds_her_own_beside_what_the_register_tells(client: Client) -> None:
    place, inside = bring(), cast.browser_of(cast.editor())
    html = inside.get(address(place)).content.decode()
    assert [words in html for words in (TOLD["value"], "säilyvät tuonnissa")] == [True, True]
    assert save(inside, place, **added(place)).status_code == 302
    assert stored(place) == [TOLD, BESIDE]
    page = client.get(f"/paikat/{place.uuid}/").content.decode()
    assert page.index(TOLD["value"]) < page.index("tupa@example.org")


def test_they_survive_the_next_imports_and_what_the_register_tells_is_renewed() -> None:
    place = with_own()
    for number in ("447943552", "999888"):
        bring(phoneNumbers=[make.phone(number)])
        assert stored(place) == [{"type": "phone", "value": f"+358{number}"}, BESIDE]
    assert Place.objects.get().locked_fields == []


def test_a_second_import_of_the_same_changes_nothing() -> None:
    place = with_own()
    before = revisions.newest(place.uuid)
    bring()
    assert (revisions.newest(place.uuid), stored(place)) == (before, [TOLD, BESIDE])


def test_she_edits_and_removes_her_own() -> None:
    place, inside = with_own(), cast.browser_of(cast.editor())
    save(inside, place, **{"yhteys-0-value": "uusi@example.org"})
    assert stored(place) == [TOLD, {**BESIDE, "value": "uusi@example.org"}]
    save(inside, place, **{"yhteys-0-DELETE": "on"})
    assert stored(place) == [TOLD]


def test_what_the_register_tells_cannot_be_changed_or_left_out_here() -> None:
    place = bring()
    for rows in ([BESIDE], [{**TOLD, "value": "1"}, BESIDE], [TOLD, OWN]):
        with pytest.raises(EntryRefused, match="Palvelutietovarannosta"):
            entries.edit(cast.actor(cast.editor()), place, changes={"contacts": rows})
    assert stored(place) == [TOLD]


def test_a_note_has_a_text_in_each_language_and_no_address(client: Client) -> None:
    place, inside = bring(), cast.browser_of(cast.editor())
    note = {"type": "note", "value": "", "topic_fi": "Soita ovikelloa.", "topic_sv": "Ring på dörren."}
    save(inside, place, **added(place, **note))
    topic = {"fi": "Soita ovikelloa.", "sv": "Ring på dörren."}
    assert stored(place) == [TOLD, {"type": "note", "value": "", "topic": topic, "source": "local"}]
    assert "<dd>Ring på dörren.</dd>" in client.get(f"/sv/paikat/{place.uuid}/").content.decode()
    told = client.get(f"/api/v1/places/{place.uuid}").json()["contacts"]
    assert told[1] == {"type": "note", "topic": topic}
    assert client.get(f"/hsds/service_at_locations/{ServiceAt.objects.get().uuid}").status_code == 200


def test_a_note_written_where_numbers_are_written_is_its_finnish_text() -> None:
    place = bring()
    save(cast.browser_of(cast.editor()), place, **added(place, type="note", value="Soita ovikelloa."))
    assert stored(place)[1]["topic"] == {"fi": "Soita ovikelloa."}


def test_a_connection_and_a_channel_have_their_own_beside_too(client: Client) -> None:
    bring()
    import_ptv(HOUSE, make.rows(make.phone_channel()))
    for thing in (ServiceAt.objects.get(), Channel.objects.get()):
        told = stored(thing)
        edit = entries.edit_connection if isinstance(thing, ServiceAt) else entries.edit
        edit(cast.actor(cast.editor()), thing, changes={"contacts": [*told, BESIDE]})
        bring(modified="2030-01-01T00:00:00")
        import_ptv(HOUSE, make.rows(make.phone_channel(modified="2030-01-01T00:00:00")))
        assert stored(thing) == [*told, BESIDE]
    assert "tupa@example.org" in client.get(f"/palvelut/{ServiceAt.objects.get().service.uuid}/").content.decode()


def test_an_import_and_an_editor_at_once_do_not_meet() -> None:
    place = bring()
    began = revisions.newest(place.uuid)
    bring(phoneNumbers=[make.phone("999888")])
    entries.edit(cast.actor(cast.editor()), Place.objects.get(), changes={"contacts": [TOLD, BESIDE]}, seen=began)
    assert stored(place) == [{"type": "phone", "value": "+358999888"}, BESIDE]


def test_an_added_contact_is_taken_back_and_brought_again() -> None:
    place, actor = with_own(), cast.actor(cast.editor())
    history.undo(actor, place, number=revisions.newest(place.uuid))
    assert stored(place) == [TOLD]
    history.undo(actor, place, number=revisions.newest(place.uuid))
    assert stored(place) == [TOLD, BESIDE]


def test_an_added_language_is_taken_back_too() -> None:
    place, actor = bring(), cast.actor(cast.editor())
    entries.edit(actor, place, changes={"summary": {**place.summary, "sv": "Hjälp."}})
    history.undo(actor, place, number=revisions.newest(place.uuid))
    assert Place.objects.get().summary == {"fi": "Apua monelta taholta."}


@pytest.mark.parametrize(("topic", "times"), [({}, 1), ({"fi": "Tulkki"}, 2)])
def test_what_the_register_tells_some_day_is_not_shown_twice(topic: dict[str, str], times: int) -> None:
    assert len(contacts([TOLD, {**TOLD, "source": "local", "topic": topic}])) == times
