"""Entries of a certain age, for tests of keeping them true."""

from typing import Any

from kotikulma.directory.tests.make import at

AGES = {"fresh": "2027-01-10", "due": "2026-01-10", "warning": "2025-11-01", "hidden": "2025-08-01"}


def verified(thing: Any, day: str) -> Any:
    """The thing as verified on that day, or as it is in a state on 10 February 2027."""
    type(thing).objects.filter(pk=thing.pk).update(verified_at=at(f"{AGES.get(day, day)} 12:00"))
    thing.refresh_from_db()
    return thing
