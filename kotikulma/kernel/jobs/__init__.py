"""Work done after the answer, surviving a killed worker: a table of leased jobs behind the `django_tasks` API.

    @task
    def renew(place_id: int) -> None: ...        # at the foot of commands.py; ids only; safe to run twice
    renew.enqueue(place.id)                      # in the transaction of the change
    renew.using(run_after=moment).enqueue(…)
    jobs.put(renew, place.id, dedupe_key="renew:5:2026-11-21")

The functions live in `queue`; they are handed out on first use because tables cannot be
imported while Django is still loading its applications.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kotikulma.kernel.jobs.queue import dead, known, put, run_again

__all__ = ["dead", "known", "put", "run_again"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        return getattr(import_module(f"{__name__}.queue"), name)
    raise AttributeError(f"module {__name__} has no attribute {name}")
