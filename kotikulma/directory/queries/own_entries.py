"""The editors' list: what an organisation keeps here, what needs doing, page by page by the last row seen."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Window

from kotikulma.directory import access
from kotikulma.directory.models import NAMES, TITLE, Channel, EntryHints, Place, Report, Service
from kotikulma.directory.queries import freshness
from kotikulma.directory.queries.remembered import Remembered
from kotikulma.directory.queries.rows import states_of
from kotikulma.directory.rules.freshness import DUE_AFTER, counted_before
from kotikulma.directory.types import OpenState, ServiceKind, Status
from kotikulma.kernel import clock
from kotikulma.kernel.types import Actor
from kotikulma.people import queries as people

MODELS: Mapping[str, Any] = {"service": Service, "place": Place, "channel": Channel}
KEEPER = {"service": "responsible_id", "place": "organization_id", "channel": "organization_id"}
WAITING = ("confirm", "translate", "mend")
PAGE = 50
FIRST = 2  # names told of what waits
REMEMBERED = 200  # organisations whose counts a process keeps until something changes


@dataclass(frozen=True, slots=True)
class OwnFilters:
    """`waits`: one of WAITING. `everywhere`: for coordinators, beyond their own organisation. `after`: kind, uuid."""

    text: str = ""
    kind: str = ""
    status: str = ""
    waits: str = ""
    everywhere: bool = False
    after: tuple[str, UUID] | None = None
    limit: int = PAGE


@dataclass(frozen=True, slots=True)
class OwnRow:
    """`state` None: not listed, so nothing is open. `to_confirm`: nobody has said in a year that it is right."""

    kind: str
    uuid: UUID
    type: str
    name: Mapping[str, str]
    status: str
    source: str
    languages: tuple[str, ...]
    keeper: Mapping[str, str]
    verified_at: datetime | None
    to_confirm: bool
    hints: tuple[tuple[str, str, str], ...]
    missing: tuple[str, ...]
    state: OpenState | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many entries wait for what, and the first few names of each."""

    confirm: int
    translate: int
    mend: int
    reports: int
    first: Mapping[str, tuple[Mapping[str, str], ...]]


@dataclass(frozen=True, slots=True)
class OwnPage:
    rows: tuple[OwnRow, ...]
    following: tuple[str, UUID] | None
    everywhere: bool
    may_see_all: bool


_counted: Remembered[Waiting] = Remembered(REMEMBERED)


def scope(actor: Actor, everywhere: bool) -> tuple[frozenset[int] | None, bool]:
    """Organisations of the list (None: all of them), and whether the actor might see all."""
    edited = people.edited_organization_ids(actor)
    if edited is not None:
        return edited, False
    return (None if everywhere else people.own_organization_ids(actor)), True


def own_page(actor: Actor, filters: OwnFilters, now: datetime) -> OwnPage:
    """One page in the order of names. A fixed number of statements."""
    keepers, may_see_all = scope(actor, filters.everywhere)
    found = _found(keepers, filters, now, _columns)
    page, more = found[: filters.limit], len(found) > filters.limit
    return OwnPage(
        rows=_rows(page, now),
        following=(page[-1][1], page[-1][2]["uuid"]) if more else None,
        everywhere=keepers is None,
        may_see_all=may_see_all,
    )


def listed(actor: Actor, filters: OwnFilters, now: datetime) -> list[tuple[str, UUID]]:
    """Kind and uuid of what that page shows. A statement for each kind and the scope."""
    keepers, _all = scope(actor, filters.everywhere)
    found = _found(keepers, filters, now, lambda kind: ("id", "uuid"))
    return [(kind, row["uuid"]) for _title, kind, row in found[: filters.limit]]


def waiting(actor: Actor, now: datetime, *, everywhere: bool = False) -> Waiting:
    """What needs doing first in the organisation's entries. Counted anew when something has changed."""
    keepers, _all = scope(actor, everywhere)
    state = freshness.version(), None, now.astimezone(clock.HELSINKI).date()
    found = _counted.get_or_make(state, keepers, lambda: _count(keepers, now))
    return replace(found, reports=access.visible_reports(actor).filter(status=Report.Status.NEW).count())


def _count(keepers: frozenset[int] | None, now: datetime) -> Waiting:
    unconfirmed = [_unconfirmed(kind, keepers, now) for kind in MODELS]
    return Waiting(
        **_hinted(keepers),
        confirm=sum(count for _names, count in unconfirmed),
        reports=0,
        first={"confirm": tuple(name for names, _count in unconfirmed for name in names)[:FIRST]},
    )


def _unconfirmed(kind: str, keepers: frozenset[int] | None, now: datetime) -> tuple[list[Mapping[str, str]], int]:
    """The first names, what was verified longest ago first, and how many there are: one statement."""
    rows = _kept(kind, keepers).filter(_waits("confirm", now), status=Status.PUBLISHED)
    rows = rows.order_by(F("verified_at").asc(nulls_first=True), "id").annotate(count=Window(Count("id")))
    found = list(rows.values_list("name", "count")[:FIRST])
    return [name for name, _count in found], found[0][1] if found else 0


def _hinted(keepers: frozenset[int] | None) -> dict[str, int]:
    """How many have hints, and how many lack a language; only what is published and described here has a row."""
    rows = EntryHints.objects.all()
    if keepers is not None:
        mine = (
            model.objects.filter(status=Status.PUBLISHED, **{f"{KEEPER[kind]}__in": keepers})
            for kind, model in MODELS.items()
        )
        rows = rows.filter(reduce(or_, (Q(object_uuid__in=own.values("uuid")) for own in mine)))
    wanted = {"mend": Count("id", filter=Q(mendable=True)), "translate": Count("id", filter=Q(translatable=True))}
    return rows.aggregate(**wanted)


def _kept(kind: str, keepers: frozenset[int] | None) -> QuerySet[Any]:
    rows = MODELS[kind].objects.exclude(status=Status.MERGED)
    if kind == "service":
        rows = rows.exclude(kind=ServiceKind.GENERAL_DESCRIPTION)
    return rows if keepers is None else rows.filter(**{f"{KEEPER[kind]}__in": keepers})


def _chosen(kind: str, keepers: frozenset[int] | None, filters: OwnFilters, now: datetime) -> QuerySet[Any]:
    rows = _kept(kind, keepers).annotate(title=TITLE)
    wanted = {filters.status} if filters.status else set(Status) - {Status.ARCHIVED}
    if filters.waits in WAITING:
        rows, wanted = rows.filter(_waits(filters.waits, now)), wanted & {Status.PUBLISHED}
    # Without keepers by what it is not: asked for one status, SQLite would sort all of that instead of going by title
    rows = (
        rows.exclude(status__in=sorted(set(Status) - wanted))
        if keepers is None
        else rows.filter(status__in=sorted(wanted))
    )
    if words := filters.text.split()[:5]:
        rows = rows.alias(**{f"name_{language}": text for language, text in NAMES.items()})
        for word in words:
            rows = rows.filter(reduce(or_, (Q(**{f"name_{language}__icontains": word}) for language in NAMES)))
    return rows


def _waits(name: str, now: datetime) -> Q:
    if name == "confirm":
        due = _due(now)
        return Q(verified_at__lt=due) | Q(verified_at__isnull=True, created_at__lt=due)
    wanted = {"mendable" if name == "mend" else "translatable": True}
    return Q(Exists(EntryHints.objects.filter(object_uuid=OuterRef("uuid"), **wanted)))


def _due(now: datetime) -> datetime:
    """What was verified before this waits for its keeper."""
    return counted_before(now.astimezone(clock.HELSINKI).date(), DUE_AFTER)


def _found(
    keepers: frozenset[int] | None, filters: OwnFilters, now: datetime, columns: Callable[[str], tuple[str, ...]]
) -> list[tuple[str, str, Any]]:
    """Title, kind and these columns, one more than the page shows."""
    cursor = _cursor(filters.after)
    found: list[tuple[str, str, Any]] = []
    for kind in [filters.kind] if filters.kind in MODELS else MODELS:
        rows = _after(_chosen(kind, keepers, filters, now), kind, cursor).order_by("title", "id")
        found += [(row["title"] or "", kind, row) for row in rows.values(*columns(kind), "title")[: filters.limit + 1]]
    found.sort(key=lambda item: (item[0], item[1], item[2]["id"]))
    return found[: filters.limit + 1]


def _columns(kind: str) -> tuple[str, ...]:
    return (
        "id",
        "uuid",
        "name",
        "summary",
        "status",
        "source",
        "verified_at",
        "created_at",
        KEEPER[kind],
        "kind" if kind == "service" else "type",
    )


def _cursor(after: tuple[str, UUID] | None) -> tuple[str, str, int] | None:
    """(title, kind, id) of the last row seen; None when it is gone: the list begins anew."""
    if after is None or after[0] not in MODELS:
        return None
    row = MODELS[after[0]].objects.filter(uuid=after[1]).annotate(title=TITLE).values_list("title", "id").first()
    return (row[0] or "", after[0], row[1]) if row else None


def _after(rows: QuerySet[Any], kind: str, cursor: tuple[str, str, int] | None) -> QuerySet[Any]:
    if cursor is None:
        return rows
    title, last_kind, last_id = cursor
    same = Q(title=title)
    if kind == last_kind:
        same &= Q(id__gt=last_id)
    elif kind < last_kind:
        return rows.filter(title__gt=title)
    return rows.filter(Q(title__gt=title) | same)


def _rows(page: Sequence[tuple[str, str, Any]], now: datetime) -> tuple[OwnRow, ...]:
    uuids = [row["uuid"] for _title, _kind, row in page]
    states = states_of(uuids, now)
    hints = {row.object_uuid: row for row in EntryHints.objects.filter(object_uuid__in=uuids)}
    keepers = people.organization_names(row[KEEPER[kind]] for _title, kind, row in page if row[KEEPER[kind]])
    due = _due(now)
    return tuple(
        OwnRow(
            kind=kind,
            uuid=row["uuid"],
            type=row["kind"] if kind == "service" else row["type"],
            name=row["name"],
            status=row["status"],
            source=row["source"],
            languages=tuple(language for language in row["name"] if row["summary"].get(language)),
            keeper=keepers.get(row[KEEPER[kind]], {}),
            verified_at=row["verified_at"],
            to_confirm=row["status"] == Status.PUBLISHED and (row["verified_at"] or row["created_at"]) < due,
            hints=tuple(map(tuple, hints[row["uuid"]].hints)) if row["uuid"] in hints else (),
            missing=tuple(hints[row["uuid"]].missing) if row["uuid"] in hints else (),
            state=states.get(row["uuid"]),
        )
        for _title, kind, row in page
    )
