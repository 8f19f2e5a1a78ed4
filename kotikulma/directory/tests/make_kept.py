"""Entries of a certain age, for tests of keeping them true."""

from typing import Any

from kotikulma.directory.commands.recording import keeper_of
from kotikulma.directory.models import Reminder
from kotikulma.directory.rules.freshness import DUE_AFTER, counted_from, months_later
from kotikulma.directory.tests.make import at

AGES = {"fresh": "2027-01-10", "due": "2026-01-10", "warning": "2025-11-01", "hidden": "2025-08-01"}


def verified(thing: Any, day: str) -> Any:
    """The thing as verified on that day, or as it is in a state on 10 February 2027."""
    type(thing).objects.filter(pk=thing.pk).update(verified_at=at(f"{AGES.get(day, day)} 12:00"))
    thing.refresh_from_db()
    return thing


def neglected(thing: Any, day: str) -> Any:
    """The same, with its keepers asked on the day it came due: nothing is hidden before somebody was."""
    verified(thing, day)
    due = months_later(counted_from(thing.verified_at, thing.created_at), DUE_AFTER)
    Reminder.objects.get_or_create(organization_id=keeper_of(thing), day=due)
    return thing
