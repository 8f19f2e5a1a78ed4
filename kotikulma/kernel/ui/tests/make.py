"""Small makers: a rendered snippet of components, a request at an address."""

from typing import Any

from django.http import HttpRequest
from django.template import engines
from django.test import RequestFactory
from django.utils import translation
from django_cotton.compiler_regex import CottonCompiler


def make_request(address: str = "/", **headers: str) -> HttpRequest:
    """A GET at `address`, in the language of its path."""
    request = RequestFactory().get(address, headers=headers)
    translation.activate(translation.get_language_from_path(request.path) or "fi")
    return request


def make_html(source: str, request: HttpRequest | None = None, **variables: Any) -> str:
    """The HTML of a piece of template with `<c-…>` tags."""
    request = request or make_request()
    template = engines["django"].from_string(CottonCompiler().process(source))
    return str(template.render(variables, request)).strip()
