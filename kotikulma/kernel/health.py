"""Two questions a machine asks this house: is it up, and is it fit for traffic? No personal data in the answers.

`/healthz`: 200 once there is something to show (in the demo: once its content is laid).
`/readyz`: 200 when the database answers with every migration applied; a silent worker or old mail
makes it "degraded", still 200, because taking the web away would not bring them back.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from kotikulma.kernel import clock, facts
from kotikulma.kernel.jobs import queue
from kotikulma.kernel.outbox import box

WORKER_SILENT_AFTER = 60  # seconds; a worker shows life every second, or every quarter of its lease
MAIL_OLD_AFTER = 15 * 60  # seconds
_migrated: set[str] = set()


@require_safe
def healthz(_request: HttpRequest) -> JsonResponse:
    """200 {"status": "ok"} or 503 {"status": "starting" | "down"}."""
    return _answer(health())


@require_safe
def readyz(_request: HttpRequest) -> JsonResponse:
    """200 or 503 with `readiness()`."""
    return _answer(readiness())


def health() -> dict[str, Any]:
    """{"status": "ok" | "starting" | "down"}"""
    try:
        laid = facts.get("demo")
    except DatabaseError:
        return {"status": "down"}
    return {"status": "starting" if settings.DEMO and laid is None else "ok"}


def readiness() -> dict[str, Any]:
    """{status, ok, database, migrations, worker_seconds, mail_seconds}: seconds since life, of the oldest mail."""
    try:
        if not migrated():
            return {"status": "down", "ok": False, "database": True, "migrations": False}
        worker = _age(queue.last_life(), clock.machine_now())
        mail = _age(box.oldest_waiting(), clock.now())
    except DatabaseError:
        return {"status": "down", "ok": False, "database": False}
    fit = worker is not None and worker <= WORKER_SILENT_AFTER and (mail or 0) <= MAIL_OLD_AFTER
    return {
        "status": "ok" if fit else "degraded",
        "ok": fit,
        "database": True,
        "migrations": True,
        "worker_seconds": worker,
        "mail_seconds": mail,
    }


def migrated() -> bool:
    """Whether the database has every migration of this code; asked once, since a process's code does not change."""
    name = str(connection.settings_dict["NAME"])
    if name not in _migrated:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return False
        _migrated.add(name)
    return True


def _age(moment: datetime | None, now: datetime) -> int | None:
    return None if moment is None else max(0, int((now - moment).total_seconds()))


def _answer(body: dict[str, Any]) -> JsonResponse:
    status = 200 if body["status"] in {"ok", "degraded"} else 503
    return JsonResponse(body, status=status, headers={"Cache-Control": "no-store"})
