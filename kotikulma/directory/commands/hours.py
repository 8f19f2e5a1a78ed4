"""Opening hours of a place, a channel or a connection, replaced as a whole."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from kotikulma.directory import access
from kotikulma.directory.commands import publishing
from kotikulma.directory.models import Channel, Place, ServiceAt
from kotikulma.directory.models import HoursException as ExceptionRow
from kotikulma.directory.models import HoursPeriod as PeriodRow
from kotikulma.directory.rules.hours_rows import slots_to_json, spans_to_json
from kotikulma.directory.types import HoursException, HoursRefused, Period
from kotikulma.kernel import audit, clock
from kotikulma.kernel.types import Actor

Owner = Place | Channel | ServiceAt
OWNER_COLUMN: dict[type, str] = {Place: "place_id", Channel: "channel_id", ServiceAt: "connection_id"}


def set_hours(
    actor: Actor, owner: Owner, *, periods: Sequence[Period], exceptions: Sequence[HoursException] = ()
) -> None:
    """Replace the hours of one owner. Refuses dates in the wrong order with a sentence naming them."""
    with transaction.atomic():
        keeper = owner.service.responsible_id if isinstance(owner, ServiceAt) else owner.organization_id
        access.check_may_edit(actor, keeper)

        for number, period in enumerate(periods, start=1):
            if period.valid_from and period.valid_to and period.valid_to < period.valid_from:
                raise HoursRefused(
                    _("Aukioloajan %(number)d viimeinen päivä on ennen ensimmäistä. Korjaa päivät.")
                    % {"number": number},
                    code="directory.hours.dates",
                )
        for exception in exceptions:
            if exception.ends_on < exception.starts_on:
                raise HoursRefused(
                    _("Poikkeuksen viimeinen päivä on ennen ensimmäistä. Korjaa päivät."), code="directory.hours.dates"
                )

        column = OWNER_COLUMN[type(owner)]
        PeriodRow.objects.filter(**{column: owner.pk}).delete()
        ExceptionRow.objects.filter(**{column: owner.pk}).delete()
        PeriodRow.objects.bulk_create(period_row(period, **{column: owner.pk}) for period in periods)
        ExceptionRow.objects.bulk_create(exception_row(item, **{column: owner.pk}) for item in exceptions)
        audit.record(actor, "directory.hours.changed", kind=column.removesuffix("_id"), uuid=owner.uuid)
        _renew(owner)


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


def exception_row(item: HoursException, **owner: int) -> ExceptionRow:
    return ExceptionRow(
        starts_on=item.starts_on,
        ends_on=item.ends_on,
        slots=spans_to_json(item.slots),
        kind=item.kind,
        reason=dict(item.reason),
        created_at=item.created_at or clock.now(),
        **owner,
    )


def _renew(owner: Owner) -> None:
    if isinstance(owner, ServiceAt):
        publishing.renew(connections=[(owner.service_id, owner.place_id)])
    else:
        publishing.renew_entry(owner)
