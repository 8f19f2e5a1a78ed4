"""What a process may remember while nothing has changed: neither the data, nor any door."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import date, datetime
from threading import Lock
from typing import Any, Generic, TypeVar

from kotikulma.kernel.memory import Memory

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")
# The data's version, the moment some door opens or closes next, and the day, since words speak of today
State = tuple[int, datetime | None, date]


class Remembered(Memory, Generic[Value]):
    """At most `most` values of the latest state, the least used forgotten first."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most
        self._state: State | None = None
        self._values: OrderedDict[Hashable, Value] = OrderedDict()
        self._lock = Lock()

    def forget(self) -> None:
        with self._lock:
            self._state = None
            self._values.clear()

    def get(self, state: State, key: Hashable) -> Value | None:
        """The value made in this very state, if it is still here."""
        with self._lock:
            if state != self._state or key not in self._values:
                return None
            self._values.move_to_end(key)
            return self._values[key]

    def among(self, state: State, keys: Iterable[Key]) -> dict[Key, Value]:
        """Those of several that are here."""
        with self._lock:
            if state != self._state:
                return {}
            found = {key: value for key in keys if (value := self._values.get(key)) is not None}
            for key in found:
                self._values.move_to_end(key)
            return found

    def keep(self, state: State, key: Hashable, value: Value) -> None:
        self.keep_all(state, {key: value})

    def keep_all(self, state: State, made: Mapping[Any, Value]) -> None:
        with self._lock:
            if state != self._state:
                self._state = state
                self._values.clear()
            self._values.update(made)
            while len(self._values) > self._most:
                self._values.popitem(last=False)

    def get_or_make(self, state: State, key: Hashable, make: Callable[[], Value]) -> Value:
        value = self.get(state, key)
        if value is None:
            value = make()
            self.keep(state, key, value)
        return value
