"""Hints for editors, renewed with what is read fast."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from kotikulma.directory.models import EntryHints
from kotikulma.directory.rules.quality import Described, missing_languages, quality_hints
from kotikulma.directory.types import ServiceKind, Status
from kotikulma.directory.types.records import ServiceRecord
from kotikulma.kernel import municipalities
from kotikulma.kernel.db import plain


class HintsRow(NamedTuple):
    """A row of `EntryHints`."""

    object_uuid: UUID
    kind: str
    hints: list[list[str]]
    missing: list[str]
    mendable: bool
    translatable: bool


def renew_hints(kind: str, loaded: Mapping[int, Described], today: date) -> None:
    """Write what differs: one statement when nothing does."""
    towns = [names["fi"] for names in municipalities.names().values() if "fi" in names]
    wanted = {record.uuid: row for record in loaded.values() if (row := _row(kind, record, today, towns))}
    here = EntryHints.objects.filter(object_uuid__among=[record.uuid for record in loaded.values()])
    stored = {row.object_uuid: row for row in plain.read(here, "object_uuid", "id", "hints", "missing")}
    gone = [row.id for uuid, row in stored.items() if uuid not in wanted]
    if gone:
        EntryHints.objects.filter(pk__in=gone).delete()
    changed = [row for uuid, row in wanted.items() if uuid not in stored or _words(stored[uuid]) != _words(row)]
    plain.upsert(EntryHints, "object_uuid", HintsRow._fields, changed)


def _row(kind: str, record: Described, today: date, towns: list[str]) -> HintsRow | None:
    described = isinstance(record, ServiceRecord) and record.kind == ServiceKind.GENERAL_DESCRIPTION
    if record.status != Status.PUBLISHED or described:
        return None
    hints = [[hint.code, hint.field, hint.language] for hint in quality_hints(record, today, towns)]
    missing = list(missing_languages(record.name, record.summary))
    if not hints and not missing:
        return None
    return HintsRow(record.uuid, kind, hints, missing, mendable=bool(hints), translatable=bool(missing))


def _words(row: Any) -> tuple[object, object]:
    return row.hints, row.missing
