"""The editor of one entry: save, publish, see both, take back."""

from typing import Any

import pytest
from django.test import Client

from kotikulma.directory.commands import entries
from kotikulma.directory.models import Channel, Place, Service, ServiceAt
from kotikulma.directory.tests.make_entries import basic_terms, connect, make_place, make_service
from kotikulma.kernel import revisions
from kotikulma.kernel.models import Revision
from tests import cast
from tests.cast import HOUSE

pytestmark = pytest.mark.django_db


def editor() -> Client:
    return cast.browser_of(cast.editor())


def own_service(**fields: Any) -> Service:
    return make_service(responsible=cast.own_organization(), **fields)


def own_place(**fields: Any) -> Place:
    return make_place(organization=cast.own_organization(), **fields)


def address(thing: Any, *, then: str = "") -> str:
    kind = {Service: "palvelu", Place: "paikka", Channel: "kanava", ServiceAt: "liitos"}[type(thing)]
    return f"/tyotila/tiedot/{kind}/{thing.uuid}/{then}"


def shown(client: Client, thing: Any) -> dict[str, Any]:
    """What the browser would send back unchanged."""
    form = client.get(address(thing)).context["form"]
    data: dict[str, Any] = {}
    for each in [form, *(form.contacts.forms if form.contacts else [])]:
        for field in each:
            value = field.value()
            if value not in (None, "", False):
                data[field.html_name] = value
    if form.contacts:
        for field in form.contacts.management_form:
            data[field.html_name] = field.value()
    return data


def save(client: Client, thing: Any, deed: str = "tallenna", **changes: Any) -> Any:
    return client.post(address(thing), {**shown(client, thing), "teko": deed, **changes})


def told(client: Client) -> list[dict[str, str]]:
    return list(client.session.get("workspace_told", []))


def test_a_save_without_changes_changes_nothing() -> None:
    service = own_service(contacts=[{"type": "phone", "value": "014 123 4567", "topic": {"fi": "Aika", "so": "Waqti"}}])
    client = editor()
    before = Revision.objects.count()
    for thing in (service, own_place(languages=["so", "fi"])):
        assert save(client, thing).status_code == 302
        assert [word["text"] for word in told(client)] == ["Mikään ei muuttunut."]
    assert Revision.objects.count() == before + 2  # the place was made and published


def test_words_in_three_languages_are_saved_and_the_change_can_be_taken_back() -> None:
    service, client = own_service(), editor()
    answer = save(client, service, summary_fi="Uusi.", summary_sv="Ny.", access_modes=["drop_in"])
    assert answer.headers["Location"] == address(service)
    service.refresh_from_db()
    assert (service.summary, service.access_modes) == ({"fi": "Uusi.", "sv": "Ny."}, ["drop_in"])
    (word,) = told(client)
    assert word["text"] == "Tallennettu."
    client.post(word["undo"])
    service.refresh_from_db()
    assert service.summary == {"fi": "Apua, kun koti on vaarassa."}


def test_a_language_that_the_form_does_not_have_stays() -> None:
    service = own_service(summary={"fi": "Apua.", "ru": "Помощь."})
    save(editor(), service, summary_fi="Tukea.")
    service.refresh_from_db()
    assert service.summary == {"fi": "Tukea.", "ru": "Помощь."}


def test_what_is_wrong_is_told_at_its_field_and_what_was_typed_stays() -> None:
    service, client = own_service(), editor()
    answer = save(client, service, summary_fi="x" * 151, min_age="30", max_age="20", name_fi="")
    assert answer.status_code == 422
    form = answer.context["form"]
    assert {"summary_fi", "name_fi"} <= set(form.errors)
    assert form["summary_fi"].value() == "x" * 151
    answer = save(client, service, min_age="30", max_age="20")
    assert answer.status_code == 422
    assert "Alaikärajan on oltava enintään yläikäraja." in answer.content.decode()


def test_publishing_asks_for_what_a_reader_needs_and_keeps_the_draft() -> None:
    service = entries.create_service(HOUSE, name={"fi": "Kesken"}, responsible=cast.own_organization())
    client = editor()
    answer = save(client, service, "julkaise", name_fi="Valmis kohta")
    assert answer.status_code == 422
    assert "summary_fi" in answer.context["form"].errors
    service.refresh_from_db()
    assert (service.name, service.status) == ({"fi": "Valmis kohta"}, "draft")
    chosen = {term.scheme: [str(term.uuid)] for term in basic_terms()}
    assert save(client, service, "julkaise", summary_fi="Apua.", **chosen).status_code == 302
    service.refresh_from_db()
    assert service.status == "published"


def test_a_new_entry_is_a_draft_of_ones_own_organisation() -> None:
    client = editor()
    page = client.get("/tyotila/tiedot/uusi/paikka/")
    data = {
        "name_fi": "Uusi tupa",
        "type": "other",
        "address_visibility": "public",
        "holiday_policy": "ask",
        "seen": "0",
    }
    data |= {"yhteys-TOTAL_FORMS": "0", "yhteys-INITIAL_FORMS": "0", "organization_id": str(cast.own_organization().id)}
    assert page.status_code == 200
    assert client.post("/tyotila/tiedot/uusi/paikka/", {**data, "teko": "tallenna"}).status_code == 302
    place = Place.objects.get()
    assert (place.name, place.status, place.organization) == ({"fi": "Uusi tupa"}, "draft", cast.own_organization())
    data["organization_id"] = str(cast.other_organization().id)
    assert client.post("/tyotila/tiedot/uusi/paikka/", {**data, "teko": "tallenna"}).status_code == 422
    assert Place.objects.count() == 1


def test_the_second_editor_sees_both_and_chooses() -> None:
    service, client = own_service(), editor()
    mine = shown(client, service)
    colleague = cast.actor(cast.coordinator())
    entries.edit(colleague, service, changes={"summary": {"fi": "Toisen."}, "charge": "free"})
    answer = client.post(address(service), {**mine, "teko": "tallenna", "summary_fi": "Minun.", "min_age": "18"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Toisen." in page
    assert "Minun." in page
    form = answer.context["form"]
    assert (form["summary_fi"].value(), form["charge"].value(), form["min_age"].value()) == ("Minun.", "free", 18)
    again = {field.html_name: field.value() for field in form if field.value() not in (None, "")}
    rows = {field.html_name: field.value() for field in form.contacts.management_form}
    client.post(address(service), {**again, **rows, "teko": "tallenna", "valinta-summary.fi": "toisen"})
    service.refresh_from_db()
    assert (service.summary, service.charge, service.min_age) == ({"fi": "Toisen."}, "free", 18)


def test_choosing_ones_own_words_keeps_them() -> None:
    service, client = own_service(), editor()
    mine = shown(client, service)
    entries.edit(HOUSE, service, changes={"summary": {"fi": "Toisen."}})
    form = client.post(address(service), {**mine, "teko": "tallenna", "summary_fi": "Minun."}).context["form"]
    again = {**mine, "seen": form["seen"].value(), "summary_fi": form["summary_fi"].value()}
    client.post(address(service), {**again, "teko": "tallenna", "valinta-summary.fi": "oma"})
    service.refresh_from_db()
    assert service.summary == {"fi": "Minun."}


def test_the_preview_shows_what_is_typed_and_saves_nothing() -> None:
    service, client = own_service(), editor()
    data = {**shown(client, service), "summary_fi": "Näin se näkyisi."}
    answer = client.post(address(service, then="esikatselu/"), data)
    assert "Näin se näkyisi." in answer.content.decode()
    page = client.post(address(service), {**data, "teko": "esikatsele"}).content.decode()
    assert page.count("Näin se näkyisi.") == 2
    service.refresh_from_db()
    assert service.summary == {"fi": "Apua, kun koti on vaarassa."}


def test_beside_the_form_stands_what_the_page_adds_to_the_row() -> None:
    service, place, client = own_service(), own_place(), editor()
    told = {"description_fi": "Kerromme sivulla enemmän.", "user_instruction_fi": "Soita ensin."}
    words = client.post(address(service, then="esikatselu/"), {**shown(client, service), **told}).content.decode()
    beside = words[words.index('id="sivulla" hx-swap-oob="true"') :]
    assert "Kerromme sivulla enemmän." in beside
    assert "Soita ensin." in beside
    data = {**shown(client, place), "directions_fi": "Bussi 5 ovelle."}
    assert "Bussi 5 ovelle." in client.post(address(place, then="esikatselu/"), data).content.decode()


def test_the_preview_of_a_hidden_place_tells_no_address() -> None:
    place, client = own_place(), editor()
    data = {**shown(client, place), "address_visibility": "hidden"}
    assert "Nevakatu" not in client.post(address(place, then="esikatselu/"), data).content.decode()


def test_contacts_are_rows_that_come_and_go() -> None:
    service, client = own_service(contacts=[{"type": "phone", "value": "014 123 4567"}]), editor()
    page = client.post(address(service), {**shown(client, service), "teko": "lisaa-yhteystieto"})
    assert len(page.context["form"].contacts.forms) == 2
    more = {
        "yhteys-TOTAL_FORMS": "2",
        "yhteys-1-type": "web",
        "yhteys-1-value": "www.example.org",
        "yhteys-0-DELETE": "on",
    }
    save(client, service, **more)
    service.refresh_from_db()
    assert service.contacts == [{"type": "web", "value": "https://www.example.org"}]


def test_a_contact_that_is_not_one_is_told_at_its_row() -> None:
    service, client = own_service(contacts=[{"type": "email", "value": "apu@example.org"}]), editor()
    answer = save(client, service, **{"yhteys-0-value": "apu@"})
    assert answer.status_code == 422
    assert "Kirjoita sähköpostiosoite, esimerkiksi nimi@example.org." in answer.content.decode()


def test_what_the_register_owns_is_shown_with_the_reason_and_cannot_be_sent() -> None:
    place, client = own_place(source="ptv"), editor()
    page = client.get(address(place)).content.decode()
    assert "Osa tiedoista tulee Palvelutietovarannosta" in page
    assert "Nevakatu 2" in page
    assert 'name="street_address_fi"' not in page
    assert 'name="street_address_sv"' in page
    save(client, place, street_address_fi="Väärä 1", street_address_sv="Nevagatan 2", accessibility=["lift"])
    place.refresh_from_db()
    assert place.street_address == {"fi": "Nevakatu 2", "sv": "Nevagatan 2"}
    assert place.accessibility == ["lift"]


def test_archiving_and_copying_are_one_button_each() -> None:
    service, client = own_service(), editor()
    client.post(address(service, then="kopioi/"))
    assert Service.objects.exclude(pk=service.pk).get().status == "draft"
    client.post(address(service, then="arkistoi/"))
    client.post(told(client)[-1]["undo"])
    service.refresh_from_db()
    assert service.status == "published"


def test_a_service_is_brought_to_a_place_found_by_its_name_and_ended_there() -> None:
    service, place, client = own_service(), make_place("Kirjasto"), editor()
    found = client.get(address(service, then="uusi-paikka/"), {"q": "kirja"})
    assert [row[1] for row in found.context["found"]] == [place.uuid]
    client.post(address(service, then="uusi-paikka/"), {"kohde": f"place:{place.uuid}"})
    connection = ServiceAt.objects.get()
    save(client, connection, note_fi="Kysy aulasta.", starts_on="2027-03-01")
    connection.refresh_from_db()
    assert (connection.note, str(connection.starts_on)) == ({"fi": "Kysy aulasta."}, "2027-03-01")
    again = client.post(address(service, then="uusi-paikka/"), {"kohde": f"place:{place.uuid}"})
    assert again.status_code == 422


def test_ending_a_connection_today_can_be_taken_back(frozen: object) -> None:
    connection, client = connect(own_service(), make_place()), editor()
    client.post(address(connection, then="lopeta/"))
    connection.refresh_from_db()
    assert str(connection.ends_on) == "2027-02-10"
    client.post(told(client)[-1]["undo"])
    connection.refresh_from_db()
    assert connection.ends_on is None


def test_history_tells_who_when_and_what_and_gives_a_version_back() -> None:
    service, client = own_service(description={"fi": "Autamme löytämään asunnon ja hakemaan tuet siihen."}), editor()
    old = revisions.newest(service.uuid)
    save(client, service, description_fi="Autamme löytämään kodin ja hakemaan tuet siihen.")
    page = client.get(address(service, then="historia/")).content.decode()
    assert "editor: Muokkasi palvelua" in page
    assert "<del>asunnon</del> <ins>kodin</ins>" in page
    client.post(address(service, then=f"historia/{old}/palauta/"))
    service.refresh_from_db()
    assert service.description == {"fi": "Autamme löytämään asunnon ja hakemaan tuet siihen."}


def test_a_strangers_thing_does_not_exist_in_the_workspace() -> None:
    theirs = make_service(responsible=cast.other_organization())
    for then in ("", "historia/", "uusi-paikka/"):
        assert editor().get(address(theirs, then=then)).status_code == 404
