"""Work for the demo's keepers: entries verified long ago, and what residents have told of errors."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from kotikulma.directory.commands import publishing
from kotikulma.directory.commands.reports import report_error
from kotikulma.directory.demo import content
from kotikulma.directory.models import Report, Verification
from kotikulma.kernel import clock
from kotikulma.kernel.types import ANONYMOUS

Laid = Mapping[str, Mapping[str, Any]]  # kind -> key -> entry


def lay(before: Collection[UUID], laid: Laid) -> None:
    """Once: what was laid before keeps the age it has, and reports are told only to a new demo."""
    now = clock.now()
    for row in content.rows("aged"):
        entry = laid[row["kind"]][row["key"]]
        if entry.uuid not in before:
            _age(entry, now - timedelta(days=row["days"]))
    if not before:
        for row in content.rows("report"):
            _report(row, laid, now)


def _age(entry: Any, moment: datetime) -> None:
    """No command says "a year ago", and none should."""
    Verification.objects.filter(object_uuid=entry.uuid).update(at=moment)
    type(entry).objects.filter(pk=entry.pk).update(verified_at=moment)
    publishing.renew_entry(entry)


def _report(row: content.Row, laid: Laid, now: datetime) -> None:
    kind, uuid, path = "", None, row.get("path", "")
    if "key" in row:
        kind, uuid = row["kind"], laid[row["kind"]][row["key"]].uuid
        path = f"/{'palvelut' if kind == 'service' else 'paikat'}/{uuid}/"
    report = report_error(
        ANONYMOUS, text=row["text"], path=path, object_kind=kind, object_uuid=uuid, contact=row.get("contact", "")
    )
    Report.objects.filter(pk=report.pk).update(created_at=now - timedelta(days=row["days"]))
