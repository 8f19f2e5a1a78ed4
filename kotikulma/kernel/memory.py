"""What a process remembers of the data, so that all of it can be forgotten at once."""

from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Hashable
from typing import TypeVar
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
