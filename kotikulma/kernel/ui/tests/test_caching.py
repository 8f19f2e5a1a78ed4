"""Public pages: one tag for all that shapes them, 304 without work, no cookies, ends at the next change."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import translation

from kotikulma.kernel import clock
from kotikulma.kernel.ui import caching
from kotikulma.kernel.ui.tests.make import make_request

NOON = datetime(2027, 2, 10, 12, tzinfo=clock.HELSINKI)


def make_view(version: Any = 1, until: datetime | None = None, max_age: int = 60) -> tuple[Any, list[str]]:
    calls: list[str] = []

    @caching.public(lambda request: caching.Freshness(version, until), max_age=max_age)
    def view(request: HttpRequest) -> HttpResponse:
        calls.append(request.path)
        return HttpResponse("sivu")

    return view, calls


def test_the_second_time_nothing_is_done() -> None:
    view, calls = make_view()
    tag = view(make_request("/a/"))["ETag"]

    response = view(make_request("/a/", if_none_match=f'"other", {tag}'))

    assert (response.status_code, response.content, calls) == (304, b"", ["/a/"])
    assert response["ETag"] == tag


def test_new_data_are_a_new_page() -> None:
    tag = make_view(version=1)[0](make_request("/a/"))["ETag"]

    assert make_view(version=2)[0](make_request("/a/", if_none_match=tag)).status_code == 200


@pytest.mark.parametrize("address", ["/sv/a/", "/a/?selko=1", "/a/?q=1", "/b/"])
def test_another_address_is_another_page(address: str) -> None:
    view, _ = make_view()

    assert view(make_request("/a/"))["ETag"] != view(make_request(address))["ETag"]


def test_a_part_asked_by_htmx_is_not_the_page() -> None:
    view, _ = make_view()

    whole, part = view(make_request("/a/")), view(make_request("/a/", hx_request="true", hx_target="rows"))

    assert whole["ETag"] != part["ETag"]
    assert "HX-Request" in part["Vary"]


def test_a_new_release_is_a_new_page(monkeypatch: pytest.MonkeyPatch) -> None:
    view, _ = make_view()
    before = view(make_request("/a/"))["ETag"]
    monkeypatch.setattr(caching, "release", lambda: "9-next")

    assert view(make_request("/a/"))["ETag"] != before


def test_the_page_is_kept_until_the_next_opening_change(frozen: Any) -> None:
    view, _ = make_view(until=NOON + timedelta(seconds=20))

    assert view(make_request("/a/"))["Cache-Control"] == "public, max-age=20"


def test_a_change_that_has_passed_is_kept_no_time(frozen: Any) -> None:
    view, _ = make_view(until=NOON - timedelta(seconds=5))

    assert view(make_request("/a/"))["Cache-Control"] == "public, max-age=0"


def test_no_page_is_kept_past_midnight(frozen: Any) -> None:
    frozen.move_to(NOON.replace(hour=23, minute=59))
    view, _ = make_view(max_age=600)

    assert view(make_request("/a/"))["Cache-Control"] == "public, max-age=60"


def test_tomorrow_is_another_page(frozen: Any) -> None:
    view, _ = make_view()
    today = view(make_request("/a/"))["ETag"]
    frozen.move_to(NOON + timedelta(days=1))

    assert view(make_request("/a/"))["ETag"] != today


def test_a_post_passes_untouched() -> None:
    view, calls = make_view()

    response = view(RequestFactory().post("/a/"))

    assert (calls, response.has_header("ETag")) == (["/a/"], False)


def test_a_public_page_sets_no_cookie_and_differs_by_none(client: Client) -> None:
    response = client.get("/apua/")

    assert not response.cookies
    assert "Cookie" not in response["Vary"]


def test_the_language_is_part_of_the_tag() -> None:
    request, fresh = make_request("/a/"), caching.Freshness(1)
    finnish = caching.etag(request, fresh)
    with translation.override("sv"):
        assert caching.etag(request, fresh) != finnish


@pytest.mark.django_db
def test_a_known_page_is_answered_before_anything_else_is_thought_of(client: Client) -> None:
    tag = client.get("/apua/")["ETag"]

    response = client.get("/apua/", headers={"If-None-Match": tag})

    assert response.status_code == 304
    assert "Content-Security-Policy" not in response
