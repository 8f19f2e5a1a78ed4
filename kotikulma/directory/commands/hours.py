"""Opening hours of a place, a channel or a connection, replaced as a whole."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kotikulma.directory import access
from kotikulma.directory.commands import conflicts, publishing, recording
from kotikulma.directory.commands.recording import HOURS_COLUMN as OWNER_COLUMN
from kotikulma.directory.commands.recording import KINDS, hours_state, keeper_of
from kotikulma.directory.models import Channel, Place, ServiceAt
from kotikulma.directory.models import HoursException as ExceptionRow
from kotikulma.directory.models import HoursPeriod as PeriodRow
from kotikulma.directory.rules.hours_rows import slots_to_json, spans_to_json
from kotikulma.directory.rules.ownership import PTV, owned_fields
from kotikulma.directory.types import HoursException, HoursRefused, Period
from kotikulma.kernel import audit, clock, revisions
from kotikulma.kernel.types import Actor, ActorKind

__all__ = ["OWNER_COLUMN", "Owner", "exception_row", "lock_owner", "period_row", "renew", "set_hours", "write_hours"]

Owner = Place | Channel | ServiceAt
LOCAL = "local"


def set_hours(
    actor: Actor,
    owner: Owner,
    *,
    periods: Sequence[Period],
    exceptions: Sequence[HoursException] = (),
    seen: int | None = None,
) -> None:
    """Replace the hours of one owner. Refuses dates in the wrong order with a sentence naming them.

    Regular hours a register tells stay as it tells them, and its exceptions beside ours.
    `seen`: the revision the editor began from; EditConflict when somebody has changed the hours since.
    """
    with transaction.atomic():
        access.check_may_edit(actor, keeper_of(owner))
        check_dates(periods, exceptions)
        locked = lock_owner(owner)
        before = hours_state(locked)

        here = {OWNER_COLUMN[type(owner)]: owner.pk}
        owned = actor.kind is not ActorKind.SYSTEM and _owned(locked)
        rows = [period_row(period, **here) for period in periods]
        added = [exception_row(item, **here) for item in exceptions]
        wanted = {"periods": [_kept(row, recording.PERIOD_FIELDS) for row in rows]}
        if owned and (conflicts.comparable_hours(wanted)["periods"] != conflicts.comparable_hours(before)["periods"]):
            raise HoursRefused(
                _("Säännölliset ajat tulevat Palvelutietovarannosta. Muuta ne siellä. Poikkeuksia voit lisätä täällä."),
                code="directory.hours.owned_elsewhere",
            )
        wanted["exceptions"] = [_kept(row, recording.EXCEPTION_FIELDS) for row in added]
        if not conflicts.mine_stand(locked, before, wanted, seen) or _same(wanted, before, owned):
            return

        write_hours(locked, periods, exceptions, only_local=owned)
        column = OWNER_COLUMN[type(owner)]
        audit.record(actor, "directory.hours.changed", kind=column.removesuffix("_id"), uuid=owner.uuid)
        kept = recording.state(locked)
        revisions.record(actor, KINDS[type(owner)], owner.uuid, "hours", ["hours"], kept)
        renew(locked)


def check_dates(periods: Sequence[Period], exceptions: Sequence[HoursException]) -> None:
    for number, period in enumerate(periods, start=1):
        if period.valid_from and period.valid_to and period.valid_to < period.valid_from:
            raise HoursRefused(
                _("Aukioloajan %(number)d viimeinen päivä on ennen ensimmäistä. Korjaa päivät.") % {"number": number},
                code="directory.hours.dates",
            )
    for exception in exceptions:
        if exception.ends_on < exception.starts_on:
            raise HoursRefused(
                _("Poikkeuksen viimeinen päivä on ennen ensimmäistä. Korjaa päivät."), code="directory.hours.dates"
            )


def lock_owner(owner: Owner) -> Owner:
    """The owner as stored, held until the transaction ends: two editors of its hours wait for each other."""
    if isinstance(owner, ServiceAt):
        return ServiceAt.objects.select_for_update(of=("self",)).select_related("service").get(pk=owner.pk)
    return type(owner).objects.select_for_update().get(pk=owner.pk)


def write_hours(
    owner: Owner, periods: Sequence[Period], exceptions: Sequence[HoursException], *, only_local: bool = False
) -> None:
    """Replace the rows; with `only_local` nothing but the exceptions made here."""
    here = {OWNER_COLUMN[type(owner)]: owner.pk}
    gone = ExceptionRow.objects.filter(**here)
    if only_local:
        gone.filter(source=LOCAL).delete()
    else:
        gone.delete()
        PeriodRow.objects.filter(**here).delete()
        PeriodRow.objects.bulk_create(period_row(period, **here) for period in periods)
    ExceptionRow.objects.bulk_create(exception_row(item, **here) for item in exceptions)


def _owned(owner: Owner) -> bool:
    return "hours" in owned_fields(KINDS[type(owner)], owner.source, owner.locked_fields)


def _kept(row: PeriodRow | ExceptionRow, fields: Sequence[str]) -> dict[str, Any]:
    return {field: getattr(row, field) for field in fields}


def _same(wanted: dict[str, Any], before: dict[str, Any], only_local: bool) -> bool:
    """Whether nothing would change."""
    stored = [row for row in before["exceptions"] if not (only_local and row["source"] == PTV)]
    now, then = (conflicts.comparable_hours(each) for each in (wanted, {**before, "exceptions": stored}))
    return now == then


def period_row(period: Period, **owner: int) -> PeriodRow:
    return PeriodRow(
        kind=period.kind,
        slots=slots_to_json(period.slots),
        valid_from=period.valid_from,
        valid_to=period.valid_to,
        recurrence=period.recurrence,
        interval=period.interval,
        anchor=period.anchor,
        nth=list(period.nth),
        always_open=period.always_open,
        note=dict(period.note),
        **owner,
    )


def exception_row(item: HoursException, *, source: str = LOCAL, **owner: int) -> ExceptionRow:
    return ExceptionRow(
        source=source,
        starts_on=item.starts_on,
        ends_on=item.ends_on,
        slots=spans_to_json(item.slots),
        kind=item.kind,
        reason=dict(item.reason),
        created_at=item.created_at or clock.now(),
        **owner,
    )


def renew(owner: Owner) -> None:
    """Renew what the hours of this owner touch."""
    if isinstance(owner, ServiceAt):
        publishing.renew(connections=[(owner.service_id, owner.place_id)])
    else:
        publishing.renew_entry(owner)
