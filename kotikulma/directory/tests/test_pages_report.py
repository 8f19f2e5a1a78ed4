"""Telling of an error: two fields, no account, and nothing typed is lost."""

from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client

from kotikulma.directory.models import Report
from kotikulma.directory.tests.make_entries import make_place

pytestmark = pytest.mark.django_db
ADDRESS = "/kerro-virheesta/"


def test_a_report_is_queued_with_the_page_and_the_thing(client: Client) -> None:
    place = make_place()
    page = f"/paikat/{place.uuid}/"
    form = {"text": "Ovi on eri puolella.", "contact": "", "path": page, "object": f"place:{place.uuid}"}
    response = client.post(ADDRESS, form)
    assert (response.status_code, response.headers["Location"]) == (302, "/kerro-virheesta/kiitos/")
    report = Report.objects.get()
    assert (report.path, report.object_kind, report.object_uuid) == (page, "place", place.uuid)
    assert report.text == "Ovi on eri puolella."


def test_a_form_that_holds_a_token_is_kept_by_no_cache(client: Client) -> None:
    response = client.get(ADDRESS)
    assert "csrf" in response.cookies
    assert "no-store" in response.headers["Cache-Control"]


def test_the_form_takes_the_page_and_the_thing_from_its_address(client: Client) -> None:
    uuid = uuid4()
    html = client.get(f"{ADDRESS}?sivu=/paikat/{uuid}/&kohde=place:{uuid}").content.decode()
    assert f'name="path" value="/paikat/{uuid}/"' in html
    assert f'name="object" value="place:{uuid}"' in html
    assert f'href="/paikat/{uuid}/"' in html


@pytest.mark.parametrize("page", ["//example.org/", "https://example.org/", "javascript:alert(1)", "/\\example.org"])
def test_the_way_back_never_leaves_the_house(client: Client, page: str) -> None:
    html = client.get(ADDRESS, {"sivu": page}).content.decode()
    assert "Takaisin sivulle" not in html


def test_an_empty_report_is_refused_and_keeps_what_was_typed(client: Client) -> None:
    response = client.post(ADDRESS, {"text": "  ", "contact": "minä@example.org", "path": "/haku/", "object": ""})
    html = response.content.decode()
    assert response.status_code == 422
    assert "Korjaa nämä kohdat" in html
    assert "Kirjoita muutama sana." in html
    assert 'value="minä@example.org"' in html
    assert 'value="/haku/"' in html
    assert not Report.objects.exists()


def test_a_report_that_is_too_long_is_refused_with_its_words_kept(client: Client) -> None:
    words = "liian pitkä " * 200
    response = client.post(ADDRESS, {"text": words, "contact": ""})
    assert response.status_code == 422
    assert words.strip() in response.content.decode()


@pytest.mark.parametrize("thing", ["place:x", "person:1", "x", "", "place:"])
def test_a_report_about_no_known_thing_is_still_taken(client: Client, thing: str) -> None:
    response = client.post(ADDRESS, {"text": "Virhe.", "object": thing})
    assert response.status_code == 302
    assert Report.objects.get().object_uuid is None


def test_the_form_is_the_only_public_page_that_sets_a_cookie(client: Client) -> None:
    assert set(client.get(ADDRESS).cookies) == {settings.CSRF_COOKIE_NAME}


def test_a_report_without_the_forms_token_is_refused() -> None:
    response = Client(enforce_csrf_checks=True).post(ADDRESS, {"text": "Virhe."})
    assert response.status_code == 403
    assert not Report.objects.exists()
