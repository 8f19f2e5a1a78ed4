"""Periodic work: what runs when (wall time of Helsinki). A name is part of each run's key: never reuse it."""

from kotikulma.kernel.audit.heads import publish_heads
from kotikulma.kernel.jobs.schedules import Daily, Every, Schedule
from kotikulma.kernel.upkeep import forget_old

SCHEDULES = [
    Schedule("audit.heads", publish_heads, Every(minutes=60)),
    Schedule("kernel.forget_old", forget_old, Daily("03:40")),
]
