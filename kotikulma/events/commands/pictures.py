"""Pictures of events in the folder of the house: named by what they show, so that one name never changes."""

import os
from hashlib import sha256
from uuid import uuid4

from kotikulma.events.formats.pictures import redrawn
from kotikulma.events.models import Event
from kotikulma.events.queries.pictures import path_of
from kotikulma.events.rules import pictures as rules


def keep(content: bytes) -> str:
    """Store the picture, and a small one beside it; its name. PictureRefused when it is not one we take."""
    drawn = redrawn(content, rules.SMALL_SIDE)
    name = rules.name_of(sha256(drawn.whole).hexdigest()[:32], drawn.width, drawn.height)
    _store(name, drawn.whole)
    less = rules.small(name)
    if less and drawn.small:
        _store(less.name, drawn.small)
    return name


def forget(name: str) -> None:
    """Remove a picture no event shows any more: a copy of an event shows the same file."""
    less = rules.small(name)
    if name and less and not Event.objects.filter(image=name).exists():
        for one in {name, less.name}:
            path_of(one).unlink(missing_ok=True)


def _store(name: str, content: bytes) -> None:
    target = path_of(name)
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.exists():
        draft = target.with_name(f"{uuid4().hex}.part")
        draft.write_bytes(content)
        os.replace(draft, target)
