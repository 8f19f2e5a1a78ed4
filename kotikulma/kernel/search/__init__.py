"""One index over everything public, in all languages at once.

    Document -> index() -> find(text) -> Found -> cards(ids)

A module registers a `Source` in the slot `SOURCES`, calls `index([document])` in the transaction
of each change and `remove([uuid])` when a thing goes. Everything needed from outside is here.
How it works and what it finds: docs/reference/search.md.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from kotikulma.kernel.search.types import SOURCES, Card, Document, Found, Hit, Source

if TYPE_CHECKING:
    from kotikulma.kernel.search.commands import forget_missing, index, reindex, remove
    from kotikulma.kernel.search.queries import browse, cards, find, uuids

__all__ = [
    "SOURCES",
    "Card",
    "Document",
    "Found",
    "Hit",
    "Source",
    "browse",
    "cards",
    "find",
    "forget_missing",
    "index",
    "reindex",
    "remove",
    "uuids",
]

_HOMES = {
    "browse": "queries",
    "cards": "queries",
    "find": "queries",
    "forget_missing": "commands",
    "index": "commands",
    "reindex": "commands",
    "remove": "commands",
    "uuids": "queries",
}


def __getattr__(name: str) -> Any:
    """Django imports this package before there are any tables, so what needs them is looked up on first use."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
