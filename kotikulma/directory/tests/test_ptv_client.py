"""The live import against a double on this machine: pages, politeness, breaking off and going on."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from kotikulma.directory.commands.imports.start import report_text, run_import_ptv
from kotikulma.directory.commands.ptv_client import Api, retry_after
from kotikulma.directory.models import ImportRun, Place, Service, ServiceAt
from kotikulma.directory.tests import make_ptv as make
from kotikulma.directory.tests.ptv_double import Double, running
from kotikulma.directory.types.imports import ImportReport
from kotikulma.kernel.errors import Refused

pytestmark = pytest.mark.django_db
OWNER = make.guid("Esimerkkikaupunki")
SERVICES = "Service/list/organization"
CHANNELS = f"ServiceChannel/organization/{OWNER}"


@pytest.fixture
def double() -> Iterator[Double]:
    """Two pages of services, one page of places, and a channel of somebody else that the second service uses."""
    first = [make.service(f"Palvelu {number}") for number in range(3)]
    second = [make.service("Asumisneuvonta", serviceChannels=[make.told_channel("Valtakunnallinen puhelin")])]
    objects = {
        OWNER: make.organization(),
        make.guid("Valtakunnallinen puhelin"): make.phone_channel(
            "Valtakunnallinen puhelin", organizationId=make.guid("Virasto")
        ),
        make.guid("Virasto"): make.organization("Virasto", organizationType="State"),
    }
    pages = {SERVICES: [first, second], CHANNELS: [[make.place()]]}
    with running(Double(pages, objects)) as double:
        yield double


def bring(double: Double, waits: list[float] | None = None, **options: Any) -> ImportReport:
    api = Api(double.url, pause=0.2, sleep=(waits if waits is not None else []).append)
    return run_import_ptv(api=api, **({"organization": OWNER} | options))


def test_every_page_of_an_organisation_comes_in(double: Double) -> None:
    report = bring(double)
    assert (report.counts["added"], report.counts["skipped"]) == (8, 0)
    assert [params.get("page") for path, params in double.asked if path == SERVICES] == ["1", "2"]
    assert all(params["serviceWithGD"] == "true" for path, params in double.asked if path == SERVICES)
    assert Service.objects.count() == 4


def test_the_address_of_a_host_alone_is_enough(double: Double) -> None:
    double.url = double.url.removesuffix("/api/v11")
    assert bring(double).counts["added"] == 8


def test_what_others_keep_but_ours_use_is_fetched_too(double: Double) -> None:
    assert bring(double).waiting == 0
    assert ServiceAt.objects.get().channel.name == {"fi": "Valtakunnallinen puhelin"}


def test_a_second_live_run_changes_nothing(double: Double) -> None:
    bring(double)
    assert bring(double).changes == 0


def test_a_municipality_is_asked_by_its_code(double: Double) -> None:
    area = "list/area/Municipality/code/179"
    double.pages |= {
        f"Service/{area}": double.pages[SERVICES],
        f"ServiceChannel/{area}": [],
        f"Organization/{area}": [],
    }
    bring(double, organization="", municipality="179")
    assert Service.objects.count() == 4


def test_the_client_names_itself_and_pauses_between_requests(double: Double) -> None:
    waits: list[float] = []
    bring(double, waits)
    assert all(agent.startswith("Kotikulma (+http") for agent in double.agents)
    assert waits == [0.2] * (len(double.asked) - 1)


def test_a_request_to_wait_is_obeyed(double: Double) -> None:
    double.stumbles = [(429, {"Retry-After": "7"}), (503, {})]
    waits: list[float] = []
    assert bring(double, waits).stopped == ""
    assert waits[:3] == [7.0, 0.2, 2.0]


def test_a_run_that_broke_off_keeps_what_it_had_and_goes_on(double: Double) -> None:
    answer = double.answer

    def break_off(path: str, params: dict[str, str]) -> Any:
        return "gone" if path == SERVICES and params["page"] == "2" else answer(path, params)

    double.answer = break_off  # type: ignore[method-assign,assignment]
    report = bring(double)
    assert report.stopped.startswith("PTV vastasi odottamatta (Service/list/organization, 200).")
    assert Service.objects.count() == 3
    assert ImportRun.objects.get(finished_at=None).cursor == {"stage": "services", "page": 1}
    double.answer = answer  # type: ignore[method-assign]
    asked_before = len(double.asked)
    assert bring(double).stopped == ""
    assert (Service.objects.count(), ServiceAt.objects.count()) == (4, 1)
    assert [params["page"] for path, params in double.asked[asked_before:] if path == SERVICES] == ["2"]


def test_a_server_that_never_answers_is_told_with_the_remedy(double: Double) -> None:
    double.stumbles = [(500, {})] * 6
    report = bring(double)
    assert report.stopped == (
        "PTV ei vastaa (Organization/list). Anna sama komento myöhemmin, niin tuonti jatkuu siitä, mihin se jäi."
    )
    assert list(report_text(report))[-1] == report.stopped


def test_what_was_archived_since_the_last_run_becomes_a_tombstone(double: Double) -> None:
    bring(double)
    gone = [{"id": make.guid("Palvelu 1"), "name": "Palvelu 1"}, {"id": make.guid("vieras"), "name": "Vieras"}]
    double.pages |= {"Service": [gone], "ServiceChannel": [[]], "Organization": [[]]}
    double.pages[SERVICES][0].pop(1)
    report = bring(double)
    assert (report.counts["archived"], report.counts["skipped"]) == (1, 0)
    assert Service.objects.get(name__fi="Palvelu 1").status == "archived"
    [params] = [params for path, params in double.asked if path == "Service"]
    assert params["status"] == "Archived"
    assert params["date"].startswith("20")


def test_the_real_place_live_and_then_archived_is_not_deleted(double: Double) -> None:
    place, service = (json.loads(make.sample(f"{name}.json")) for name in ("otava_service_channel", "etalukio_service"))
    double.pages = {SERVICES: [[service]], CHANNELS: [[place]]}
    assert (bring(double).counts["added"], ServiceAt.objects.count()) == (3, 1)
    gone = [{"id": place["id"], "name": "Otavan Opisto / Otavia"}]
    double.pages |= {CHANNELS: [[]], "Service": [[]], "ServiceChannel": [gone], "Organization": [[]]}
    report = bring(double)
    assert (report.counts["archived"], report.disconnected) == (1, 0)
    found = Place.objects.get()
    assert (found.status, found.name) == ("archived", {"fi": "Otavan Opisto / Otavia"})


def test_a_list_of_ids_and_names_is_completed(double: Double) -> None:
    double.objects[make.guid("Huhtasuon piste")] = make.place()
    double.pages[CHANNELS] = [[{"id": make.guid("Huhtasuon piste"), "name": "Huhtasuon piste"}]]
    bring(double)
    assert Place.objects.get().name == {"fi": "Huhtasuon piste"}


def test_a_folder_is_read_file_by_file_and_a_bad_file_is_a_row(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(make.service()), encoding="utf-8-sig")
    (tmp_path / "b.json").write_text("{", encoding="utf-8")
    (tmp_path / "c.json").write_text(json.dumps([make.place(), 5]), encoding="utf-8")
    report = run_import_ptv([tmp_path, tmp_path / "puuttuu.json"])
    found = [(line.source.rsplit("/", 1)[-1], str(line.outcome)) for line in report.lines]
    assert found == [
        ("a.json", "added"),
        ("b.json", "skipped"),
        ("c.json[0]", "added"),
        ("c.json[1]", "skipped"),
        ("puuttuu.json", "skipped"),
    ]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({}, "Anna joko tiedostoja, organisaation tunnus tai kunnan koodi."),
        ({"organization": "x"}, "Organisaation tunnus on muotoa 00000000-0000-0000-0000-000000000000."),
        ({"municipality": "Jyväskylä"}, "Kuntakoodissa on kolme numeroa, esimerkiksi 179."),
    ],
)
def test_a_wrong_command_says_what_to_give(options: dict[str, str], sentence: str) -> None:
    with pytest.raises(Refused) as refused:
        run_import_ptv(**options)
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("30", 30.0),
        ("Sat, 21 Nov 2026 12:01:00 GMT", 60.0),
        ("Sat, 21 Nov 2026 11:00:00 GMT", 0.0),
        ("soon", 0.0),
        ("", 0.0),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str, seconds: float) -> None:
    assert retry_after(value, datetime(2026, 11, 21, 12, tzinfo=UTC)) == seconds
