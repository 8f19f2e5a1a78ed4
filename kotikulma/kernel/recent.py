"""What was made of an object, while it is among the last ones asked about."""

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")
V = TypeVar("V")


class Recent(Generic[T, V]):
    """`make` of an object, made once for it. For frozen values, told apart by identity: equal ones need no comparing.

    Objects are kept beside what is made of them, so that an identity stays its own; at most `most` of them.
    """

    def __init__(self, make: Callable[[T], V], most: int) -> None:
        self._make, self._most = make, most
        self._made: dict[int, tuple[T, V]] = {}

    def of(self, thing: T) -> V:
        found = self._made.get(id(thing))
        if found is None or found[0] is not thing:
            if len(self._made) >= self._most:
                self._made.clear()
            found = self._made[id(thing)] = (thing, self._make(thing))
        return found[1]
