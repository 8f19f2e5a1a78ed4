"""What is rendered once: `{% same … %}`."""

from itertools import count

import pytest
from django.template import Template, engines

from kotikulma.kernel.ui.templatetags import ui
from kotikulma.kernel.ui.tests.make import make_html, make_request

SOURCE = "{% same value %}{{ value }} {{ number }} {% plain 'usual' 'easy' %}{% end_same %}"


@pytest.fixture
def piece() -> Template:
    return engines["django"].from_string(SOURCE)


def said(piece: Template, address: str, value: str, number: int) -> str:
    return str(piece.render({"value": value, "number": number}, make_request(address)))


def test_equal_values_are_rendered_once_and_others_anew(piece: Template) -> None:
    numbers = count(1)
    made = [said(piece, "/apua/", value, next(numbers)) for value in ("a", "a", "b")]
    assert made == ["a 1 usual", "a 1 usual", "b 3 usual"]


def test_every_language_and_plain_finnish_have_their_own(piece: Template) -> None:
    numbers = count(1)
    made = [said(piece, address, "a", next(numbers)) for address in ("/apua/", "/sv/apua/", "/apua/?selko=1")]
    assert made == ["a 1 usual", "a 2 usual", "a 3 easy"]


def test_what_is_kept_is_bounded_and_the_oldest_goes(piece: Template, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ui, "RENDERED", 2)
    ui._rendered.clear()
    made = [said(piece, "/apua/", value, number) for number, value in enumerate("abcab")]
    assert made == ["a 0 usual", "b 1 usual", "c 2 usual", "a 3 usual", "b 4 usual"]


def test_two_pieces_with_equal_values_stay_apart(piece: Template) -> None:
    other = engines["django"].from_string(SOURCE)
    assert (said(piece, "/apua/", "a", 1), said(other, "/apua/", "a", 2)) == ("a 1 usual", "a 2 usual")


def test_a_hole_is_rendered_for_every_page_and_escaped_there(piece: Template) -> None:
    framed = engines["django"].from_string(
        "{% same %}{{ number }} {% same value %}<{% hole %}{{ value }}{% end_hole %}>{% end_same %}{% end_same %}"
    )
    made = [said(framed, "/apua/", value, number) for number, value in enumerate(("a", "<b>", "a"))]
    assert made == ["0 <a>", "0 <&lt;b&gt;>", "0 <a>"]


def test_a_hole_may_stand_in_what_a_component_is_given() -> None:
    field = '<c-search_field action="/" value="{% hole %}{{ value }}{% end_hole %}" label="Haku" />'
    source = f"{{% same %}}{field}{{% end_same %}}"
    made = [make_html(source, value=value) for value in ("koti", '"<')]
    assert [f'value="{text}"' in html for text, html in zip(("koti", "&quot;&lt;"), made, strict=True)] == [True, True]
