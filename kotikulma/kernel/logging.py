"""Logs: one line per event, JSON in production, readable on a terminal.

Never in a log: query strings, bodies, headers, addresses of people, secret links. Long random path
parts are masked, since whoever reads the log could otherwise open the link.
"""

import logging.config
import re
import sys
import time
from collections.abc import MutableMapping
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string

_SECRET = re.compile(r"[A-Za-z0-9_.:=~-]{20,}")
_PATH = re.compile(r"(?<![\w.])/[^\s\"'<>]*")
_REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
# The one of templates would write whole contexts at DEBUG: names, addresses, join links.
QUIET = ("django_tasks", "asyncio", "httpx", "httpcore", "django.template")
_access = structlog.get_logger("kotikulma.access")
Event = MutableMapping[str, Any]


def configure() -> None:
    """Set up structlog and the standard library's logging alike; called when the kernel is ready."""
    structlog.configure(
        processors=[*_shared(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    logging.config.dictConfig(settings_for_logging())


def settings_for_logging() -> dict[str, Any]:
    """What the standard library's `dictConfig` takes: one handler, one formatter, ours."""
    terminal = sys.stderr.isatty()
    final: list[Any] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if settings.DEMO or settings.TEST:
        # Plain: a prettier traceback would show the values of variables, join links among them.
        plain = structlog.dev.plain_traceback
        final.append(structlog.dev.ConsoleRenderer(colors=terminal, exception_formatter=plain))
    else:
        final += [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": final,
                "foreign_pre_chain": _shared(),
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": settings.LOG_LEVEL},
        "loggers": {name: {"level": "WARNING"} for name in QUIET},
    }


def _shared() -> list[Any]:
    """What every event passes, from structlog or from the standard library."""
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        masked,
    ]


def masked(_logger: Any, _method: str, event: Event) -> Event:
    """Every text of an event without query strings and secret path parts."""
    for key, value in event.items():
        if isinstance(value, str) and "/" in value:
            event[key] = _PATH.sub(lambda found: mask_path(found.group()), value)
    return event


def mask_path(path: str) -> str:
    """`/x/<long random>/?q=…` -> `/x/***/`. UUIDs and readable names stay."""
    parts = path.partition("?")[0].split("/")
    return "/".join("***" if _is_secret(part) else part for part in parts)


def begin_request(request: HttpRequest) -> str:
    """Give the request an id that all its log lines carry (the front's X-Request-ID when it looks like one)."""
    given = request.headers.get("X-Request-ID", "")
    request_id = given if _REQUEST_ID.fullmatch(given) else get_random_string(16)
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=request_id)
    return request_id


def log_access(request: HttpRequest, response: HttpResponse, started: float) -> None:
    """One line per answer; `started` from `time.perf_counter()`. No address, no person, no query string."""
    _access.info(
        "request",
        method=request.method,
        path=request.path,
        status=response.status_code,
        milliseconds=round((time.perf_counter() - started) * 1000, 1),
    )


def _is_secret(part: str) -> bool:
    if not _SECRET.fullmatch(part) or _is_uuid(part):
        return False
    mixed = any(character.isupper() for character in part) or "-" not in part
    return mixed and any(character.isdigit() for character in part)


def _is_uuid(part: str) -> bool:
    try:
        return str(UUID(part)) == part.lower()
    except ValueError:
        return False
