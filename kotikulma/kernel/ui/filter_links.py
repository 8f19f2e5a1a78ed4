"""Addresses of a list page that set or remove one filter and keep the rest."""

from collections.abc import Sequence
from functools import cached_property, lru_cache
from urllib.parse import urlencode

from django.http import HttpRequest

POSITIONS = {"alku", "jalkeen"}  # where in the list one is
NOT_FILTERS = {"q", "selko", "nakyma", "paiva", *POSITIONS}


class FilterLinks:
    """Addresses that set or remove one filter and keep the rest; the page number always starts over."""

    def __init__(self, request: HttpRequest) -> None:
        self.path, self.query = request.path, request.GET

    @property
    def narrowed(self) -> bool:
        """Whether anything but the words narrows the list."""
        return any(values != [""] for key, values in self.query.lists() if key not in NOT_FILTERS)

    def toggled(self, key: str, value: str) -> str:
        chosen = (key, value)
        kept = [pair for pair in self._pairs if pair != chosen]
        return self._address(kept if len(kept) < len(self._pairs) else _grouped([*kept, chosen]))

    def having(self, **values: str) -> str:
        """The same page with these keys set; an empty value removes the key."""
        pairs = [pair for pair in self._pairs if values.get(pair[0]) != ""]
        for key, value in values.items():
            if value:
                at = next((number for number, pair in enumerate(pairs) if pair[0] == key), len(pairs))
                pairs = [*(pair for pair in pairs[:at]), (key, value), *(pair for pair in pairs[at:] if pair[0] != key)]
        return self._address(pairs)

    @cached_property
    def _pairs(self) -> list[tuple[str, str]]:
        return [(key, value) for key, values in self.query.lists() for value in values if key not in POSITIONS]

    def _address(self, pairs: Sequence[tuple[str, str]]) -> str:
        return f"{self.path}?{'&'.join(map(_encoded, pairs))}" if pairs else self.path


def _grouped(pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Values of one key beside each other."""
    keys = list(dict.fromkeys(key for key, _ in pairs))
    return sorted(pairs, key=lambda pair: keys.index(pair[0]))


@lru_cache(maxsize=1024)
def _encoded(pair: tuple[str, str]) -> str:
    """Of filters there are few, and each page writes them a dozen times."""
    return urlencode([pair])
