"""Whom a message would reach."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet

from kotikulma.events import access
from kotikulma.events.models import Event, Registration
from kotikulma.events.types import ACTIVE
from kotikulma.kernel.types import Actor


def recipients(event: Event, states: Sequence[str], occurrence: UUID | None = None) -> QuerySet[Registration]:
    """Registrations with an address, in the order they were made."""
    rows = Registration.objects.filter(intake__event=event, state__in=states, purged_at__isnull=True).exclude(email=b"")
    if occurrence:
        single = event.occurrences.filter(uuid=occurrence).first()
        rows = rows.filter(access.comes_to(single)) if single else rows.none()
    return rows.order_by("intake_id", "number")


def count_recipients(
    viewer: Actor, event: UUID, states: Sequence[str] = ACTIVE, occurrence: UUID | None = None
) -> tuple[int, int]:
    """Who gets the mail, and who cannot since there is no address: those are called."""
    found = access.get_event_for_editing(viewer, event)
    reached = recipients(found, states, occurrence).count()
    without = Registration.objects.filter(
        intake__event=found, state__in=states, purged_at__isnull=True, email=b""
    ).count()
    return reached, without
