"""`kotikulma homelessness scenarios`: where the count goes if less comes in or more gets out, and how sure that is.

numpy is loaded when the command runs, never by a server. Of the by-name list only sums cross over to the model.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import click

from kotikulma.config.with_django import with_django

if TYPE_CHECKING:
    from kotikulma.forecast.engine.model import Lever

NAMES = ("A", "B", "C", "D", "E", "F", "G")
YEAR = timedelta(days=365)
_AMOUNT = r"(?P<amount>\d+(?:[.,]\d+)?|[.,]\d+)"
_FORMS = (rf"(?P<sign>[+-]){_AMOUNT} ?%", rf"[xX×]{_AMOUNT}", _AMOUNT)


class Change(click.ParamType[Any]):
    """A relative or an absolute change: -30%, x2, 0.16. Returned as (times, to), one of them None."""

    name = "change"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        by, times, to = (re.fullmatch(form, value.strip()) for form in _FORMS)
        if by:
            share = _fraction(by["amount"]) / 100 * (1 if by["sign"] == "+" else -1)
            return (1 + share, None) if share >= -1 else self.fail("at most -100% can be taken away.", param, ctx)
        if times:
            return _fraction(times["amount"]), None
        if to:
            return None, _fraction(to["amount"])
        return self.fail(f"{value!r} is no change; write it like -30%, x2 or 0.16.", param, ctx)


class Amount(click.ParamType[Fraction]):
    """A number not below zero: 12, 2.5 or 2,5."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Fraction:
        found = re.fullmatch(_AMOUNT, str(value).strip())
        return _fraction(found["amount"]) if found else self.fail(f"{value!r} is no number such as 2.5.", param, ctx)


CHANGE = Change()
PEOPLE = click.IntRange(0, 1_000_000)


@click.command()
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Begin from the list of that day; today.")
@click.option("--total", type=PEOPLE, help="Begin from so many people instead.")
@click.option("--long-term", type=PEOPLE, help="Of them so many long-term homeless.")
@click.option("--flows", is_flag=True, help="Let a year of the list, up to the day, tell how fast people come and go.")
@click.option("--new-cases", type=PEOPLE, help="Who became homeless in a year.")
@click.option("--housed", type=PEOPLE, help="Who left homelessness in a year; nearly all of them to a home.")
@click.option("--assume", is_flag=True, help="Take the rates of the reference case as known, and tell chances.")
@click.option("--scenario", "names", multiple=True, type=click.Choice(NAMES), help="One of the seven; may be repeated.")
@click.option("--inflow", type=CHANGE, help="An alternative of your own: people a month, such as -30%, x0.5 or 12.")
@click.option("--exits", type=CHANGE, help="Its monthly share of leavers among the others, such as +33% or 0.16.")
@click.option("--long-term-exits", type=CHANGE, help="Its monthly share of leavers among the long-term, such as x2.")
@click.option("--start", default=1, show_default=True, type=click.IntRange(1, 240), help="Its first month.")
@click.option(
    "--ramp", default=0, show_default=True, type=click.IntRange(0, 240), help="Months until it is fully there."
)
@click.option("--homes", type=Amount(), help="At most so many get out in a month, whatever else.")
@click.option("--target", type=PEOPLE, help="The number to reach; half of the beginning unless said.")
@click.option("--months", default=60, show_default=True, type=click.IntRange(1, 240))
@click.option("--runs", default=10_000, show_default=True, type=click.IntRange(100, 20_000))
@click.option(
    "--seed", default=2020, show_default=True, type=click.IntRange(0), help="The same seed, the same numbers."
)
@click.option("--lang", default="fi", show_default=True, type=click.Choice(["fi", "sv", "en"]))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_django
def scenarios(
    names: tuple[str, ...],
    months: int,
    runs: int,
    seed: int,
    lang: str,
    as_json: bool,
    **given: Any,
) -> None:
    """Where the count goes, month by month: expected, and what chance makes of it."""
    from django.utils import translation

    from kotikulma.config import scenario_text
    from kotikulma.forecast import rules
    from kotikulma.forecast.engine import report
    from kotikulma.forecast.engine.model import Impossible

    beginning = _beginning(given)
    with translation.override(lang):
        question = report.Question(
            **beginning,
            target=beginning["total"] // 2 if given["target"] is None else given["target"],
            scenarios=_scenarios(names, given),
            months=months,
            runs=runs,
            seed=seed,
            homes=given["homes"],
            assumed=given["assume"],
        )
        try:
            found = report.answer(question)
        except Impossible as error:
            raise click.UsageError(rules.impossible(error.code, error.about)) from error
        click.echo(report.as_json(found) if as_json else "\n".join(scenario_text.lines(found)))


def _beginning(given: Mapping[str, Any]) -> dict[str, Any]:
    """Where the question begins, and what is known of the year before."""
    _refuse_contradictions(given)
    if given["total"] is None:
        found = _from_list(given["on"].date() if given["on"] else None, given["flows"])
    else:
        found = {"total": given["total"], "long_term": given["long_term"]}
    if found["total"] == 0:
        raise click.UsageError(
            "Nobody is homeless at the beginning. Choose another day, or give --total and --long-term."
        )
    if found["long_term"] > found["total"]:
        raise click.BadParameter("there cannot be more long-term homeless than homeless.", param_hint="--long-term")
    return {"came": given["new_cases"], "left": given["housed"]} | found


def _refuse_contradictions(given: Mapping[str, Any]) -> None:
    if (given["total"] is None) != (given["long_term"] is None):
        raise click.UsageError("Give both --total and --long-term, or neither to begin from the list.")
    if given["total"] is not None and (given["on"] or given["flows"]):
        raise click.UsageError("--total begins from given numbers, --on and --flows from the list. Choose one.")
    seen = given["new_cases"] is not None or given["housed"] is not None
    if given["flows"] and seen:
        raise click.UsageError("--flows reads the year from the list; leave out --new-cases and --housed.")
    if given["assume"] and (seen or given["flows"]):
        raise click.UsageError("--assume is for when a year's numbers are not known. Leave it out.")


def _from_list(on: date | None, flows: bool) -> dict[str, Any]:
    """The count of a day; with the flows of the year up to it, and the count it began from."""
    from kotikulma.casework.queries import statistics
    from kotikulma.casework.types.statistics import FiguresRefused
    from kotikulma.kernel import clock

    day = on or clock.today()
    try:
        now = statistics.count(day)
    except FiguresRefused as refusal:
        raise click.BadParameter(str(refusal), param_hint="--on") from refusal
    found: dict[str, Any] = {"total": now.total, "long_term": now.long_term}
    if flows and now.total:
        before, after = statistics.count(day - YEAR), day + timedelta(days=1)
        if before.total == 0:
            raise click.BadParameter("the list is younger than a year on that day.", param_hint="--flows")
        year = statistics.flows(after - YEAR, after)
        found |= {"came": sum(year.into.values()), "left": sum(year.out.values())}
        found["earlier"] = [(before.total, before.long_term)]
    return found


def _scenarios(names: Sequence[str], given: Mapping[str, Any]) -> dict[str, Sequence["Lever"]]:
    """Those named, and an own one; with neither, all seven. An own one stands beside what goes on as it is."""
    from kotikulma.forecast.engine.model import SCENARIOS, Lever
    from kotikulma.forecast.rules import OWN

    own = [
        Lever(name, Fraction(1) if times is None else times, to, given["start"], given["ramp"])
        for name in ("inflow", "exits", "long_term_exits")
        for times, to in [given[name] or (None, None)]
        if given[name]
    ]
    wanted = sorted(set(names)) or (["A"] if own else list(NAMES))
    return {name: SCENARIOS[name] for name in wanted} | ({OWN: own} if own else {})


def _fraction(text: str) -> Fraction:
    return Fraction(text.replace(",", "."))
