"""Inputs of forms written by plain functions, letter by letter as Django's templates write them.

A table of fifty rows has a hundred and fifty inputs, and a choice of the answering unit five hundred lines: as
templates they took more than the rest of their pages. What is not known here is left to the templates.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeData, SafeString, mark_safe

INPUTS = "input text number email url password hidden date time datetime search tel color checkbox".split()
OPTIONS = "radio_option checkbox_option input_option".split()
FOLDER = "django/forms/widgets/"
Widget = Mapping[str, Any]


class FormRenderer(DjangoTemplates):
    """Set as FORM_RENDERER."""

    def render(self, template_name: str, context: Mapping[str, Any], request: HttpRequest | None = None) -> str:
        write = _WRITERS.get(template_name)
        if write is None or not _known(context["widget"]):
            return super().render(template_name, context, request)
        return mark_safe(write(context["widget"]).strip())  # noqa: S308 — every value in it is escaped


def _known(widget: Widget) -> bool:
    """Numbers are written as the reader's language does, which only the template knows."""
    shown = widget["value"] if widget["template_name"] == f"{FOLDER}textarea.html" else widget.get("label")
    if shown is not None and not isinstance(shown, (str, Promise)):
        return False
    for name, options, _index in widget.get("optgroups", ()):
        if not isinstance(name, (str, Promise, type(None))):
            return False
        for one in options:
            if one["template_name"] != f"{FOLDER}select_option.html" and widget["template_name"] == _SELECT:
                return False
            if not isinstance(one["label"], (str, Promise)):
                return False
    return True


def _input(widget: Widget) -> str:
    value = widget["value"]
    told = "" if value is None else f' value="{_text(value)}"'
    return (
        f'<input type="{conditional_escape(widget["type"])}" name="{conditional_escape(widget["name"])}"'
        f"{told}{_attributes(widget)}>"
    )


def _option(widget: Widget) -> str:
    """One of several inputs, within its label when it has one of its own."""
    if not widget.get("wrap_label"):
        return _input(widget)
    number = widget["attrs"].get("id")
    tied = f' for="{conditional_escape(number)}"' if number else ""
    return f"<label{tied}>{_input(widget)}\n {conditional_escape(widget['label'])}</label>"


def _textarea(widget: Widget) -> str:
    words = conditional_escape(widget["value"]) if widget["value"] else ""
    return f'<textarea name="{conditional_escape(widget["name"])}"{_attributes(widget)}>\n{words}</textarea>'


def _select(widget: Widget) -> str:
    lines = []
    for name, options, _index in widget["optgroups"]:
        lines += [f'\n  <optgroup label="{conditional_escape(name)}">'] if name else []
        lines += [f"\n  {_choice(one)}" for one in options]
        lines += ["\n  </optgroup>"] if name else []
    return f'<select name="{conditional_escape(widget["name"])}"{_attributes(widget)}>{"".join(lines)}\n</select>'


def _choice(option: Widget) -> str:
    value, words = _text(option["value"]), conditional_escape(option["label"])
    return f'<option value="{value}"{_attributes(option)}>{words}</option>\n'


def _attributes(widget: Widget) -> str:
    told = ((name, value) for name, value in widget["attrs"].items() if value is not False)
    return "".join(
        f" {conditional_escape(name)}" + ("" if value is True else f'="{_text(value)}"') for name, value in told
    )


def _text(value: object) -> SafeString:
    """As `|stringformat:"s"`: never by the language of the page."""
    return SafeString(value) if isinstance(value, SafeData) else escape(str(value))


_SELECT = f"{FOLDER}select.html"
_WRITERS: Mapping[str, Callable[[Widget], str]] = {
    **{f"{FOLDER}{name}.html": _input for name in INPUTS},
    **{f"{FOLDER}{name}.html": _option for name in OPTIONS},
    f"{FOLDER}textarea.html": _textarea,
    _SELECT: _select,
}
