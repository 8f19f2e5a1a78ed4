"""What every test stands on: mode, keys and database are settled here, before Django reads its settings.

The file lies at the root so that the tests beside the modules see it too. Django is named at the
end of this import, hence later than the environment and earlier than any test.
"""

import gc
import os
import re
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import pytest_django
import time_machine
from django.conf import settings
from django.core.management.commands import flush
from django.db import connection
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from kotikulma.config import messages
from kotikulma.kernel import garbage, memory
from kotikulma.kernel.text import backends
from tests.support import postgres, statements, tables, workers

pytest_plugins = ["tests.support.browser", "tests.support.house"]
# How long an example takes says something of the machine and its other guests, not of the rule.
hypothesis_settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("house")

FROM_OUTSIDE = (
    *("DATABASE_URL", "DATABASE_KEY", "EMAIL_URL", "KOTIKULMA_NOW", "KOTIKULMA_BASE_URL", "KOTIKULMA_HOSTS"),
    # Programs the tests start read what was compiled, where it may be kept.
    "PYTHONDONTWRITEBYTECODE",
)
LOOPBACK = ("127.", "::1", "localhost")
# Files whose tests read what a page, a mail or a calendar says. The permission matrix opens each page on PostgreSQL
# too, for one who may; commands, queries, searches, imports, APIs, jobs and tables run again.
SAME_ON_EVERY_DATABASE = re.compile(
    r"pages?(_report)?$|_editor$|registration_mails|mail_calendars|own_calendar|calendar_feeds|test_feeds|embedding"
    r"|organising(_times|_counts)?$|device|machines|next_steps|first_load|calendar_entry|drop_in|join_link"
    r"|curious_colleague"
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=["sqlite", "postgres"],
        default=os.environ.get("KOTIKULMA_TEST_DATABASE", "sqlite"),
        help="Database of the suite; postgres starts a throw-away cluster from the system's binaries.",
    )
    parser.addoption(
        "--every-test",
        action="store_true",
        help="On PostgreSQL also those whose statements others make: see tests/support/statements.py.",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    gc.disable()  # until what is collected has been loaded
    _prepare_environment(config)
    _close_network()


def _prepare_environment(config: pytest.Config) -> None:
    """Test mode, fixed keys, a folder of its own, and the database asked for. Workers inherit it all."""
    if hasattr(config, "workerinput"):
        return
    if settings.configured:
        raise pytest.UsageError("Run without DJANGO_SETTINGS_MODULE and --ds: conftest.py names the settings.")
    for name in FROM_OUTSIDE:
        os.environ.pop(name, None)
    # Of this run alone: the database, pictures and drafts of two runs at once would be mixed up.
    folder = os.environ["KOTIKULMA_VAR"] = tempfile.mkdtemp(prefix="kotikulma-test-")
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    (Path(folder) / "static").mkdir()
    _share_word_lists(Path(folder))
    os.environ |= {
        "KOTIKULMA_MODE": "test",
        "KOTIKULMA_VOIKKO": "off",
        "SECRET_KEY": "only-for-tests-" * 5,
        "AUDIT_KEY": "only-for-tests-" * 5,
        "FIELD_KEY": "only-for-tests-" * 5,
    }
    if config.getoption("--database") == "postgres":
        cluster = postgres.Cluster.start()
        config.add_cleanup(cluster.stop)
        os.environ["DATABASE_URL"] = cluster.url
    os.environ["DJANGO_SETTINGS_MODULE"] = "kotikulma.config.settings"
    messages.compile_all()
    backends.prepare()
    assert settings.TEST, "reading the settings here lets pytest-django set Django up"


def _share_word_lists(var: Path) -> None:
    """The bundled analyser's word list takes ten seconds to make: one for all runs of this checkout."""
    shared = Path(__file__).parent / "var" / "text"
    shared.mkdir(parents=True, exist_ok=True)
    (var / "text").symlink_to(shared)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    return workers.make_scheduler(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what the database can change runs again."""
    postgres_asked = config.getoption("--database") == "postgres"
    for item in items:
        if item.get_closest_marker("postgres") and not postgres_asked:
            item.add_marker(pytest.mark.skip(reason="needs PostgreSQL: --database=postgres"))
    if postgres_asked:
        named = [Path(word.partition("::")[0]).name for word in config.args]
        left_out = {item for item in items if not _asks_the_database(item, named)}
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=list(left_out))


def pytest_collection_finish() -> None:
    """All modules are loaded and stay: the collector need not look through them after every few objects of a test."""
    gc.enable()
    garbage.settle()


def _asks_the_database(item: pytest.Item, named: list[str]) -> bool:
    """Not of a browser, not of words, not with statements of others alone; all of a file that is named."""
    fixtures = set(getattr(item, "fixturenames", ()))
    touches = bool(item.get_closest_marker("django_db") or fixtures & {"db", "transactional_db", "live_server"})
    if not touches or "browser" in fixtures or item.get_closest_marker("browser"):
        return False
    if item.path.name in named:
        return True
    return not SAME_ON_EVERY_DATABASE.search(item.path.stem) and (
        item.config.getoption("--every-test") or statements.function_of(item.nodeid) not in statements.left_out()
    )


def _close_network() -> None:
    """A test that reaches beyond this machine fails with the address it asked for."""
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and not str(address[0]).startswith(LOOPBACK):
            raise RuntimeError(f"Tests stay on this machine; refused: {address}")
        return connect(self, address)

    def guarded_look_up(host: Any, *args: Any, **kwargs: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host or ""
        if name and not name.startswith(LOOPBACK):
            raise RuntimeError(f"Tests stay on this machine; refused: {name}")
        return look_up(host, *args, **kwargs)

    socket.socket.connect = guarded_connect  # type: ignore[assignment,method-assign]
    socket.getaddrinfo = guarded_look_up


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: pytest_django.DjangoDbBlocker, worker_id: str
) -> Iterator[None]:
    """A copy of the one migrated database; Django would make each anew, which takes a dozen seconds."""
    # On SQLite a file, as in use: a database in memory is one connection, which no two threads may use at once.
    sqlite = connection.vendor == "sqlite"
    name = str(Path(os.environ["KOTIKULMA_VAR"]) / f"test-{worker_id}.sqlite3") if sqlite else f"test_{worker_id}"
    tables.copy(settings.DATABASE_URL, name)
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
    # After each test that commits, Django would write a right to add, change, delete and view each table: nobody asks
    flush.emit_post_migrate_signal = lambda *args, **kwargs: None
    yield
    with django_db_blocker.unblock():
        connection.close()
    tables.drop(settings.DATABASE_URL, name)


@pytest.fixture
def frozen() -> Iterator[time_machine.Traveller]:
    """Wednesday 10 February 2027 at noon in Helsinki, standing still; `frozen.move_to(moment)` goes elsewhere."""
    noon = datetime(2027, 2, 10, 12, tzinfo=ZoneInfo("Europe/Helsinki"))
    with time_machine.travel(noon, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def _forget(forget: Callable[[], None]) -> None:
    """Nothing of the test before is remembered."""
    forget()


@pytest.fixture(scope="session")
def forget() -> Callable[[], None]:
    """`forget()` empties what a process remembers by the data's version: a rolled back version comes again."""
    return memory.forget_all


@pytest.fixture(autouse=True)
def _finnish() -> Iterator[None]:
    """Every test begins in Finnish, whatever language the pages of the one before it were in."""
    with translation.override("fi"):
        yield
