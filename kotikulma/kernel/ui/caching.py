"""Public pages that browsers and proxies may keep: an ETag known before the view asks anything, 304 when it matches.

    def freshness(request, uuid):
        return caching.Freshness(version=data_version.of("directory"), until=next_opening_change(uuid))

    @caching.public(freshness)
    def place(request, uuid): ...

The page may not look at the session: it is the same for everyone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache, wraps
from hashlib import blake2s
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language

from kotikulma.kernel import clock
from kotikulma.kernel.ui.checks import BUILT

View = Callable[..., HttpResponse]
MAX_AGE = 60
ANY = "*"  # whatever there is: only the view knows whether there is something


@dataclass(frozen=True, slots=True)
class Freshness:
    """`version`: changes when the data do. `until`: aware moment after which the page says something else."""

    version: str | int
    until: datetime | None = None


def public(
    freshness: Callable[..., Freshness], *, max_age: int = MAX_AGE, strong: bool = False
) -> Callable[[View], View]:
    """Decorator: `freshness(request, **kwargs)` is asked first; at most `max_age` seconds, never past midnight.

    `strong`: the body is the same byte by byte as long as the tag is.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in {"GET", "HEAD"}:
                return view(request, *args, **kwargs)
            fresh = freshness(request, *args, **kwargs)
            tag = etag(request, fresh, strong=strong)
            request.freshness = fresh
            has = request.headers.get("If-None-Match", "")
            response = HttpResponseNotModified() if _matches(has, tag) else view(request, *args, **kwargs)
            if has == ANY and response.status_code == 200:
                response = HttpResponseNotModified()
            return _marked(response, tag, fresh, max_age)

        answer.freshness, answer.max_age, answer.strong = freshness, max_age, strong  # type: ignore[attr-defined]
        return answer

    return decorate


def known(request: HttpRequest) -> Freshness:
    """What a public view was told of, before it was called; it need not ask again."""
    found: Freshness = request.freshness
    return found


def not_modified(request: HttpRequest, view: Callable[..., Any], kwargs: dict[str, Any]) -> HttpResponse | None:
    """The 304 a public view would give, without calling it; None when it is not public or the page has changed.

    `view` may be wrapped by decorators that keep attributes (`functools.wraps`). The language must be active.
    """
    freshness = getattr(view, "freshness", None)
    if freshness is None:
        return None
    fresh = freshness(request, **kwargs)
    tag = etag(request, fresh, strong=view.strong)  # type: ignore[attr-defined]
    if not _matches(request.META["HTTP_IF_NONE_MATCH"], tag):
        return None
    response = _marked(HttpResponseNotModified(), tag, fresh, view.max_age)  # type: ignore[attr-defined]
    for name, value in getattr(view, "always", {}).items():
        response.headers[name] = value
    return response


def as_public(wrapped: Any, view: Any) -> None:
    """What `not_modified` reads of a public view, for a wrapper that does not keep its attributes."""
    if hasattr(view, "freshness"):
        wrapped.freshness, wrapped.max_age, wrapped.strong = view.freshness, view.max_age, view.strong


def _marked(response: HttpResponse, tag: str, fresh: Freshness, max_age: int) -> HttpResponse:
    if response.status_code in {200, 304}:
        response.headers["ETag"] = tag
        response.headers["Cache-Control"] = f"public, max-age={_seconds(fresh.until, max_age)}"
        patch_vary_headers(response, ["HX-Request"])
    return response


def etag(request: HttpRequest, fresh: Freshness, *, strong: bool = False) -> str:
    """Tag of everything that shapes the page: data, release, language, address, day, next change, part asked."""
    parts = (
        fresh.version,
        release(),
        get_language(),
        request.get_full_path(),
        clock.today(),
        fresh.until,
        request.headers.get("HX-Target", "") if "HX-Request" in request.headers else None,
    )
    return f'{"" if strong else "W/"}"{blake2s(repr(parts).encode(), digest_size=12).hexdigest()}"'


@lru_cache(maxsize=1)
def release() -> str:
    """The version of the code and of the built assets; a new style sheet changes every page's tag."""
    try:
        number = version("kotikulma")
    except PackageNotFoundError:
        number = "0"
    built = BUILT.with_name(".built-from")
    return f"{number}-{built.read_text()[:12] if built.exists() else 'unbuilt'}"


def _matches(header: str, tag: str) -> bool:
    bare = tag.removeprefix("W/")
    return any(item.strip().removeprefix("W/") == bare for item in header.split(","))


def _seconds(until: datetime | None, max_age: int) -> int:
    now = clock.now()
    midnight = datetime.combine(clock.today() + timedelta(days=1), time.min, clock.HELSINKI)
    ends = min(midnight, until) if until else midnight
    return max(0, min(max_age, int((ends - now).total_seconds())))
