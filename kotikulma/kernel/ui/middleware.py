"""Copies that are still good, language from the path, one reading a request, refusals turned into pages or problems."""

from collections.abc import Callable
from dataclasses import asdict
from functools import lru_cache
from typing import cast

from csp.constants import HEADER
from csp.middleware import CSPMiddleware, PolicyParts
from csp.utils import build_policy
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils import translation

from kotikulma.kernel import memory
from kotikulma.kernel.errors import DomainError
from kotikulma.kernel.ui import caching, error_pages, links

GetResponse = Callable[[HttpRequest], HttpResponse]


class NotModifiedMiddleware:
    """Outermost: what the reader still has is answered before sessions, tokens and policies are thought of.

    Of answers to programs only those that say which headers they always carry. A browser keeps those of its copy.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "HTTP_IF_NONE_MATCH" in request.META and request.method in {"GET", "HEAD"}:
            return self._known(request) or self.get_response(request)
        return self.get_response(request)

    def _known(self, request: HttpRequest) -> HttpResponse | None:
        translation.activate(translation.get_language_from_path(request.path_info) or "fi")
        try:
            found = resolve(request.path_info)
            if links.is_machine(request.path_info) and not hasattr(found.func, "always"):
                return None
            return caching.not_modified(request, found.func, found.kwargs)
        except (Resolver404, DomainError):
            return None


class PolicyMiddleware(CSPMiddleware):
    """django-csp with the policy of the settings written once a process, not once an answer."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        parts = self.get_policy_parts(request, response)
        if parts != _USUAL:
            return cast(HttpResponseBase, super().process_response(request, response))
        response.headers.setdefault(HEADER, _usual_policy())
        return response


_USUAL = PolicyParts()


@lru_cache(maxsize=1)
def _usual_policy() -> str:
    return build_policy(**asdict(_USUAL))


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


class ReadingMiddleware:
    """A request that only reads asks once what holds for all of it, such as whose roles the reader has."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD"}:
            return self.get_response(request)
        with memory.reading():
            return self.get_response(request)
