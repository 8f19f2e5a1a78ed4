"""Who may: everybody what is published and public, members what is for the network, editors what is theirs."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Max, Q, QuerySet, UUIDField

from kotikulma.events.models import Event, Occurrence, Registration
from kotikulma.events.rules import registration as rules
from kotikulma.events.types import Changed, EventNotFound, EventState, Visibility
from kotikulma.events.types.registration import RegistrationNotFound
from kotikulma.kernel import clock
from kotikulma.kernel.db.prepared import Given, Prepared
from kotikulma.kernel.permissions import ALL, EDITORS, EDITORS_OF_IT, SIGNED_IN, Row
from kotikulma.kernel.types import Actor, ActorKind
from kotikulma.kernel.ui import links
from kotikulma.people import queries as people

_SALT = "kotikulma.events.manage:"
_CALENDAR_SALT = "kotikulma.events.calendar:"
SEEN = (EventState.PUBLISHED, EventState.POSTPONED, EventState.CANCELLED)


def seen_by(viewer: Actor) -> QuerySet[Event]:
    """Events whose page opens to the viewer by its address: unlisted ones too."""
    seen = Q(state__in=SEEN, visibility__in=[Visibility.PUBLIC, Visibility.UNLISTED])
    if viewer.kind is ActorKind.ANONYMOUS:
        return Event.objects.filter(seen)
    edited = people.edited_organization_ids(viewer)
    if edited is None:
        return Event.objects.all()
    if people.own_organization_ids(viewer):
        seen |= Q(state__in=SEEN, visibility=Visibility.MEMBERS)
    return Event.objects.filter(seen | _held_by(edited)).distinct()


def edited_by(viewer: Actor) -> QuerySet[Event]:
    """Events the viewer may change: those of the organisations she edits, and those they hold together with others."""
    if viewer.kind is ActorKind.ANONYMOUS:
        return Event.objects.none()
    edited = people.edited_organization_ids(viewer)
    return Event.objects.all() if edited is None else Event.objects.filter(_held_by(edited)).distinct()


def get_event_for(viewer: Actor, uuid: UUID) -> Event:
    found = seen_by(viewer).filter(uuid=uuid, template=False).first()
    if found is None:
        raise EventNotFound
    return found


def get_occurrence_for(viewer: Actor, uuid: UUID) -> Occurrence:
    """With its event, and what one needs to register to it."""
    if viewer.kind is ActorKind.ANONYMOUS:
        found = _OPEN_TO_ALL.things(uuid=uuid)
    else:
        found = list(_times(event__in=seen_by(viewer), uuid=uuid))
    if not found:
        raise EventNotFound
    time: Occurrence = found[0]
    return time


def _times(**wanted: Any) -> QuerySet[Occurrence]:
    found = Occurrence.objects.filter(event__template=False, **wanted)
    return found.select_related("event__setup", "intake")


_OPEN_TO_ALL = Prepared(
    lambda: _times(
        event__state__in=SEEN,
        event__visibility__in=[Visibility.PUBLIC, Visibility.UNLISTED],
        uuid=Given("uuid", UUIDField()),
    )
)


def get_event_for_editing(viewer: Actor, uuid: UUID) -> Event:
    found = edited_by(viewer).filter(uuid=uuid).first()
    if found is None:
        raise EventNotFound
    return found


def lock_event_for_editing(actor: Actor, uuid: UUID, version: int | None = None) -> Event:
    """The row, locked; Changed when somebody saved it after the actor read it. Call inside a transaction."""
    found = get_event_for_editing(actor, uuid)
    locked = Event.objects.select_for_update().get(pk=found.pk)
    if version is not None and locked.version != version:
        raise Changed
    return locked


def get_occurrence_for_editing(viewer: Actor, uuid: UUID) -> Occurrence:
    found = Occurrence.objects.filter(uuid=uuid, event__in=edited_by(viewer)).select_related("event").first()
    if found is None:
        raise EventNotFound
    return found


def comes_to(occurrence: Occurrence) -> Q:
    """Registrations to this time: its own and those to the whole event."""
    return Q(intake__occurrence=occurrence) | Q(intake__event=occurrence.event_id, intake__occurrence__isnull=True)


def get_registration_for_editing(viewer: Actor, uuid: UUID) -> Registration:
    """Of an event the viewer edits; the same 404 for all others."""
    mine = Registration.objects.filter(uuid=uuid, intake__event__in=edited_by(viewer))
    found = mine.select_related("intake__event__setup", "intake__occurrence").first()
    if found is None:
        raise RegistrationNotFound
    return found


def get_own_registration(token: str) -> Registration:
    """Somebody's own, by the secret end of the link: until 30 days after the end."""
    return _get_by_token(token, _key)


def get_registration_of_calendar(token: str) -> Registration:
    """The same by the address of its calendar, which opens nothing else."""
    return _get_by_token(token, _calendar_key)


def calendar_token(registration: Registration) -> str:
    """The secret end of a calendar's address: it ends with the person's link, when that is sent anew."""
    return rules.manage_token(_calendar_key(settings.SECRET_KEY), registration.uuid, registration.link_version)


def _get_by_token(token: str, key: Callable[[str], bytes]) -> Registration:
    named = rules.named_by(token)
    rows = Registration.objects.select_related("intake__event__setup", "intake__occurrence")
    found = rows.filter(uuid=named, purged_at__isnull=True).first() if named else None
    if found is None:
        raise RegistrationNotFound
    keys = [key(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    ends_at = _ends_at(found)
    if not rules.opens(keys, token, found.uuid, found.link_version, ends_at, clock.now()):
        raise RegistrationNotFound
    return found


def manage_token(registration: Registration) -> str:
    """The secret end of a person's link. Only for her own pages and mail."""
    return rules.manage_token(_key(settings.SECRET_KEY), registration.uuid, registration.link_version)


def manage_url(registration: Registration) -> str:
    """The person's page, in the active language."""
    return links.absolute("events:registration", token=manage_token(registration))


def feedback_url() -> str:
    return links.absolute("feedback:give")


def _ends_at(registration: Registration) -> datetime:
    if registration.intake.occurrence:
        return registration.intake.occurrence.ends_at
    last: datetime = registration.intake.event.occurrences.aggregate(last=Max("ends_at"))["last"]
    return last


def _key(secret: str) -> bytes:
    return (_SALT + secret).encode()


def _calendar_key(secret: str) -> bytes:
    return (_CALENDAR_SALT + secret).encode()


def check_may_hold(actor: Actor, organization_id: int | None) -> None:
    """May the actor keep events in the organisation's name?"""
    if organization_id is None or not people.may_edit_organization(actor, organization_id):
        raise EventNotFound


def _held_by(organizations: frozenset[int]) -> Q:
    return Q(organization_id__in=organizations) | Q(organisers__organization_id__in=organizations)


_OPEN = Row(get=ALL, why="Open data: published, public events; nobody who registered and no way in online is there")

MACHINE_PERMISSIONS: Mapping[str, Row] = {
    **{f"api:{name}": _OPEN for name in ("events", "occurrence")},
    **{
        f"events_machines:{name}": _OPEN
        for name in (
            "linkedevents linkedevents_events linkedevents_event linkedevents_places linkedevents_place"
            " linkedevents_keywords linkedevents_keyword linkedevents_search atom json_feed oembed"
        ).split()
    },
}
_CALENDAR = Row(get=ALL, why="Calendars of what is published and public; anybody may subscribe")

CALENDAR_PERMISSIONS: Mapping[str, Row] = {
    f"events_machines:{name}": _CALENDAR
    for name in "calendar place_calendar organization_calendar event_calendar occurrence_calendar".split()
} | {"events_machines:own_calendar": Row(get=ALL, why="The secret end of the address is the person's; others meet 404")}
_OWN = "The member's own events; without an organisation to edit there are none"
WORKSPACE_PERMISSIONS: Mapping[str, Row] = {
    "events:picture": Row(get=ALL, why="Pictures of public events stand on their pages; those of drafts meet 404"),
    "events:own": Row(get=SIGNED_IN, note=_OWN),
    "events:new": Row(get=EDITORS, post=EDITORS, note=_OWN),
    "events:failed": Row(get=SIGNED_IN, post=SIGNED_IN, note=_OWN),
    "events:leaving": Row(get=SIGNED_IN, note=_OWN),
    "events:attendees": Row(
        get=EDITORS_OF_IT, post=EDITORS_OF_IT, note="Posting opens the names; that somebody did is in the audit log"
    ),
    "events:attendee_list": Row(get=EDITORS_OF_IT, note="Only while names are open; files are in the audit log"),
    **{f"events:{name}": Row(get=EDITORS_OF_IT) for name in ("history",)},
    **{
        f"events:{name}": Row(get=EDITORS_OF_IT, post=EDITORS_OF_IT)
        for name in (
            "edit picture_of postpone reschedule cancel times series one_time following intake register_for message"
        ).split()
    },
    **{
        f"events:{name}": Row(post=EDITORS_OF_IT)
        for name in (
            "preview copy publish withdraw days revert end_intake remove_link hold_anyway attendee_deed"
        ).split()
    },
}
_OWN_LINK = "The secret end of the link is the person's; others meet the same 404 as for a wrong link"
_PAGE = Row(get=ALL, why="Public pages: what is published; for members and editors also what is theirs")

_BY_LINK = "The secret end of the link is the person's own; others meet the same 404 as for a wrong link"
REGISTRATION_PERMISSIONS: Mapping[str, Row] = {
    "api:registrations": Row(post=ALL, why="One registers without an account; limits by network and by address"),
    "api:registration": Row(get=ALL, patch=ALL, delete=ALL, why=_BY_LINK),
}
_ELSEWHERE = "What is published for everybody, on pages of others; no cookie, no form, no question to the session"
EMBED_PERMISSIONS: Mapping[str, Row] = {
    "events:embedding": Row(get=ALL, why="Makes a snippet out of its own address; stores nothing"),
    "events:embedded": Row(get=ALL, why=_ELSEWHERE),
    "events_machines:embed_script": Row(get=ALL, why=_ELSEWHERE),
    "events_machines:embed_style": Row(get=ALL, why=_ELSEWHERE),
}
PERMISSIONS: Mapping[str, Row] = {
    **EMBED_PERMISSIONS,
    **REGISTRATION_PERMISSIONS,
    **MACHINE_PERMISSIONS,
    **CALENDAR_PERMISSIONS,
    **WORKSPACE_PERMISSIONS,
    "events:calendar": Row(get=ALL, why="Public page: what is published for everybody"),
    "events:event": _PAGE,
    "events:time": _PAGE,
    "events:register": Row(get=ALL, post=ALL, why="One comes along without an account"),
    "events:registered": Row(get=ALL, why="Says what happens next; the address is signed and names nobody"),
    "events:registration": Row(get=ALL, post=ALL, why=_OWN_LINK),
    **{f"events:{name}_registration": Row(post=ALL, why=_OWN_LINK) for name in ("cancel", "confirm", "decline")},
}
