"""Importing PTV objects into the directory: matched by id, twice without change, row by row."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kotikulma.directory.commands.imports import import_ptv
from kotikulma.directory.commands.imports import run as runs
from kotikulma.directory.commands.merging import merge
from kotikulma.directory.formats import ptv
from kotikulma.directory.models import (
    Channel,
    HoursException,
    HoursPeriod,
    ImportRun,
    PendingConnection,
    Place,
    Service,
    ServiceAt,
    Verification,
)
from kotikulma.directory.tests import make_ptv as make
from kotikulma.directory.types.imports import ImportReport
from kotikulma.kernel import external_ids
from kotikulma.kernel.errors import NotFound
from kotikulma.kernel.models import Revision
from kotikulma.kernel.types import ANONYMOUS, system
from kotikulma.people import queries as people

pytestmark = pytest.mark.django_db
HOUSE = system("tests")


def bring(*objects: dict[str, Any], **options: Any) -> ImportReport:
    return import_ptv(HOUSE, make.rows(*objects), **options)


def outcomes(report: ImportReport) -> list[str]:
    return [str(line.outcome) for line in report.lines]


def codes(report: ImportReport) -> list[list[str]]:
    return [[problem.code for problem in line.problems] for line in report.lines]


def test_a_service_comes_in_with_all_it_tells() -> None:
    assert outcomes(bring(make.service())) == ["added"]
    service = Service.objects.get()
    assert service.name == {"fi": "Asumisneuvonta"}
    assert (service.status, service.source, service.charge) == ("published", "ptv", "free")
    assert (service.area_type, service.municipalities) == ("municipalities", ["179"])
    assert sorted(service.terms.values_list("code", flat=True)) == ["KR1", "P1"]
    assert people.organization_names([service.responsible_id]) == {service.responsible_id: {"fi": "Esimerkkikaupunki"}}
    assert external_ids.of(service.uuid) == [("ptv.service", make.guid("Asumisneuvonta"))]


def test_a_service_location_becomes_a_place_and_a_phone_a_channel() -> None:
    bring(make.place(), make.phone_channel())
    place = Place.objects.get()
    assert (place.type, place.municipality_code, place.coordinate_source) == ("service_point", "179", "ptv")
    assert place.street_address == {"fi": "Nevakatu 2"}
    assert place.periods.get().slots[0] == [0, "09:00", "16:00"]
    channel = Channel.objects.get()
    assert (channel.type, channel.contacts) == ("phone", [{"type": "phone", "value": "+358447943552"}])
    assert channel.periods.get().kind == "phone"


def everything() -> list[dict[str, Any]]:
    weekly = [make.hours(openingHour=[make.opening("Tuesday", "09:00", "11:00")])]
    closed = make.exception("2030-12-24T00:00:00", isClosed=True)
    return [
        make.organization(),
        make.service(serviceChannels=[make.told_channel("Huhtasuon piste", serviceHours=weekly)]),
        make.service("Velkaneuvonta", serviceChannels=[make.told_channel("Tuntematon piste")]),
        make.place(
            services=[make.told_service("Asumisneuvonta", serviceHours=weekly)], serviceHours=[make.hours(), closed]
        ),
        make.phone_channel(),
    ]


def test_a_second_run_changes_nothing() -> None:
    bring(*everything())
    before = {row.uuid: row.modified_at for model in (Service, Place, Channel) for row in model.objects.all()}
    kept = (
        Revision.objects.count(),
        Verification.objects.count(),
        HoursPeriod.objects.count(),
        ServiceAt.objects.count(),
    )
    report = bring(*everything())
    assert outcomes(report) == ["unchanged"] * 5
    assert (report.connected, report.disconnected) == (0, 0)
    after = {row.uuid: row.modified_at for model in (Service, Place, Channel) for row in model.objects.all()}
    assert after == before
    assert kept == (
        Revision.objects.count(), Verification.objects.count(), HoursPeriod.objects.count(), ServiceAt.objects.count()
    )  # fmt: skip


def test_a_changed_object_says_what_changed() -> None:
    bring(make.service())
    report = bring(make.service(keywords=[make.text("häätö")], targetGroups=[]))
    assert report.lines[0].changed == ("keywords", "terms")
    assert Service.objects.get().keywords == {"fi": ["häätö"]}
    assert Revision.objects.order_by("-id").first().changed == ["keywords", "terms"]


def test_locally_locked_fields_survive() -> None:
    bring(make.service(), make.place())
    Service.objects.update(name={"fi": "Oma nimi"}, locked_fields=["name", "terms"])
    Place.objects.update(locked_fields=["hours"])
    report = bring(make.service(keywords=[make.text("uusi")], targetGroups=[]), make.place(serviceHours=[]))
    service = Service.objects.get()
    assert (service.name, service.keywords) == ({"fi": "Oma nimi"}, {"fi": ["uusi"]})
    assert service.terms.count() == 2
    assert HoursPeriod.objects.count() == 1
    assert report.lines[0].locked == ("name",)


def test_the_same_name_is_not_the_same_service() -> None:
    bring(make.service(), make.service(id=make.guid("toinen")))
    assert Service.objects.count() == 2


def test_a_connection_told_by_both_ends_is_one() -> None:
    bring(*everything())
    [connection_] = ServiceAt.objects.all()
    assert connection_.service.name == {"fi": "Asumisneuvonta"}
    assert connection_.place.name == {"fi": "Huhtasuon piste"}
    assert connection_.periods.get().slots == [[1, "09:00", "11:00"]]


def test_a_connection_waits_for_its_other_end_and_keeps_its_hours() -> None:
    hours = [make.hours(openingHour=[make.opening("Tuesday", "09:00", "11:00")])]
    report = bring(make.place(services=[make.told_service("Asumisneuvonta", serviceHours=hours)]))
    assert (report.connected, report.waiting, ServiceAt.objects.count()) == (0, 1, 0)
    report = bring(make.service())
    assert (report.connected, report.waiting) == (1, 0)
    assert ServiceAt.objects.get().periods.get().slots == [[1, "09:00", "11:00"]]
    assert PendingConnection.objects.count() == 0


def test_a_connection_nobody_tells_any_more_ends() -> None:
    told = make.service(serviceChannels=[make.told_channel("Huhtasuon piste")])
    place = make.place(services=[make.told_service("Asumisneuvonta")])
    bring(told, place)
    report = bring(make.service(), place)
    assert (report.disconnected, ServiceAt.objects.get().status) == (0, "published")
    report = bring(make.service(), make.place())
    assert (report.disconnected, ServiceAt.objects.get().status) == (1, "archived")
    bring(told)
    assert ServiceAt.objects.get().status == "published"


def test_what_a_sender_leaves_out_is_not_emptied() -> None:
    bring(*everything())
    bare = {key: make.place()[key] for key in ("id", "serviceChannelType", "serviceChannelNames", "publishingStatus")}
    assert outcomes(bring(bare)) == ["unchanged"]
    place = Place.objects.get()
    assert (place.street_address, place.periods.count(), place.connections.count()) == ({"fi": "Nevakatu 2"}, 1, 1)


def test_archived_ones_become_tombstones() -> None:
    bring(make.service(), make.organization())
    gone = [
        ptv.read_object({"id": make.guid("Asumisneuvonta"), "name": "Asumisneuvonta"}, "a", archived="service"),
        ptv.read_object({"id": make.guid("Esimerkkikaupunki")}, "b", archived="organization"),
        ptv.read_object({"id": make.guid("vieras")}, "c", archived="channel"),
    ]
    report = import_ptv(HOUSE, gone)
    assert outcomes(report) == ["archived", "archived", "skipped"]
    assert Service.objects.get().status == "archived"
    assert codes(report)[2] == ["archived_unknown"]
    assert outcomes(import_ptv(HOUSE, gone)) == ["unchanged", "unchanged", "skipped"]


def test_what_is_missing_from_a_list_is_left_alone() -> None:
    bring(make.service(), make.service("Velkaneuvonta"))
    bring(make.service("Velkaneuvonta"))
    assert Service.objects.filter(status="published").count() == 2


def test_published_is_verified_on_the_day_of_the_import() -> None:
    with time_machine.travel(datetime(2026, 11, 21, 12, tzinfo=UTC), tick=False):
        bring(make.service(), make.service("Luonnos", publishingStatus="Draft"))
    published = Service.objects.get(status="published")
    assert published.verified_at == datetime(2026, 11, 21, 12, tzinfo=UTC)
    assert Verification.objects.get(kind="service").method == "import"
    assert Service.objects.get(status="draft").verified_at is None


def test_an_unchanged_one_is_verified_again_after_a_month_without_being_modified() -> None:
    start = datetime(2026, 11, 21, 12, tzinfo=UTC)
    with time_machine.travel(start, tick=False):
        bring(make.service())
    modified = Service.objects.get().modified_at
    for days, moment in ((10, start), (40, start + timedelta(days=40))):
        with time_machine.travel(start + timedelta(days=days), tick=False):
            assert outcomes(bring(make.service())) == ["unchanged"]
        assert Service.objects.get().verified_at == moment
    assert Service.objects.get().modified_at == modified


def test_something_that_lacks_what_publishing_asks_is_shown_with_hints() -> None:
    report = bring(make.service(serviceClasses=[], serviceDescriptions=[], organizations=[]))
    assert Service.objects.get().status == "published"
    assert report.lines[0].hints == ("responsible_missing", "summary_missing", "service_class_missing")


def test_a_bad_row_never_stops_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    saved = runs.save_batch

    def refuse(run: Any, rows: Any) -> Any:
        if any(row.name == "Rikki" for row in rows):
            raise ValueError("liian outo")
        return saved(run, rows)

    monkeypatch.setattr(runs, "save_batch", refuse)
    report = bring(make.service(), make.service("Rikki"), {"id": 5}, make.place())
    assert outcomes(report) == ["added", "skipped", "skipped", "added"]
    assert report.lines[1].problems[-1].message == "Tallennus ei onnistunut: liian outo."


def test_the_last_words_about_one_object_win() -> None:
    bring(make.service(), make.service(keywords=[make.text("viimeinen")]))
    assert Service.objects.get().keywords == {"fi": ["viimeinen"]}


def test_a_dry_run_tells_the_same_and_leaves_nothing() -> None:
    report = bring(*everything(), dry_run=True)
    assert outcomes(report) == ["added"] * 5
    assert (Service.objects.count(), Place.objects.count(), ImportRun.objects.count()) == (0, 0, 0)
    assert people.organization_ids() == []


def test_an_organisation_named_by_a_service_is_completed_when_it_comes() -> None:
    bring(make.service())
    report = bring(make.organization(businessCode="0174666-4"))
    assert outcomes(report) == ["changed"]
    assert len(people.organization_ids()) == 1


def test_a_unit_finds_its_parent_and_a_place_its_keeper_whenever_they_come() -> None:
    bring(make.place(organizationId=make.guid("Yksikkö")))
    assert Place.objects.get().organization_id is None
    bring(make.organization("Yksikkö", parentOrganizationId=make.guid("Emo")))
    bring(make.organization("Emo"))
    [unit] = [one for one in people.published_organizations(people.organization_ids()) if one.parent_id]
    assert (unit.name, Place.objects.get().organization_id) == ({"fi": "Yksikkö"}, unit.id)
    assert PendingConnection.objects.count() == 0


def test_a_service_takes_from_its_general_description_what_it_leaves_out() -> None:
    base = {"names": [make.text("Pohja", "Name")], "id": make.guid("pohja"), "publishingStatus": "Published"}
    base |= {
        "descriptions": [make.text("Pohjan tiivistelmä.", "Summary")],
        "serviceClasses": make.service()["serviceClasses"],
    }
    mine = make.service(generalDescriptionId=make.guid("pohja"), serviceClasses=[], serviceDescriptions=[])
    bring(base, mine)
    service = Service.objects.get(kind="service")
    assert service.summary == {"fi": "Pohjan tiivistelmä."}
    assert sorted(service.terms.values_list("code", flat=True)) == ["KR1", "P1"]
    assert Service.objects.get(kind="general_description").name == {"fi": "Pohja"}


def test_exceptions_that_are_over_stay_for_history() -> None:
    with time_machine.travel(datetime(2026, 12, 1, 12, tzinfo=UTC)):
        bring(make.place(serviceHours=[make.hours(), make.exception("2026-12-24T00:00:00", isClosed=True)]))
    with time_machine.travel(datetime(2027, 1, 7, 12, tzinfo=UTC)):
        bring(make.place(serviceHours=[make.hours(), make.exception("2027-12-24T00:00:00", isClosed=True)]))
    assert [row.starts_on.year for row in HoursException.objects.order_by("starts_on")] == [2026, 2027]


def test_a_connection_made_by_hand_is_left_alone() -> None:
    bring(make.service(), make.place())
    ServiceAt.objects.create(service=Service.objects.get(), place=Place.objects.get(), note={"fi": "Oma"})
    report = bring(make.service(serviceChannels=[make.told_channel("Huhtasuon piste")]), make.place())
    assert (ServiceAt.objects.get().note, report.disconnected) == ({"fi": "Oma"}, 0)


def test_a_merged_service_stays_merged() -> None:
    bring(make.service(), make.service("Velkaneuvonta"))
    first, second = Service.objects.order_by("id")
    Service.objects.filter(id=first.id).update(status="merged", merged_into=second)
    report = bring(make.service(keywords=[make.text("uusi")]))
    assert codes(report) == [["merged_here"]]
    assert Service.objects.get(id=first.id).status == "merged"


def test_two_merged_records_do_not_take_turns_at_the_kept_one() -> None:
    bring(make.service(), make.service("Velkaneuvonta"))
    gone, kept = Service.objects.order_by("id")
    merge(HOUSE, "service", kept=kept.uuid, gone=gone.uuid)
    report = bring(make.service(keywords=[make.text("uusi")]), make.service("Velkaneuvonta"))
    assert (outcomes(report), codes(report)) == (["skipped", "unchanged"], [["merged_here"], []])
    bring(make.service(publishingStatus="Deleted"))
    kept.refresh_from_db()
    assert (kept.name, kept.keywords, kept.status) == ({"fi": "Velkaneuvonta"}, {}, "published")


def test_what_leads_to_a_merged_record_leads_to_the_kept_one() -> None:
    bring(make.service(), make.service("Velkaneuvonta"))
    gone, kept = Service.objects.order_by("id")
    merge(HOUSE, "service", kept=kept.uuid, gone=gone.uuid)
    bring(make.place(services=[make.told_service("Asumisneuvonta")]))
    assert ServiceAt.objects.get().service_id == kept.id


def test_strangers_cannot_import() -> None:
    with pytest.raises(NotFound):
        import_ptv(ANONYMOUS, make.rows(make.service()))


def test_the_number_of_queries_does_not_grow_with_the_batch() -> None:
    bring(make.service("Lämmittely"), make.place("Lämmittely 2"))
    figures = []
    for size in (5, 40):
        objects = [make.service(f"Palvelu {size} {number}") for number in range(size)]
        objects += [make.place(f"Paikka {size} {number}") for number in range(size)]
        with CaptureQueriesContext(
            connection,
        ) as queries:
            bring(*objects)
        figures.append(len([query for query in queries if "search_" not in query["sql"]]))
    assert figures[1] <= figures[0] * 1.5


def test_the_real_place_comes_in_as_the_acceptance_case_says() -> None:
    rows = list(ptv.read(make.sample("otava_service_channel.json"), "otava"))
    report = import_ptv(HOUSE, rows)
    place = Place.objects.get()
    assert (place.latitude, place.longitude) == (pytest.approx(61.64547, abs=1e-4), pytest.approx(27.07321, abs=1e-4))
    assert place.periods.get().slots == [[day, "08:00", "16:00"] for day in range(5)]
    kinds = [contact["type"] for contact in place.contacts]
    assert (kinds.count("email"), kinds.count("phone"), report.waiting) == (7, 2, 8)
    assert (place.municipality_code, len(place.accessibility_sentences)) == ("491", 3)
    assert import_ptv(HOUSE, rows).changes == 0


def test_the_real_service_joins_the_real_place() -> None:
    rows = [
        row
        for name in ("otava_service_channel", "etalukio_service")
        for row in ptv.read(make.sample(f"{name}.json"), name)
    ]
    report = import_ptv(HOUSE, rows)
    assert (report.connected, report.waiting) == (1, 9)
    assert import_ptv(HOUSE, reversed(rows)).changes == 0
