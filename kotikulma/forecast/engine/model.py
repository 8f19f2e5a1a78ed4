"""What a scenario is made of: stocks of people, flows between them, parameters, and levers that move a parameter.

Numbers are fractions, so the expected path can be reckoned exactly (`deterministic`). A month's rate of a flow out of
a stock is the share of the people in it who go that month; of a flow from outside, people a month.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

OUTSIDE = ""
LEVELS = ("inflow", "exits", "to_long_term", "long_term_exits")
SHORT, LONG = "short", "long_term"


class Impossible(ValueError):
    """A model that cannot be. `code` is stable; `about` names the part at fault."""

    def __init__(self, code: str, about: str) -> None:
        self.code, self.about = code, about
        super().__init__(f"{code}: {about}")


@dataclass(frozen=True, slots=True)
class Stock:
    """People in one state. `counted`: they are among those the target is about."""

    name: str
    people: int
    counted: bool = True


@dataclass(frozen=True, slots=True)
class Parameter:
    """`source` says whose number it is: reference, fitted, given."""

    name: str
    value: Fraction
    source: str = "given"


@dataclass(frozen=True, slots=True)
class Flow:
    """From a stock, or from outside, to a stock or out of the model.

    `rate` and `capacity` name parameters. Flows that share a capacity (people a month) take of it in their order.
    """

    name: str
    source: str
    target: str
    rate: str
    capacity: str = ""


@dataclass(frozen=True, slots=True)
class Lever:
    """Multiplies a parameter, or sets it, from month `start`; fully after `ramp` further months.

    Multiplied, a share stops where everybody leaves; set to more than that, it is refused.
    """

    parameter: str
    times: Fraction = Fraction(1)
    to: Fraction | None = None
    start: int = 1
    ramp: int = 0

    def share(self, month: int) -> Fraction:
        """How much of the change is there. Month n is the step from n - 1 to n."""
        return Fraction(min(max(month - self.start + 1, 0), self.ramp + 1), self.ramp + 1)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A model with its levers. Refused when a number in it is impossible, in any month."""

    name: str
    stocks: tuple[Stock, ...]
    parameters: tuple[Parameter, ...]
    flows: tuple[Flow, ...]
    levers: tuple[Lever, ...] = ()

    def __post_init__(self) -> None:
        stocks, known = {one.name for one in self.stocks}, {one.name for one in self.parameters}
        named = {flow.rate for flow in self.flows} | {lever.parameter for lever in self.levers}
        named |= {flow.capacity for flow in self.flows if flow.capacity}
        ends = {end for flow in self.flows for end in (flow.source, flow.target) if end != OUTSIDE}
        for name in sorted((named - known) | (ends - stocks)):
            raise Impossible("unknown", name)
        for stock in self.stocks:
            if stock.people < 0 or stock.people != int(stock.people):
                raise Impossible("not_people", stock.name)
        for lever in self.levers:
            if lever.start < 1 or lever.ramp < 0:
                raise Impossible("not_a_month", lever.parameter)
        turns = {0} | {month for one in self.levers for month in range(one.start, one.start + one.ramp + 1)}
        for month in sorted(turns):
            self._check(self.values(month))

    def values(self, month: int) -> Mapping[str, Fraction]:
        """Every parameter as it is in that month."""
        found = {one.name: one.value for one in self.parameters}
        for lever in self.levers:
            before, rivals = found[lever.parameter], self.rivals(lever.parameter)
            aim = before * lever.times if lever.to is None else lever.to
            if lever.to is None and rivals is not None:
                aim = min(aim, 1 - sum((found[name] for name in rivals), Fraction(0)))
            found[lever.parameter] = before + (aim - before) * lever.share(month)
        return MappingProxyType(found)

    def final(self) -> Mapping[str, Fraction]:
        """Every parameter once all levers are fully there."""
        return self.values(max((one.start + one.ramp for one in self.levers), default=0))

    def rivals(self, rate: str) -> Sequence[str] | None:
        """The other rates at which people leave the same stock. None: it is no share of a stock."""
        stocks = {flow.source for flow in self.flows if flow.rate == rate} - {OUTSIDE}
        return [flow.rate for flow in self.flows if flow.source in stocks and flow.rate != rate] if stocks else None

    def leaving(self, stock: str) -> Sequence[Flow]:
        return [flow for flow in self.flows if flow.source == stock]

    def _check(self, values: Mapping[str, Fraction]) -> None:
        for name, value in values.items():
            if value < 0:
                raise Impossible("negative", name)
        for stock in self.stocks:
            if sum(values[flow.rate] for flow in self.leaving(stock.name)) > 1:
                raise Impossible("more_than_all", stock.name)


# The reference case of two stocks: under a year, and long-term
TO_LONG_TERM = Fraction(3, 100)
EXITS = Fraction(12, 100)
LONG_TERM_EXITS = Fraction(33, 460)
THIRD_MORE = Fraction(4, 3)

# The seven scenarios. "Exits .12 -> .16" is kept as a third more, so that it says something of other rates too
SCENARIOS: Mapping[str, tuple[Lever, ...]] = MappingProxyType(
    {
        "A": (),
        "B": (Lever("inflow", Fraction(7, 10)),),
        "C": (Lever("inflow", Fraction(1, 2)),),
        "D": (Lever("long_term_exits", Fraction(2)),),
        "E": (Lever("exits", THIRD_MORE),),
        "F": (Lever("inflow", Fraction(3, 4)), Lever("exits", THIRD_MORE), Lever("long_term_exits", Fraction(2))),
        "G": (Lever("inflow", Fraction(7, 10)), Lever("exits", THIRD_MORE), Lever("long_term_exits", Fraction(2))),
    }
)


@dataclass(frozen=True, slots=True)
class Rates:
    """Of the two stocks: people a month who come, and shares of a stock that go."""

    inflow: Fraction
    exits: Fraction = EXITS
    to_long_term: Fraction = TO_LONG_TERM
    long_term_exits: Fraction = LONG_TERM_EXITS
    source: str = "reference"


def reference(short: int, long_term: int) -> Rates:
    """Rates under which a count stays as it is, were the turnover that of the reference case.

    At 110 and 46 these are the reference itself: 16.5 people a month and 3.3 / 46. The speed is an assumption: counts
    say nothing of it. Where nobody is long-term, or too few for it, the long-term stock grows to its own level.
    """
    inflow = (EXITS + TO_LONG_TERM) * short
    ageing = TO_LONG_TERM * short
    leave = ageing / long_term if long_term and ageing <= long_term else LONG_TERM_EXITS
    return Rates(inflow, long_term_exits=leave)


def two_stocks(
    name: str, short: int, long_term: int, rates: Rates, levers: Sequence[Lever] = (), homes: Fraction | None = None
) -> Scenario:
    """Under a year and long-term. `homes`: at most so many leave in a month, the long-term first."""
    numbers = {one: Parameter(one, getattr(rates, one), rates.source) for one in LEVELS}
    capacity = ""
    if homes is not None:
        capacity = "homes"
        numbers[capacity] = Parameter(capacity, homes)
    return Scenario(
        name,
        (Stock(SHORT, short), Stock(LONG, long_term)),
        tuple(numbers.values()),
        (
            Flow("inflow", OUTSIDE, SHORT, "inflow"),
            Flow("long_term_exits", LONG, OUTSIDE, "long_term_exits", capacity),
            Flow("exits", SHORT, OUTSIDE, "exits", capacity),
            Flow("to_long_term", SHORT, LONG, "to_long_term"),
        ),
        tuple(levers),
    )
