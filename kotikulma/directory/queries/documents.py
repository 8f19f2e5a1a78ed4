"""Stored JSON of what is published, in pages: ids from the index of tags, then the texts, joined but never parsed.

Cursors count by the row number of the search document: stable, and cheap however deep. Totals are remembered per
process until the data change; one that is not remembered is counted up to CAP.
"""
# ruff: noqa: S608 — what is put into the SQL are names of our own tables and columns; values are parameters

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.db import connection

from kotikulma.directory.models import OpenInterval, Place, PublicDocument, Service, Term
from kotikulma.directory.queries import records
from kotikulma.directory.queries.listing import OPEN_KINDS
from kotikulma.directory.queries.pages import Gone, Moved
from kotikulma.directory.rules.hours import intervals, state_at
from kotikulma.directory.types import Interval, OpenState, Status
from kotikulma.directory.types.records import TermRecord
from kotikulma.kernel import data_version
from kotikulma.kernel.errors import NotFound
from kotikulma.kernel.memory import Held
from kotikulma.kernel.search.models import SearchDocument, SearchTag
from kotikulma.kernel.ui.caching import Freshness

SUBJECT = "directory"
CAP = 1_000
REMEMBERED = 256
DOCUMENTS, OPENINGS = PublicDocument._meta.db_table, OpenInterval._meta.db_table
THINGS, TAGS = SearchDocument._meta.db_table, SearchTag._meta.db_table
Tags = Sequence[Sequence[str]]  # one of each group
Column = Literal["item", "detail", "hsds_item", "hsds_detail"]
_totals: Held[tuple[int, bool]] = Held()


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """`items`: JSON texts. `after`: cursor of the next page, if there is one. `total` is exact unless capped."""

    items: tuple[str, ...]
    after: int | None
    total: int
    exact: bool


def version() -> int:
    """Grows with every published change. One statement."""
    return data_version.current(SUBJECT)


def freshness(until: datetime | None = None) -> Freshness:
    return Freshness(version=version(), until=until)


def page(
    kind: str, *, tags: Tags, after: int, limit: int, version: int, open_at: datetime | None = None
) -> DocumentPage:
    """A page of list rows in stable order: one statement, two when the total is not remembered."""
    matching = _matching(kind, tags, open_at)
    rows = matching.page(after, limit + 1)
    shown, more = rows[:limit], len(rows) > limit
    whole = len(rows) if not after and not more else None
    total, exact = _total(matching, (version, kind, tuple(map(tuple, tags)), open_at), whole)
    return DocumentPage(tuple(text for _, text in shown), shown[-1][0] if more else None, total, exact)


def detail(kind: str, uuid: UUID, column: Column = "detail") -> str:
    """Everything of one thing as JSON. Gone or Moved tell what became of it (I12); NotFound if it never was."""
    native = connection.features.has_native_uuid_field
    found = _rows(
        f"SELECT {column} FROM {DOCUMENTS} WHERE uuid = %s AND kind = %s", [uuid if native else uuid.hex, kind]
    )
    if not found:
        raise whereabouts(kind, uuid)
    return str(found[0][0])


def by_number(numbers: Sequence[int], column: Column) -> dict[int, str]:
    """One column of these rows by row number. One statement."""
    listed = ", ".join(["%s"] * len(numbers))
    return dict(_rows(f"SELECT id, {column} FROM {DOCUMENTS} WHERE id IN ({listed})", list(numbers))) if numbers else {}


def whereabouts(kind: str, uuid: UUID) -> Exception:
    """Why there is no document of this thing: one statement."""
    model = {"service": Service, "place": Place}.get(kind)
    row = model.objects.filter(uuid=uuid).values_list("status", "merged_into__uuid").first() if model else None
    if row and row[0] == Status.MERGED and row[1]:
        return Moved(row[1])
    if row and row[0] == Status.HIDDEN:
        return NotFound("Nobody has confirmed this entry for 18 months, so it is not shown. It may come back.")
    if row and row[0] in (Status.ARCHIVED, Status.PUBLISHED):
        return Gone("This entry is no longer published.")
    return NotFound("There is nothing with this id.")


def open_hours(uuid: UUID, start: datetime, end: datetime, now: datetime) -> tuple[tuple[Interval, ...], OpenState]:
    """When the door of a published place is open in [start, end), and whether it is open at `now` (I6)."""
    place = Place.objects.filter(uuid=uuid, status=Status.PUBLISHED).values_list("id", flat=True).first()
    if place is None:
        raise whereabouts("place", uuid)
    schedule = records.load_places([place])[place].schedule
    return intervals(schedule, start, end), state_at(schedule, now)


def terms(scheme: str, *, after: int, limit: int) -> tuple[list[TermRecord], int | None, int]:
    """Entries of the code lists by id, the cursor of the next page and how many there are. Two statements."""
    found = Term.objects.filter(scheme=scheme) if scheme else Term.objects.all()
    rows = list(found.filter(id__gt=after).select_related("parent").order_by("id")[: limit + 1])
    shown = rows[:limit]
    return [records.term_record(row) for row in shown], shown[-1].id if len(rows) > limit else None, found.count()


@dataclass(frozen=True, slots=True)
class _Matching:
    """Rows of the index that match, as SQL: past the ORM, which would take ten times as long as the database.

    `number` is the column that orders. CROSS JOIN keeps SQLite to the order of the tables.
    """

    tables: str
    number: str
    where: str
    params: list[Any]

    def page(self, after: int, limit: int) -> list[tuple[int, str]]:
        sql = (
            f"SELECT {self.number}, p.item FROM {self.tables} CROSS JOIN {DOCUMENTS} p"
            f" WHERE {self.where} AND p.uuid = d.object_uuid AND {self.number} > %s ORDER BY {self.number} LIMIT %s"
        )
        return _rows(sql, [*self.params, after, limit])

    def count(self, cap: int) -> int:
        sql = f"SELECT COUNT(*) FROM (SELECT 1 AS one FROM {self.tables} WHERE {self.where} LIMIT %s) AS found"
        return int(_rows(sql, [*self.params, cap])[0][0])


def _matching(kind: str, tags: Tags, open_at: datetime | None) -> _Matching:
    """The first lone tag leads, or the kind's own: its index is in our order, so rare ones are as quick as common."""
    groups = [[tag.lower() for tag in group] for group in tags]
    lead = next((group for group in groups if len(group) == 1), None)
    if lead:
        groups.remove(lead)
    tables, number = f"{TAGS} t CROSS JOIN {THINGS} d", "t.document_id"
    where = "t.tag = %s AND d.id = t.document_id AND d.kind = %s AND d.public"
    params = [lead[0] if lead else f"kind:{kind}", kind]
    for group in groups:
        listed = ", ".join(["%s"] * len(group))
        where += f" AND EXISTS (SELECT 1 FROM {TAGS} x WHERE x.document_id = {number} AND x.tag IN ({listed}))"
        params += group
    if open_at:
        moment = connection.ops.adapt_datetimefield_value(open_at)
        kinds = ", ".join(["%s"] * len(OPEN_KINDS))
        where += (
            f" AND EXISTS (SELECT 1 FROM {OPENINGS} o WHERE o.listed = d.object_uuid"
            f" AND o.starts_at <= %s AND o.ends_at > %s AND o.kind IN ({kinds}))"
        )
        params += [moment, moment, *(str(one.value) for one in OPEN_KINDS)]
    return _Matching(tables, number, where, params)


def _total(matching: _Matching, key: tuple[object, ...], whole: int | None) -> tuple[int, bool]:
    known = _totals.get(key)
    if known:
        _totals.move_to_end(key)
        return known
    number = matching.count(CAP + 1) if whole is None else whole
    _totals[key] = (min(number, CAP), number <= CAP)
    while len(_totals) > REMEMBERED:
        _totals.popitem(last=False)
    return _totals[key]


def _rows(sql: str, params: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())
