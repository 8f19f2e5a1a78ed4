"""Mails to who registered: posted here as rows of ids, worded in `words` when they leave.

Split: kinds (what there is, and when it still has a reason), posting, words.
"""

from kotikulma.events.commands.mails.kinds import (
    ALREADY,
    CALLED,
    CANCELLED,
    CANCELLED_BY_STAFF,
    CHANGED,
    CONFIRMED,
    DECLINED,
    EVENT_CANCELLED,
    FEEDBACK,
    JOIN_LINK,
    LAPSED,
    LINK_CHANGED,
    MESSAGE,
    MOVED,
    MY_LINKS,
    OFFERED,
    PENDING,
    PROMOTED,
    REMINDER,
    RUNS,
    WAITING,
)
from kotikulma.events.commands.mails.posting import is_posted, letter, post, send

__all__ = [
    "ALREADY",
    "CALLED",
    "CANCELLED",
    "CANCELLED_BY_STAFF",
    "CHANGED",
    "CONFIRMED",
    "DECLINED",
    "EVENT_CANCELLED",
    "FEEDBACK",
    "JOIN_LINK",
    "LAPSED",
    "LINK_CHANGED",
    "MESSAGE",
    "MOVED",
    "MY_LINKS",
    "OFFERED",
    "PENDING",
    "PROMOTED",
    "REMINDER",
    "RUNS",
    "WAITING",
    "is_posted",
    "letter",
    "post",
    "send",
]
