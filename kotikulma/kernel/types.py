"""Values every module speaks: who acts."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
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


class Progress(Protocol):
    """Who wants to know how far a long run is: a bar on a terminal, lines in a log, or nothing."""

    def start(self, total: int | None, label: str, /) -> None: ...

    def step(self, n: int = 1, /) -> None: ...

    def done(self) -> None: ...
