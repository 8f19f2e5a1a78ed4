"""Who changed what, two editors at once, and back to what it was."""

from datetime import date

import pytest

from kotikulma.directory.commands import entries, history, verification
from kotikulma.directory.commands.copying import copy_entry
from kotikulma.directory.commands.hours import set_hours
from kotikulma.directory.models import HoursException, HoursPeriod, Place, Service
from kotikulma.directory.rules.seasons import following_dates, last_season, next_season
from kotikulma.directory.tests.make import MON, TUE, WED, exception, weekly
from kotikulma.directory.tests.make_entries import connect, make_place, make_service
from kotikulma.directory.types import EditConflict, EntryRefused, HoursRefused, RevisionGone
from kotikulma.kernel import external_ids, revisions
from kotikulma.kernel.audit.models import AuditEvent
from kotikulma.kernel.errors import NotFound
from tests import cast
from tests.cast import HOUSE

pytestmark = pytest.mark.django_db


def newest(thing: object) -> int:
    return revisions.newest(thing.uuid)  # type: ignore[attr-defined]


def test_two_editors_of_different_fields_both_keep_their_words() -> None:
    service = make_service()
    began = newest(service)
    entries.edit(HOUSE, service, changes={"charge": "free"}, seen=began)
    entries.edit(HOUSE, service, changes={"charge": "", "summary": {"fi": "Minun."}}, seen=began)
    stored = Service.objects.get()
    assert (stored.charge, stored.summary) == ("free", {"fi": "Minun."})


def test_two_editors_of_different_languages_both_keep_their_words() -> None:
    service = make_service()
    began = newest(service)
    entries.edit(HOUSE, service, changes={"summary": {**service.summary, "sv": "Hjälp."}}, seen=began)
    entries.edit(HOUSE, service, changes={"summary": {**service.summary, "en": "Help."}}, seen=began)
    assert Service.objects.get().summary == {"fi": "Apua, kun koti on vaarassa.", "sv": "Hjälp.", "en": "Help."}


def test_of_the_same_words_the_second_sees_both_and_nothing_is_lost() -> None:
    service = make_service()
    began = newest(service)
    entries.edit(HOUSE, service, changes={"summary": {"fi": "Ensimmäinen."}}, seen=began)
    with pytest.raises(EditConflict) as conflict:
        entries.edit(HOUSE, service, changes={"summary": {"fi": "Toinen."}, "charge": "free"}, seen=began)
    (clash,) = conflict.value.clashes
    assert (clash.unit, clash.before, clash.theirs, clash.mine) == (
        "summary.fi",
        "Apua, kun koti on vaarassa.",
        "Ensimmäinen.",
        "Toinen.",
    )
    assert conflict.value.values == {"summary": {"fi": "Toinen."}, "charge": "free"}
    assert Service.objects.get().summary == {"fi": "Ensimmäinen."}
    entries.edit(HOUSE, service, changes=conflict.value.values, seen=conflict.value.number)
    assert Service.objects.get().summary == {"fi": "Toinen."}


def test_the_same_words_by_both_are_no_conflict() -> None:
    service = make_service()
    began = newest(service)
    for _ in range(2):
        entries.edit(HOUSE, service, changes={"summary": {"fi": "Sama."}}, seen=began)
    assert Service.objects.get().summary == {"fi": "Sama."}


def test_a_save_that_changes_nothing_leaves_no_revision() -> None:
    service = make_service()
    began = newest(service)
    entries.edit(HOUSE, service, changes={"summary": dict(service.summary)}, seen=began)
    assert newest(service) == began


def test_hours_changed_by_two_are_told_to_the_second() -> None:
    place = make_place("Piste", weekly(TUE, "09:00-11:00"))
    began = newest(place)
    set_hours(HOUSE, place, periods=[weekly(TUE, "10:00-12:00")], seen=began)
    with pytest.raises(EditConflict):
        set_hours(HOUSE, place, periods=[weekly(TUE, "13:00-15:00")], seen=began)
    assert HoursPeriod.objects.get().slots == [[TUE, "10:00", "12:00"]]


def test_hours_left_as_they_were_do_not_undo_those_of_another() -> None:
    place = make_place("Piste", weekly(TUE, "09:00-11:00"))
    began = newest(place)
    set_hours(HOUSE, place, periods=[weekly(TUE, "10:00-12:00")], seen=began)
    set_hours(HOUSE, place, periods=[weekly(TUE, "09:00-11:00")], seen=began)
    assert HoursPeriod.objects.get().slots == [[TUE, "10:00", "12:00"]]


def test_hours_of_one_and_words_of_another_both_stay() -> None:
    place = make_place("Piste", weekly(TUE, "09:00-11:00"))
    began = newest(place)
    entries.edit(HOUSE, place, changes={"summary": {"fi": "Uusi."}}, seen=began)
    set_hours(HOUSE, place, periods=[weekly(TUE, "13:00-15:00")], seen=began)
    assert Place.objects.get().summary == {"fi": "Uusi."}
    assert HoursPeriod.objects.get().slots == [[TUE, "13:00", "15:00"]]


def test_undoing_gives_back_the_former_words_as_a_new_revision() -> None:
    service = make_service()
    entries.edit(HOUSE, service, changes={"summary": {"fi": "Uusi."}, "starts_on": date(2027, 3, 1)})
    done = newest(service)
    history.undo(HOUSE, service, number=done)
    stored = Service.objects.get()
    assert (stored.summary, stored.starts_on) == ({"fi": "Apua, kun koti on vaarassa."}, None)
    (latest, *_) = revisions.of(service.uuid)
    assert (latest.action, sorted(latest.changed)) == ("restored", ["starts_on", "summary"])
    assert AuditEvent.objects.filter(action="directory.service.restored").count() == 1


def test_undoing_twice_gives_the_new_words_back() -> None:
    service = make_service()
    entries.edit(HOUSE, service, changes={"summary": {"fi": "Uusi."}})
    history.undo(HOUSE, service, number=newest(service))
    history.undo(HOUSE, service, number=newest(service))
    assert Service.objects.get().summary == {"fi": "Uusi."}


def test_undoing_what_another_has_changed_since_is_refused() -> None:
    service = make_service()
    entries.edit(HOUSE, service, changes={"summary": {"fi": "Uusi."}})
    done = newest(service)
    entries.edit(HOUSE, service, changes={"summary": {"fi": "Uudempi."}})
    with pytest.raises(EditConflict, match="Joku muu on jo muuttanut"):
        history.undo(HOUSE, service, number=done)
    assert Service.objects.get().summary == {"fi": "Uudempi."}


def test_undoing_an_archiving_publishes_again() -> None:
    service = make_service()
    entries.archive(HOUSE, service)
    history.undo(HOUSE, service, number=newest(service))
    assert Service.objects.get().status == "published"


def test_undoing_hours_gives_back_the_former_ones() -> None:
    place = make_place("Piste", weekly(TUE, "09:00-11:00"), exceptions=[exception("2027-06-24", "2027-06-26")])
    set_hours(HOUSE, place, periods=[weekly(WED, "10:00-12:00")])
    history.undo(HOUSE, place, number=newest(place))
    assert HoursPeriod.objects.get().slots == [[TUE, "09:00", "11:00"]]
    assert HoursException.objects.get().starts_on == date(2027, 6, 24)


def test_restoring_an_old_version_brings_words_terms_and_hours_but_not_the_status() -> None:
    place = make_place("Piste", weekly(TUE, "09:00-11:00"))
    old = newest(place)
    entries.edit(HOUSE, place, changes={"summary": {"fi": "Uusi."}})
    set_hours(HOUSE, place, periods=[])
    entries.archive(HOUSE, place)
    history.restore(HOUSE, place, number=old)
    stored = Place.objects.get()
    assert (stored.summary, stored.status) == ({"fi": "Neuvontaa saman katon alla."}, "archived")
    assert HoursPeriod.objects.count() == 1


def test_terms_come_back_with_a_version() -> None:
    service = make_service()
    old, terms = newest(service), set(service.terms.all())
    entries.edit(HOUSE, service, changes={}, terms=[])
    assert not service.terms.exists()
    history.restore(HOUSE, service, number=old)
    assert set(service.terms.all()) == terms


def test_a_connection_has_a_history_too() -> None:
    connection = connect(make_service(), make_place())
    entries.edit_connection(HOUSE, connection, changes={"note": {"fi": "Kysy aulasta."}})
    history.undo(HOUSE, connection, number=newest(connection))
    connection.refresh_from_db()
    assert connection.note == {}


def test_a_version_of_another_thing_does_not_exist() -> None:
    one, two = make_service(), make_service("Toinen")
    with pytest.raises(RevisionGone):
        history.restore(HOUSE, one, number=newest(two))


def test_only_its_editors_restore() -> None:
    service = make_service(responsible=cast.other_organization())
    with pytest.raises(NotFound):
        history.restore(cast.actor(cast.editor()), service, number=newest(service))


def test_nobody_gives_an_entry_to_an_organisation_she_does_not_edit() -> None:
    service = make_service(responsible=cast.own_organization())
    with pytest.raises(NotFound):
        entries.edit(cast.actor(cast.editor()), service, changes={"responsible_id": cast.other_organization().id})


def test_a_copy_is_a_draft_with_the_words_and_hours_but_not_the_identity() -> None:
    place = make_place("Tupa", weekly(TUE, "09:00-11:00"))
    verification.verify(HOUSE, place)
    external_ids.link("ptv.channel", "abc", place.uuid)
    copied = copy_entry(HOUSE, place)
    assert (copied.name, copied.status, copied.verified_at, copied.source) == (
        {"fi": "Tupa (kopio)"},
        "draft",
        None,
        "local",
    )
    assert copied.summary == place.summary
    assert HoursPeriod.objects.filter(place=copied.pk).get().slots == [[TUE, "09:00", "11:00"]]
    assert external_ids.find("ptv.channel", ["abc"]) == {"abc": place.uuid}


def test_a_copied_service_keeps_its_terms_and_has_no_connections() -> None:
    service = make_service()
    connect(service, make_place())
    copied = copy_entry(HOUSE, service)
    assert set(copied.terms.all()) == set(service.terms.all())  # type: ignore[union-attr]
    assert not copied.connections.exists()  # type: ignore[union-attr]


def test_what_the_register_owns_is_refused_with_the_reason() -> None:
    place = make_place(organization=cast.own_organization(), source="ptv")
    with pytest.raises(EntryRefused, match="tulee Palvelutietovarannosta"):
        entries.edit(cast.actor(cast.editor()), place, changes={"summary": {"fi": "Oma."}})


def test_a_language_the_register_lacks_is_added_here_and_marked_as_ours() -> None:
    place = make_place(organization=cast.own_organization(), source="ptv")
    editor = cast.actor(cast.editor())
    entries.edit(editor, place, changes={"summary": {**place.summary, "sv": "Rådgivning."}, "holiday_policy": "closed"})
    stored = Place.objects.get()
    assert stored.summary["sv"] == "Rådgivning."
    assert stored.locked_fields == ["summary.sv"]
    entries.edit(editor, stored, changes={"summary": {**stored.summary, "sv": "Råd."}})
    assert Place.objects.get().summary["sv"] == "Råd."


def test_to_hours_of_the_register_one_may_add_days_that_differ() -> None:
    place = make_place("Piste", weekly(TUE, "09:00-11:00"), organization=cast.own_organization(), source="ptv")
    HoursException.objects.create(
        place=place, starts_on="2027-12-06", ends_on="2027-12-06", created_at="2027-01-01T00:00Z", source="ptv"
    )
    editor = cast.actor(cast.editor())
    set_hours(editor, place, periods=[weekly(TUE, "09:00-11:00")], exceptions=[exception("2027-06-24")])
    assert sorted(HoursException.objects.values_list("source", flat=True)) == ["local", "ptv"]
    with pytest.raises(HoursRefused, match="tulevat Palvelutietovarannosta"):
        set_hours(editor, place, periods=[weekly(MON, "09:00-11:00")])


def test_the_last_season_is_copied_to_dates_after_it() -> None:
    autumn = weekly(TUE, "09:00-11:00", valid_from=date(2026, 9, 1), valid_to=date(2026, 12, 18))
    standing = weekly(MON, "12:00-14:00")
    season = last_season([standing, autumn])
    assert season == (autumn,)
    first, last = following_dates(season, date(2026, 11, 1))
    assert (first, last) == (date(2026, 12, 19), date(2027, 4, 6))
    (copied,) = next_season(season, first, last)
    assert (copied.slots, copied.valid_from, copied.valid_to) == (autumn.slots, first, last)


def test_hours_without_dates_are_a_season_too() -> None:
    standing = weekly(MON, "12:00-14:00")
    assert last_season([standing]) == (standing,)
    assert last_season([]) == ()
    assert following_dates((standing,), date(2027, 2, 1)) == (date(2027, 2, 1), None)
