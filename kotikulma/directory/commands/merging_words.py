"""What both said of one place when two services become one: nothing a resident could read is lost, or lost for good."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from kotikulma.directory.commands.recording import record
from kotikulma.directory.models import ServiceAt
from kotikulma.directory.rules.merging import joined_contacts
from kotikulma.kernel import revisions
from kotikulma.kernel.types import Actor

WORDS = ("note", "contacts", "locked_fields")


def fill_shared(actor: Actor, shared: Iterable[tuple[UUID, ServiceAt, ServiceAt]]) -> list[dict[str, Any]]:
    """The kept connection gets the note it has none of, and contacts it has not; what undoing needs."""
    done = []
    for _end, kept, gone in shared:
        was = _words(kept)
        kept.contacts = joined_contacts(kept.contacts, gone.contacts, registered=kept.source != "local")
        if gone.note and not kept.note:
            kept.note, kept.locked_fields = gone.note, sorted({*kept.locked_fields, "note"})
        if _words(kept) != was:
            _save(actor, kept, [name for name in WORDS[:2] if getattr(kept, name) != was[name]])
            done.append({"kept": kept.pk, "was": was, "became": _words(kept)})
    return done


def empty_shared(actor: Actor, done: Iterable[Mapping[str, Any]]) -> None:
    """Undo `fill_shared`, but for what has been edited since."""
    filled = {row["kept"]: row for row in done}
    for kept in ServiceAt.objects.select_related("service").filter(pk__in=filled).order_by("pk"):
        was, became = (filled[kept.pk][when] for when in ("was", "became"))
        same = [name for name in WORDS[:2] if was[name] != became[name] and getattr(kept, name) == became[name]]
        for name in same:
            setattr(kept, name, was[name])
        if "note" in same and "note" not in was["locked_fields"]:
            kept.locked_fields = [name for name in kept.locked_fields if name != "note"]
        if same:
            _save(actor, kept, same)


def _words(connection: ServiceAt) -> dict[str, Any]:
    return revisions.plain({name: getattr(connection, name) for name in WORDS})


def _save(actor: Actor, connection: ServiceAt, changed: list[str]) -> None:
    connection.save(update_fields=[*WORDS, "modified_at"])
    record(actor, connection, "edited", changed)
