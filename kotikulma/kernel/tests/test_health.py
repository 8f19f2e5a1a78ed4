"""/healthz and /readyz say what a machine must know, and nothing about people."""

import json
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.http import JsonResponse
from django.test import RequestFactory

from kotikulma.kernel import clock, facts, health
from kotikulma.kernel.jobs import queue
from kotikulma.kernel.jobs.models import WorkerSeen
from kotikulma.kernel.outbox.models import OutboxMessage

pytestmark = pytest.mark.django_db
REQUEST = RequestFactory().get("/healthz")


def answer(response: JsonResponse) -> tuple[int, dict[str, object]]:
    assert response["Cache-Control"] == "no-store"
    return response.status_code, json.loads(response.content)


@pytest.fixture
def database_gone(monkeypatch) -> None:
    def fail(*_: object) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(facts, "get", fail)
    monkeypatch.setattr(queue, "last_life", fail)


def test_in_the_demo_the_house_is_up_only_when_its_content_is_laid(settings) -> None:
    settings.DEMO = True
    assert answer(health.healthz(REQUEST)) == (503, {"status": "starting"})
    facts.put("demo", True)
    assert answer(health.healthz(REQUEST)) == (200, {"status": "ok"})


def test_in_production_the_house_is_up_when_the_database_answers(settings) -> None:
    settings.DEMO = False
    assert answer(health.healthz(REQUEST)) == (200, {"status": "ok"})


def test_without_its_database_the_house_is_down(database_gone) -> None:
    assert answer(health.healthz(REQUEST)) == (503, {"status": "down"})
    assert answer(health.readyz(REQUEST)) == (503, {"status": "down", "ok": False, "database": False})


def test_with_a_living_worker_and_no_old_mail_all_is_well() -> None:
    queue.show_life("w")
    assert answer(health.readyz(REQUEST)) == (
        200,
        {
            "status": "ok",
            "ok": True,
            "database": True,
            "migrations": True,
            "worker_seconds": 0,
            "mail_seconds": None,
        },
    )


def test_a_silent_worker_is_degraded_but_traffic_may_come() -> None:
    assert answer(health.readyz(REQUEST))[1]["worker_seconds"] is None
    WorkerSeen.objects.create(name="w", seen_at=clock.machine_now() - timedelta(seconds=90))
    status, body = answer(health.readyz(REQUEST))
    assert (status, body["status"], body["ok"], body["worker_seconds"]) == (200, "degraded", False, 90)


def test_old_mail_is_degraded() -> None:
    queue.show_life("w")
    posted = clock.now() - timedelta(minutes=20)
    OutboxMessage.objects.create(kind="k", dedupe_key="d", message_id="<m>", created_at=posted)
    body = answer(health.readyz(REQUEST))[1]
    assert (body["status"], body["mail_seconds"]) == ("degraded", 1200)


def test_health_is_only_read() -> None:
    assert health.healthz(RequestFactory().post("/healthz")).status_code == 405


def test_missing_migrations_are_down(monkeypatch) -> None:
    monkeypatch.setattr(health, "migrated", lambda: False)
    assert answer(health.readyz(REQUEST))[0] == 503
