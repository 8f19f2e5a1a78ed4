"""The script and the style of lists on pages of others, under addresses that stay for years."""

from functools import lru_cache
from hashlib import blake2s
from pathlib import Path

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.views.decorators.http import require_safe

FILES = Path(__file__).parents[1] / "static/events"


@require_safe
def script(request: HttpRequest) -> HttpResponse:
    return _file(request, "upota.js", "text/javascript; charset=utf-8")


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    return _file(request, "upota.css", "text/css; charset=utf-8")


def _file(request: HttpRequest, name: str, kind: str) -> HttpResponse:
    """Without a version in the address, so that it is asked again after an hour."""
    body, tag = _read(name)
    known = tag in request.headers.get("If-None-Match", "")
    response = HttpResponseNotModified() if known else HttpResponse(body, content_type=kind)
    response["ETag"] = tag
    response["Cache-Control"] = "public, max-age=3600"
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@lru_cache(maxsize=2)
def _read(name: str) -> tuple[bytes, str]:
    body = (FILES / name).read_bytes()
    return body, f'"{blake2s(body, digest_size=12).hexdigest()}"'
