"""The one JSON API of our own, under /api/v1: routers of the modules, one shape of error, one OpenAPI document."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, reverse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from kotikulma.directory.api.v1 import router as directory
from kotikulma.events.api.registrations import router as registrations
from kotikulma.events.api.v1 import router as events
from kotikulma.feedback.api.v1 import router as feedback
from kotikulma.kernel import problems
from kotikulma.kernel.machine import readable
from kotikulma.kernel.shapes import Problem
from kotikulma.kernel.ui import caching

ERRORS = {
    "400": "A parameter has a value that cannot be used",
    "404": "There is nothing here",
    "409": "Full, closed, or many at the same moment; of the methods that write",
    "410": "It was here and is no more",
    "422": "A parameter has the wrong form",
    "429": "Too many from one place; try again later",
}


class Api(NinjaAPI):
    """Every operation may answer with a problem; the document says so once for all."""

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**kwargs)
        problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        schema["components"].setdefault("schemas", {})["Problem"] = problem
        content = {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        for operations in schema["paths"].values():
            for operation in operations.values():
                for status, words in ERRORS.items():
                    operation["responses"].setdefault(status, {"description": words, "content": content})
                operation["responses"]["304"] = {"description": "As you have it"}
                operation["responses"]["301"] = {"description": "It was merged into another one"}
        return schema


api = Api(
    title="Kotikulma",
    version="1",
    description="Services, places, organisations, events and feedback as published, free for all; times of Helsinki.",
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api",
    openapi_extra={"info": {"license": {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"}}},
)
api.add_router("", directory)
api.add_router("", feedback)
api.add_router("", events)
api.add_router("", registrations)


@api.exception_handler(ValidationError)
def wrong_form(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """A parameter that does not fit its shape, named."""
    fields = {str(item["loc"][-1]): str(item["msg"]) for item in error.errors}
    detail = "; ".join(f"{name}: {sentence}" for name, sentence in fields.items())
    return problems.respond(problems.describe(422, "wrong_form", detail, title="Wrong form", fields=fields))


@api.exception_handler(HttpError)
def not_understood(request: HttpRequest, error: HttpError) -> HttpResponse:
    """A body that is no JSON, above all."""
    return problems.respond(
        problems.describe(error.status_code, "not_understood", error.message, title="Not understood")
    )


def root(request: HttpRequest) -> JsonResponse:
    """What this is and where its document lies."""
    return JsonResponse({"name": api.title, "version": api.version, "openapi_url": reverse("api:openapi-json")})


def urls() -> tuple[list[Any], str, str]:
    """For `path("api/v1/", …)`: every address readable by anyone's page, errors and all."""
    patterns, app_name, namespace = api.urls
    methods, reading = _methods(), _reading()
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            view = root if pattern.name == "api-root" else pattern.callback
            pattern.callback = readable(view, methods.get(pattern.name or "", {"GET"}))
            caching.as_public(pattern.callback, reading.get(pattern.name or ""))
    return patterns, app_name, namespace


def _methods() -> dict[str, set[str]]:
    """The methods that the operations of an address serve, by URL name."""
    found: dict[str, set[str]] = {}
    for operation in _operations():
        found.setdefault(operation.url_name or "", set()).update(operation.methods)
    return found


def _reading() -> dict[str, Any]:
    """The view that answers GET, by URL name."""
    return {one.url_name or "": one.view_func for one in _operations() if "GET" in one.methods}


def _operations() -> Iterator[Operation]:
    for _prefix, router in api._routers:
        for path_view in router.path_operations.values():
            yield from path_view.operations
