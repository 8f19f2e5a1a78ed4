"""The by-name list from a file: every row is told of, none twice, and bad ones do not stop the rest."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from kotikulma.casework.commands.importing import import_list, template_text
from kotikulma.casework.models import ListEvent, LivingSituation, Posting, Subject, Tenancy
from kotikulma.casework.queries import statistics
from kotikulma.casework.types.importing import FileRefused, LedgerReport
from kotikulma.config.cli import cli
from kotikulma.kernel.audit.models import AuditEvent
from kotikulma.kernel.types import system

HEAD = (
    "record,id,person,type,valid_date,recorded_at,situation,from,to,end_reason"
    ",factor,household,change,supersedes,reason"
)
pytestmark = pytest.mark.django_db


def bring(*lines: str, head: str = HEAD, **options: Any) -> LedgerReport:
    return import_list(system("import"), "\n".join((head, *lines)).encode(), **options)


def bad(report: LedgerReport) -> list[tuple[int, str, str]]:
    found: Any = report.as_dict()["bad"]
    return [(one["line"], one["column"], one["code"]) for one in found]


def test_the_template_is_a_file_that_goes_in() -> None:
    report = import_list(system("import"), template_text().encode())
    assert report.as_dict() == {
        "dry_run": False,
        "rows": 5,
        "counts": {"added": 5, "changed": 0, "unchanged": 0, "skipped": 0},
        "bad": [],
    }
    assert statistics.count(date(2019, 4, 1)).by_class["A4"] == 1
    assert statistics.count(date(2019, 4, 1)).subgroups.women == 1
    assert Tenancy.objects.get().end_reason == "moved_home"
    assert AuditEvent.objects.filter(action="casework.ledger.imported").count() == 1


def test_the_same_file_again_changes_nothing() -> None:
    import_list(system("import"), template_text().encode())
    before = list(Posting.objects.order_by("pk").values())
    again = import_list(system("import"), template_text().encode())
    assert again.counts == {"unchanged": 5}
    assert list(Posting.objects.order_by("pk").values()) == before


def test_a_dry_run_tells_and_leaves_nothing() -> None:
    report = bring("person,p1", "event,e1,p1,new,2019-01-01", dry_run=True)
    assert report.counts == {"added": 2}
    assert not Subject.objects.exists()


def test_ids_of_the_sender_are_not_kept() -> None:
    bring("person,150987-901A", "event,e1,150987-901A,new,2019-01-01")
    kept = f"{list(Subject.objects.values())}{list(ListEvent.objects.values())}"
    assert "150987" not in kept


def test_every_bad_row_is_told_with_its_line_and_the_rest_goes_in() -> None:
    report = bring(
        "person,p1",
        "event,e1,p1,new,2019-01-01,,friends",
        "event,e2,p1,new,2019-02-01",
        "event,e3,p1,flown,2019-02-01",
        "event,e4,p1,own_home,2019-02-31",
        "event,e5,nobody,new,2019-01-01",
        "event,e1,p1,own_home,2019-03-01",
        "situation,s1,p1,,,,,2019-05-01,2019-04-01",
        "animal,x",
        "event,,p1,own_home,2019-03-01",
        "event,e6,p1,own_home,2999-03-01",
        "event,e7,p1,own_home,1.3.2019",
        "person,p1",
    )
    assert bad(report) == [
        (4, "", "casework.ledger_refused"),
        (5, "type", "unknown_value"),
        (6, "valid_date", "not_a_date"),
        (7, "person", "unknown_person"),
        (8, "id", "id_twice"),
        (9, "to", "ends_before_start"),
        (10, "record", "unknown_record"),
        (11, "id", "missing"),
        (12, "valid_date", "casework.ledger_refused"),
        (14, "id", "id_twice"),
    ]
    assert report.rows == 13
    assert report.counts == {"added": 3, "skipped": 10}
    assert statistics.count(date(2019, 2, 28)).total == 1
    assert statistics.count(date(2019, 3, 1)).total == 0


def test_an_id_that_means_something_else_now_is_told_and_not_written_over() -> None:
    bring("person,p1", "event,e1,p1,new,2019-01-01")
    report = bring("event,e1,p1,new,2019-02-01")
    assert bad(report) == [(2, "id", "already_recorded")]
    report = bring("event,e2,p1,new,2019-02-01,,,,,,,,,e1")
    assert report.counts == {"added": 1}
    assert [statistics.count(date(2019, 1, day)).total for day in (15,)] == [0]


def test_what_another_system_knew_when_is_kept() -> None:
    bring(
        "person,p1",
        "event,e1,p1,new,2018-05-01,2018-05-02",
        "event,e2,p1,own_home,2018-12-01,2020-01-05",
    )
    day = date(2019, 11, 30)
    assert (statistics.count(day, date(2020, 1, 3)).total, statistics.count(day).total) == (1, 0)


def test_what_is_recorded_before_what_it_follows_is_not_lost() -> None:
    report = bring(
        "person,p1",
        "event,e1,p1,new,2019-01-01,2019-01-01",
        "event,e2,p1,own_home,2019-02-01,2019-03-05",
        "event,e3,p1,returned_from_home,2019-03-01,2019-03-01",
    )
    assert report.counts == {"added": 4}
    day = date(2019, 3, 3)
    assert [statistics.flows(date(2019, 1, 1), day, known).out["own_home"] for known in (day, None)] == [0, 1]


def test_a_pair_put_between_goes_in_together() -> None:
    bring("person,p1", "event,e1,p1,new,2019-01-01", "event,e2,p1,own_home,2019-12-01")
    report = bring("event,e3,p1,own_home,2019-03-01", "event,e4,p1,returned_from_home,2019-04-01")
    assert report.counts == {"added": 2}
    assert [statistics.count(date(2019, month, 15)).total for month in (2, 3, 5, 12)] == [1, 0, 1, 0]


def test_situations_give_the_list_its_classes_and_the_beginning_of_homelessness() -> None:
    bring(
        "person,p1,,,,,,,,,yes",
        "event,e1,p1,new,2019-02-01",
        "situation,s1,p1,,,,friends,2018-11-15,2019-04-01",
        "situation,s2,p1,,,,hospital,2019-04-01,2019-06-01",
        "situation,s3,p1,,,,outdoors,2019-06-01",
    )
    months = {month: statistics.count(date(2019, month, 15)).by_class for month in (3, 5, 7)}
    assert [months[3]["A4"], months[5]["A3"], months[7]["A1"]] == [1, 1, 1]
    assert list(ListEvent.objects.order_by("number").values_list("type", flat=True)) == [
        "new",
        "entered_institution",
        "left_institution",
    ]
    assert statistics.count(date(2019, 11, 15)).long_term == 0
    assert statistics.count(date(2019, 11, 16)).long_term == 1
    assert bring("situation,s3,p1,,,,outdoors,2019-06-01").counts == {"unchanged": 1}
    assert LivingSituation.objects.count() == 3


def test_a_merge_in_the_file_takes_one_away() -> None:
    bring("person,p1", "person,p2", *(f"event,e{at},p{at},new,2019-01-01" for at in (1, 2)))
    bring("event,e3,p2,merge,2019-02-01")
    told = statistics.flows(date(2019, 2, 1), date(2019, 3, 1))
    assert (told.opening, told.adjustments["merge"], told.closing, told.balanced) == (2, -1, 1, True)


def test_a_tenancy_that_ended_since_is_renewed() -> None:
    bring("person,p1", "tenancy,t1,p1,,,,,2019-01-01")
    assert bring("tenancy,t1,p1,,,,,2019-01-01,2019-03-01,evicted").counts == {"changed": 1}
    assert statistics.retention().returns["0-180"] == 1


def test_semicolons_and_a_byte_order_mark_are_read() -> None:
    data = b"\xef\xbb\xbfrecord;id;person;type;valid_date\nperson;p1\nevent;e1;p1;new;2019-01-01\n"
    assert import_list(system("import"), data).counts == {"added": 2}


def test_another_file_is_refused() -> None:
    with pytest.raises(FileRefused, match="--template"):
        import_list(system("import"), b"name,address\n")


@pytest.fixture
def run(tmp_path: Path) -> Any:
    def run(*words: str, code: int = 0) -> Any:
        done = CliRunner().invoke(cli, [*words])
        assert done.exit_code == code, done.output
        return json.loads(done.stdout) if "--json" in words else done.stdout

    return run


def test_the_command_line_takes_a_file_in_and_tells_the_figures(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(run("import", "homelessness", "--template"), encoding="utf-8")
    assert run("import", "homelessness", str(path), "--json")["counts"]["added"] == 5
    count = run("homelessness", "count", "--on", "2019-04-01", "--json")
    assert list(count) == ["on", "as_known_on", "total", "long_term", "by_class", "families", "subgroups"]
    assert (count["total"], list(count["by_class"])) == (1, ["A1", "A2", "A3", "A3v", "A4", "A5"])
    words = ("homelessness", "flows", "--from", "2019-03-01", "--to", "2019-07-01")
    flows = run(*words, "--as-known-on", "2019-06-02", "--json")
    assert list(flows) == ["opening", "in", "out", "internal", "adjustments", "closing", "balanced"]
    assert (flows["in"]["new"], flows["out"]["own_home"], flows["closing"], flows["balanced"]) == (1, 0, 1, True)
    assert run(*words, "--json")["closing"] == 0
    kept = run("homelessness", "retention", "--json")
    assert list(kept) == ["n", "months", "returns"]
    assert list(kept["months"]["6"]) == ["km", "low", "high", "worst", "best"]


def test_the_command_line_ends_with_3_when_rows_were_left_out(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"{HEAD}\nperson,p1\nevent,e1,p1,flown,2019-01-01\n", encoding="utf-8")
    told = run("import", "homelessness", str(path), "--json", code=3)
    assert told["bad"][0]["line"] == 3
    assert told["bad"][0]["record"] == "event"
