"""The components say what they should, tie hints and errors to fields, and keep to themselves."""

import re
from pathlib import Path

import pytest

from kotikulma.kernel.ui.icons import ICONS
from kotikulma.kernel.ui.portfolio_samples import SampleForm
from kotikulma.kernel.ui.tests.make import make_html, make_request

UI = Path(__file__).resolve().parents[1]
COMPONENTS = sorted((UI / "templates" / "ui").glob("*.html"))
PORTFOLIO = (UI / "templates" / "ui_pages" / "portfolio.html").read_text()
INSIDE_OTHERS = {"field_frame"}


def _name(path: Path) -> str:
    return path.stem


@pytest.mark.parametrize("path", COMPONENTS, ids=_name)
def test_a_component_begins_by_saying_what_it_is(path: Path) -> None:
    assert re.match(r"(\{% load [a-z0-9 ]+%\})?\{# [A-Z].+\. .*#\}\n", path.read_text())


@pytest.mark.parametrize("path", COMPONENTS, ids=_name)
def test_a_component_stands_in_the_portfolio(path: Path) -> None:
    assert path.stem in INSIDE_OTHERS or f"<c-{path.stem.replace('_', '-')}" in PORTFOLIO


@pytest.mark.parametrize("path", COMPONENTS, ids=_name)
def test_every_variable_has_a_default(path: Path) -> None:
    declared = re.search(r"<c-vars ([^>]*?)/>", path.read_text())

    for word in re.sub(r'"[^"]*"', '""', declared[1]).split() if declared else []:
        assert word.endswith('=""'), f"{word} would take its value from nowhere"


def test_icons_named_in_templates_are_in_the_sprite() -> None:
    named = set()
    for template in UI.parents[1].rglob("templates/**/*.html"):
        named |= set(re.findall(r'(?:\{% icon |\bicon=)"([a-z0-9-]+)"', template.read_text()))

    assert named - set(ICONS) == set()


def test_an_icon_outside_the_sprite_is_a_mistake_with_a_remedy() -> None:
    with pytest.raises(LookupError, match=r"'dragon' is not in the sprite; add it to kotikulma/kernel/ui/icons\.py"):
        make_html('{% icon "dragon" %}')


def test_a_state_is_icon_word_and_reason() -> None:
    html = make_html('<c-state kind="paused" why="Loma">Tauolla</c-state>')

    assert 'data-state="paused"' in html
    assert "#i-circle-pause" in html
    assert '<span>Tauolla<span class="k-why">Loma</span></span>' in html


def test_a_field_ties_its_hint_and_error_to_the_input() -> None:
    html = make_html('<c-text-input id="a" name="a" label="Nimi" hint="Vinkki" error="Virhe" />')

    assert 'aria-describedby="a-hint a-error" aria-invalid="true" required' in html
    assert '<p class="k-help" id="a-hint">Vinkki</p>' in html


def test_an_optional_field_says_so() -> None:
    html = make_html('<c-text-input id="a" name="a" label="Ryhmä" :required="False" />')

    assert "(voit jättää tyhjäksi)" in html
    assert "required" not in html


def test_a_form_field_carries_its_own_error() -> None:
    form = SampleForm({"email": "nimi@"})

    html = make_html('<c-field :field="form.email" />', form=form)

    assert 'aria-describedby="id_email-hint id_email-error"' in html
    assert 'class="ds-input"' in html


def test_the_error_summary_leads_to_the_first_choice_of_a_group() -> None:
    html = make_html('<c-error-summary :form="form" />', form=SampleForm({"name": "A"}))

    assert 'href="#id_way_0"' in html
    assert "Korjaa nämä kohdat" in html


def test_no_error_summary_without_errors() -> None:
    assert make_html('<c-error-summary :form="form" />', form=SampleForm()) == ""


def test_a_component_does_not_see_the_page_around_it() -> None:
    assert "salaisuus" not in make_html("<c-note><p>a</p></c-note><c-tag>b</c-tag>", title="salaisuus", icon="house")


def test_a_visitors_words_are_escaped_in_a_variable() -> None:
    html = make_html('<c-search-field :value="q" />', q='"><script>')

    assert 'value="&quot;&gt;&lt;script&gt;"' in html


def test_a_text_in_another_language_says_which() -> None:
    html = make_html("{% localised text %}", make_request("/sv/"), text={"fi": "Neuvonta"})

    assert html == '<span lang="fi">Neuvonta</span>'


def test_a_text_in_the_readers_language_is_bare() -> None:
    assert make_html("{% localised text %}", text={"fi": "Neuvonta", "sv": "Rådgivning"}) == "Neuvonta"


def test_a_button_that_opens_a_sheet_sends_nothing() -> None:
    html = make_html('<c-button opens="rajaa">Rajaa</c-button>')

    assert 'type="button"' in html
    assert 'popovertarget="rajaa"' in html
