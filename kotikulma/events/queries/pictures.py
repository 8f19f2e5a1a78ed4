"""The stored pictures of events: each is seen by who sees an event that shows it."""

from pathlib import Path

from django.conf import settings

from kotikulma.events import access
from kotikulma.events.rules import pictures as rules
from kotikulma.events.types import EventNotFound
from kotikulma.kernel.types import Actor


def picture(viewer: Actor, name: str) -> bytes:
    """EventNotFound when there is none, and when it is of drafts or of events the viewer does not see."""
    whole = rules.whole(name)
    if whole is None or not access.seen_by(viewer).filter(image=whole.name).exists():
        raise EventNotFound
    try:
        return path_of(name).read_bytes()
    except OSError:
        raise EventNotFound from None


def path_of(name: str) -> Path:
    return Path(settings.VAR) / "pictures" / name
