"""Typed sockets: a lower module declares what it needs from above, an upper module plugs in.

Declare `NAME: Slot[Callable[...]] = Slot("directory.place_panels", "what for")` beside the
code that calls it; register in `AppConfig.ready()` of the upper module. Few and documented
(docs/reference/slots.md); no Django model signals.
"""

from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")
_declared: dict[str, "Slot[object]"] = {}


class Slot(Generic[T]):
    """An ordered set of registered values under one documented name; registering twice under a key replaces."""

    def __init__(self, name: str, purpose: str) -> None:
        if name in _declared:
            raise ValueError(f"Slot {name} is declared twice")
        self.name, self.purpose = name, purpose
        self._plugs: dict[str, T] = {}
        _declared[name] = self  # type: ignore[assignment]

    def register(self, key: str, plug: T) -> None:
        self._plugs[key] = plug

    def get(self, key: str) -> T | None:
        return self._plugs.get(key)

    def items(self) -> Iterator[tuple[str, T]]:
        return iter(list(self._plugs.items()))

    def __iter__(self) -> Iterator[T]:
        return iter(list(self._plugs.values()))


def declared() -> dict[str, "Slot[object]"]:
    """Every slot by name, for the reference page and its test."""
    return dict(_declared)
