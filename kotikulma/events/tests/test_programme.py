"""An event from draft to the end: who may, what it must say, what becomes of it."""

from datetime import timedelta
from uuid import uuid4

import pytest

from kotikulma.directory.tests.make_entries import make_place
from kotikulma.events import access, commands
from kotikulma.events.models import Event, Occurrence, RegistrationSetup
from kotikulma.events.tests.make import at, make_draft, make_event, only_time
from kotikulma.events.types import Changed, EventNotFound, EventRefused, EventState, OccurrenceState
from kotikulma.kernel import clock, data_version, revisions
from kotikulma.kernel.audit.models import AuditEvent
from kotikulma.kernel.types import ANONYMOUS
from tests import cast
from tests.cast import HOUSE

pytestmark = pytest.mark.django_db
WHY = {"fi": "Vetäjä on sairastunut."}


@pytest.fixture
def everybody() -> cast.Cast:
    return cast.everybody()


def test_an_editor_makes_a_draft_in_her_own_organisation(everybody) -> None:
    event = commands.create_event(
        everybody.actor("editor"), organization=everybody.own.uuid, values={"title": {"fi": "Kahvila", "sv": " "}}
    )
    assert (event.state, event.title, event.version) == (EventState.DRAFT, {"fi": "Kahvila"}, 1)
    assert AuditEvent.objects.filter(action="events.event.created", object_uuid=event.uuid).count() == 1


@pytest.mark.parametrize("who", ["other editor", None])
def test_nobody_makes_events_for_an_organisation_of_others(everybody, who) -> None:
    actor = everybody.actor(who) if who else ANONYMOUS
    with pytest.raises(EventNotFound):
        commands.create_event(actor, organization=everybody.own.uuid, values={})
    assert not Event.objects.exists()


def test_a_draft_is_nobody_elses_business(everybody) -> None:
    event = make_draft()
    for viewer in (ANONYMOUS, everybody.actor("other editor")):
        with pytest.raises(EventNotFound):
            access.get_event_for(viewer, event.uuid)
    assert access.get_event_for(everybody.actor("editor"), event.uuid) == event


def test_who_holds_it_together_may_change_it_too(everybody) -> None:
    event = make_draft(organisers=[everybody.other.uuid])
    saved = commands.save_event(
        everybody.actor("other editor"), event.uuid, version=1, values={"summary": {"fi": "Uusi"}}
    )
    assert saved.summary == {"fi": "Uusi"}


def test_what_lacks_is_said_field_by_field() -> None:
    event = commands.create_event(HOUSE, organization=cast.own_organization().uuid, values={"mode": "hybrid"})
    with pytest.raises(EventRefused) as refused:
        commands.publish_event(HOUSE, event.uuid, version=1)
    assert refused.value.fields == {
        "title": "Anna tapahtumalle nimi.",
        "summary": "Kerro yhdellä lauseella, mistä on kyse.",
        "times": "Anna aika.",
        "place": "Kerro, missä tavataan.",
        "link": "Anna osallistumislinkki. Se ei näy kenellekään ennen julkaisuhetkeä.",
        "contacts": "Kerro, keneltä voi kysyä.",
    }


def test_an_event_that_is_over_is_not_published() -> None:
    event = make_draft(clock.now() - timedelta(days=1))
    with pytest.raises(EventRefused) as refused:
        commands.publish_event(HOUSE, event.uuid, version=1)
    assert refused.value.fields == {"times": "Kaikki ajat ovat menneet. Anna uusi aika."}


def test_publishing_lists_its_times_where_the_place_is() -> None:
    place = make_place(municipality_code="179")
    draft = make_draft(place=place.uuid)
    assert not only_time(draft).listed
    before = data_version.current("events")
    event = commands.publish_event(HOUSE, draft.uuid, version=1)
    time = only_time(event)
    assert (time.listed, time.place_here_id, time.municipality_code) == (True, place.pk, "179")
    assert data_version.current("events") > before
    assert access.get_event_for(ANONYMOUS, event.uuid) == event


@pytest.mark.parametrize(("visibility", "listed", "opens"), [("unlisted", False, True), ("members", False, False)])
def test_unlisted_opens_by_its_address_and_members_only_does_not(visibility, listed, opens, everybody) -> None:
    event = make_event(visibility=visibility)
    assert only_time(event).listed is listed
    assert access.seen_by(ANONYMOUS).filter(pk=event.pk).exists() is opens
    assert access.seen_by(everybody.actor("other editor")).filter(pk=event.pk).exists()


def test_ends_before_it_starts_is_refused_with_the_field_named() -> None:
    with pytest.raises(EventRefused) as refused:
        make_draft(hours=-1)
    assert refused.value.fields == {"times": "Tapahtuman on päätyttävä sen jälkeen, kun se alkaa."}
    assert not Event.objects.exists()


def test_a_text_that_is_too_long_is_refused_and_nothing_is_left_behind() -> None:
    with pytest.raises(EventRefused) as refused:
        make_draft(description={"fi": "a" * 30_000})
    assert refused.value.fields == {
        "description": "Teksti (fi) on 30000 merkkiä pitkä. Lyhennä se 5000 merkkiin.",
    }
    assert not Event.objects.exists()


def test_an_unknown_place_is_refused() -> None:
    with pytest.raises(EventRefused, match="Paikkaa ei löydy"):
        make_draft(place=uuid4())


def test_the_second_of_two_who_save_at_once_is_told() -> None:
    event = make_event()
    commands.save_event(HOUSE, event.uuid, version=event.version, values={"summary": {"fi": "Ensimmäisen"}})
    with pytest.raises(Changed):
        commands.save_event(HOUSE, event.uuid, version=event.version, values={"summary": {"fi": "Toisen"}})
    event.refresh_from_db()
    assert event.summary == {"fi": "Ensimmäisen"}


def test_calendars_hear_of_a_new_place_and_not_of_a_mended_word() -> None:
    event = make_event()
    event = commands.save_event(HOUSE, event.uuid, version=event.version, values={"summary": {"fi": "Mended"}})
    assert (event.sequence, only_time(event).sequence) == (0, 0)
    event = commands.save_event(HOUSE, event.uuid, version=event.version, values={"place": make_place().uuid})
    assert (event.sequence, only_time(event).sequence) == (1, 1)


def test_postponed_waits_for_its_new_time_and_comes_back_rescheduled() -> None:
    event = make_event(at("2027-02-10T17:30"))
    event = commands.postpone_event(HOUSE, event.uuid, version=event.version, reason=WHY)
    assert (event.state, event.state_reason, event.sequence) == (EventState.POSTPONED, WHY, 1)
    event = commands.reschedule_event(
        HOUSE, event.uuid, version=event.version, starts_at=at("2027-02-11T17:30"), ends_at=at("2027-02-11T18:30")
    )
    time = only_time(event)
    assert (event.state, event.rescheduled, event.state_reason) == (EventState.PUBLISHED, True, {})
    assert (time.starts_at, time.sequence) == (at("2027-02-11T17:30"), 2)


def test_cancelled_is_final_says_why_and_stays_listed() -> None:
    event = make_event()
    with pytest.raises(EventRefused, match="Kerro syy"):
        commands.cancel_event(HOUSE, event.uuid, version=event.version, reason={})
    event = commands.cancel_event(HOUSE, event.uuid, version=event.version, reason=WHY)
    time = only_time(event)
    assert (event.state, time.state, time.listed, time.sequence) == ("cancelled", OccurrenceState.CANCELLED, True, 1)
    with pytest.raises(EventRefused, match="Tapahtuman tila on Peruttu, joten tätä ei voi tehdä"):
        commands.publish_event(HOUSE, event.uuid, version=event.version)
    with pytest.raises(EventRefused, match="Tee siitä kopio"):
        commands.save_event(HOUSE, event.uuid, version=event.version, values={})


def test_only_a_draft_is_removed() -> None:
    draft, event = make_draft(), make_event()
    commands.withdraw_draft(HOUSE, draft.uuid, version=1)
    with pytest.raises(EventRefused, match="Peru se"):
        commands.withdraw_draft(HOUSE, event.uuid, version=event.version)
    assert [*Event.objects.all()] == [event]


def test_a_copy_has_the_words_and_the_setup_but_no_times() -> None:
    event = make_event(organisers=[cast.other_organization().uuid])
    RegistrationSetup.objects.create(event=event, capacity_in_person=12, closes_at=clock.now())
    copy = commands.copy_event(HOUSE, event.uuid)
    assert (copy.title, copy.state, copy.occurrences.count()) == (event.title, EventState.DRAFT, 0)
    assert (copy.setup.capacity_in_person, copy.setup.closes_at) == (12, None)
    assert copy.organisers.get().organization == cast.other_organization()


def test_a_template_is_never_published() -> None:
    template = commands.copy_event(HOUSE, make_event().uuid, template=True)
    with pytest.raises(EventRefused, match="Tämä on pohja"):
        commands.publish_event(HOUSE, template.uuid, version=1)


def test_each_change_keeps_what_it_looked_like() -> None:
    event = make_event()
    commands.save_event(HOUSE, event.uuid, version=event.version, values={"title": {"fi": "Toinen nimi"}})
    assert [one.data["title"] for one in revisions.of(event.uuid, 2)] == [{"fi": "Toinen nimi"}, event.title]


def test_an_occurrence_that_ends_before_it_starts_is_refused_by_the_table_too() -> None:
    event = make_event()
    with pytest.raises(Exception, match="occurrence_ends_after_it_starts"):
        Occurrence.objects.create(
            event=event, starts_at=clock.now(), ends_at=clock.now() - timedelta(1), changed_at=clock.now()
        )
