"""Keys of programs: `kotikulma apikey create|list|revoke`."""

import json
from typing import Any

import click

from kotikulma.config.with_django import with_django

AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group()
def apikey() -> None:
    """Keys with which programs write, such as feedback through Open311. Reading needs none."""


@apikey.command()
@click.option("--name", required=True, help="Which program, never a person's name.")
@click.option("--organization", default="", help="Name or uuid of the organisation that runs it.")
@click.option("--scope", "scopes", multiple=True, help="What the key permits; everything there is today by default.")
@AS_JSON
@with_django
def create(name: str, organization: str, scopes: tuple[str, ...], as_json: bool) -> None:
    """Make a key and print its secret, which is not kept and never shown again."""
    from kotikulma.kernel.types import system
    from kotikulma.people import commands

    new = commands.create_api_key(system("apikey"), name=name, organization=organization, scopes=scopes)
    if as_json:
        click.echo(json.dumps({**_as_dict(new.key), "api_key": new.secret}, ensure_ascii=False, indent=2))
        return
    click.echo(new.secret)
    click.echo(f"The key of {new.key.name} ({new.key.uuid}). Write it down: it is not shown again.", err=True)


@apikey.command("list")
@AS_JSON
@with_django
def list_(as_json: bool) -> None:
    """Keys that were given out, without their secrets."""
    from kotikulma.kernel.types import system
    from kotikulma.people import queries

    rows = [_as_dict(key) for key in queries.api_keys(system("apikey"))]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        state = f"revoked {row['revoked_at']}" if row["revoked_at"] else f"last used {row['last_used_on'] or 'never'}"
        click.echo(f"{row['id']}  {row['name']}  [{', '.join(row['scopes'])}]  {state}")
    if not rows:
        click.echo("No keys. Make one: kotikulma apikey create --name NAME")


@apikey.command()
@click.argument("uuid", metavar="ID", type=click.UUID)
@with_django
def revoke(uuid: Any) -> None:
    """Let the program in no more; its id stands in the list."""
    from kotikulma.kernel.types import system
    from kotikulma.people import commands

    commands.revoke_api_key(system("apikey"), uuid)
    click.echo("Revoked.")


def _as_dict(key: Any) -> dict[str, Any]:
    return {
        "id": str(key.uuid),
        "name": key.name,
        "organization": dict(key.organization),
        "scopes": list(key.scopes),
        "created_at": key.created_at.isoformat(timespec="seconds"),
        "last_used_on": key.last_used_on.isoformat() if key.last_used_on else None,
        "revoked_at": key.revoked_at.isoformat(timespec="seconds") if key.revoked_at else None,
    }
