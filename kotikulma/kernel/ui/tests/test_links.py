"""Links keep the language and plain Finnish."""

import pytest

from kotikulma.kernel.ui import links
from kotikulma.kernel.ui.tests.make import make_html, make_request


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("/apua/", "/saavutettavuus/"),
        ("/sv/apua/", "/sv/saavutettavuus/"),
        ("/en/apua/?selko=1", "/en/saavutettavuus/"),
        ("/apua/?selko=1", "/saavutettavuus/?selko=1"),
        ("/apua/?selko=0", "/saavutettavuus/"),
    ],
)
def test_a_link_keeps_language_and_plain_finnish(here: str, there: str) -> None:
    assert make_html("{% to 'ui:accessibility' %}", make_request(here)) == there


def test_a_query_drops_what_is_empty_and_repeats_lists() -> None:
    address = links.to(make_request(), "ui:help", {"q": "häätö", "kieli": ["fi", "en"], "kunta": "", "n": None})

    assert address == "/apua/?q=h%C3%A4%C3%A4t%C3%B6&kieli=fi&kieli=en"


def test_a_fragment_stays_last() -> None:
    assert links.keep(make_request("/?selko=1"), "/apua/?a=1#virhe") == "/apua/?a=1&selko=1#virhe"


def test_a_get_form_carries_plain_finnish() -> None:
    html = make_html('<c-search-field action="/palvelut/" />', make_request("/?selko=1"))

    assert '<input type="hidden" name="selko" value="1">' in html


@pytest.mark.parametrize(
    ("here", "language", "plain", "there"),
    [
        ("/palvelut/?q=vauva", "sv", False, "/sv/palvelut/?q=vauva"),
        ("/sv/palvelut/?q=vauva", "fi", False, "/palvelut/?q=vauva"),
        ("/en/", "sv", False, "/sv/"),
        ("/en/palvelut/?q=a", "fi", True, "/palvelut/?q=a&selko=1"),
        ("/palvelut/?selko=1&q=a", "en", False, "/en/palvelut/?q=a"),
    ],
)
def test_the_language_switch_keeps_the_page_and_its_query(here: str, language: str, plain: bool, there: str) -> None:
    assert links.in_language(make_request(here), language, plain=plain) == there


def test_plain_words_only_for_those_who_chose_them() -> None:
    source = '{% plain "Tavallinen" "Selkeä" %}'

    assert make_html(source, make_request("/")) == "Tavallinen"
    assert make_html(source, make_request("/?selko=1")) == "Selkeä"


@pytest.mark.parametrize("path", ["/api/v1/services", "/hsds/", "/hsds", "/open311/v2/requests.json"])
def test_machine_addresses_are_known(path: str) -> None:
    assert links.is_machine(path)


def test_an_address_of_people_is_no_machine_address() -> None:
    assert not links.is_machine("/apidea/")
