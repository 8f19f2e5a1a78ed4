"""What the editor of one entry needs: the stored state, its revision, what the register owns, what is around it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from kotikulma.directory import access
from kotikulma.directory.models import Channel, EntryHints, Place, Service, ServiceAt, Term
from kotikulma.directory.rules.ownership import owned_fields
from kotikulma.directory.types import Status
from kotikulma.directory.types.freshness import LIVING
from kotikulma.kernel import revisions
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.types import Actor
from kotikulma.people import queries as people

Thing = Service | Place | Channel | ServiceAt
KINDS: Mapping[type, str] = {Service: "service", Place: "place", Channel: "channel", ServiceAt: "connection"}
TERM_ORDER = ("target_group", "service_class", "life_event", "special_group")


@dataclass(frozen=True, slots=True)
class TermChoice:
    uuid: str
    scheme: str
    code: str
    label: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Link:
    """A connection as the editor of either end sees it. `editable`: by this viewer, who keeps its service."""

    uuid: UUID
    service: Mapping[str, str]
    at: Mapping[str, str]
    starts_on: date | None
    ends_on: date | None
    paused_from: date | None
    paused_until: date | None
    status: str
    editable: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """The entry that the button "Tiedot ovat ajan tasalla" confirms."""

    kind: str
    uuid: UUID
    verified_at: datetime | None


@dataclass(frozen=True, slots=True)
class BulkEntry:
    """One row of the table. `thing` is for the command."""

    kind: str
    uuid: UUID
    name: Mapping[str, str]
    state: Mapping[str, Any]
    number: int
    owned: frozenset[str]
    locked: tuple[str, ...]
    thing: Any


@dataclass(frozen=True, slots=True)
class Desk:
    """`state`: columns by name, as values. `number`: the revision an edit begins from. `owned`: by the register."""

    kind: str
    uuid: UUID | None
    state: Mapping[str, Any]
    number: int
    owned: frozenset[str]
    locked: tuple[str, ...]
    terms: frozenset[str] = frozenset()
    keeper: Mapping[str, str] | None = None
    links: tuple[Link, ...] = ()
    kept: Kept | None = None
    hints: tuple[tuple[str, str, str], ...] = ()

    @property
    def status(self) -> str:
        return str(self.state.get("status") or Status.DRAFT)

    @property
    def name(self) -> Mapping[str, str]:
        found: Mapping[str, str] = self.state.get("name") or {}
        return found

    @property
    def source(self) -> str:
        return str(self.state.get("source") or "local")

    @property
    def verified_at(self) -> datetime | None:
        found: datetime | None = self.state.get("verified_at")
        return found


def desk(actor: Actor, thing: Thing) -> Desk:
    """Of a stored thing the actor edits, or of a new one not yet stored."""
    kind = KINDS[type(thing)]
    stored = thing.pk is not None
    keeper = _keeper(thing)
    hints = EntryHints.objects.filter(object_uuid=thing.uuid).values_list("hints", flat=True).first() if stored else []
    return Desk(
        kind=kind,
        uuid=thing.uuid if stored else None,
        state={field.attname: getattr(thing, field.attname) for field in thing._meta.concrete_fields},
        number=revisions.newest(thing.uuid) if stored else 0,
        owned=owned_fields(kind, thing.source, thing.locked_fields),
        locked=tuple(thing.locked_fields),
        terms=_terms(thing) if stored and isinstance(thing, Service) else frozenset(),
        keeper=people.organization_names([keeper]).get(keeper) if keeper else None,
        links=_links(actor, thing) if stored else (),
        kept=kept(thing) if stored else None,
        hints=tuple((code, field, language) for code, field, language in hints or []),
    )


def kept(thing: Thing) -> Kept | None:
    """A connection is confirmed with its service; nothing is, of which residents see nothing."""
    entry = thing.service if isinstance(thing, ServiceAt) else thing
    return Kept(KINDS[type(entry)], entry.uuid, entry.verified_at) if entry.status in LIVING else None


def title(thing: Thing) -> Mapping[str, str]:
    """Its name; a connection is called by its service and where it is given."""
    if not isinstance(thing, ServiceAt):
        return thing.name
    at = (thing.place or thing.channel).name
    service = thing.service.name
    return {code: f"{service[code]} – {localise(at, code).text}" for code in service}


def desk_of_new(actor: Actor, kind: str) -> Desk:
    """An empty one."""
    return desk(actor, access.EDITED[kind]())


def bulk_entries(actor: Actor, chosen: Sequence[tuple[str, UUID]]) -> list[BulkEntry]:
    """Those of the chosen that the actor may edit, in the order they were chosen. A fixed number of statements."""
    things = {(KINDS[type(thing)], thing.uuid): thing for thing in access.entries_for_editing(actor, chosen)}
    numbers = revisions.newest_of([uuid for _kind, uuid in things])
    return [
        BulkEntry(
            kind=key[0],
            uuid=key[1],
            name=thing.name,
            state={field.attname: getattr(thing, field.attname) for field in thing._meta.concrete_fields},
            number=numbers.get(key[1], 0),
            owned=owned_fields(key[0], thing.source, thing.locked_fields),
            locked=tuple(thing.locked_fields),
            thing=thing,
        )
        for key in chosen
        if (thing := things.get(key)) and thing.status != Status.MERGED
    ]


def term_choices() -> list[TermChoice]:
    """Every term in use, in the order of its list."""
    rows = Term.objects.filter(valid_to__isnull=True, scheme__in=TERM_ORDER).order_by("scheme", "id")
    return [
        TermChoice(str(uuid), scheme, code, labels)
        for uuid, scheme, code, labels in rows.values_list("uuid", "scheme", "code", "labels")
    ]


def terms_by_uuid(uuids: Sequence[str]) -> list[Term]:
    return list(Term.objects.filter(uuid__in=uuids))


def keepers(actor: Actor) -> list[tuple[int, Mapping[str, str]]]:
    """Organisations a new entry may be given to: the actor's own and their units."""
    edited, own = people.edited_organization_ids(actor), people.own_organization_ids(actor)
    ids = own if edited is None else edited
    return sorted(people.organization_names(ids).items(), key=lambda item: str(sorted(item[1].values())))


def places_and_channels(actor: Actor, text: str, limit: int = 20) -> list[tuple[str, UUID, Mapping[str, str], str]]:
    """Published places and channels by a part of their name: (kind, uuid, name, municipality)."""
    found: list[tuple[str, UUID, Mapping[str, str], str]] = []
    places = Place.objects.filter(status=Status.PUBLISHED, name__fi__icontains=text).order_by("id")
    channels = Channel.objects.filter(status=Status.PUBLISHED, name__fi__icontains=text).order_by("id")
    found += [("place", *row) for row in places.values_list("uuid", "name", "municipality_code")[:limit]]
    found += [("channel", *row, "") for row in channels.values_list("uuid", "name")[:limit]]
    return found[:limit]


def _keeper(thing: Thing) -> int | None:
    if isinstance(thing, ServiceAt):
        return thing.service.responsible_id
    return thing.responsible_id if isinstance(thing, Service) else thing.organization_id


def _terms(service: Service) -> frozenset[str]:
    return frozenset(str(uuid) for uuid in service.terms.values_list("uuid", flat=True))


def _links(actor: Actor, thing: Thing) -> tuple[Link, ...]:
    if isinstance(thing, ServiceAt):
        return ()
    rows = thing.connections.select_related("service", "place", "channel").order_by("id")
    edited = people.edited_organization_ids(actor)
    return tuple(
        Link(
            row.uuid,
            row.service.name,
            (row.place or row.channel).name,
            row.starts_on,
            row.ends_on,
            row.paused_from,
            row.paused_until,
            row.status,
            edited is None or row.service.responsible_id in edited,
        )
        for row in rows
    )
