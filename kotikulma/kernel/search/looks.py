"""Several looks into the inverted index in one statement: what the databases do alike."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, ClassVar

from django.db import connection

from kotikulma.kernel.search.terms import Branch, bits_from, merged


class Looks(ABC):
    """Each look is bounded. A database says how its statements read and how it tells what is looked for."""

    FIRST: ClassVar[str]
    EVERY: ClassVar[str]
    BEST: ClassVar[str]

    @abstractmethod
    def sought(self, looks: Sequence[Branch], tags_all: Sequence[str], tags_any: Sequence[Sequence[str]]) -> list[str]:
        """The argument of each look."""

    @abstractmethod
    def in_turn(self, cursor: Any) -> Iterator[tuple[int, str | None]]:
        """(number of the look, the documents it found with commas between), the first look's first."""

    def first(
        self, branches: Sequence[Branch], tags_all: Sequence[str], tags_any: Sequence[Sequence[str]], most: int
    ) -> dict[int, int]:
        found: dict[int, int] = {}
        if not branches:
            return found
        sql = " UNION ALL ".join([self.FIRST.format(at=at, cap=look.cap) for at, look in enumerate(branches)])
        bits = bits_from(branches)
        with connection.cursor() as cursor:
            cursor.execute(sql, self.sought(branches, tags_all, tags_any))
            for at, listed in self.in_turn(cursor):
                for document in map(int, listed.split(",")) if listed else ():
                    if document not in found:
                        found[document] = bits[at]
                if len(found) >= most:
                    break
        return found if len(found) <= most else dict(islice(found.items(), most))

    def every(
        self, branches: Sequence[Branch], tags_all: Sequence[str], tags_any: Sequence[Sequence[str]], most: int
    ) -> dict[int, int]:
        looks = merged(branches)
        if not looks:
            return {}
        selects = [self.EVERY.format(points=look.points, bit=look.bit, cap=look.cap) for look in looks]
        sql = self.BEST.format(looks=" UNION ALL ".join(selects), most=int(most))
        with connection.cursor() as cursor:
            cursor.execute(sql, self.sought(looks, tags_all, tags_any))
            return dict(cursor.fetchall())
