"""Who changed it: a colleague by name, the network's own by their role, and nobody else's name."""

import pytest

from kotikulma.directory.commands import entries
from kotikulma.directory.models import Service
from kotikulma.directory.queries.history import changed_by, versions
from kotikulma.directory.tests.make_entries import make_service
from kotikulma.directory.tests.test_bulk import cell
from kotikulma.directory.tests.test_bulk import save as save_rows
from kotikulma.directory.tests.test_entry_editor import address, editor, save
from kotikulma.kernel import revisions
from kotikulma.people.models import Membership, Person
from kotikulma.people.types import Role
from tests import cast
from tests.cast import HOUSE

pytestmark = pytest.mark.django_db


def edited_by(person: Person, text: str = "Toisen.") -> Service:
    service = Service.objects.first() or make_service(responsible=cast.own_organization())
    entries.edit(cast.actor(person), service, changes={"summary": {"fi": text}})
    return service


def colleague() -> Person:
    person = Person.objects.create(email="colleague@example.org", name="Aino Esimerkki")
    Membership.objects.create(person=person, organization=cast.own_organization(), role=Role.EDITOR)
    return person


def told(service: Service, reader: Person) -> str:
    (latest, *_), _rest = versions(cast.actor(reader), service.uuid)
    return latest.who


def test_a_colleague_is_told_by_name() -> None:
    assert told(edited_by(colleague()), cast.editor()) == "Aino Esimerkki"


@pytest.mark.parametrize(("role", "word"), [("coordinator", "Koordinaattori"), ("administrator", "Pääkäyttäjä")])
def test_who_looks_after_the_network_is_told_by_her_role(role: str, word: str) -> None:
    service = edited_by(getattr(cast, role)())
    assert told(service, cast.editor()) == word
    page = editor().get(address(service, then="historia/")).content.decode()
    assert f"{word}: Muokkasi palvelua" in page
    assert getattr(cast, role)().email not in page


def test_a_coordinator_who_works_in_ones_own_organisation_is_told_by_name() -> None:
    person = colleague()
    Membership.objects.create(person=person, organization=cast.city(), role=Role.COORDINATOR)
    assert told(edited_by(person), cast.editor()) == "Aino Esimerkki"


def test_an_editor_of_another_organisation_has_no_name_and_no_role_here() -> None:
    service = make_service(responsible=cast.other_organization())
    entries.edit(cast.actor(cast.other_editor()), service, changes={"summary": {"fi": "Toisen."}})
    Service.objects.update(responsible=cast.own_organization())
    assert told(service, cast.editor()) == ""
    assert "Toinen ylläpitäjä: Muokkasi palvelua" in editor().get(address(service, then="historia/")).content.decode()


def test_a_coordinator_reads_names() -> None:
    assert told(edited_by(colleague()), cast.coordinator()) == "Aino Esimerkki"


def test_who_met_a_coordinators_words_reads_her_role() -> None:
    service = make_service(responsible=cast.own_organization())
    began = revisions.newest(service.uuid)
    edited_by(cast.coordinator())
    page = save(editor(), service, seen=began, summary_fi="Minun.").content.decode()
    assert "<p>Koordinaattori, " in page


def test_the_house_itself_is_told_as_the_house() -> None:
    service = make_service(responsible=cast.own_organization())
    entries.edit(HOUSE, service, changes={"summary": {"fi": "Tuotu."}})
    found = changed_by(cast.actor(cast.editor()), service.uuid)
    assert found
    assert found[0] == "Kotikulma"


def test_a_row_of_the_table_tells_whose_words_it_met() -> None:
    service = make_service(responsible=cast.own_organization())
    began = revisions.newest(service.uuid)
    edited_by(cast.coordinator())
    typed = {cell(service, "seen"): began, cell(service, "tiivistelma_fi"): "Minun."}
    (row,) = save_rows(editor(), [service], ["tiivistelma_fi"], **typed).context["rows"]
    assert row.wrong[0].startswith("Koordinaattori kirjoitti tähän sillä välin: ”Toisen.”.")
