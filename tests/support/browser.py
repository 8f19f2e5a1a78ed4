"""A real browser for the journeys and the accessibility check: the system's Chromium, nothing downloaded."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules/axe-core/axe.min.js"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SWITCHES = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)


def executable() -> str | None:
    return next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="session")
def _chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    path = executable()
    if path is None:
        pytest.fail("No browser on this machine: install Chromium (Debian: apt install chromium).")
    # Playwright keeps an event loop in this thread; the ORM is still called from plain code only.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(SWITCHES))
        yield chromium
        chromium.close()


@pytest.fixture
def browser(_chromium: Any) -> Iterator[Callable[..., Any]]:
    """`browser(width=360, **context options)` opens a page of its own; a script error fails the test."""
    contexts, complaints = [], []

    def open_page(*, width: int = 360, height: int = 800, **options: Any) -> Any:
        options.setdefault("locale", "fi-FI")
        context = _chromium.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints, "Script errors on the page: " + "; ".join(complaints)


@pytest.fixture
def site(live_server: Any) -> str:
    """The address of a server over this test's own database, without a trailing slash."""
    return str(live_server.url)


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real `kotikulma demo`: content, server and worker, on Monday 8 February 2027 at 22:10.

    One for the whole session; tests that use it run in one process (conftest.py groups them).
    """
    folder = tmp_path_factory.mktemp("demo")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "TMPDIR"}}
    surroundings = {"KOTIKULMA_VAR": str(folder), "KOTIKULMA_NOW": "2027-02-08T22:10:00", "KOTIKULMA_VOIKKO": "off"}
    command = [sys.executable, "-m", "kotikulma", "demo", "--port", str(port), "--no-browser"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=kept | surroundings, stdout=log, stderr=log, start_new_session=True
        )
    try:
        _wait_for(f"http://localhost:{port}", process, folder / "log")
        yield f"http://localhost:{port}"
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def _wait_for(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + 180
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx.get(f"{address}/healthz", timeout=5).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.25)
    pytest.fail(f"The demo did not start:\n{log.read_text()[-2000:]}")


@pytest.fixture
def axe() -> Callable[..., None]:
    """`axe(page)` asserts that axe-core finds nothing; open the page with `bypass_csp=True`."""
    if not AXE.exists():
        pytest.fail("axe-core is missing: run make test, or npm ci.")
    source = AXE.read_text()

    def check(page: Any, *, without: tuple[str, ...] = ()) -> None:
        page.evaluate(source)
        rules = {rule: {"enabled": False} for rule in without}
        found = page.evaluate("rules => axe.run(document, {rules, resultTypes: ['violations']})", rules)
        sentences = [
            f"{violation['id']} ({violation['impact']}): {violation['help']}\n    {node['html'][:160]}"
            for violation in found["violations"]
            for node in violation["nodes"]
        ]
        assert not sentences, f"{page.url} has accessibility faults:\n" + "\n".join(sentences)

    return check
