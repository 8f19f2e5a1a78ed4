"""A refusal as problem+json (RFC 9457): the one shape of every error a machine gets."""

import json
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse

from kotikulma.kernel.errors import DomainError

MEDIA_TYPE = "application/problem+json"


def problem(error: DomainError) -> dict[str, Any]:
    """{type, title, status, detail, code, fields?}: `title` is English and stable, `detail` a translated sentence."""
    return describe(error.status, error.code, str(error.message), title=error.title, fields=error.fields)


def describe(
    status: int, code: str, detail: str = "", *, title: str = "", fields: dict[str, Any] | None = None
) -> dict[str, Any]:
    """The same shape for what is no DomainError: a bad path, a body that is not JSON, a broken query."""
    body: dict[str, Any] = {
        "type": f"urn:kotikulma:problem:{code}",
        "title": title or HTTPStatus(status).phrase,
        "status": status,
        "detail": detail or title or HTTPStatus(status).phrase,
        "code": code,
    }
    if fields:
        body["fields"] = {name: str(sentence) for name, sentence in fields.items()}
    return body


def response(error: DomainError) -> HttpResponse:
    """The refusal as an HTTP answer."""
    return respond(problem(error))


def respond(body: dict[str, Any]) -> HttpResponse:
    """Any body of `problem` or `describe` as an HTTP answer; never cached."""
    content = json.dumps(body, ensure_ascii=False)
    return HttpResponse(content, content_type=MEDIA_TYPE, status=body["status"], headers={"Cache-Control": "no-store"})
