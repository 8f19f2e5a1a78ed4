"""One import from its first row to its last: batches, dry run, resuming, the stored report."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext as _

from kotikulma.directory import access
from kotikulma.directory.commands import publishing
from kotikulma.directory.commands.imports import connections, entries, hours, organizations, places, services
from kotikulma.directory.commands.imports.batch import CHANNEL, SERVICE, Batch, Run, pks, skip
from kotikulma.directory.commands.imports.loading import load, load_term_addresses, own_key
from kotikulma.directory.commands.terms import load_terms
from kotikulma.directory.formats.ptv.values import PtvRow, PtvTombstone
from kotikulma.directory.models import Channel, ImportRun, PendingConnection, Place, Service, Term
from kotikulma.directory.types.imports import ImportLine, ImportReport, RowOutcome, Silent
from kotikulma.kernel import clock, garbage, municipalities
from kotikulma.kernel.types import Actor, Progress

BATCH = 500  # an end of several connections is renewed once for all of a batch
STORED_LINES = 2000


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Among the rows of a source: everything before it may be forgotten when the run is resumed at `cursor`."""

    cursor: dict[str, Any]


def import_ptv(
    actor: Actor,
    objects: Iterable[PtvRow | Checkpoint],
    *,
    dry_run: bool = False,
    progress: Progress | None = None,
    source: str = "ptv",
    total: int | None = None,
) -> ImportReport:
    """Bring PTV objects in, matched by their PTV ids alone. Again changes nothing.

    One transaction per batch of rows; a bad row is told on its line and never stops the rest. `dry_run` tells
    the same and leaves everything as it was. System or coordinators only.
    """
    access.check_may_edit(actor, None)
    progress = progress or Silent()
    if not dry_run:
        return _run(actor, objects, progress, source, total, ImportReport())
    with transaction.atomic():
        report = _run(actor, objects, progress, source, total, ImportReport(dry_run=True))
        transaction.set_rollback(True)
    return report


def unfinished(source: str) -> ImportRun | None:
    """The latest run of this source, if it broke off: its `cursor` says where to go on."""
    latest = ImportRun.objects.filter(source=source).order_by("-id").first()
    return latest if latest and latest.finished_at is None and latest.cursor else None


def _run(
    actor: Actor,
    objects: Iterable[PtvRow | Checkpoint],
    progress: Progress,
    source: str,
    total: int | None,
    report: ImportReport,
) -> ImportReport:
    if not Term.objects.exists():
        load_terms()
    names = {name for each in municipalities.names().values() for name in each.values()}
    run = Run(actor, clock.now(), clock.today(), report, load_term_addresses(), frozenset(names))
    stored = ImportRun.objects.create(source=source[:200], started_at=run.now)
    progress.start(total, source)
    for rows, checkpoint in _batches(_guarded(objects, report)):
        if rows:
            report.lines += _save(run, rows)
            progress.step(len(rows))
        if checkpoint:
            ImportRun.objects.filter(pk=stored.pk).update(cursor=checkpoint.cursor)
    if not report.stopped:
        _archive_untold(run)
    report.waiting = PendingConnection.objects.exclude(data__has_key="role").count()
    finished = {} if report.stopped else {"finished_at": clock.now()}
    ImportRun.objects.filter(pk=stored.pk).update(report=_stored_report(report), **finished)
    progress.done()
    return report


def _guarded(objects: Iterable[PtvRow | Checkpoint], report: ImportReport) -> Iterator[PtvRow | Checkpoint]:
    """The source's rows; when it breaks off, what came before it stays and the report says why it stopped."""
    try:
        yield from objects
    except SourceBroken as broken:
        report.stopped = str(broken)


class SourceBroken(Exception):
    """The source cannot be read further; the message is a translated sentence with the remedy."""


def _batches(objects: Iterable[PtvRow | Checkpoint]) -> Iterator[tuple[list[PtvRow], Checkpoint | None]]:
    """Up to BATCH rows at a time; the same object twice goes into two batches, so that its last words win."""
    rows: list[PtvRow] = []
    seen: set[tuple[str, str]] = set()
    for item in chain(objects, [None]):
        key = own_key(item.thing) if isinstance(item, PtvRow) and item.thing else None
        if rows and (item is None or len(rows) >= BATCH or (key and key in seen)):
            yield rows, None
            rows, seen = [], set()
        if isinstance(item, Checkpoint):
            yield rows, item
            rows, seen = [], set()
        elif item is not None:
            rows.append(item)
            seen |= {key} if key else set()


def _save(run: Run, rows: list[PtvRow]) -> list[ImportLine]:
    """One transaction; when the database refuses it, row by row, so that only the bad one is left out."""
    try:
        return save_batch(run, rows)
    except (IntegrityError, DataError, ValueError) as error:
        run.terms = load_term_addresses()
        if len(rows) == 1:
            line = ImportLine(rows[0].source, RowOutcome.SKIPPED, name=rows[0].name, problems=rows[0].problems)
            skip(line, "not_saved", _("Tallennus ei onnistunut: %(reason)s.") % {"reason": error})
            return [line]
        return [line for row in rows for line in _save(run, [row])]


def save_batch(run: Run, rows: list[PtvRow]) -> list[ImportLine]:
    """Everything of one batch in one transaction, with one renewal of what is read fast."""
    lines = [ImportLine(row.source, RowOutcome.SKIPPED, name=row.name, problems=row.problems) for row in rows]
    batch = Batch(run, rows, lines)
    with garbage.kept_still(), publishing.bulk():
        load(batch)
        organizations.save(batch)
        _bury(batch)
        services.put_services(batch)
        places.put_channels(batch)
        entries.create(batch)
        places.keep_waiting_keepers(batch)
        services.write_terms(batch)
        services.write_producers(batch)
        connections.write_connections(batch)
        hours.write_hours(batch)
        connections.finish_connections(batch)
        verified = entries.finish(batch)
        _renew(batch, verified)
    batch.settle()
    return lines


def _bury(batch: Batch) -> None:
    for row, line in zip(batch.rows, batch.lines, strict=True):
        if isinstance(row.thing, PtvTombstone) and row.thing.kind != "organization":
            key = (SERVICE if row.thing.kind == "service" else CHANNEL, row.thing.id)
            entries.bury(batch, line, row.thing, key)


def _renew(batch: Batch, verified: Iterable[Any]) -> None:
    new = {entry.uuid for entry in batch.created}
    changed = [entry for entry, _line in batch.written.values() if entry.uuid in new or batch.touched.get(entry.uuid)]
    moved = [
        row for row, _entry in batch.connections if row.uuid in batch.connections_added or batch.touched.get(row.uuid)
    ]
    changed += [*verified, *batch.kept]
    publishing.renew(
        services=pks(entry for entry in changed if isinstance(entry, Service)),
        places=pks(entry for entry in changed if isinstance(entry, Place)),
        channels=pks(entry for entry in changed if isinstance(entry, Channel)),
        connections=[(row.service_id, row.place_id) for row in moved],
    )


def _archive_untold(run: Run) -> None:
    if not run.untold:
        return
    with publishing.bulk():
        gone = connections.archive_untold(Batch(run, [], []))
        publishing.renew(connections=[(row.service_id, row.place_id) for row in gone])
    run.report.disconnected = len(gone)


def _stored_report(report: ImportReport) -> dict[str, Any]:
    """The sums, and the lines that tell something; a run of fifty thousand unchanged rows is not kept row by row."""
    told = report.as_dict()
    told["rows"] = [
        line.as_dict() for line in report.lines if line.outcome is not RowOutcome.UNCHANGED or line.problems
    ][:STORED_LINES]
    return told
