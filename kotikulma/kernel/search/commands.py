"""Writing the index: in the transaction of the change, or all of it again."""

from collections.abc import Callable, Iterable
from uuid import UUID

from kotikulma.kernel.search.types import Document


def index(documents: Iterable[Document], *, again: bool = False) -> int:
    """Insert or replace documents by uuid in the caller's transaction; returns how many were written.

    A document that is already indexed as it stands is skipped unless `again`.
    """
    return 0


def remove(uuids: Iterable[UUID]) -> int:
    """Take things out of the index in the caller's transaction; returns how many were there."""
    return 0


def reindex(progress: Callable[[int], None] = lambda done: None, *, batch: int = 500) -> int:
    """Rebuild everything from the registered sources and drop what no source names any more.

    `progress(done)` is called after each batch with the number of documents so far.
    """
    return 0
