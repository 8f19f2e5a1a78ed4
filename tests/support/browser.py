"""A real browser for the journeys and the accessibility check: the system's Chromium, nothing downloaded."""

import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from django.core.servers.basehttp import WSGIRequestHandler

from tests.support import tables

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules/axe-core/axe.min.js"
PAGES: pytest.StashKey[list[Any]] = pytest.StashKey()
PATIENCE = 30_000  # milliseconds for what a page is to do: only a failure waits that long
# The first is Chromium without its window: the same pages for a half of the work
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SWITCHES = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",  # letters as wide without a window as in one
    "--js-flags=--no-opt --no-maglev",  # a script runs once here: making it quick costs more than it saves
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)

NARROW_AND_WIDE = ((320, "light"), (1280, "dark"))
LOOK = "rules => axe.run(document, {rules, resultTypes: ['violations'], preload: false})"


def executable() -> str | None:
    return next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="session")
def _chromium() -> Iterator[Any]:
    from playwright.sync_api import expect, sync_playwright

    path = executable()
    if path is None:
        pytest.fail("No browser on this machine: install Chromium (Debian: apt install chromium-headless-shell).")
    # Playwright keeps an event loop in this thread; the ORM is still called from plain code only.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(SWITCHES))
        yield chromium
        chromium.close()


@pytest.fixture
def browser(_chromium: Any, request: pytest.FixtureRequest) -> Iterator[Callable[..., Any]]:
    """`browser(width=360, **context options)` opens a page of its own; a script error fails the test."""
    contexts, complaints = [], []
    pages = request.node.stash[PAGES] = []

    def open_page(*, width: int = 360, height: int = 800, **options: Any) -> Any:
        options.setdefault("locale", "fi-FI")
        context = _chromium.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        pages.append(page)
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints, "Script errors on the page: " + "; ".join(complaints)


def follow(found: Any) -> None:
    """Press what leads to another page, and wait for that page: a press alone does not."""
    with found.page.expect_navigation():
        found.click()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """A failed journey tells what its pages showed."""
    report: Any = yield
    if report.when == "call" and report.failed:
        for page in item.stash.get(PAGES, []):
            with suppress(Exception):
                report.sections.append((f"Page {page.url}", page.inner_text("body")[:2000]))
    return report


@pytest.fixture
def site(live_server: Any) -> str:
    """The address of a server over this test's own database, without a trailing slash."""
    # It writes an answer's head and body apart: waiting for word of the first costs 40 ms an answer
    WSGIRequestHandler.disable_nagle_algorithm = True
    return str(live_server.url)


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real `kotikulma demo`: content, server and worker, on Monday 8 February 2027 at 22:10.

    One for the whole run: the first process that asks starts it, the last one that leaves stops it.
    """
    own = tmp_path_factory.getbasetemp()
    folder = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    with _shared(folder) as state:
        if not state.get("users"):
            state |= _start_demo(folder) | {"users": 0}
        state["users"] += 1
        address = f"http://localhost:{state['port']}"
    yield address
    with _shared(folder) as state:
        state["users"] -= 1
        if not state["users"]:
            _stop(state["pid"])


@pytest.fixture(scope="session")
def demo_folder(demo_site: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where that demo keeps what is its own: the database, keys, word lists."""
    own = tmp_path_factory.getbasetemp()
    (found,) = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own).glob("demo-*")
    return found


@contextmanager
def _shared(folder: Path) -> Iterator[dict[str, int]]:
    """What the processes of this run know of the demo; one at a time reads and writes it."""
    with (folder / "demo.json").open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        state = json.loads(file.read() or "{}")
        yield state
        file.truncate(0)
        file.write(json.dumps(state))


def _start_demo(folder: Path) -> dict[str, int]:
    var = Path(tempfile.mkdtemp(prefix="demo-", dir=folder))
    # What every run would make alike: the word list, the tables
    (var / "text").symlink_to(Path(os.environ["KOTIKULMA_VAR"]) / "text")
    tables.copy("sqlite", str(var / "kotikulma.sqlite3"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "TMPDIR"}}
    surroundings = {"KOTIKULMA_VAR": str(var), "KOTIKULMA_NOW": "2027-02-08T22:10:00", "KOTIKULMA_VOIKKO": "off"}
    command = [sys.executable, "-m", "kotikulma", "demo", "--port", str(port), "--no-browser"]
    with (var / "log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=kept | surroundings, stdout=log, stderr=log, start_new_session=True
        )
    _wait_for(f"http://localhost:{port}", process, var / "log")
    process.returncode = 0  # it outlives this process when another one still uses it
    return {"port": port, "pid": process.pid}


def _stop(pid: int) -> None:
    """Ends the demo and what it started: its own session, so that nothing else is hit."""
    os.kill(pid, signal.SIGTERM)
    until = time.monotonic() + 15
    while time.monotonic() < until and _runs(pid):
        time.sleep(0.1)
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


def _runs(pid: int) -> bool:
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _wait_for(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + 600
    # One client: each new one reads the machine's certificates
    with httpx.Client(timeout=5) as client:
        while time.monotonic() < until and process.poll() is None:
            with suppress(httpx.HTTPError):
                if client.get(f"{address}/healthz").status_code == 200:
                    return
            time.sleep(0.25)
    pytest.fail(f"The demo did not start:\n{log.read_text()[-2000:]}")


@pytest.fixture
def axe() -> Callable[..., None]:
    """`axe(page)` asserts that axe-core finds nothing; open the page with `bypass_csp=True`.

    Colours do not depend on the language and cost half of the time: they are looked at on Finnish pages.
    """
    if not AXE.exists():
        pytest.fail("axe-core is missing: run make test, or npm ci.")
    source = f"if (self === top) {{ {AXE.read_text()} }}"
    known: set[Any] = set()

    def check(page: Any, *, without: tuple[str, ...] = ()) -> None:
        if page not in known:  # half a megabyte goes to the browser once a page, not once a look
            known.add(page)
            page.add_init_script(source)
            page.evaluate(source)
        if in_another_language(page):
            without = (*without, "color-contrast")
        rules = {rule: {"enabled": False} for rule in without}
        found = page.evaluate(LOOK, rules)
        sentences = [
            f"{violation['id']} ({violation['impact']}): {violation['help']}\n    {node['html'][:160]}"
            for violation in found["violations"]
            for node in violation["nodes"]
        ]
        assert not sentences, f"{page.url} has accessibility faults:\n" + "\n".join(sentences)

    return check


@pytest.fixture
def sound(axe: Callable[..., None]) -> Callable[[Any], None]:
    """`sound(page)`: axe finds nothing and nothing scrolls sideways, on a narrow light screen and a wide dark one.

    In Swedish and English on the narrow one only, where long words are in the way.
    """

    def look(page: Any) -> None:
        for width, scheme in NARROW_AND_WIDE[: 1 if in_another_language(page) else None]:
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=scheme)
            axe(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{page.url} at {width}"

    return look


def in_another_language(page: Any) -> bool:
    """Than Finnish, by the page's address."""
    return urlsplit(page.url).path.startswith(("/sv/", "/en/"))
