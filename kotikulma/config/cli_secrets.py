"""The log and the keys: `kotikulma audit verify`, `kotikulma keys rewrap`."""

import json
import sys

import click

from kotikulma.config.with_django import with_django


@click.group("audit")
def audit_() -> None:
    """The chained log of who did what and who read whose data."""


@audit_.command()
@click.option("--chain", default="", help="One chain only, such as main; every chain by default.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_django
def verify(chain: str, as_json: bool) -> None:
    """Read every row and name the first that does not fit. Exit code 1 when there is one."""
    from kotikulma.config.progress import Bar
    from kotikulma.kernel.audit import checking

    bar = Bar()
    bar.start(checking.count(chain or None), "Log")
    told = 0

    def step(done: int) -> None:
        nonlocal told
        bar.step(done - told)
        told = done

    broken = checking.verify(chain or None, step)
    bar.done()
    if as_json:
        click.echo(json.dumps({"ok": broken is None, "first_bad": broken._asdict() if broken else None}))
    elif broken:
        click.echo(f"Broken: row {broken.seq} of chain {broken.chain} ({broken.reason}).")
    else:
        click.echo(f"Whole: {told} rows.")
    if broken:
        sys.exit(1)


@click.group()
def keys() -> None:
    """Keys outside the database under which clients' own keys, addresses and links are sealed."""


@keys.command()
@with_django
def rewrap() -> None:
    """Put all that is sealed under the newest FIELD_KEY; people may work meanwhile. Stopped half way, run it again."""
    from kotikulma.casework.commands import checks, clients, homes
    from kotikulma.config.progress import Bar
    from kotikulma.events.commands import resealing
    from kotikulma.kernel.types import system

    house = system("keys rewrap")
    done = clients.rewrap(house, progress=Bar()) + checks.rewrap(house)
    homes.reseal(house)
    sealed = resealing.reseal(house)
    click.echo(f"{done} keys are wrapped under the newest key, {sealed} registrations and links are sealed under it.")
