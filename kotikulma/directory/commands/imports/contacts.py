"""Contacts as they are stored."""

from collections.abc import Iterable
from typing import Any

from kotikulma.directory.types import Contact


def contact_rows(contacts: Iterable[Contact]) -> list[dict[str, Any]]:
    """Dictionaries without the keys that would be empty."""
    rows = []
    for contact in contacts:
        row: dict[str, Any] = {"type": str(contact.type), "value": contact.value}
        extra = {"topic": dict(contact.topic), "charge": contact.charge, "icon": contact.icon}
        rows.append(row | {key: value for key, value in extra.items() if value})
    return rows
