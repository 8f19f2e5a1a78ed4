"""Saying that an entry is right today, taking that back, and hiding what nobody has said so of for 18 months.

Verifying is apart from editing: nothing but these commands and an import that says Published moves `verified_at`.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django_tasks import task

from kotikulma.directory import access
from kotikulma.directory.commands import publishing
from kotikulma.directory.commands.recording import KINDS, Entry, keeper_of
from kotikulma.directory.models import Channel, Place, Service, Verification
from kotikulma.directory.queries import kept, reminders
from kotikulma.directory.rules import freshness as rules
from kotikulma.directory.types import Status, VerificationMethod
from kotikulma.directory.types.freshness import LIVING, VerificationRefused
from kotikulma.kernel import audit, clock
from kotikulma.kernel.audit.log import Touched
from kotikulma.kernel.types import Actor, system

BATCH = 200


def verify(actor: Actor, entry: Entry, *, method: str = VerificationMethod.OWNER) -> None:
    """Say that the entry is right today. A hidden one is shown again at once."""
    with transaction.atomic():
        access.check_may_edit(actor, keeper_of(entry))
        locked: Entry = type(entry).objects.select_for_update(of=("self",)).get(pk=entry.pk)

        if locked.status in (Status.ARCHIVED, Status.MERGED):
            raise VerificationRefused(_("Tämä ei ole enää luettelossa, joten sitä ei voi vahvistaa."))

        moment = clock.now()
        Verification.objects.create(
            object_uuid=locked.uuid,
            kind=KINDS[type(locked)],
            at=moment,
            method=method,
            actor_kind=actor.kind,
            actor_id=actor.id,
            previous_at=locked.verified_at,
        )
        audit.record(actor, "directory.entry.verified", kind=KINDS[type(locked)], uuid=locked.uuid)
        _keep(locked, moment, Status.PUBLISHED if locked.status == Status.HIDDEN else locked.status)
        entry.verified_at, entry.status = locked.verified_at, locked.status


def verify_entry(actor: Actor, kind: str, uuid: UUID) -> Entry:
    """The button "Tiedot ovat ajan tasalla"."""
    entry = access.get_entry_for_editing(actor, kind, uuid)
    verify(actor, entry)
    return entry


def verify_things(actor: Actor, things: Iterable[tuple[str, UUID]]) -> int:
    """Verify each of (kind, uuid) the actor may edit; what is gone meanwhile is passed over. Returns how many."""
    count = 0
    with publishing.bulk():
        for entry in access.entries_for_editing(actor, things):
            if entry.status in LIVING:
                verify(actor, entry)
                count += 1
    return count


def verify_from_mail(token: str, things: Sequence[tuple[str, UUID]]) -> int:
    """What the owner of a reminder's link confirms: entries of that organisation and no others. Returns how many.

    LinkOver when the link is no good any more. The deed is hers, as if she had signed in.
    """
    link = reminders.read_link(token)
    own = {(entry.kind, entry.uuid) for entry in reminders.entries_of(link)}
    return verify_things(link.actor, [thing for thing in things if thing in own])


def take_back(actor: Actor, kind: str, uuid: UUID) -> Entry:
    """Undo one's own verification within the hour, as long as nobody has verified since."""
    with transaction.atomic():
        found = access.get_entry_for_editing(actor, kind, uuid)
        entry: Entry = type(found).objects.select_for_update(of=("self",)).get(pk=found.pk)
        row = Verification.objects.filter(object_uuid=uuid).order_by("-at", "-id").first()
        mine = row is not None and row.actor_id == actor.id and row.at == entry.verified_at

        if row is None or not mine or clock.now() - row.at > rules.TAKE_BACK_WITHIN:
            raise VerificationRefused(_("Vahvistusta ei voi enää perua. Korjaa tiedot muokkaamalla."))

        row.delete()
        audit.record(actor, "directory.entry.verification_taken_back", kind=kind, uuid=uuid)
        counted = rules.counted_from(row.previous_at, entry.created_at)
        hidden = entry.status in LIVING and _may_hide(entry, counted)
        _keep(entry, row.previous_at, Status.HIDDEN if hidden else entry.status)
        return entry


def hide_stale(now: datetime) -> int:
    """Nightly: what nobody has confirmed for 18 months, though asked, leaves lists, search and interfaces.

    Safe to repeat.
    """
    today = now.astimezone(clock.HELSINKI).date()
    return sum(_hide(model, today) for model in (Place, Channel, Service))


def _hide(model: type[Entry], today: date) -> int:
    count = 0
    before = rules.counted_before(today, rules.HIDDEN_AFTER)
    stale = access.counted_before(model.objects.filter(status=Status.PUBLISHED), before)
    rows = list(stale.order_by("id").values_list("id", access.KEEPER[model], "verified_at", "created_at"))
    reminded = kept.reminder_days({keeper for _id, keeper, *_days in rows})
    ids = [
        pk
        for pk, keeper, verified_at, created_at in rows
        if _old_enough(rules.counted_from(verified_at, created_at), reminded.get(keeper, ()), today)
    ]
    for start in range(0, len(ids), BATCH):
        with publishing.bulk():
            rows = list(stale.select_for_update(of=("self",)).filter(id__in=ids[start : start + BATCH]).order_by("id"))
            model.objects.filter(id__in=[row.id for row in rows]).update(status=Status.HIDDEN)
            touched = [Touched(KINDS[model], row.uuid, ("status",)) for row in rows]
            if touched:
                audit.record_many(system("freshness"), "directory.entry.hidden", touched)
            for row in rows:
                publishing.renew_entry(row)
            count += len(rows)
    return count


def _old_enough(counted: date, reminded: Sequence[date], today: date) -> bool:
    return rules.may_hide(counted, rules.first_asked(counted, reminded), today)


def _may_hide(entry: Entry, counted: date) -> bool:
    keeper = keeper_of(entry)
    reminded = kept.reminder_days([keeper]).get(keeper, [])
    return _old_enough(counted, reminded, clock.today())


def _keep(entry: Any, verified_at: datetime | None, status: str) -> None:
    """Past `save`: looking is not editing, so `modified_at` stays."""
    type(entry).objects.filter(pk=entry.pk).update(verified_at=verified_at, status=status)
    entry.verified_at, entry.status = verified_at, status
    publishing.renew_entry(entry)


@task()
def hide_stale_task() -> int:
    """Listed in config/schedule.py for every night."""
    return hide_stale(clock.now())
