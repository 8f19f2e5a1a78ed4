"""The stored pictures of events."""

import re
from pathlib import Path

from django.conf import settings

from kotikulma.events.types import EventNotFound

NAME = re.compile(r"[0-9a-f]{32}\.webp")


def picture(name: str) -> bytes:
    """EventNotFound when there is none."""
    if not NAME.fullmatch(name):
        raise EventNotFound
    try:
        return path_of(name).read_bytes()
    except OSError:
        raise EventNotFound from None


def path_of(name: str) -> Path:
    return Path(settings.VAR) / "pictures" / name
