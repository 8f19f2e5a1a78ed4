"""The states a time of an event is in for its readers, and the ways one comes along."""

from enum import StrEnum


class Status(StrEnum):
    """The first that holds, from top to bottom."""

    CANCELLED = "cancelled"
    PAST = "past"
    POSTPONED = "postponed"
    RUNNING = "running"
    RESCHEDULED = "rescheduled"
    EXTRA = "extra"
    PLANNED = "planned"


class Joining(StrEnum):
    """How one comes along at this moment."""

    NONE = "none"  # it is over, cancelled or postponed
    WALK_IN = "walk_in"
    NOT_YET = "not_yet"
    OPEN = "open"
    QUEUE = "queue"
    FULL = "full"
    CLOSED = "closed"
