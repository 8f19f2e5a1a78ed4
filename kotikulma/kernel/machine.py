"""What every address that programs read has in common: anyone's web page may ask, mostly by reading, and errors are
problem+json. Sentences in the answers are English, as are the keys.
"""

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from kotikulma.kernel import problems
from kotikulma.kernel.errors import DomainError

View = Callable[..., HttpResponseBase]
ALLOWED = "GET, HEAD, OPTIONS"
FOR_ANY_PAGE = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "ETag"}


class BadParameter(DomainError):
    """A query parameter that cannot be read; `fields` names it."""

    status = 400
    code = "bad_parameter"
    title = "Bad parameter"


def bad_parameter(name: str, sentence: str) -> BadParameter:
    return BadParameter(f"{name}: {sentence}", fields={name: sentence})


def readable(view: View, methods: Collection[str] = ("GET",)) -> View:
    """Decorator: GET, HEAD and OPTIONS for any origin; refusals as problem+json.

    `methods`: others than GET are of addresses that need neither cookie nor sign-in, so that any page may use them.
    """
    allowed = ", ".join([ALLOWED if "GET" in methods else "OPTIONS", *sorted({*methods} - {"GET"})])

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = _answer(view, allowed, request, *args, **kwargs)
        for name, value in FOR_ANY_PAGE.items():
            response.headers[name] = value
        return response

    answer.always = FOR_ANY_PAGE
    return answer


def _answer(view: View, allowed: str, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    if request.method == "OPTIONS":
        headers = {"Allow": allowed, "Access-Control-Allow-Methods": allowed, "Access-Control-Max-Age": "86400"}
        asked = "If-None-Match" if allowed == ALLOWED else "If-None-Match, Content-Type, Idempotency-Key"
        return HttpResponse(status=204, headers=headers | {"Access-Control-Allow-Headers": asked})
    if request.method not in allowed.split(", "):
        refused = problems.respond(problems.describe(405, "method_not_allowed", f"Use {allowed}."))
        refused.headers["Allow"] = allowed
        return refused
    head = request.method == "HEAD"
    request.method = "GET" if head else request.method
    try:
        response = view(request, *args, **kwargs)
    except DomainError as error:
        response = problems.response(error)
    return _without_body(response) if head else response


def _without_body(response: HttpResponseBase) -> HttpResponseBase:
    """The same headers; the length stays that of the body one would have got, where it is known."""
    empty = HttpResponse(status=response.status_code, headers=dict(response.headers))
    if isinstance(response, HttpResponse):
        empty.headers["Content-Length"] = str(len(response.content))
    response.close()
    return empty
