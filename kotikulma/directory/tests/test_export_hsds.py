"""HSDS as files."""

import json
from pathlib import Path
from zipfile import ZipFile

import pytest

from kotikulma.directory.commands.export import export_hsds
from kotikulma.directory.tests.make_entries import connect, make_place, make_service

pytestmark = pytest.mark.django_db


def test_one_object_holds_every_kind_whole(tmp_path: Path) -> None:
    service = connect(make_service(), make_place()).service
    assert export_hsds(tmp_path / "hsds.json") == 3
    found = json.loads((tmp_path / "hsds.json").read_text())
    assert {key: len(value) for key, value in found.items() if key != "version"} == {
        "services": 1,
        "organizations": 1,
        "service_at_locations": 1,
        "taxonomies": 4,
        "taxonomy_terms": 7,
    }
    assert found["services"][0]["service_at_locations"][0]["service_id"] == str(service.uuid)


def test_lines_are_full_services(tmp_path: Path) -> None:
    names = {make_service(name).name["fi"] for name in ("Yksi", "Kaksi")}
    assert export_hsds(tmp_path / "hsds.ndjson", format="ndjson") == 2
    lines = (tmp_path / "hsds.ndjson").read_text().splitlines()
    assert {json.loads(line)["name"] for line in lines} == names


def test_a_packet_holds_a_file_for_each_kind(tmp_path: Path) -> None:
    make_service()
    export_hsds(tmp_path / "hsds.zip", format="zip")
    with ZipFile(tmp_path / "hsds.zip") as archive:
        names = sorted(archive.namelist())
        assert json.loads(archive.read("services.ndjson"))["name"] == "Asumisneuvonta"
    assert names == [
        f"{name}.ndjson"
        for name in ("organizations", "service_at_locations", "services", "taxonomies", "taxonomy_terms")
    ]


def test_a_link_is_written_through_and_stays_a_link(tmp_path: Path) -> None:
    """As /dev/stdout is one."""
    make_service()
    (tmp_path / "link").symlink_to(tmp_path / "target")
    export_hsds(tmp_path / "link", format="ndjson")
    assert (tmp_path / "link").is_symlink()
    assert json.loads((tmp_path / "target").read_text())["name"] == "Asumisneuvonta"


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    (tmp_path / "hsds.json").write_text("old")
    (tmp_path / ".hsds.json.part").mkdir()
    with pytest.raises(IsADirectoryError):
        export_hsds(tmp_path / "hsds.json")
    assert (tmp_path / "hsds.json").read_text() == "old"
