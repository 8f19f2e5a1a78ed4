"""Values every module speaks: who acts."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class ActorKind(StrEnum):
    PERSON = "person"
    SYSTEM = "system"
    ANONYMOUS = "anonymous"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something. Commands take it first; audit stores it without a foreign key."""

    kind: ActorKind
    id: UUID | None = None
    label: str = ""


ANONYMOUS = Actor(ActorKind.ANONYMOUS)


def system(label: str) -> Actor:
    """The house itself at work: an import, a nightly job, the demo."""
    return Actor(ActorKind.SYSTEM, None, label)
