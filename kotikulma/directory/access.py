"""Who may do what in the directory. Everybody reads what is published; keepers edit their own."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from kotikulma.directory.models import Channel, Place, Report, Service, ServiceAt
from kotikulma.directory.types import Status
from kotikulma.kernel.errors import NotFound
from kotikulma.kernel.permissions import ALL, COORDINATORS, EDITORS_OF_IT, SIGNED_IN, Row
from kotikulma.kernel.types import Actor, ActorKind
from kotikulma.people import queries as people

EDITED: Mapping[str, type[Service] | type[Place] | type[Channel]] = {
    "service": Service,
    "place": Place,
    "channel": Channel,
}
Entry = Service | Place | Channel
KEEPER: dict[type, str] = {Service: "responsible_id", Place: "organization_id", Channel: "organization_id"}


def may_edit(actor: Actor, organization_id: int | None) -> bool:
    """The house itself, a coordinator or administrator anywhere, an editor for their own organisation."""
    if actor.kind is ActorKind.SYSTEM:
        return True
    if actor.kind is not ActorKind.PERSON:
        return False
    return people.may_edit_organization(actor, organization_id)


def check_coordinator(actor: Actor) -> None:
    """NotFound for everybody else."""
    if not people.is_coordinator(actor):
        raise NotFound


def check_may_edit(actor: Actor, organization_id: int | None) -> None:
    """NotFound for strangers: what one may not edit does not exist as something to edit."""
    if not may_edit(actor, organization_id):
        raise NotFound


def get_entry_for_editing(actor: Actor, kind: str, uuid: UUID) -> Service | Place | Channel:
    """The service, place or channel if the actor edits it; NotFound otherwise. A merged one is edited where it went."""
    model = EDITED.get(kind)
    found = model.objects.filter(uuid=uuid).exclude(status=Status.MERGED).first() if model else None
    if found is None:
        raise NotFound
    check_may_edit(actor, found.responsible_id if isinstance(found, Service) else found.organization_id)
    return found


def get_connection_for_editing(actor: Actor, uuid: UUID) -> ServiceAt:
    """The connection, with its ends, if the actor edits its service; NotFound otherwise."""
    found = ServiceAt.objects.filter(uuid=uuid).select_related("service", "place", "channel").first()
    if found is None:
        raise NotFound
    check_may_edit(actor, found.service.responsible_id)
    return found


def get_thing_for_editing(actor: Actor, kind: str, uuid: UUID) -> Service | Place | Channel | ServiceAt:
    """Any of the four, by its kind."""
    return get_connection_for_editing(actor, uuid) if kind == "connection" else get_entry_for_editing(actor, kind, uuid)


def entries_for_editing(actor: Actor, things: Iterable[tuple[str, UUID]]) -> list[Entry]:
    """Those of (kind, uuid) that are there and the actor may edit, by kind and id. Four statements."""
    wanted = list(things)
    return [
        entry
        for kind, rows in own_entries(actor).items()
        for entry in rows.filter(uuid__in=[uuid for one, uuid in wanted if one == kind]).order_by("id")
    ]


def own_entries(actor: Actor) -> Mapping[str, QuerySet[Any]]:
    """By kind, the entries the actor may edit, whatever their status. One statement now; the rows are asked later."""
    if actor.kind is ActorKind.ANONYMOUS:
        return {kind: model.objects.none() for kind, model in EDITED.items()}
    edited = people.edited_organization_ids(actor)
    return {
        kind: model.objects.all() if edited is None else model.objects.filter(**{f"{KEEPER[model]}__in": edited})
        for kind, model in EDITED.items()
    }


def counted_before(entries: QuerySet[Any], moment: datetime) -> QuerySet[Any]:
    """Those verified before the moment; made before it, when they never were."""
    return entries.filter(Q(verified_at__lt=moment) | Q(verified_at__isnull=True, created_at__lt=moment))


def counted_since(entries: QuerySet[Any], moment: datetime) -> QuerySet[Any]:
    """Those verified at the moment or after it; made then, when they never were."""
    return entries.filter(Q(verified_at__gte=moment) | Q(verified_at__isnull=True, created_at__gte=moment))


def visible_reports(actor: Actor) -> QuerySet[Report]:
    """Reports about what the actor may edit; a coordinator has those about nothing in particular too."""
    if actor.kind is ActorKind.ANONYMOUS:
        return Report.objects.none()
    edited = people.edited_organization_ids(actor)
    if edited is None:
        return Report.objects.all()
    theirs = {"uuid": OuterRef("object_uuid")}
    return Report.objects.filter(
        # By each report's own thing: there are fewer reports than entries
        Q(Exists(Service.objects.filter(responsible_id__in=edited, **theirs)), object_kind="service")
        | Q(Exists(Place.objects.filter(organization_id__in=edited, **theirs)), object_kind="place")
        | Q(object_kind="organization", object_uuid__in=people.organization_uuids(edited))
    )


def get_report(actor: Actor, uuid: UUID, *, lock: bool = False) -> Report:
    """NotFound for those who may not see it. `lock`: for update, inside the caller's transaction."""
    rows = visible_reports(actor).filter(uuid=uuid)
    found = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if found is None:
        raise NotFound
    return found


def get_hours_owner(actor: Actor, kind: str, uuid: UUID) -> Place | Channel | ServiceAt:
    """What has hours, if the actor edits it: a place, a channel, or a service at one; a service itself has none."""
    found = get_thing_for_editing(actor, kind, uuid)
    if isinstance(found, Service):
        raise NotFound
    return found


def get_target(actor: Actor, kind: str, uuid: UUID) -> Place | Channel:
    """Where a service may be brought: what is published, and what the actor edits."""
    model = Place if kind == "place" else Channel
    found = model.objects.filter(uuid=uuid, status__in=(Status.PUBLISHED, Status.DRAFT)).first()
    if found is None or not (found.status == Status.PUBLISHED or may_edit(actor, found.organization_id)):
        raise NotFound
    return found


def visible_services() -> QuerySet[Any]:
    return Service.objects.filter(status=Status.PUBLISHED)


def visible_places() -> QuerySet[Any]:
    return Place.objects.filter(status=Status.PUBLISHED)


_READ = Row(get=ALL, why="Open data: what is published, as the pages show it")
_ABOUT = Row(get=ALL, why="Tells programs what may be asked")
_VISIT = Row(get=ALL, why="For search engines and readers of feeds: addresses of public pages")

MACHINE_PERMISSIONS: Mapping[str, Row] = {
    **{f"api:{name}": _ABOUT for name in ("api-root", "openapi-json")},
    **{
        f"api:{name}": _READ
        for name in (
            "services service places place open_hours organizations organization municipalities terms search".split()
        )
    },
    **{f"machines:{name}": _ABOUT for name in ("hsds", "hsds_slash", "hsds_profile", "hsds_openapi")},
    **{
        f"machines:hsds_{name}": _READ
        for thing in (
            ("service", "services"),
            ("organization", "organizations"),
            ("service_at_location", "service_at_locations"),
            ("taxonomy", "taxonomies"),
            ("taxonomy_term", "taxonomy_terms"),
        )
        for name in thing
    },
    **{
        f"machines:{name}": _VISIT
        for name in ("atom", "sitemap", "sitemap_pages", "sitemap_part", "sitemap_more", "robots")
    },
}
_PAGE = Row(get=ALL, why="Public pages: a resident needs no account")
_OWN = "Shows and touches only what the member may edit"
_REPORT = Row(get=ALL, post=ALL, why="Anyone who sees a mistake may tell it")

_EDIT = Row(get=EDITORS_OF_IT, post=EDITORS_OF_IT)
_DEED = Row(post=EDITORS_OF_IT)
_NEW = Row(get=SIGNED_IN, post=SIGNED_IN, note="Only to organisations one edits; refused on saving")

EDITING_PERMISSIONS: Mapping[str, Row] = {
    "directory:own": Row(get=SIGNED_IN, note="Each sees what she may edit"),
    "directory:new_entry": _NEW,
    "directory:bulk": Row(get=SIGNED_IN, post=SIGNED_IN, note=_OWN),
    "directory:undo_bulk": Row(post=SIGNED_IN, note="Takes back what the same session saved"),
    **{
        f"directory:{name}": _EDIT
        for name in "edit_entry preview_page edit_connection new_connection edit_hours".split()
    },
    **{
        f"directory:{name}": _DEED
        for name in "end_connection preview_hours preview_entry copy_entry archive_entry restore undo".split()
    },
    "directory:history": Row(get=EDITORS_OF_IT),
}

PERMISSIONS: Mapping[str, Row] = {
    **{
        f"directory:{name}": _PAGE
        for name in (
            "home results service place place_door place_code organization meeting_places".split()
            + ["open_data", "report_thanks"]
        )
    },
    "directory:report": _REPORT,
    "directory:confirm": Row(get=ALL, post=ALL, why="The signed link of the reminder is the key, to that list alone"),
    "directory:freshness": Row(get=SIGNED_IN, note=_OWN),
    "directory:freshness_list": Row(get=SIGNED_IN, note=_OWN),
    **{
        f"directory:{name}": Row(post=COORDINATORS)
        for name in ("search_duplicates", "set_different", "suggest_again", "undo_merge")
    },
    "directory:duplicates": Row(get=COORDINATORS),
    "directory:duplicate": Row(get=COORDINATORS, post=COORDINATORS),
    "directory:region": Row(get=COORDINATORS),
    "directory:region_organizations": Row(get=COORDINATORS),
    "directory:reports": Row(get=SIGNED_IN, note=_OWN),
    "directory:report_case": Row(get=EDITORS_OF_IT, post=EDITORS_OF_IT),
    "directory:report_reopen": Row(post=EDITORS_OF_IT),
    "directory:verify_chosen": Row(post=SIGNED_IN, note=_OWN),
    "directory:verify_entry": Row(post=EDITORS_OF_IT),
    "directory:unverify_entry": Row(post=EDITORS_OF_IT),
    **EDITING_PERMISSIONS,
    **MACHINE_PERMISSIONS,
}
