"""Making, changing, publishing and connecting entries."""

from datetime import date

import pytest

from kotikulma.directory.commands import entries, verification
from kotikulma.directory.models import Place, PublicDocument, Service, Verification
from kotikulma.directory.tests.make import TUE, at, weekly
from kotikulma.directory.tests.make_entries import connect, make_place, make_service
from kotikulma.directory.types import ConnectionRefused, EntryRefused
from kotikulma.kernel.audit.models import AuditEvent
from kotikulma.kernel.errors import NotFound
from kotikulma.kernel.models import Revision
from tests import cast
from tests.cast import HOUSE

pytestmark = pytest.mark.django_db


def test_a_service_without_class_group_and_keeper_is_not_published_and_each_gap_is_named() -> None:
    service = entries.create_service(HOUSE, name={"fi": "Neuvonta"})
    with pytest.raises(EntryRefused) as refusal:
        entries.publish(HOUSE, service)
    assert refusal.value.code == "directory.entry.incomplete"
    assert {field: str(text) for field, text in refusal.value.fields.items()} == {
        "responsible": "Valitse vastuuorganisaatio.",
        "summary": "Kirjoita tiivistelmä suomeksi tai ruotsiksi.",
        "terms": "Valitse vähintään yksi palveluluokka.",
    }
    assert Service.objects.get().status == "draft"


def test_swapped_coordinates_are_refused_with_the_remedy() -> None:
    with pytest.raises(EntryRefused, match="ovat vaihtaneet paikkaa"):
        make_place(latitude=25.8, longitude=62.25)
    assert not Place.objects.exists()


def test_coordinates_outside_finland_are_refused() -> None:
    with pytest.raises(EntryRefused, match="eivät ole Suomessa"):
        make_place(latitude=48.0, longitude=11.0)


def test_a_name_too_long_is_refused_with_its_length() -> None:
    with pytest.raises(EntryRefused) as refusal:
        entries.create_service(HOUSE, name={"fi": "a" * 101})
    assert "101" in refusal.value.fields["name"]
    assert "100" in refusal.value.fields["name"]


def test_ages_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(EntryRefused, match="Alaikärajan on oltava enintään yläikäraja"):
        make_service(min_age=30, max_age=20)


def test_a_connection_before_its_service_begins_is_refused() -> None:
    service = make_service(starts_on=date(2027, 2, 2))
    with pytest.raises(ConnectionRefused, match="ennen kuin se alkaa"):
        entries.connect(HOUSE, service, place=make_place(), starts_on=date(2027, 1, 1))


def test_a_connection_before_its_place_opens_is_refused() -> None:
    place = make_place(opened_on=date(2027, 2, 2))
    with pytest.raises(ConnectionRefused, match="ennen kuin paikka avataan"):
        entries.connect(HOUSE, make_service(), place=place, starts_on=date(2027, 1, 1))


def test_a_connection_needs_a_place_or_a_channel_not_both() -> None:
    channel = entries.create_channel(HOUSE, name={"fi": "Puhelin"}, type="phone")
    for where in ({}, {"place": make_place(), "channel": channel}):
        with pytest.raises(ConnectionRefused, match="joko paikka tai asiointikanava"):
            entries.connect(HOUSE, make_service(), **where)


def test_an_editor_edits_her_own_and_another_organisation_does_not_exist_for_her() -> None:
    own, other = cast.own_organization(), cast.other_organization()
    editor = cast.actor(cast.editor())
    mine, theirs = make_service(responsible=own), make_service(responsible=other)
    entries.edit(editor, mine, changes={"summary": {"fi": "Uusi tiivistelmä."}})
    with pytest.raises(NotFound):
        entries.edit(editor, theirs, changes={"summary": {"fi": "Ei minun."}})
    assert Service.objects.get(pk=mine.pk).summary == {"fi": "Uusi tiivistelmä."}
    assert Service.objects.get(pk=theirs.pk).summary == {"fi": "Apua, kun koti on vaarassa."}


def test_editing_is_not_verifying(frozen: object) -> None:
    service = entries.create_service(HOUSE, name={"fi": "Neuvonta"})
    entries.edit(HOUSE, service, changes={"summary": {"fi": "Muutettu."}})
    assert Service.objects.get().verified_at is None
    verification.verify(HOUSE, service)
    assert Service.objects.get().verified_at == at("2027-02-10 12:00")
    assert Verification.objects.get().method == "owner"


def test_an_entry_is_made_and_changed_at_the_moment_of_the_houses_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOTIKULMA_NOW", "2030-02-12T09:00")
    place = make_place()
    monkeypatch.setenv("KOTIKULMA_NOW", "2030-02-12T15:00")
    entries.edit(HOUSE, place, changes={"summary": {"fi": "Uusi teksti."}})
    place.refresh_from_db()
    assert (place.created_at, place.modified_at) == (at("2030-02-12 09:00"), at("2030-02-12 15:00"))


def test_an_edit_leaves_a_revision_and_an_audit_event_with_field_names_only() -> None:
    service = make_service()
    entries.edit(HOUSE, service, changes={"summary": {"fi": "Salainen sana."}, "charge": ""})
    revision = Revision.objects.filter(action="edited").get()
    assert revision.changed == ["summary"]
    assert revision.data["summary"] == {"fi": "Salainen sana."}
    event = AuditEvent.objects.filter(action="directory.service.edited").get()
    assert event.changed == ["summary"]
    assert "Salainen" not in str(vars(event))


def test_an_archived_service_leaves_every_list_and_answers_410(client: object) -> None:
    service = make_service()
    entries.archive(HOUSE, service)
    assert not PublicDocument.objects.filter(uuid=service.uuid).exists()
    assert client.get(f"/palvelut/{service.uuid}/").status_code == 410  # type: ignore[attr-defined]
    assert "Asumisneuvonta" not in client.get("/haku/?q=asumisneuvonta").content.decode().split("<ol")[-1][:300]  # type: ignore[attr-defined]


def test_a_merged_place_answers_301_to_where_it_went(client: object) -> None:
    kept, gone = make_place(), make_place("Huhtasuon piste")
    Place.objects.filter(pk=gone.pk).update(status="merged", merged_into=kept)
    answer = client.get(f"/paikat/{gone.uuid}/")  # type: ignore[attr-defined]
    assert (answer.status_code, answer["Location"]) == (301, f"/paikat/{kept.uuid}/")


def test_a_draft_does_not_exist_for_the_public(client: object) -> None:
    service = entries.create_service(HOUSE, name={"fi": "Luonnos"})
    assert client.get(f"/palvelut/{service.uuid}/").status_code == 404  # type: ignore[attr-defined]


def test_the_same_service_is_connected_to_a_place_once() -> None:
    service, place = make_service(), make_place()
    connect(service, place, weekly(TUE, "09:00-11:00"))
    with pytest.raises(ConnectionRefused):
        entries.connect(HOUSE, service, place=place)
