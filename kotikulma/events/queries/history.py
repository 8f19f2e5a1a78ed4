"""What an event was after each change, for its organisers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kotikulma.events import access
from kotikulma.kernel import revisions
from kotikulma.kernel.audit import actions
from kotikulma.kernel.merging import changed_units
from kotikulma.kernel.types import Actor
from kotikulma.people import queries as people

PAGE = 30


@dataclass(frozen=True, slots=True)
class Version:
    """`changes`: (field, language, old, new)."""

    number: int
    at: datetime
    who: str
    sentence: str
    changes: tuple[tuple[str, str, Any, Any], ...]


def versions(viewer: Actor, uuid: UUID, before: int = 0) -> tuple[list[Version], int]:
    """A page of versions, newest first, and the number the next page begins before (0: no more)."""
    access.get_event_for_editing(viewer, uuid)
    rows = revisions.of(uuid, PAGE + 1, before=before)
    who = people.names_of_persons(viewer, {row.actor_id for row in rows})
    found = []
    for place, row in enumerate(rows[:PAGE]):
        older: Mapping[str, Any] = rows[place + 1].data if place + 1 < len(rows) else {}
        changed = changed_units(older, row.data) if older else []
        name = who.get(row.actor_id, "")
        found.append(Version(row.id, row.at, name, actions.sentence(row.action), tuple(changed)))
    return found, rows[PAGE - 1].id if len(rows) > PAGE else 0


def changed_by(viewer: Actor, uuid: UUID) -> tuple[str, datetime] | None:
    """Who made the latest change, and when."""
    access.get_event_for_editing(viewer, uuid)
    row = next(iter(revisions.of(uuid, 1)), None)
    if row is None:
        return None
    return people.names_of_persons(viewer, [row.actor_id]).get(row.actor_id, ""), row.at
