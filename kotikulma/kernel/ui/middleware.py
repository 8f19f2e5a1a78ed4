"""Language from the path, and refusals of the house turned into pages or problem+json."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from kotikulma.kernel.errors import DomainError
from kotikulma.kernel.ui import error_pages

GetResponse = Callable[[HttpRequest], HttpResponse]


class PathLanguageMiddleware:
    """The path decides the language: no prefix is Finnish, /sv/ and /en/ the others. Never the browser's header."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = translation.get_language_from_path(request.path_info) or "fi"
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class DomainErrorMiddleware:
    """A `DomainError` that leaves a view becomes an answer a person, or a program at a machine address, understands."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, DomainError):
            return error_pages.refusal(request, exception)
        return None
