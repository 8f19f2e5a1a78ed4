"""How a command line brings a table in or takes one out."""

from pathlib import Path

from django.utils.translation import gettext as _

from kotikulma.directory.commands import entries, publishing
from kotikulma.directory.commands.tables.exporting import export_table, table_template
from kotikulma.directory.commands.tables.importing import import_table
from kotikulma.directory.formats import tables
from kotikulma.directory.formats.tables import TableRefused
from kotikulma.directory.formats.tables.reading import MAX_BYTES
from kotikulma.directory.models import Place, Service
from kotikulma.directory.types import EntryRefused, Status
from kotikulma.directory.types.imports import ImportReport, Problem
from kotikulma.kernel.types import Actor, Progress, system


def run_import_table(
    path: str | Path,
    kind: str,
    *,
    dry_run: bool = False,
    swap: bool = False,
    publish: bool = False,
    progress: Progress | None = None,
    actor: Actor | None = None,
) -> ImportReport:
    """`kind`: services or places; the form is told by the file itself. TableRefused when it cannot be read.

    New rows are drafts. With `publish` those that have what publishing asks for are shown at once, and the others
    say on their row what they lack.
    """
    file = Path(path)
    try:
        if file.stat().st_size > MAX_BYTES:
            raise TableRefused(_("Tiedosto on yli 50 megatavua. Jaa se osiin."))
        data = file.read_bytes()
    except OSError as error:
        raise TableRefused(_("Tiedostoa ei voi lukea: %(reason)s.") % {"reason": error.strerror or error}) from error
    doer = actor or system("import table")
    report = import_table(doer, kind, data, dry_run=dry_run, swap=swap, progress=progress, source=file.name)
    if publish and not dry_run:
        _publish(doer, kind, report)
    return report


def _publish(actor: Actor, kind: str, report: ImportReport) -> None:
    model = Service if kind == tables.SERVICES else Place
    lines = {line.uuid: line for line in report.lines if line.uuid}
    with publishing.bulk():
        for entry in model.objects.filter(uuid__in=lines, status=Status.DRAFT).order_by("id"):
            line = lines[entry.uuid]
            try:
                entries.publish(actor, entry)
            except EntryRefused as refusal:
                gaps = " ".join(str(sentence) for sentence in refusal.fields.values())
                line.problems += (Problem("status", str(refusal.code), f"{refusal.message} {gaps}"),)


def run_export_table(kind: str, path: str | Path, *, template: bool = False, actor: Actor | None = None) -> int:
    """Write services or places to a .csv or .xlsx file (or its template); returns how many bytes."""
    form = Path(path).suffix.lower().removeprefix(".")
    if form not in tables.MEDIA_TYPES:
        raise TableRefused(_("Anna tiedostolle pääte .csv tai .xlsx."))
    made = table_template(kind, form) if template else export_table(actor or system("export table"), kind, form)
    return Path(path).write_bytes(made[1])
