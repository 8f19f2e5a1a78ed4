"""What reaches the log, and what must not."""

import json
import logging as standard
import time

import pytest
import structlog
from django.http import HttpResponse
from django.test import RequestFactory

from kotikulma.kernel import logging

TOKEN = "Zx81_kQ-9fJ2vR7tYp0aLm3NcB5wHdGe"
HEX = "9f86d081884c7d659a2feaa0c55ad015"
UUID = "5f0c1d52-9f4e-4c53-8c5d-3f6a0b1c2d3e"


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        (f"/x/{TOKEN}/", "/x/***/"),
        (f"/x/{HEX}", "/x/***"),
        ("/vahvista/Mg:1vXyZ2:aB3dE5fG7hI9jK1lM3nO5pQ/", "/vahvista/***/"),
        ("/haku?q=vuokravelka&lat=62.24", "/haku"),
        (f"/palvelut/{UUID}/", f"/palvelut/{UUID}/"),
        ("/paikat/huhtasuon-perhekeskus-2027/", "/paikat/huhtasuon-perhekeskus-2027/"),
        ("/palvelut/maahanmuuttajapalvelut/", "/palvelut/maahanmuuttajapalvelut/"),
    ],
)
def test_secret_path_parts_and_query_strings_are_masked(path: str, logged: str) -> None:
    assert logging.mask_path(path) == logged


def test_every_text_of_an_event_is_masked() -> None:
    event = {"event": f"Not Found: /x/{TOKEN}/?q=salaisuus", "status": 404, "path": "/haku?q=x"}
    assert logging.masked(None, "info", event) == {"event": "Not Found: /x/***/", "status": 404, "path": "/haku"}


def test_the_access_line_has_path_status_and_time_and_no_person(settings) -> None:
    request = RequestFactory().get(f"/x/{TOKEN}/", {"q": "häätö"}, HTTP_USER_AGENT="old phone")
    with structlog.testing.capture_logs(processors=[logging.masked]) as lines:
        logging.log_access(request, HttpResponse(status=204), time.perf_counter())
    assert set(lines[0]) == {"event", "log_level", "method", "path", "status", "milliseconds"}
    assert (lines[0]["path"], lines[0]["status"], lines[0]["method"]) == ("/x/***/", 204, "GET")


@pytest.mark.parametrize(("given", "taken"), [("a1b2c3d4-e5f6", True), ("bad id\nFake: line", False), ("", False)])
def test_a_request_id_from_the_front_is_taken_when_it_looks_like_one(given: str, taken: bool) -> None:
    request_id = logging.begin_request(RequestFactory().get("/", HTTP_X_REQUEST_ID=given))
    assert (request_id == given) is taken
    assert structlog.contextvars.get_contextvars() == {"request_id": request_id}
    structlog.contextvars.clear_contextvars()


def test_production_logs_one_json_line_per_event(settings) -> None:
    settings.DEMO = settings.TEST = False
    settings.LOG_LEVEL = "INFO"
    formatter = standard.config.DictConfigurator(logging.settings_for_logging()).configure_formatter(
        logging.settings_for_logging()["formatters"]["line"]
    )
    record = standard.LogRecord("django.request", 30, "", 1, "Not Found: %s", (f"/x/{TOKEN}/",), None)
    line = json.loads(formatter.format(record))
    assert (line["event"], line["level"], line["logger"]) == ("Not Found: /x/***/", "warning", "django.request")
