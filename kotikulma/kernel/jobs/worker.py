"""The worker: claims jobs one at a time and performs them until it is told to stop.

It never ends because of the database: on trouble it waits and tries again. SIGTERM and SIGINT
let the job at hand finish. Waiting uses the monotonic clock, so a frozen demo clock hangs nothing.
"""

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from typing import Any

import structlog
from django.db import InterfaceError, OperationalError, close_old_connections, connection, connections
from django.utils.module_loading import import_string
from django_tasks.base import Task, TaskContext
from django_tasks.utils import normalize_json

from kotikulma.kernel.jobs import queue, schedules
from kotikulma.kernel.jobs.backend import result_of
from kotikulma.kernel.jobs.models import Job
from kotikulma.kernel.jobs.types import Counts, JobState
from kotikulma.kernel.slots import Slot

ROUNDS: Slot[Callable[[], int]] = Slot(
    "jobs.rounds", "Work that looks for more work: puts jobs for what has become due, returns how many."
)
POLL = 1.0
OPTIMIZE_EVERY = 3600.0
TROUBLES_ALLOWED_UNTIL_IDLE = 8
DATABASE_TROUBLE = (OperationalError, InterfaceError)
_log = structlog.get_logger(__name__)


def run(until_idle: bool = False, stop: threading.Event | None = None) -> dict[str, int]:
    """Work until `stop` is set or a signal comes, or with `until_idle` until nothing is due and nobody holds a job.

    Returns the counts {done, failed, dead, scheduled}. `until_idle` does everything due now: jobs,
    schedules and mail; what waits for a later moment stays.
    """
    if stop is not None or threading.current_thread() is not threading.main_thread():
        return asdict(_Worker(stop or threading.Event(), until_idle).run())
    stop = threading.Event()
    with _ended_by_signals(stop):
        return asdict(_Worker(stop, until_idle).run())


@contextmanager
def _ended_by_signals(stop: threading.Event) -> Iterator[None]:
    """SIGTERM and SIGINT let the job at hand finish; a second SIGINT ends at once."""

    def end(_number: int, _frame: Any) -> None:
        stop.set()
        signal.signal(signal.SIGINT, signal.default_int_handler)

    kept = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)


class _Worker:
    def __init__(self, stop: threading.Event, until_idle: bool) -> None:
        self.name = f"{socket.gethostname()}:{os.getpid()}:{threading.get_ident() % 10000}"[:80]
        self.stop, self.until_idle = stop, until_idle
        self.counts = Counts()
        self.scheduled: dict[str, datetime] = {}
        self.next_round = self.next_optimize = 0.0

    def run(self) -> Counts:
        troubles = 0
        while not self.stop.is_set():
            try:
                if not self._step():
                    break
                troubles = 0
            except DATABASE_TROUBLE as error:
                troubles += 1
                if self._hopeless(troubles):
                    raise
                _log.warning("worker.database_trouble", error=type(error).__name__, in_a_row=troubles)
                _drop_connection()
                self.stop.wait(min(0.1 * 2**troubles, 15))
        self._quietly(queue.say_goodbye, self.name)
        return self.counts

    def _step(self) -> bool:
        """One look at the table; False when there is nothing left to do and that is what we wait for."""
        if not connection.in_atomic_block:
            close_old_connections()
        if time.monotonic() >= self.next_round:
            self._look_around()
        job = queue.claim(self.name)
        if job is None and self._look_around():
            return True
        if job is None and self.until_idle and not queue.anything_leased():
            return False
        if job is None:
            self._rest()
            self.stop.wait(POLL / 5 if self.until_idle else POLL)
        elif job.state == JobState.DEAD:
            self.counts.dead += 1
            _log.error("job.dead", job=str(job.uuid), task=job.task, attempts=job.attempts)
        else:
            self._perform(job)
        return True

    def _hopeless(self, troubles: int) -> bool:
        """Inside somebody's transaction (a test) nothing heals; whoever waits for idleness waits half a minute."""
        return self.until_idle and (troubles > TROUBLES_ALLOWED_UNTIL_IDLE or connection.in_atomic_block)

    def _rest(self) -> None:
        if time.monotonic() >= self.next_optimize:
            _optimize()
            self.next_optimize = time.monotonic() + OPTIMIZE_EVERY

    def _look_around(self) -> int:
        queue.show_life(self.name)
        scheduled = schedules.queue_due(self.scheduled)
        self.counts.scheduled += scheduled
        found = sum(look() for look in ROUNDS)
        self.next_round = time.monotonic() + POLL
        return scheduled + found

    def _perform(self, job: Job) -> None:
        started = time.monotonic()
        log = _log.bind(job=str(job.uuid), task=job.task, attempt=job.attempts)
        try:
            with _kept_alive(job, self.name):
                result = _call(job)
        except (Exception, SystemExit) as error:
            state = self._persistently(queue.fail, job, error)
            self.counts.dead += state == JobState.DEAD
            self.counts.failed += state == JobState.READY
            log.error("job.dead" if state == JobState.DEAD else "job.failed", error=type(error).__name__)
        else:
            mine = self._persistently(queue.finish, job, result)
            self.counts.done += bool(mine)
            log.info("job.done" if mine else "job.lease_lost", seconds=round(time.monotonic() - started, 3))

    def _persistently(self, write: Callable[..., Any], *arguments: Any) -> Any:
        """Write an outcome through a database that comes and goes; after a minute the lease decides instead."""
        for pause in (0.1, 0.5, 1, 2, 5, 10, 15, 25):
            try:
                return write(*arguments)
            except DATABASE_TROUBLE:
                _drop_connection()
                time.sleep(pause)
        _log.error("job.outcome_not_written")
        return None

    def _quietly(self, write: Callable[..., Any], *arguments: Any) -> None:
        try:
            write(*arguments)
        except DATABASE_TROUBLE:
            _drop_connection()


def _call(job: Job) -> Any:
    task: Task[Any, Any] = import_string(job.task)
    arguments = [TaskContext(task_result=result_of(job, task))] if task.takes_context else []
    return normalize_json(task.call(*arguments, *job.args, **job.kwargs))


@contextmanager
def _kept_alive(job: Job, worker: str) -> Iterator[None]:
    """Renew the lease from a second thread while the job runs."""
    over = threading.Event()

    def keep() -> None:
        while not over.wait(job.lease_seconds / 4):
            try:
                if not queue.beat(job):
                    break
                queue.show_life(worker)
            except DATABASE_TROUBLE:
                _drop_connection()
        connections.close_all()

    thread = threading.Thread(target=keep, name=f"lease-{job.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _optimize() -> None:
    """Let SQLite renew the statistics of its planner; it does nothing unless tables have changed much.

    The mask: of every table, not those alone that this connection has read; by a sample of long ones.
    """
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA optimize=0x10012")


def _drop_connection() -> None:
    if not connection.in_atomic_block:
        connection.close()
