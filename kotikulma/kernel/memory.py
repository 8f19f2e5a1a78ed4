"""What a process remembers of the data, so that all of it can be forgotten at once; what one reading remembers."""

from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar
from weakref import ref

Value = TypeVar("Value")


class Memory(ABC):
    """Whatever a process holds of the data."""

    def __init__(self) -> None:
        super().__init__()
        _made.append(ref(self))

    @abstractmethod
    def forget(self) -> None: ...


_made: "list[ref[Memory]]" = []


def forget_all() -> None:
    """For tests, where a rolled back version of the data comes again."""
    for made in _made:
        if memory := made():
            memory.forget()


class Held(Memory, OrderedDict[Hashable, Value]):
    """A dictionary at the top of a module: `_known: Held[Labels] = Held()`. Its owner keeps it small and true."""

    def forget(self) -> None:
        self.clear()


_reading: ContextVar[dict[Hashable, Any] | None] = ContextVar("reading", default=None)


@contextmanager
def reading() -> Iterator[None]:
    """One request that only reads: what it asks `once` holds until its end. Never around something that writes."""
    token = _reading.set({})
    try:
        yield
    finally:
        _reading.reset(token)


def once(key: Hashable, ask: Callable[[], Value]) -> Value:
    """The answer of this reading; outside one, asked each time."""
    known = _reading.get()
    if known is None:
        return ask()
    if key not in known:
        known[key] = ask()
    found: Value = known[key]
    return found
