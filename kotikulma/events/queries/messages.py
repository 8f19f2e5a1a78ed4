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
    return _registered(event, states, occurrence).exclude(email=b"").order_by("intake_id", "number")


def count_recipients(
    viewer: Actor, event: UUID, states: Sequence[str] = ACTIVE, occurrence: UUID | None = None
) -> tuple[int, int]:
    """Who gets the mail, and who cannot since there is no address: those are called."""
    found = access.get_event_for_editing(viewer, event)
    everybody = _registered(found, states, occurrence)
    without = everybody.filter(email=b"").count()
    return everybody.count() - without, without


def _registered(event: Event, states: Sequence[str], occurrence: UUID | None) -> QuerySet[Registration]:
    rows = Registration.objects.filter(intake__event=event, state__in=states, purged_at__isnull=True)
    if occurrence is None:
        return rows
    single = event.occurrences.filter(uuid=occurrence).first()
    return rows.filter(access.comes_to(single)) if single else rows.none()
