"""Organisations by hand and by import."""

from collections.abc import Iterator

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from kotikulma.kernel.audit.models import AuditEvent
from kotikulma.kernel.models import Revision
from kotikulma.kernel.types import ANONYMOUS
from kotikulma.people import commands, queries
from kotikulma.people.commands.organizations import organization_changed
from kotikulma.people.models import Organization
from kotikulma.people.tests.make import make_organization, make_row
from kotikulma.people.types import (
    MayNot,
    OrganizationNotFound,
    OrganizationRefused,
    OrganizationStatus,
    Outcome,
    Sector,
)
from tests import cast
from tests.cast import HOUSE

pytestmark = pytest.mark.django_db


@pytest.fixture
def renewed() -> Iterator[list[list[int]]]:
    calls: list[list[int]] = []
    slot = commands.organization_changed
    kept = dict(slot.items())
    slot._plugs.clear()
    slot.register("test", calls.append)
    yield calls
    slot._plugs.clear()
    slot._plugs.update(kept)


def test_creating_audits_keeps_a_revision_and_renews_the_public_documents(renewed: list[list[int]]) -> None:
    made = make_organization(business_id="0174666-4")
    assert AuditEvent.objects.filter(action="people.organization.created", object_uuid=made.uuid).count() == 1
    assert Revision.objects.get(object_uuid=made.uuid).data["business_id"] == "0174666-4"
    assert renewed == [[made.id]]


def test_an_editor_cannot_create_an_organization_but_a_unit_of_her_own() -> None:
    actor, own = cast.actor(cast.editor()), cast.own_organization()
    with pytest.raises(MayNot, match=r"Vain koordinaattori voi lisätä organisaation. Pyydä häntä lisäämään se."):
        commands.create_organization(actor, name={"fi": "Uusi"}, sector=Sector.COMPANY)
    unit = commands.create_organization(actor, name={"fi": "Yksikkö"}, sector=Sector.ASSOCIATION, parent=own)
    assert unit.parent_id == own.id


def test_an_editor_edits_her_own_organization_and_its_units() -> None:
    actor, own = cast.actor(cast.editor()), cast.own_organization()
    unit = make_organization("Yksikkö", parent=own)
    commands.edit_organization(actor, unit, changes={"summary": {"fi": "Avoin kaikille"}})
    unit.refresh_from_db()
    assert unit.summary == {"fi": "Avoin kaikille"}


def test_another_editor_meets_not_found() -> None:
    with pytest.raises(OrganizationNotFound, match=r"Organisaatiota ei löydy."):
        commands.edit_organization(
            cast.actor(cast.other_editor()), cast.own_organization(), changes={"sector": "state"}
        )
    with pytest.raises(OrganizationNotFound):
        commands.edit_organization(ANONYMOUS, cast.own_organization(), changes={"sector": "state"})


def test_an_edit_that_changes_nothing_writes_nothing(renewed: list[list[int]]) -> None:
    made = make_organization()
    before, renewals = AuditEvent.objects.count(), len(renewed)
    commands.edit_organization(HOUSE, made, changes={"name": {"fi": "Talon väki"}})
    assert (AuditEvent.objects.count(), len(renewed)) == (before, renewals)


def test_an_organization_cannot_go_under_its_own_unit() -> None:
    top = make_organization("Ylä")
    unit = make_organization("Ala", parent=top)
    with pytest.raises(OrganizationRefused, match=r"Organisaatio ei voi kuulua omaan yksikköönsä."):
        commands.edit_organization(HOUSE, top, changes={"parent": unit})


def test_the_database_refuses_an_organization_as_its_own_parent() -> None:
    made = make_organization()
    with pytest.raises(IntegrityError), transaction.atomic():
        Organization.objects.filter(id=made.id).update(parent=made.id)


def test_archiving_is_for_coordinators_and_waits_for_units() -> None:
    top = make_organization("Ylä")
    unit = make_organization("Ala", parent=top)
    with pytest.raises(MayNot):
        commands.archive_organization(cast.actor(cast.editor()), top)
    with pytest.raises(OrganizationRefused, match=r"Organisaatiolla on yksiköitä. Arkistoi tai siirrä ne ensin."):
        commands.archive_organization(cast.actor(cast.coordinator()), top)
    commands.archive_organization(cast.actor(cast.coordinator()), unit)
    assert commands.archive_organization(HOUSE, top).status == OrganizationStatus.ARCHIVED


def test_an_archived_organization_is_seen_by_its_keepers_only() -> None:
    own = cast.own_organization()
    commands.archive_organization(HOUSE, own)
    assert queries.organization(cast.actor(cast.editor()), own.uuid).id == own.id
    for viewer in (ANONYMOUS, cast.actor(cast.other_editor())):
        with pytest.raises(OrganizationNotFound):
            queries.organization(viewer, own.uuid)


def test_an_import_adds_then_changes_nothing_then_changes_what_differs() -> None:
    row = make_row()
    assert commands.save_organizations(HOUSE, [row])[0].outcome is Outcome.ADDED
    assert commands.save_organizations(HOUSE, [row])[0].outcome is Outcome.UNCHANGED
    saved = commands.save_organizations(HOUSE, [make_row("Uusi nimi", uuid=row.uuid)])[0]
    assert (saved.outcome, saved.changed) == (Outcome.CHANGED, ("name",))


def test_an_import_leaves_locked_fields_alone() -> None:
    made = make_organization("Oma nimi", locked_fields=["name"])
    saved = commands.save_organizations(HOUSE, [make_row("Tuotu nimi", uuid=made.uuid, sector=Sector.COMPANY)])[0]
    made.refresh_from_db()
    assert (made.name, made.sector) == ({"fi": "Oma nimi"}, "company")
    assert (saved.changed, saved.locked) == (("sector",), ("name",))


def test_a_bad_row_is_told_and_the_rest_goes_in() -> None:
    bad, good = make_row(business_id="1234567-8"), make_row("Hyvä")
    first, second = commands.save_organizations(HOUSE, [bad, good])
    assert (first.outcome, first.id) == (Outcome.REFUSED, None)
    assert first.reason.startswith("Y-tunnus 1234567-8 ei kelpaa.")
    assert Organization.objects.get(id=second.id).name == {"fi": "Hyvä"}


def test_a_unit_may_come_before_its_parent_in_one_import() -> None:
    parent = make_row("Ylä")
    unit = make_row("Ala", parent_uuid=parent.uuid)
    saved = commands.save_organizations(HOUSE, [unit, parent])
    assert Organization.objects.get(uuid=unit.uuid).parent_id == saved[1].id
    assert commands.save_organizations(HOUSE, [unit, parent])[0].outcome is Outcome.UNCHANGED


def test_an_import_is_for_coordinators() -> None:
    with pytest.raises(MayNot, match=r"Vain koordinaattori voi tuoda organisaatioita."):
        commands.save_organizations(cast.actor(cast.editor()), [make_row()])


def test_a_hundred_rows_cost_sixteen_queries_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(organization_changed, "_plugs", {})  # what upper modules renew is theirs to count
    rows = [make_row(f"Rivi {number}") for number in range(100)]
    for wanted in (rows, [make_row(f"Uusi {number}", uuid=row.uuid) for number, row in enumerate(rows)]):
        with CaptureQueriesContext(connection) as caught:
            commands.save_organizations(HOUSE, wanted)
        assert len(caught) <= 16


def test_of_nobody_nothing_is_asked(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert (queries.organizations(ANONYMOUS, []), queries.published_organizations(iter(()))) == ({}, [])
