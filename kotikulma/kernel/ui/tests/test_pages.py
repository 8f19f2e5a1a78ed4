"""The kit's own pages stand in three languages, the path deciding, and weigh little."""

import gzip

import pytest
from django.test import Client

from kotikulma.config import assets
from kotikulma.kernel.ui import statement

PAGES = ["/apua/", "/saavutettavuus/", "/tietosuoja/", "/ui/"]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("prefix", "language"), [("", "fi"), ("/sv", "sv"), ("/en", "en")])
def test_the_path_decides_the_language(client: Client, path: str, prefix: str, language: str) -> None:
    response = client.get(prefix + path, headers={"accept-language": "de, sv;q=0.9, en;q=0.8"})

    assert response.status_code == 200
    assert f'<html lang="{language}"' in response.text
    assert response["Content-Language"] == language


def test_a_page_names_its_other_languages(client: Client) -> None:
    text = client.get("/sv/apua/").text

    assert '<link rel="canonical" href="http://localhost:8000/sv/apua/">' in text
    assert '<link rel="alternate" hreflang="fi" href="http://localhost:8000/apua/">' in text
    assert '<link rel="alternate" hreflang="x-default" href="http://localhost:8000/apua/">' in text


def test_the_switch_marks_the_present_language(client: Client) -> None:
    text = client.get("/apua/?selko=1").text

    assert '<a href="/apua/?selko=1" lang="fi" hreflang="fi" aria-current="true">Selkosuomi</a>' in text
    assert '<a href="/sv/apua/" lang="sv" hreflang="sv">Svenska</a>' in text


def test_help_stands_on_every_page_in_the_same_place(client: Client) -> None:
    for path in PAGES:
        footer = client.get(path).text.partition("<footer")[2]
        assert footer.index('href="/apua/"') < footer.index('href="/saavutettavuus/"') < footer.index("/tietosuoja/")


def test_the_portfolio_stays_out_of_search_engines(client: Client) -> None:
    assert '<meta name="robots" content="noindex">' in client.get("/ui/").text


def test_the_statement_tells_gaps_answer_time_and_authority(client: Client) -> None:
    text = client.get("/saavutettavuus/").text

    assert "Vastaamme 14 päivän sisällä." in text
    assert "Valvoja on Traficom." in text
    assert all(gap.texts["fi"] in text for gap in statement.read().gaps)


def test_every_gap_is_told_in_three_languages() -> None:
    assert all({"fi", "sv", "en"} <= set(gap.texts) for gap in statement.read().gaps)


def test_the_first_page_is_light(client: Client) -> None:
    assert assets.ready(), "build the assets first: make test does"
    files = [assets.BUILD / "kotikulma.css", assets.BUILD / "icons.svg"]
    weight = sum(len(gzip.compress(path.read_bytes(), 9)) for path in files)
    weight += (assets.BUILD / "fonts" / "latin.woff2").stat().st_size
    weight += len(gzip.compress(client.get("/apua/").content, 6))

    assert weight < 54_000, f"{weight} bytes leave too little of the 60 kB for a page of results"
