"""A client's page, a worker's list of 200, the check of the log: python -m bench.support.ask_clients. Prints JSON.

Django's client in a process with production settings, signed in with a second factor: a request passes every
middleware, the permissions, the log and the template. `floor` is the lightest signed-in page of the same run.
"""

import json
import statistics
import time
from collections.abc import Callable
from typing import Any

from bench.support import pace, spent, start

start.django()

from django.core.management import call_command  # noqa: E402

from kotikulma.casework.models import Relationship  # noqa: E402
from kotikulma.config import assets, messages  # noqa: E402
from kotikulma.kernel import audit, garbage  # noqa: E402
from kotikulma.kernel.audit import checking  # noqa: E402
from kotikulma.people.models import Person  # noqa: E402
from tests import cast  # noqa: E402

TIMES = 25


def main() -> None:
    messages.compile_all()
    assets.build()
    call_command("collectstatic", interactive=False, verbosity=0)
    worker = Person.objects.get(email="worker0@example.org")
    client = cast.browser_of(worker)
    own = Relationship.objects.filter(worker=worker).order_by("id").values_list("client__uuid", flat=True)
    pages = [f"/tyotila/asiakkaat/{uuid}/" for uuid in own[:TIMES]]
    spent.by_one_process()
    garbage.settle()  # as a server's worker

    def get(path: str) -> Callable[[], None]:
        def ask() -> None:
            response = client.get(path)
            if response.status_code != 200:
                raise RuntimeError(f"{path} answered {response.status_code}")

        return ask

    asked = {
        "floor": _asked([get("/healthz")] * TIMES),
        "client page": _asked([get(path) for path in pages]),
        "list of 200": _asked([get("/tyotila/asiakkaat/")] * TIMES),
    }
    print(json.dumps({"pages": asked, "log": _log(), "pace": pace.pace()}))


def _asked(questions: list[Callable[[], None]]) -> dict[str, float]:
    questions[0]()
    walls, paces = [], [pace.pace() for _ in range(TIMES)]
    before = spent.cpu()
    for question in questions:
        began = time.perf_counter()
        question()
        walls.append((time.perf_counter() - began) * 1000)
    cpu = (spent.cpu() - before) * 1000 / len(questions)
    paces += [pace.pace() for _ in range(TIMES)]
    return {"wall": statistics.median(walls), "cpu": cpu, "pace": statistics.median(paces)}


def _log() -> dict[str, Any]:
    runs = []
    for _ in range(3):
        before = pace.pace()
        began, used = time.perf_counter(), spent.cpu()
        broken = audit.verify()
        used, began = spent.cpu() - used, time.perf_counter() - began
        runs.append({"cpu": used, "wall": began, "pace": (before + pace.pace()) / 2})
    best = min(runs, key=lambda one: one["cpu"] / one["pace"])
    return {"rows": checking.count(), "whole": broken is None, **best}


if __name__ == "__main__":
    main()
