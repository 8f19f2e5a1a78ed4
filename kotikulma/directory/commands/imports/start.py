"""How a command line starts an import of PTV: from files and folders, or from the live open API."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from django.utils.translation import gettext as _

from kotikulma.directory.commands import ptv_client
from kotikulma.directory.commands.imports.batch import CHANNEL, ORGANIZATION
from kotikulma.directory.commands.imports.run import Checkpoint, import_ptv, unfinished
from kotikulma.directory.formats import ptv
from kotikulma.directory.formats.ptv.fragments import UUID
from kotikulma.directory.formats.ptv.values import PtvRow
from kotikulma.directory.models import ImportRun, PendingConnection
from kotikulma.directory.types.imports import ImportReport, Problem, RowOutcome
from kotikulma.kernel.errors import Refused
from kotikulma.kernel.types import Actor, Progress, system

WAITED_FOR = {CHANNEL: "ServiceChannel", ORGANIZATION: "Organization"}


def run_import_ptv(
    paths: Sequence[str | Path] = (),
    *,
    organization: str = "",
    municipality: str = "",
    base_url: str = "",
    dry_run: bool = False,
    progress: Progress | None = None,
    actor: Actor | None = None,
    api: ptv_client.Api | None = None,
) -> ImportReport:
    """Exactly one of `paths` (files, folders), `organization` (PTV id) and `municipality` (three digits).

    Refused when that is not so. The live import goes on where an earlier one broke off, and after a finished one
    asks also for what has been archived since.
    """
    actor = actor or system("import ptv")
    if sum(map(bool, (paths, organization, municipality))) != 1:
        raise Refused(_("Anna joko tiedostoja, organisaation tunnus tai kunnan koodi."))
    if paths:
        files = list(_files(paths))
        source = "ptv: " + ", ".join(str(path) for path in paths)
        return import_ptv(actor, read_files(files), dry_run=dry_run, progress=progress, source=source)
    if organization and not UUID.match(organization):
        raise Refused(_("Organisaation tunnus on muotoa 00000000-0000-0000-0000-000000000000."))
    if municipality and not (municipality.isdigit() and len(municipality) == 3):
        raise Refused(_("Kuntakoodissa on kolme numeroa, esimerkiksi 179."))
    source = f"ptv: organization {organization}" if organization else f"ptv: municipality {municipality}"
    broken_off = unfinished(source)
    earlier = ImportRun.objects.filter(source=source, finished_at__isnull=False).order_by("-id").first()
    objects = ptv_client.fetch(
        api or ptv_client.Api(base_url or ptv_client.BASE_URL),
        organization=organization,
        municipality=municipality,
        cursor=broken_off.cursor if broken_off else None,
        waiting=_waiting() if broken_off else None,
        archived_since=earlier.started_at if earlier else None,
    )
    return import_ptv(actor, objects, dry_run=dry_run, progress=progress, source=source)


def _waiting() -> dict[str, set[str]]:
    """What the first part of a run that broke off still waits for."""
    rows = PendingConnection.objects.filter(external_scheme__in=WAITED_FOR)
    found: dict[str, set[str]] = {resource: set() for resource in WAITED_FOR.values()}
    for scheme, value in rows.values_list("external_scheme", "external_value"):
        found[WAITED_FOR[scheme]].add(value)
    return found


def read_files(files: Iterable[Path]) -> Iterator[PtvRow | Checkpoint]:
    """The rows of each file; a file that cannot be read is a row too."""
    for path in files:
        try:
            if path.stat().st_size > ptv.MAX_BYTES:
                problem = Problem("", "too_big", _("Tiedosto on yli 50 megatavua. Jaa se osiin."))
                yield PtvRow(path.name, None, (problem,))
                continue
            data = path.read_bytes()
        except OSError as error:
            message = _("Tiedostoa ei voi lukea: %(reason)s.") % {"reason": error.strerror or error}
            yield PtvRow(str(path), None, (Problem("", "unreadable_file", message),))
            continue
        yield from ptv.read(data, path.name)


def report_text(report: ImportReport) -> Iterator[str]:
    """The report for a terminal: every row that changed something or has something to say, then the sums."""
    for notice in report.notices:
        yield notice.message
    for line in report.lines:
        if line.outcome is RowOutcome.UNCHANGED and not line.problems:
            continue
        told = f" ({', '.join(line.changed)})" if line.changed else ""
        yield f"{OUTCOMES[line.outcome]()}: {line.source} {line.name}{told}".rstrip()
        for problem in line.problems:
            yield f"    {problem.path + ': ' if problem.path else ''}{problem.message}"
    yield ", ".join(f"{OUTCOMES[RowOutcome(key)]()} {count}" for key, count in report.counts.items())
    yield _("Liitoksia tehtiin %(made)d, päättyi %(ended)d, odottaa toista päätään %(waiting)d.") % {
        "made": report.connected,
        "ended": report.disconnected,
        "waiting": report.waiting,
    }
    if report.dry_run:
        yield _("Tämä oli kokeilu: mitään ei tallennettu.")
    if report.stopped:
        yield report.stopped


OUTCOMES = {
    RowOutcome.ADDED: lambda: _("lisätty"),
    RowOutcome.CHANGED: lambda: _("muutettu"),
    RowOutcome.UNCHANGED: lambda: _("ennallaan"),
    RowOutcome.ARCHIVED: lambda: _("arkistoitu"),
    RowOutcome.SKIPPED: lambda: _("ohitettu"),
}


def _files(paths: Sequence[str | Path]) -> Iterator[Path]:
    for path in map(Path, paths):
        if path.is_dir():
            yield from sorted(each for each in path.rglob("*.json") if each.is_file())
        else:
            yield path
