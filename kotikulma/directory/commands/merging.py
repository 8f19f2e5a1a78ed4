"""Taking one entry into another, field by field as a person chose, and parting them again within 30 days.

Nothing is thrown away: what the kept entry already has stays with the one that goes, hours change places, and both
external identifiers name the kept one from then on. The address of the one that went answers 301.
"""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django_tasks import task

from kotikulma.directory import access
from kotikulma.directory.commands import merging_hours, merging_words, publishing
from kotikulma.directory.commands.merging_hours import point
from kotikulma.directory.commands.recording import HOURS_COLUMN, KINDS, Entry, columns, record, values_from
from kotikulma.directory.models import (
    Channel,
    DuplicatePair,
    Merge,
    PendingConnection,
    Place,
    Report,
    Service,
    ServiceAt,
    ServiceProducer,
    Term,
)
from kotikulma.directory.rules.entries import life_within
from kotikulma.directory.rules.merging import GROUPS, HOURS, TERMS, UNDO_WITHIN
from kotikulma.directory.types import Status
from kotikulma.directory.types.duplicates import MergeRefused
from kotikulma.directory.types.freshness import LIVING
from kotikulma.kernel import audit, clock, external_ids, revisions
from kotikulma.kernel.types import Actor, system

# Its own column in a connection, and the column of the other end
ENDS: dict[type, tuple[str, str]] = {
    Place: ("place_id", "service_id"),
    Channel: ("channel_id", "service_id"),
    Service: ("service_id", "place_id"),
}


def merge(
    actor: Actor, kind: str, *, kept: UUID, gone: UUID, take: Collection[str] = (), both: Collection[str] = ()
) -> Merge:
    """`gone` becomes a part of `kept`; `take` names the groups (`rules.merging.GROUPS`) whose values come from it.

    Where both are connected to one thing, `take` and `both` name whose hours hold there (`rules.merging.shared_group`).

    NotFound unless the actor may edit both; MergeRefused when either has left the list.
    """
    if kind not in GROUPS or kept == gone:
        raise MergeRefused(_("Valitse kaksi eri kohdetta, jotka ovat samaa lajia."))
    with transaction.atomic():
        for uuid in (kept, gone):
            access.get_entry_for_editing(actor, kind, uuid)
        one, other = _locked(kind, kept, gone)

        if one.status not in LIVING or other.status not in LIVING:
            raise MergeRefused(_("Toinen kohteista ei ole enää luettelossa. Lataa sivu uudelleen."))

        before = {"status": other.status, "locked": list(one.locked_fields), **_move(one, other, take)}
        shared = _shared(one, other)
        before["shared"] = merging_hours.move_shared(actor, shared, take, both)
        before["words"] = merging_words.fill_shared(actor, shared)
        changed = _take(one, other, take, before)
        _check_lives(one)
        other.status, other.merged_into = Status.MERGED, one
        other.save(update_fields=["status", "merged_into", "modified_at"])
        DuplicatePair.objects.filter(Q(first=gone) | Q(second=gone), state=DuplicatePair.State.SUGGESTED).delete()

        row = Merge.objects.create(
            kind=kind, kept=kept, gone=gone, at=clock.now(), actor_id=actor.id, before=revisions.plain(before)
        )
        record(actor, one, "merged", changed)
        record(actor, other, "merged", ["status", "merged_into"])
        _renew(one, other)
        return row


def undo_merge(actor: Actor, uuid: UUID) -> Merge:
    """Both entries as they were; what has been edited since stays as it was edited. Within 30 days, once."""
    access.check_coordinator(actor)
    with transaction.atomic():
        row = Merge.objects.select_for_update().filter(uuid=uuid).first()

        if row is None or row.undone_at or clock.now() - row.at > UNDO_WITHIN:
            raise MergeRefused(_("Yhdistämistä ei voi enää kumota."))
        one, other = _locked(row.kind, row.kept, row.gone)
        if other.status != Status.MERGED or other.merged_into_id != one.pk or one.status == Status.MERGED:
            raise MergeRefused(_("Kohteet ovat muuttuneet niin, ettei yhdistämistä voi kumota."))

        _move_back(one, other, row.before)
        merging_hours.give_shared_back(actor, row.before.get("shared", ()))
        merging_words.empty_shared(actor, row.before.get("words", ()))
        changed = _give_back(one, row.before)
        other.status, other.merged_into = row.before["status"], None
        other.save(update_fields=["status", "merged_into", "modified_at"])
        row.undone_at = clock.now()
        row.save(update_fields=["undone_at"])
        record(actor, one, "unmerged", changed)
        record(actor, other, "unmerged", ["status", "merged_into"])
        _renew(one, other)
        return row


def forget_old_merges() -> int:
    """Nightly: what undoing would need is emptied once it cannot be undone. Returns how many."""
    with transaction.atomic():
        old = Merge.objects.filter(at__lt=clock.now() - UNDO_WITHIN).exclude(before={})
        count: int = old.update(before={})
        if count:
            audit.record(system("retention"), "directory.merge.forgotten", kind="merge", changed=("before",))
        return count


def _locked(kind: str, kept: UUID, gone: UUID) -> tuple[Any, Any]:
    """Both rows, locked in the order of their ids: two merges of one pair wait for each other."""
    model = access.EDITED[kind]
    rows = model.objects.select_for_update(of=("self",)).filter(uuid__in=[kept, gone]).order_by("id")
    found = {row.uuid: row for row in rows}
    if len(found) < 2:
        raise MergeRefused(_("Yhdistämistä ei voi enää kumota."))
    return found[kept], found[gone]


def _take(one: Entry, other: Entry, take: Collection[str], before: dict[str, Any]) -> list[str]:
    """Values of the chosen groups; imports leave them alone from now on. Names of the fields that differ."""
    groups = GROUPS[KINDS[type(one)]]
    names = [name for group in take if group in groups for name in groups[group].fields]
    differing = [name for name in names if getattr(one, name) != getattr(other, name)]
    before["values"] = {name: columns(one)[name] for name in differing}
    for name in differing:
        setattr(one, name, getattr(other, name))
    if TERMS in take and isinstance(one, Service) and isinstance(other, Service):
        before["terms"] = _terms(one)
        one.terms.set(other.terms.all())
        before["terms_taken"] = _terms(one)
        differing.append(TERMS)
    before["taken"] = {name: columns(one)[name] for name in before["values"]}
    locks = [*differing, *([HOURS] if "hours" in before else [])]
    one.locked_fields = sorted({*one.locked_fields, *(name.removesuffix("_id") for name in locks)})
    one.save(update_fields=[*before["values"], "locked_fields", "modified_at"])
    return differing


def _give_back(one: Entry, before: Mapping[str, Any]) -> list[str]:
    """Old values of what still is as the merge left it."""
    now = revisions.plain(columns(one))
    same = [name for name, value in before["taken"].items() if now[name] == value]
    for name, value in values_from(type(one), {name: before["values"][name] for name in same}).items():
        setattr(one, name, value)
    added = {name.removesuffix("_id") for name in (*before["taken"], TERMS, HOURS)} - set(before["locked"])
    one.locked_fields = [name for name in one.locked_fields if name not in added]
    one.save(update_fields=[*same, "locked_fields", "modified_at"])
    if "terms" in before and isinstance(one, Service) and _terms(one) == before["terms_taken"]:
        one.terms.set(Term.objects.filter(id__in=before["terms"]))
        same.append(TERMS)
    return same


def _move(one: Entry, other: Entry, take: Collection[str]) -> dict[str, Any]:
    """Point at `one` what pointed at `other`. What was moved, by id."""
    here, there = ENDS[type(one)]
    moved: dict[str, Any] = {"connections": _move_connections(one, other, here, there)}
    if isinstance(other, Service):
        known = ServiceProducer.objects.filter(service=one).values("organization_id")
        rows = ServiceProducer.objects.filter(service=other).exclude(organization_id__in=known)
        moved["producers"] = point(rows, service_id=one.pk)
    elif HOURS in take:
        moved["hours"] = merging_hours.move(HOURS_COLUMN[type(one)], one.pk, other.pk)
    moved["external"] = external_ids.move(other.uuid, one.uuid)
    moved["reports"] = point(Report.objects.filter(object_uuid=other.uuid), object_uuid=one.uuid)
    known_ends = PendingConnection.objects.filter(owner_uuid=one.uuid).values("external_value")
    waiting = PendingConnection.objects.filter(owner_uuid=other.uuid).exclude(external_value__in=known_ends)
    moved["pending"] = point(waiting, owner_uuid=one.uuid)
    return moved


def _move_back(one: Entry, other: Entry, before: Mapping[str, Any]) -> None:
    here, there = ENDS[type(one)]
    taken = ServiceAt.objects.filter(**{here: other.pk, f"{there}__isnull": False}).values(there)
    rows = ServiceAt.objects.filter(pk__in=before["connections"], **{here: one.pk}).exclude(**{f"{there}__in": taken})
    point(rows, **{here: other.pk})
    point(ServiceProducer.objects.filter(pk__in=before.get("producers", ())), service_id=other.pk)
    if "hours" in before:
        merging_hours.give_back(before["hours"], HOURS_COLUMN[type(one)], one.pk, other.pk)
    external_ids.move_back([(scheme, value) for scheme, value in before["external"]], other.uuid)
    point(Report.objects.filter(pk__in=before["reports"]), object_uuid=other.uuid)
    point(PendingConnection.objects.filter(pk__in=before["pending"]), owner_uuid=other.uuid)


def _move_connections(one: Entry, other: Entry, here: str, there: str) -> list[int]:
    """Those to an end that `one` does not reach yet; the others stay, with what they say, where nobody lists them."""
    reached = ServiceAt.objects.filter(**{here: one.pk})
    rows = ServiceAt.objects.filter(**{here: other.pk})
    rows = rows.exclude(**{f"{there}__in": reached.exclude(**{there: None}).values(there)})
    if here == "service_id":
        rows = rows.exclude(channel_id__in=reached.exclude(channel_id=None).values("channel_id"))
    return point(rows, **{here: one.pk})


def _shared(one: Entry, other: Entry) -> list[tuple[UUID, ServiceAt, ServiceAt]]:
    """What both are connected to, with the connection of each."""
    here = ENDS[type(one)][0]
    rows = ServiceAt.objects.select_for_update(of=("self",)).select_related("service", "place", "channel")
    own, theirs = (
        {_end(one, row): row for row in rows.filter(**{here: entry.pk}).order_by("pk")} for entry in (one, other)
    )
    return [(end, own[end], row) for end, row in theirs.items() if end in own]


def _end(entry: Entry, row: ServiceAt) -> UUID:
    end: Any = (row.place or row.channel) if isinstance(entry, Service) else row.service
    found: UUID = end.uuid
    return found


def _check_lives(one: Entry) -> None:
    """I1 holds for the connections that came along; a channel has no life of its own."""
    if isinstance(one, Channel):
        return
    first, last = (one.starts_on, one.ends_on) if isinstance(one, Service) else (one.opened_on, one.closed_on)
    for row in ServiceAt.objects.filter(**{ENDS[type(one)][0]: one.pk}):
        if not life_within(row.starts_on, row.ends_on, first, last):
            raise MergeRefused(
                _("Palvelu ei voi toimia paikassa näiden päivien ulkopuolella. Valitse toiset päivät."),
                code="directory.merge.outside",
                fields={"life": _("Valitse toiset päivät.")},
            )


def _renew(one: Entry, other: Entry) -> None:
    with publishing.bulk():
        for entry in (one, other):
            publishing.renew_entry(entry)


def _terms(service: Service) -> list[int]:
    return list(service.terms.order_by("id").values_list("id", flat=True))


@task()
def forget_old_merges_task() -> int:
    """Listed in config/schedule.py for every night."""
    return forget_old_merges()
