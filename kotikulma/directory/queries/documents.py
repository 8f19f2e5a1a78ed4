"""Stored JSON of what is published, in pages: ids from the index of tags, then the texts, joined but never parsed.

Cursors count by the row number of the search document: stable, and cheap however deep. Totals are remembered per
process until the data change; one that is not remembered is counted up to CAP.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet

from kotikulma.directory.models import OpenInterval, Place, PublicDocument, Service, Term
from kotikulma.directory.queries import records
from kotikulma.directory.queries.listing import OPEN_KINDS
from kotikulma.directory.queries.pages import Gone, Moved
from kotikulma.directory.rules.hours import intervals, state_at
from kotikulma.directory.types import Interval, OpenState, Status
from kotikulma.directory.types.records import TermRecord
from kotikulma.kernel import data_version
from kotikulma.kernel.errors import NotFound
from kotikulma.kernel.search.models import SearchDocument, SearchTag
from kotikulma.kernel.ui.caching import Freshness

SUBJECT = "directory"
CAP = 1_000
REMEMBERED = 256
Tags = Sequence[Sequence[str]]  # one of each group
_totals: OrderedDict[tuple[object, ...], tuple[int, bool]] = OrderedDict()


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
    """A page of list rows in stable order: two statements, three when the total is not remembered."""
    found = _matching(kind, tags, open_at)
    ids = list(found.filter(number__gt=after).order_by("number").values_list("number", "thing")[: limit + 1])
    shown = ids[:limit]
    texts = dict(
        PublicDocument.objects.filter(uuid__in=[uuid for _, uuid in shown]).values_list("uuid", "item") if shown else ()
    )
    more = len(ids) > limit
    whole = len(ids) if not after and not more else None
    total, exact = _total(found, (version, kind, tuple(map(tuple, tags)), open_at), whole)
    items = tuple(texts[uuid] for _, uuid in shown if uuid in texts)
    return DocumentPage(items, shown[-1][0] if more else None, total, exact)


def detail(kind: str, uuid: UUID) -> str:
    """Everything of one thing as JSON. Gone or Moved tell what became of it (I12); NotFound if it never was."""
    text = PublicDocument.objects.filter(uuid=uuid, kind=kind).values_list("detail", flat=True).first()
    if text is None:
        raise whereabouts(kind, uuid)
    return str(text)


def whereabouts(kind: str, uuid: UUID) -> Exception:
    """Why there is no document of this thing: one statement."""
    model = {"service": Service, "place": Place}.get(kind)
    row = model.objects.filter(uuid=uuid).values_list("status", "merged_into__uuid").first() if model else None
    if row and row[0] == Status.MERGED and row[1]:
        return Moved(row[1])
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


def _matching(kind: str, tags: Tags, open_at: datetime | None) -> QuerySet[Any]:
    """Rows with `number` (search document) and `thing` (uuid). The first lone tag leads: its index is in our order."""
    groups = [[tag.lower() for tag in group] for group in tags]
    lead = next((group for group in groups if len(group) == 1), None)
    found: QuerySet[Any]
    if lead:
        groups.remove(lead)
        found = SearchTag.objects.filter(tag=lead[0], document__kind=kind, document__public=True)
        found = found.annotate(number=F("document_id"), thing=F("document__object_uuid"))
    else:
        found = SearchDocument.objects.filter(kind=kind, public=True)
        found = found.annotate(number=F("id"), thing=F("object_uuid"))
    for group in groups:
        found = found.filter(Exists(SearchTag.objects.filter(tag__in=group, document_id=OuterRef("number"))))
    if open_at:
        openings = OpenInterval.objects.filter(
            listed=OuterRef("thing"), starts_at__lte=open_at, ends_at__gt=open_at, kind__in=OPEN_KINDS
        )
        found = found.filter(Exists(openings))
    return found


def _total(found: QuerySet[Any], key: tuple[object, ...], whole: int | None) -> tuple[int, bool]:
    known = _totals.get(key)
    if known:
        _totals.move_to_end(key)
        return known
    number = found.values("number")[: CAP + 1].count() if whole is None else whole
    _totals[key] = (min(number, CAP), number <= CAP)
    while len(_totals) > REMEMBERED:
        _totals.popitem(last=False)
    return _totals[key]
