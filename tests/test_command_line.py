"""The one command line, as a person types it: its own process, an empty database, the exit codes."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner
from django.core.exceptions import ImproperlyConfigured

from kotikulma.config import environment
from kotikulma.config.cli import cli
from kotikulma.config.environment import ROOT
from kotikulma.kernel import health
from tests.support import tables

pytestmark = pytest.mark.xdist_group("command line")  # one database laid for all of them
LAID = (
    "migrate",
    "createuser first@example.org --role administrator --organization Esimerkkikaupunki --sector municipality",
    "export places places.csv --template",
    "import places places.csv --publish --json",
    "export services services.csv --template",
    "import services services.csv --publish --json",
)
# Commands come in as lines, and what they said goes out
ONE_AFTER_ANOTHER = """
import contextlib, io, json, sys
from kotikulma.config.cli import cli
for line in sys.stdin:
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as err:
        try:
            cli(json.loads(line))
        except SystemExit as end:
            code = end.code
    print(json.dumps({"returncode": code, "stdout": out.getvalue(), "stderr": err.getvalue()}), flush=True)
"""


@dataclass
class Program:
    """`kotikulma` started once for many commands, in a process of its own: `program("search", "koti")`."""

    folder: Path
    _process: "subprocess.Popen[str]"

    def __call__(self, *arguments: str) -> SimpleNamespace:
        assert self._process.stdin
        assert self._process.stdout
        print(json.dumps(arguments), file=self._process.stdin, flush=True)
        return SimpleNamespace(**json.loads(self._process.stdout.readline()))


def run(folder: Path, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return start(folder, "-m", "kotikulma", *arguments, **environment)


def start(folder: Path, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    command, env = [sys.executable, *arguments], surroundings(folder) | environment
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=300, check=False)


def surroundings(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    return kept | {
        "DATABASE_URL": f"sqlite:///{folder / 'k.sqlite3'}",
        "KOTIKULMA_VAR": str(folder),
        "PYTHONPATH": str(ROOT),
    }


@contextmanager
def started(folder: Path) -> Iterator[Program]:
    command, env = [sys.executable, "-c", ONE_AFTER_ANOTHER], surroundings(folder)
    with subprocess.Popen(command, cwd=folder, env=env, stdin=PIPE, stdout=PIPE, text=True) as process:
        yield Program(folder, process)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """Over a migrated database with one service and its place, and the shared word list."""
    made = tmp_path_factory.mktemp("line")
    (made / "text").symlink_to(ROOT / "var" / "text")
    tables.copy("sqlite", str(made / "k.sqlite3"))
    with started(made) as running:
        for line in LAID:
            done = running(*line.split())
            assert done.returncode == 0, done.stderr
        yield running


@pytest.fixture
def folder(program: Program) -> Path:
    return program.folder


def test_keys_are_made_for_the_owner_only(folder: Path) -> None:
    for name in ("secret_key", "audit_key"):
        assert (folder / name).stat().st_mode & 0o777 == 0o600


def test_search_prints_what_a_program_reads(folder: Path) -> None:
    names: Any = json.loads(run(folder, "search", "asumisneuvonta", "--json", "--lang", "fi").stdout)
    assert {frozenset(row) for row in names} == {frozenset({"id", "kind", "name", "names", "url"})}
    assert (names[0]["kind"], names[0]["url"]) == ("service", f"/palvelut/{names[0]['id']}/")


def test_a_search_without_results_says_so(program: Program) -> None:
    done = program("search", "zzzzqqqq")
    assert (done.returncode, done.stdout.split(".")[0]) == (0, "Nothing found")


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("DATABASE_URL", "mysql://host/name", "use sqlite:///relative, sqlite:////absolute or postgres://"),
        ("EMAIL_URL", "smtp://host:many", "use smtp://host:port"),
    ],
)
def test_an_address_of_another_kind_is_named_with_the_remedy(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, remedy: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match=f"{name}: {remedy}"):
        environment.read()


def test_check_says_that_the_database_is_older_than_the_code(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    older = {"status": "down", "ok": False, "database": True, "migrations": False}
    monkeypatch.setattr(health, "readiness", lambda: older)
    done = CliRunner().invoke(cli, ["check"])
    assert done.exit_code == 1
    assert "run `kotikulma migrate`" in done.output


def test_a_database_without_tables_ends_with_a_sentence(tmp_path: Path) -> None:
    done = run(tmp_path, "search", "koti", KOTIKULMA_VOIKKO="off")
    assert done.returncode == 1
    assert "was `kotikulma migrate` run?" in done.stderr
    assert "Traceback" not in done.stderr


def test_serving_in_production_without_keys_is_refused(folder: Path) -> None:
    done = run(folder, "serve", "--port", "8199")
    assert done.returncode == 1
    assert "Set SECRET_KEY, AUDIT_KEY, FIELD_KEY (or SECRET_KEY_FILE) before serving in production." in done.stderr


def test_serving_in_production_with_a_frozen_clock_is_refused(folder: Path) -> None:
    keys = {"SECRET_KEY": "k" * 60, "AUDIT_KEY": "k" * 60, "FIELD_KEY": "k" * 60}
    done = run(folder, "serve", KOTIKULMA_NOW="2027-02-10T15:59:59", **keys)
    assert (done.returncode, "unset it before serving" in done.stderr) == (1, True)


def test_what_workers_share_has_neither_a_connection_nor_a_thread(folder: Path) -> None:
    code = (
        "import gc, sys, threading; from kotikulma.config import serving; serving.load()\n"
        "from django.db import connections\n"
        "assert 'kotikulma.directory.views.public' in sys.modules and gc.get_freeze_count() > 100_000\n"
        "print([one for one in connections.all() if one.connection], threading.active_count())"
    )
    done = start(folder, "-c", code)
    assert done.stdout.strip() == "[] 1", done.stderr


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("KOTIKULMA_NOW", "huomenna", "use a moment such as 2027-02-10T15:59:59"),
        ("DATABASE_KEY", "zz", "use 64 hexadecimal digits"),
        ("KOTIKULMA_BASE_URL", "kotikulma", "use an address such as https://kotikulma.example.org"),
    ],
)
def test_a_bad_value_names_the_variable_and_the_remedy(folder: Path, name: str, value: str, remedy: str) -> None:
    done = run(folder, "search", "koti", **{name: value})
    assert done.returncode == 1
    assert f"{name}: {remedy}" in done.stderr


def test_the_worker_does_all_that_is_due_and_exits(folder: Path) -> None:
    done = run(folder, "worker", "--until-idle", "--json", KOTIKULMA_NOW="2027-02-10T15:59:59")
    assert done.returncode == 0
    assert json.loads(done.stdout)["failed"] == 0


def test_a_programs_key_is_made_listed_and_revoked(program: Program) -> None:
    made = json.loads(program("apikey", "create", "--name", "Palauteapu", "--json").stdout)
    assert made["api_key"].startswith("kk_")
    listed = program("apikey", "list", "--json").stdout
    assert ([row["id"] for row in json.loads(listed)], made["api_key"] in listed) == ([made["id"]], False)
    assert program("apikey", "revoke", made["id"]).returncode == 0
    assert json.loads(program("apikey", "list", "--json").stdout)[0]["revoked_at"]


def test_revoking_a_key_that_is_not_there_ends_with_a_sentence(program: Program) -> None:
    done = program("apikey", "revoke", "00000000-0000-0000-0000-000000000000")
    assert (done.returncode, "Katso tunnus luettelosta: kotikulma apikey list." in done.stderr) == (1, True)


def test_a_dry_run_changes_nothing(program: Program) -> None:
    table = program.folder / "more.csv"
    table.write_text(
        (program.folder / "services.csv").read_text(encoding="utf-8-sig").replace("Asumisneuvonta", "Vuokratupa")
    )
    done = program("import", "services", str(table), "--dry-run")
    assert "Would be: 1 " in done.stdout
    assert "Vuokratupa" not in program("search", "vuokratupa", "--json").stdout


def test_behind_a_trusted_proxy_a_form_of_the_https_address_is_accepted(folder: Path) -> None:
    asked = (
        "import django; django.setup(); from django.test import Client; "
        "c = Client(enforce_csrf_checks=True); "
        "h = {'HTTP_HOST': 'kotikulma.example.org', 'HTTP_X_FORWARDED_PROTO': 'https'}; "
        "c.get('/kerro-virheesta/', **h); t = c.cookies['__Host-csrf'].value; "
        "a = c.post('/kerro-virheesta/', {'text': 'Ovi on kiinni.', 'csrfmiddlewaretoken': t}, "
        "HTTP_ORIGIN='https://kotikulma.example.org', **h); "
        "print(a.status_code, a.headers.get('Strict-Transport-Security'))"
    )
    given = {"KOTIKULMA_BASE_URL": "https://kotikulma.example.org", "KOTIKULMA_HOSTS": "kotikulma.example.org"}
    given |= {"KOTIKULMA_PROXIES": "1", "DJANGO_SETTINGS_MODULE": "kotikulma.config.settings", "KOTIKULMA_MODE": "test"}
    given |= {
        "DATABASE_URL": f"sqlite:///{folder / 'k.sqlite3'}",
        "KOTIKULMA_VAR": str(folder),
        "PATH": os.environ["PATH"],
    }
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", asked], cwd=ROOT, env=given, capture_output=True, text=True, check=False
    )
    assert done.stdout.split() == ["302", "max-age=31536000;", "includeSubDomains"], done.stderr


def test_erasing_feedback_can_be_tried_dry(program: Program) -> None:
    dry = program("erase-feedback", "--dry-run")
    assert (dry.returncode, dry.stdout.splitlines()[0]) == (0, "Would be erased:")
    wet = program("erase-feedback", "--json")
    assert json.loads(wet.stdout) == dict.fromkeys(
        ("contacts", "rejected", "private", "originals", "notes", "drafts"), 0
    )


def test_the_log_is_whole_until_a_byte_of_it_changes(program: Program, tmp_path: Path) -> None:
    whole = program("audit", "verify", "--json")
    assert (whole.returncode, json.loads(whole.stdout)) == (0, {"ok": True, "first_bad": None})

    bad = shutil.copytree(program.folder, tmp_path / "bad", symlinks=True)
    with sqlite3.connect(bad / "k.sqlite3") as database:
        database.execute("DROP TRIGGER audit_no_UPDATE")
        database.execute("UPDATE audit_auditevent SET action = action || 'x' WHERE chain = 'main' AND seq = 3")
    with started(bad) as other:
        done, told = other("audit", "verify", "--json"), other("audit", "verify")
    assert done.returncode == told.returncode == 1
    assert json.loads(done.stdout) == {"ok": False, "first_bad": {"chain": "main", "seq": 3, "reason": "content"}}
    assert "Broken: row 3 of chain main (content)." in told.stdout


def test_keys_are_wrapped_anew_as_often_as_one_likes(program: Program) -> None:
    done = program("keys", "rewrap")
    told = "0 keys are wrapped under the newest key, 0 registrations and links are sealed under it.\n"
    assert (done.returncode, done.stdout) == (0, told)


def test_erasing_clients_checks_and_referrals_can_be_tried_dry(program: Program) -> None:
    done = program("erase-clients", "--dry-run", "--json")
    assert done.returncode == 0, done.stderr
    assert set(json.loads(done.stdout).values()) == {0}
    assert json.loads(done.stdout).keys() > {"clients", "referrals"}
