"""How a command line brings a table in or takes one out."""

from pathlib import Path

from django.utils.translation import gettext as _

from kotikulma.directory.commands.tables.exporting import export_table, table_template
from kotikulma.directory.commands.tables.importing import import_table
from kotikulma.directory.formats import tables
from kotikulma.directory.formats.tables import TableRefused
from kotikulma.directory.formats.tables.reading import MAX_BYTES
from kotikulma.directory.types.imports import ImportReport, Progress
from kotikulma.kernel.types import Actor, system


def run_import_table(
    path: str | Path,
    kind: str,
    *,
    dry_run: bool = False,
    swap: bool = False,
    progress: Progress | None = None,
    actor: Actor | None = None,
) -> ImportReport:
    """`kind`: services or places; the form is told by the file itself. TableRefused when it cannot be read."""
    file = Path(path)
    try:
        if file.stat().st_size > MAX_BYTES:
            raise TableRefused(_("Tiedosto on yli 50 megatavua. Jaa se osiin."))
        data = file.read_bytes()
    except OSError as error:
        raise TableRefused(_("Tiedostoa ei voi lukea: %(reason)s.") % {"reason": error.strerror or error}) from error
    return import_table(
        actor or system("import table"), kind, data, dry_run=dry_run, swap=swap, progress=progress, source=file.name
    )


def run_export_table(kind: str, path: str | Path, *, template: bool = False, actor: Actor | None = None) -> int:
    """Write services or places to a .csv or .xlsx file (or its template); returns how many bytes."""
    form = Path(path).suffix.lower().removeprefix(".")
    if form not in tables.MEDIA_TYPES:
        raise TableRefused(_("Anna tiedostolle pääte .csv tai .xlsx."))
    made = table_template(kind, form) if template else export_table(actor or system("export table"), kind, form)
    return Path(path).write_bytes(made[1])
