"""Pictures of events in the folder of the house: named by what they show, so that one name never changes."""

import os
from hashlib import sha256
from uuid import uuid4

from kotikulma.events.formats.pictures import redrawn
from kotikulma.events.models import Event
from kotikulma.events.queries.pictures import path_of


def keep(content: bytes) -> str:
    """Store the picture; its name. PictureRefused when it is not one we take."""
    drawn = redrawn(content)
    name = f"{sha256(drawn).hexdigest()[:32]}.webp"
    target = path_of(name)
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.exists():
        draft = target.with_name(f"{uuid4().hex}.part")
        draft.write_bytes(drawn)
        os.replace(draft, target)
    return name


def forget(name: str) -> None:
    """Remove a picture no event shows any more: a copy of an event shows the same file."""
    if name and not Event.objects.filter(image=name).exists():
        path_of(name).unlink(missing_ok=True)
