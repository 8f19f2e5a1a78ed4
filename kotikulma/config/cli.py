"""The one command line: `kotikulma …`. Django is loaded only by commands that need it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import webbrowser
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import click

from kotikulma.config.cli_data import export, import_
from kotikulma.config.cli_homelessness import homelessness
from kotikulma.config.cli_keys import apikey
from kotikulma.config.cli_secrets import audit_, keys
from kotikulma.config.with_django import with_django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kotikulma.config.settings")
LOOPBACK = "127.0.0.1"
THREADS = 4  # of a worker: Python runs one at a time, the others wait for the database
# One heap for all threads of a worker, and large pieces of it given back: saves megabytes, costs no time under one lock
MALLOC = {"MALLOC_ARENA_MAX": "1", "MALLOC_TRIM_THRESHOLD_": "131072", "MALLOC_MMAP_THRESHOLD_": "131072"}
PREPARED = "KOTIKULMA_FILES_PREPARED"  # set by the demo for its own server, which need not look again


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Kotikulma: services, places and people of a region, found and kept together."""


@cli.command()
@click.option("--port", default=8000, show_default=True, help="Port on this machine.")
@click.option("--no-browser", is_flag=True, help="Do not open a browser.")
@click.option("--reset", is_flag=True, help="Lay the demo content anew, dated from this week.")
def demo(port: int, no_browser: bool, reset: bool) -> None:
    """Everything in one go on this machine: content, web server and background worker."""
    os.environ["KOTIKULMA_MODE"] = "demo"
    os.environ.setdefault("KOTIKULMA_BASE_URL", f"http://localhost:{port}")
    os.environ.setdefault("KOTIKULMA_LOG_LEVEL", "WARNING")
    _refuse_taken(port)
    _prepare(reset)
    address = f"http://localhost:{port}/"
    server = _spawn("serve", "--port", str(port))
    worker = _spawn("worker")
    try:
        _wait_until_answering(port, server)
        _announce(address)
        if not no_browser and sys.stdout.isatty():
            webbrowser.open(address)
        while server.poll() is None and worker.poll() is None:
            time.sleep(0.5)
        raise click.ClickException("A part of the demo stopped by itself; its last lines are above.")
    except KeyboardInterrupt:
        click.echo("\nStopping.")
    finally:
        _stop(server, worker)


@cli.command()
@click.option("--host", default=LOOPBACK, show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=2, show_default=True)
def serve(host: str, port: int, workers: int) -> None:
    """Serve the pages. In production put HAProxy or Caddy in front (docs/how-to/run-in-production.md)."""
    from django.core.exceptions import ImproperlyConfigured

    from kotikulma.config import environment

    os.environ["KOTIKULMA_SERVING"] = "true"
    try:
        environment.read()
    except ImproperlyConfigured as error:
        raise click.ClickException(str(error)) from error
    if PREPARED not in os.environ:
        _prepare_files()
    os.environ.update(MALLOC | os.environ)
    command = [sys.executable, "-m", "kotikulma.config.serving"]
    command += ["--interface", "wsgi", "--host", host, "--port", str(port)]
    command += ["--workers", str(workers), "--blocking-threads", str(THREADS), "--backlog", "1024", "--no-ws"]
    command += ["--respawn-failed-workers", "--http1-header-read-timeout", "5000", "--log-level", "error"]
    os.execv(sys.executable, [*command, "kotikulma.config.wsgi:application"])


@cli.command()
@click.option("--until-idle", is_flag=True, help="Do all that is due, then exit.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
@with_django
def worker(until_idle: bool, as_json: bool) -> None:
    """Do background work: mail, schedules, imports."""
    from kotikulma.kernel.jobs import worker as jobs

    done = jobs.run(until_idle=until_idle)
    if until_idle:
        click.echo(json.dumps(done) if as_json else f"Done: {done}")


@cli.command()
@with_django
def migrate() -> None:
    """Bring the database up to date."""
    from django.core.management import call_command

    from kotikulma.directory.commands.terms import load_terms

    call_command("migrate", interactive=False, verbosity=1)
    click.echo(f"Code lists: {load_terms()} terms renewed.")


@cli.command()
@click.argument("text")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 100))
@click.option("--lang", default="fi", show_default=True, type=click.Choice(["fi", "sv", "en"]))
@click.option("--json", "as_json", is_flag=True)
@with_django
def search(text: str, limit: int, lang: str, as_json: bool) -> None:
    """Find services, places and organisations, ranked as the results page ranks them."""
    from kotikulma.directory.queries import listing
    from kotikulma.kernel import clock
    from kotikulma.kernel.i18n import localise

    found = listing.listing(listing.Filters(text=text, limit=limit), clock.now())
    rows = [
        {
            "id": str(row.uuid),
            "kind": row.kind,
            "name": str(localise(row.card["name"], lang)),
            "names": dict(row.card["name"]),
            "url": row.url if lang == "fi" else f"/{lang}{row.url}",
        }
        for row in found.rows
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        click.echo(f"{row['name']}  [{row['kind']}]  {row['url']}")
    if not rows:
        click.echo("Nothing found." + (f" Did you mean: {found.suggestion}?" if found.suggestion else ""))


@cli.command()
@with_django
def reindex() -> None:
    """Rebuild the search index, public documents and open hours."""
    from kotikulma.config.progress import Bar
    from kotikulma.directory.commands import publishing
    from kotikulma.kernel import search

    search.reindex(Bar())
    publishing.tell_of_everything()


@cli.command()
@click.argument("email")
@click.option("--name", default="")
@click.option("--role", type=click.Choice(["editor", "coordinator", "administrator"]), default="editor")
@click.option("--organization", default="", help="Name or uuid of the organisation; none: she joins one herself.")
@click.option("--sector", default="", help="Makes the organisation when there is none of that name, e.g. municipality.")
@with_django
def createuser(email: str, name: str, role: str, organization: str, sector: str) -> None:
    """Make a person who can sign in with an e-mailed code."""
    from kotikulma.people import commands

    click.echo(commands.create_user_cli(email, name, role, organization, sector))


@cli.command()
@with_django
def check() -> None:
    """Check the settings, the database, the audit chain and the worker."""
    from django.core.management import call_command

    from kotikulma.kernel import audit, health

    call_command("check", deploy=os.environ.get("KOTIKULMA_MODE") not in {"demo", "test"})
    broken = audit.verify()
    click.echo("Audit chain: whole." if broken is None else f"Audit chain: broken at {broken}.")
    ready = health.readiness()
    click.echo(json.dumps(ready, default=str))
    migrated = ready.get("migrations", False)
    if ready["database"] and not migrated:
        click.echo("The database is older than this code: run `kotikulma migrate`.")
    elif ready.get("worker_seconds") is None:
        click.echo("No worker has been seen: start one with `kotikulma worker`.")
    if broken is not None or not migrated:
        sys.exit(1)


@cli.command("erase-feedback")
@click.option("--dry-run", is_flag=True, help="Say what would be erased, erase nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
@with_django
def erase_feedback(dry_run: bool, as_json: bool) -> None:
    """Erase personal data of feedback whose time is over, as the nightly job does."""
    from dataclasses import asdict

    from kotikulma.feedback.commands.erasing import erase_old
    from kotikulma.kernel.types import system

    _tell_erased(asdict(erase_old(system("command line"), dry_run=dry_run)), dry_run, as_json)


@cli.command("erase-registrations")
@click.option("--dry-run", is_flag=True, help="Say what would be erased, erase nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
@with_django
def erase_registrations(dry_run: bool, as_json: bool) -> None:
    """Erase names, addresses and answers of who registered to what is over, as the nightly job does."""
    from dataclasses import asdict

    from kotikulma.events.commands.retention import purge_old
    from kotikulma.kernel.types import system

    _tell_erased(asdict(purge_old(system("command line"), dry_run=dry_run)), dry_run, as_json)


@cli.command("erase-clients")
@click.option("--dry-run", is_flag=True, help="Say what would be erased, erase nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
@with_django
def erase_clients(dry_run: bool, as_json: bool) -> None:
    """Delete the keys of cases, housing checks and referrals whose time is over, as the nightly jobs do."""
    from dataclasses import asdict

    from kotikulma.casework.commands.checks import erase_old
    from kotikulma.casework.commands.erasing import erase_closed
    from kotikulma.kernel.types import system

    house = system("command line")
    report = {"clients": erase_closed(house, dry_run=dry_run), **asdict(erase_old(house, dry_run=dry_run))}
    _tell_erased(report, dry_run, as_json)


def _tell_erased(report: dict[str, int], dry_run: bool, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(report))
        return
    click.echo("Would be erased:" if dry_run else "Erased:")
    for name, count in report.items():
        click.echo(f"  {name:<12} {count}")


cli.add_command(import_)
cli.add_command(export)
cli.add_command(apikey)
cli.add_command(audit_)
cli.add_command(keys)
cli.add_command(homelessness)


def _prepare_files() -> None:
    """Catalogues, style sheet and static files as they belong to this version; nothing to do most times."""
    import django

    from kotikulma.config import assets, messages

    try:
        messages.compile_all()
        assets.build()
        django.setup()
        assets.collect()
    except assets.AssetsError as error:
        raise click.ClickException(str(error)) from error
    os.environ[PREPARED] = "1"


def _prepare(reset: bool) -> None:
    """Files, tables and content; beside them the word list, which takes long the first time."""
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import call_command
    from django.db import OperationalError

    from kotikulma.kernel.text import backends

    click.echo("Preparing …")
    with ThreadPoolExecutor(1) as beside:
        words = beside.submit(backends.prepare)
        _prepare_files()
        from kotikulma.config import demo as content

        try:
            call_command("migrate", interactive=False, verbosity=0)
            words.result()
            content.lay(reset=reset)
        except (OperationalError, ImproperlyConfigured) as error:
            raise click.ClickException(f"The database could not be prepared. {error}") from error


def _announce(address: str) -> None:
    from kotikulma.config import demo as content

    click.echo(f"\nKotikulma is at {address}")
    click.echo(f"Sign in by role at {address}demo/ ({', '.join(content.roles())}); sent mail at {address}demo/mail")
    click.echo("Stop with Ctrl+C.\n")


def _spawn(*arguments: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-m", "kotikulma", *arguments], cwd=Path.cwd())


def _refuse_taken(port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError as error:
            raise click.ClickException(
                f"Port {port} is taken. Choose another, for example: make demo PORT={port + 1}"
            ) from error


def _wait_until_answering(port: int, server: "subprocess.Popen[bytes]", seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and server.poll() is None:
        with socket.socket() as probe:
            probe.settimeout(0.2)
            if probe.connect_ex((LOOPBACK, port)) == 0:
                return
        time.sleep(0.05)
    raise click.ClickException("The web server did not start; its last lines are above.")


def _stop(*processes: "subprocess.Popen[bytes]") -> None:
    for process in processes:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
    for process in processes:
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()


def main() -> None:
    signal.signal(signal.SIGTERM, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt()))
    cli()


if __name__ == "__main__":
    main()
