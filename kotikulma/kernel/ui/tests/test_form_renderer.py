"""Our inputs are those of Django's templates, letter by letter."""

from datetime import date

import pytest
from django import forms
from django.forms.boundfield import BoundWidget
from django.forms.renderers import DjangoTemplates, get_default_renderer
from django.forms.widgets import ChoiceWidget
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as some

from kotikulma.kernel.ui.form_renderer import FormRenderer

OURS, THEIRS = FormRenderer(), DjangoTemplates()
WORDS = some.text(alphabet=some.sampled_from("aä<>&'\"\\ \n\t{%}5"), max_size=12)
CHOICES = [
    ("", "–"),
    ("a", "<b>&"),
    (5, gettext_lazy("Kyllä")),
    ("Ryhmä & muut", [("c", "C"), (True, mark_safe("<i>"))]),
]
VALUES = some.one_of(some.none(), WORDS, some.integers(), some.just(date(2027, 2, 10)), some.just(mark_safe("&amp;")))
ATTRIBUTES = some.dictionaries(
    some.sampled_from(["id", "class", "required", "rows", "data-x"]),
    some.one_of(some.booleans(), WORDS, some.integers()),
)
WIDGETS: list[forms.Widget] = [
    forms.TextInput(),
    forms.EmailInput(),
    forms.NumberInput(),
    forms.PasswordInput(render_value=True),
    forms.HiddenInput(),
    forms.DateInput(),
    forms.URLInput(),
    forms.CheckboxInput(),
    forms.Textarea(),
    forms.Select(choices=CHOICES),
    forms.SelectMultiple(choices=CHOICES),
    forms.RadioSelect(choices=CHOICES),
    forms.CheckboxSelectMultiple(choices=CHOICES),
    forms.SplitDateTimeWidget(),
    forms.ClearableFileInput(),
]


@pytest.mark.parametrize("widget", WIDGETS, ids=lambda one: type(one).__name__)
@given(value=VALUES, attrs=ATTRIBUTES, name=WORDS)
def test_an_input_reads_as_the_template_would_write_it(
    widget: forms.Widget, value: object, attrs: dict[str, object], name: str
) -> None:
    if isinstance(widget, forms.SplitDateTimeWidget):
        value = None
    assert widget.render(name, value, attrs, OURS) == widget.render(name, value, attrs, THEIRS)


@pytest.mark.parametrize("widget", WIDGETS[11:13], ids=lambda one: type(one).__name__)
def test_one_button_of_several_reads_as_the_template_would_write_it(widget: ChoiceWidget) -> None:
    ours, theirs = (_bound(widget, renderer) for renderer in (OURS, THEIRS))
    assert [str(one) for one in ours] == [str(one) for one in theirs]
    assert [str(one.tag()) for one in ours] == [str(one.tag()) for one in theirs]


def test_numbers_in_labels_are_left_to_the_template() -> None:
    widget = forms.Select(choices=[(1000, 1000), (2, 2.5)])
    assert widget.render("n", 2, None, OURS) == widget.render("n", 2, None, THEIRS)


def test_forms_are_written_by_it() -> None:
    assert isinstance(get_default_renderer(), FormRenderer)


def _bound(widget: ChoiceWidget, renderer: DjangoTemplates) -> list[BoundWidget]:
    form = type("One", (forms.Form,), {"one": forms.MultipleChoiceField(choices=CHOICES, widget=widget)})
    return list(form({"one": ["a"]}, renderer=renderer)["one"])
