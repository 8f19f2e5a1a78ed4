"""Figures of homelessness on the command line: `kotikulma homelessness …`. Numbers alone, exact ones: no names."""

import json
from datetime import date, datetime
from typing import Any

import click

from kotikulma.config.cli_scenarios import scenarios
from kotikulma.config.with_django import with_django

DAY = click.DateTime(["%Y-%m-%d"])
KNOWN = click.option("--as-known-on", type=DAY, metavar="DATE", help="As it was known at the end of that day.")
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
PUBLISHED = click.option("--published", is_flag=True, help="Hide numbers under five, and what would betray them.")


@click.group()
def homelessness() -> None:
    """The by-name list in figures: who was homeless on a day, who came and went, how long homes are kept."""


homelessness.add_command(scenarios)


@homelessness.command()
@click.option("--on", type=DAY, required=True, metavar="DATE", help="The day, such as 2019-11-15.")
@KNOWN
@PUBLISHED
@AS_JSON
@with_django
def count(on: datetime, as_known_on: datetime | None, published: bool, as_json: bool) -> None:
    """The cross-section of a day, as the survey of 15 November asks: people living alone, families apart."""
    from kotikulma.casework.queries import statistics

    found = statistics.count(on.date(), _date(as_known_on))
    _tell(statistics.published(found) if published else found.as_dict(), as_json)


@homelessness.command()
@click.option("--from", "start", type=DAY, required=True, metavar="DATE", help="The first day.")
@click.option("--to", "end", type=DAY, required=True, metavar="DATE", help="The first day that is no longer counted.")
@KNOWN
@AS_JSON
@with_django
def flows(start: datetime, end: datetime, as_known_on: datetime | None, as_json: bool) -> None:
    """Who came to the list and left it, and why the two ends differ: to the last person."""
    from kotikulma.casework.queries import statistics

    _tell(statistics.flows(start.date(), end.date(), _date(as_known_on)).as_dict(), as_json)


@homelessness.command("keep-count")
@click.option("--area", required=True, help="Municipality code, or the name of a larger area.")
@click.option("--year", required=True, type=int, help="The year counted.")
@click.option("--category", default="alone", show_default=True, help="What was counted: alone, long_term, families.")
@click.option("--value", required=True, type=int, help="The number.")
@click.option("--published", required=True, type=DAY, metavar="DATE", help="The day it was published.")
@click.option("--source", required=True, help="Where it was published.")
@with_django
def keep_count(area: str, year: int, category: str, value: int, published: datetime, source: str) -> None:
    """Keep a figure somebody else published, beside what was published of it before."""
    from kotikulma.casework.commands import statistics
    from kotikulma.casework.types.statistics import FiguresRefused, Vintage
    from kotikulma.kernel.types import system

    vintage = Vintage(area, year, category, value, published.date(), source)
    try:
        made = statistics.keep_vintage(system("command line"), vintage)
    except FiguresRefused as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo("Kept." if made else "It was kept already.")


@homelessness.command()
@click.option("--as-of", type=DAY, metavar="DATE", help="As homes stood on that day; today unless said.")
@KNOWN
@AS_JSON
@with_django
def retention(as_of: datetime | None, as_known_on: datetime | None, as_json: bool) -> None:
    """Homes kept 6, 12 and 24 months, with what chance alone allows, and homes lost by when."""
    from kotikulma.casework.queries import statistics

    _tell(statistics.retention(_date(as_of), _date(as_known_on)).as_dict(), as_json)


def _date(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _tell(told: dict[str, Any], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for name, value in _lines(told):
        click.echo(f"{name:<32} {value}")


def _lines(told: dict[str, Any], before: str = "") -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for name, value in told.items():
        whole = f"{before}{name}"
        found += _lines(value, f"{whole}.") if isinstance(value, dict) else [(whole, value)]
    return found
