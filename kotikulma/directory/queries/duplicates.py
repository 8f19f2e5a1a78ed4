"""Pairs that look like one thing: what is compared, the queue, the two side by side, and merges that can be undone."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import SplitResult, urlsplit
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from kotikulma.directory import access
from kotikulma.directory.models import Channel, DuplicatePair, Merge, Place, Service, ServiceAt
from kotikulma.directory.queries import kept
from kotikulma.directory.rules.duplicates import LINK
from kotikulma.directory.rules.merging import UNDO_WITHIN
from kotikulma.directory.types import AddressVisibility
from kotikulma.directory.types.duplicates import Merged, Pair, Reason, Side, Traits
from kotikulma.directory.types.freshness import EVERYWHERE, LIVING
from kotikulma.kernel import clock
from kotikulma.kernel.errors import NotFound
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.text import backends, words
from kotikulma.kernel.types import Actor

KINDS: dict[str, type[Service] | type[Place] | type[Channel]] = {
    "place": Place,
    "service": Service,
    "channel": Channel,
}


def traits(kind: str) -> list[Traits]:
    """Of every living entry of a kind: one statement, two for services."""
    keeper = access.KEEPER[KINDS[kind]].removesuffix("_id")
    rows = KINDS[kind].objects.filter(status__in=LIVING).select_related(keeper).order_by("id")
    doors: dict[int, set[int]] = defaultdict(set)
    if kind == "service":
        for service, place in ServiceAt.objects.filter(place__isnull=False).values_list("service_id", "place_id"):
            doors[service].add(place)
    return [_traits(kind, row, getattr(row, keeper), doors[row.pk]) for row in rows.defer("description")]


def queue(viewer: Actor, *, offset: int = 0, limit: int | None = None) -> list[Pair]:
    """Suggestions nobody has decided about, most alike first. A fixed number of statements; coordinators only."""
    rows = _waiting(viewer).order_by("-score", "id")[offset : None if limit is None else offset + limit]
    return _pairs(list(rows))


def count(viewer: Actor) -> int:
    return _waiting(viewer).count()


def one(viewer: Actor, uuid: UUID) -> Pair:
    """NotFound when it is decided, gone or none of this viewer's business."""
    found = _pairs(list(_waiting(viewer).filter(uuid=uuid)))
    if not found:
        raise NotFound
    return found[0]


def undoable(viewer: Actor, limit: int = 20) -> list[Merged]:
    """Merges of the last 30 days, newest first."""
    access.check_coordinator(viewer)
    rows = list(
        Merge.objects.filter(undone_at__isnull=True, at__gt=clock.now() - UNDO_WITHIN).order_by("-at", "-id")[:limit]
    )
    names: dict[UUID, Mapping[str, str]] = {}
    for model in KINDS.values():
        names |= dict(
            model.objects.filter(uuid__in=[uuid for row in rows for uuid in (row.kept, row.gone)]).values_list(
                "uuid", "name"
            )
        )
    return [
        Merged(row.uuid, row.kind, row.kept, names[row.kept], names[row.gone], row.at, row.at + UNDO_WITHIN)
        for row in rows
        if row.kept in names and row.gone in names
    ]


def _waiting(viewer: Actor) -> QuerySet[DuplicatePair]:
    access.check_coordinator(viewer)
    alive = Q()
    for kind, model in KINDS.items():
        living = model.objects.filter(status__in=LIVING)
        # By each pair's own entries: there are fewer pairs than entries
        both = (Exists(living.filter(uuid=OuterRef(side))) for side in ("first", "second"))
        alive |= Q(*both, kind=kind)
    return DuplicatePair.objects.filter(alive, state=DuplicatePair.State.SUGGESTED)


def _pairs(rows: list[DuplicatePair]) -> list[Pair]:
    sides: dict[UUID, Side] = {}
    for kind in KINDS:
        sides |= _sides(kind, {uuid for row in rows if row.kind == kind for uuid in (row.first, row.second)})
    return [
        Pair(row.uuid, row.kind, row.score, tuple(map(Reason, row.reasons)), sides[row.first], sides[row.second])
        for row in rows
    ]


def _sides(kind: str, uuids: Iterable[UUID]) -> dict[UUID, Side]:
    keeper = access.KEEPER[KINDS[kind]].removesuffix("_id")
    rows = KINDS[kind].objects.filter(uuid__in=uuids).select_related(keeper).annotate(many=Count("connections"))
    return {
        row.uuid: Side(
            kind=kind,
            uuid=row.uuid,
            name=row.name,
            organization_name=owner.name if (owner := getattr(row, keeper)) else {},
            status=row.status,
            source=row.source,
            verified_at=row.verified_at,
            connections=row.many,
        )
        for row in rows
    }


def _traits(kind: str, row: Any, keeper: Any, doors: Iterable[int]) -> Traits:
    street = words.clean(localise(row.street_address, "fi").text) if kind == "place" else ""
    hidden = kind == "place" and row.address_visibility == AddressVisibility.HIDDEN
    return Traits(
        uuid=row.uuid,
        words=_name_words(localise(row.name, "fi").text, street),
        areas=frozenset([EVERYWHERE] if kind == "channel" else kept.municipalities_of(kind, row, keeper)),
        keeper=(keeper.business_id or str(keeper.id)) if keeper else "",
        address="" if hidden or not street else f"{' '.join(words.words(street))} {row.municipality_code}",
        point=(row.latitude, row.longitude) if kind == "place" and row.latitude is not None and not hidden else None,
        contacts=frozenset([*_direct(row.contacts), *(_links(row.contacts) if kind == "channel" else ())]),
        sites=frozenset(_sites(row.contacts)),
        doors=frozenset(doors),
        sort=row.type if kind == "channel" else "",
    )


def _name_words(name: str, street: str) -> tuple[str, ...]:
    """Base forms in the order of the alphabet; the thing's own address in its name says nothing of its name."""
    address = set(words.words(street))
    found = [word for word in words.words(words.clean(name)) if word not in address] or words.words(words.clean(name))
    return tuple(sorted({min(backends.finnish().analyse(word).bases, default=word) for word in found}))


def _direct(contacts: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    """Telephone numbers in one form, and addresses of mail."""
    for contact in contacts:
        value = str(contact.get("value", "")).strip().lower()
        if contact.get("type") == "phone":
            digits = "".join(character for character in value if character.isdigit())
            yield f"tel:{digits.removeprefix('358').removeprefix('0')}"
        elif contact.get("type") == "email":
            yield f"mailto:{value}"


def _links(contacts: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    """Whole addresses of the web: the door of a channel."""
    for address in _web(contacts):
        query = f"?{address.query}" if address.query else ""
        yield f"{LINK}{_host(address)}{address.path.rstrip('/')}{query}"


def _sites(contacts: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    return (_host(address) for address in _web(contacts))


def _web(contacts: Iterable[Mapping[str, Any]]) -> Iterable[SplitResult]:
    return (urlsplit(str(each.get("value", ""))) for each in contacts if each.get("type") == "web")


def _host(address: SplitResult) -> str:
    return (address.hostname or "").removeprefix("www.")
