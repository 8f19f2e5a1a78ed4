"""Commands that bring data in and take it out: `kotikulma import …`, `kotikulma export …`."""

import json
import sys
from pathlib import Path
from typing import Any, Literal

import click

from kotikulma.config.with_django import with_django

DRY_RUN = click.option("--dry-run", is_flag=True, help="Say what would change, change nothing.")
PUBLISH = click.option("--publish", is_flag=True, help="Show new rows at once when they have all that is needed.")
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
SOME_ROWS_SKIPPED = 3


@click.group("import")
def import_() -> None:
    """Bring data in: PTV, Linked Events, a table of services or places. Each bad row is told, none stops the rest."""


@import_.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True))
@click.option("--organization", default="", metavar="UUID", help="Everything of one organisation, from the live PTV.")
@click.option("--municipality", default="", metavar="CODE", help="Everything of one municipality, such as 179.")
@click.option("--base-url", default="", metavar="URL", help="Another address of the PTV API, such as a local double.")
@DRY_RUN
@AS_JSON
@with_django
def ptv(
    paths: tuple[str, ...], organization: str, municipality: str, base_url: str, dry_run: bool, as_json: bool
) -> None:
    """From PTV: files and folders of JSON, or the live open API."""
    from kotikulma.config.progress import Bar
    from kotikulma.directory.commands.imports.start import run_import_ptv

    report = run_import_ptv(
        paths,
        organization=organization,
        municipality=municipality,
        base_url=base_url,
        dry_run=dry_run,
        progress=Bar(),
    )
    _tell(report, as_json)


@import_.command()
@click.argument("path", type=click.Path(exists=True, dir_okay=False))
@click.option("--swap", is_flag=True, help="Exchange latitude and longitude where that puts a place in Finland.")
@PUBLISH
@DRY_RUN
@AS_JSON
@with_django
def services(path: str, swap: bool, publish: bool, dry_run: bool, as_json: bool) -> None:
    """Services from a .csv or .xlsx file; make the template with `export services --template`."""
    _import_table("services", path, as_json, swap=swap, publish=publish, dry_run=dry_run)


@import_.command()
@click.argument("path", type=click.Path(exists=True, dir_okay=False))
@click.option("--swap", is_flag=True, help="Exchange latitude and longitude where that puts a place in Finland.")
@PUBLISH
@DRY_RUN
@AS_JSON
@with_django
def places(path: str, swap: bool, publish: bool, dry_run: bool, as_json: bool) -> None:
    """Places from a .csv or .xlsx file; make the template with `export places --template`."""
    _import_table("places", path, as_json, swap=swap, publish=publish, dry_run=dry_run)


@import_.command()
@click.argument("source")
@click.option("--organization", required=True, metavar="UUID", help="The organisation that answers for the events.")
@click.option("--name", default="linkedevents", show_default=True, help="The data source named on the pages.")
@DRY_RUN
@AS_JSON
@with_django
def linkedevents(source: str, organization: str, name: str, dry_run: bool, as_json: bool) -> None:
    """Events of another Linked Events service: a file, a folder, or an address read page by page."""
    from uuid import UUID

    from kotikulma.config.progress import Bar
    from kotikulma.events.commands.importing import import_events
    from kotikulma.events.commands.linkedevents_client import rows_of
    from kotikulma.kernel.types import system

    try:
        keeper = UUID(organization)
    except ValueError as error:
        raise click.BadParameter("use a UUID", param_hint="--organization") from error
    house = system("import linkedevents")
    rows = rows_of(source)
    _tell(import_events(house, rows, organization=keeper, source=name, dry_run=dry_run, progress=Bar()), as_json)


@import_.command()
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--organization", required=True, metavar="UUID", help="The organisation whose drafts they become.")
@DRY_RUN
@AS_JSON
@with_django
def ics(path: Path, organization: str, dry_run: bool, as_json: bool) -> None:
    """Drafts of events from a calendar file (.ics), entry by entry."""
    from uuid import UUID

    from kotikulma.events.commands.importing_calendars import import_calendar
    from kotikulma.kernel.types import system

    try:
        keeper = UUID(organization)
    except ValueError as error:
        raise click.BadParameter("use a UUID", param_hint="--organization") from error
    house = system("import ics")
    _tell(import_calendar(house, path.read_bytes(), organization=keeper, dry_run=dry_run), as_json)


@import_.command()
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.option("--template", is_flag=True, help="Print the columns with an example of each kind of row.")
@DRY_RUN
@AS_JSON
@with_django
def homelessness(path: Path | None, template: bool, dry_run: bool, as_json: bool) -> None:
    """The by-name list of another system, from one .csv file of persons, situations, tenancies and events."""
    from kotikulma.casework.commands.importing import import_list, template_text
    from kotikulma.config.progress import Bar
    from kotikulma.kernel.types import system

    if template:
        click.echo(template_text(), nl=False)
        return
    if path is None:
        raise click.UsageError("Name a file, or ask for the columns with --template.")
    house = system("import homelessness")
    _tell(import_list(house, path.read_bytes(), dry_run=dry_run, progress=Bar()), as_json)


@click.group()
def export() -> None:
    """Take data out: HSDS, or a table of services or places."""


@export.command()
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path), default="-")
@click.option("--format", "form", type=click.Choice(["json", "ndjson", "zip"]), default="json", show_default=True)
@with_django
def hsds(out: Path, form: Literal["json", "ndjson", "zip"]) -> None:
    """Everything public in HSDS 3.1; `-` writes to standard output."""
    from kotikulma.config.progress import Bar
    from kotikulma.directory.commands.export import export_hsds

    target = Path("/dev/stdout") if str(out) == "-" else out
    export_hsds(target, format=form, progress=Bar())


@export.command("services")
@click.argument("path", type=click.Path(dir_okay=False))
@click.option("--template", is_flag=True, help="An empty table with one example row.")
@with_django
def export_services(path: str, template: bool) -> None:
    """Services as .csv or .xlsx."""
    _export_table("services", path, template)


@export.command("places")
@click.argument("path", type=click.Path(dir_okay=False))
@click.option("--template", is_flag=True, help="An empty table with one example row.")
@with_django
def export_places(path: str, template: bool) -> None:
    """Places as .csv or .xlsx."""
    _export_table("places", path, template)


def _import_table(kind: str, path: str, as_json: bool, **options: Any) -> None:
    from kotikulma.config.progress import Bar
    from kotikulma.directory.commands.tables import run_import_table

    _tell(run_import_table(path, kind, progress=Bar(), **options), as_json)


def _export_table(kind: str, path: str, template: bool) -> None:
    from kotikulma.directory.commands.tables import run_export_table

    click.echo(f"{path}: {run_export_table(kind, path, template=template)} bytes")


def _tell(report: Any, as_json: bool) -> None:
    """The report on standard output. Exit 0: all rows went in; 3: some were skipped; 1: the source broke off."""
    if as_json:
        click.echo(json.dumps(report.as_dict(), ensure_ascii=False, indent=2, default=str))
    else:
        for line in report.lines:
            for problem in line.problems:
                click.echo(f"{line.source}  {line.outcome}  {problem.message}")
        counts = ", ".join(f"{count} {outcome}" for outcome, count in report.counts.items() if count)
        click.echo(("Would be: " if report.dry_run else "") + (counts or "nothing to do"))
    if report.stopped:
        click.echo(report.stopped, err=True)
        sys.exit(1)
    if report.counts.get("skipped"):
        sys.exit(SOME_ROWS_SKIPPED)
