"""What a version of the data changed of the lists, told to processes that hold them in memory."""

from collections.abc import Collection
from uuid import UUID

from kotikulma.directory.models import ChangedLine
from kotikulma.directory.queries import freshness
from kotikulma.kernel import data_version
from kotikulma.kernel.db import plain
from kotikulma.kernel.search.models import SearchDocument


def numbers(uuids: Collection[UUID]) -> set[int]:
    """Numbers in the index. Ask before anything goes: what is gone has none."""
    return set(SearchDocument.objects.filter(object_uuid__among=uuids).values_list("id", flat=True))


def tell(documents: Collection[int] | None) -> None:
    """A new version, in the caller's transaction, and the lines it changes; None: any of them."""
    data_version.bump(freshness.SUBJECT)
    version = data_version.current(freshness.SUBJECT)
    told: Collection[int | None] = [None] if documents is None else sorted(documents)
    ChangedLine.objects.filter(version__lt=version - ChangedLine.KEPT).delete()
    plain.insert(ChangedLine, ("version", "document"), [(version, number) for number in told])
