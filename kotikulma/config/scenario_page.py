"""The page and the picture of the reference scenarios in docs/reference/, both by the engine itself."""

from collections.abc import Sequence

from kotikulma.forecast.engine import deterministic
from kotikulma.forecast.engine.model import SCENARIOS, reference, two_stocks

TOTAL, LONG_TERM, TARGET, MONTHS = 156, 46, 78, 60
# The drawn ones: colour, dashes, what the line is called and how far its words are moved off it
LINES = {
    "A": ("#5c3c00", "", "A as it is", -10),
    "B": ("#0062ba", "9 4", "B inflow −30 %", -10),
    "C": ("#8a1c5b", "2 4", "C inflow −50 %", -10),
    "G": ("#00624d", "", "G inflow −30 %, exits faster", 22),
}
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 800, 440, 56, 24, 24, 48
MOST = 180
TEXT = 'font-family="sans-serif" font-size="15" fill="#1e2b3c"'


def paths() -> dict[str, list[float]]:
    """The expected number of each scenario at each month."""
    short = TOTAL - LONG_TERM
    found = {}
    for name, levers in SCENARIOS.items():
        scenario = two_stocks(name, short, LONG_TERM, reference(short, LONG_TERM), levers)
        states = deterministic.expected(scenario, MONTHS)
        found[name] = [float(deterministic.total(scenario, state)) for state in states]
    return found


def page() -> str:
    found = paths()
    first = next(month for month, people in enumerate(found["G"]) if people <= TARGET)
    rows = [[str(month), *(f"{path[month]:.2f}" for path in found.values())] for month in range(0, MONTHS + 1, 6)]
    head = ["Month", *found]
    table = "\n".join("|" + "|".join(row) + "|" for row in (head, ["---:"] * len(head), *rows))
    return (
        "# Scenarios\n\n"
        f"The expected number of homeless people from {TOTAL}, {LONG_TERM} of them long-term. The target: {TARGET}.\n\n"
        f"![Of four scenarios only G, with less inflow and faster exits together, comes to {TARGET}, in month {first}; "
        "C nears it from above](scenarios.svg)\n\n"
        f"{table}\n\n"
        "What the letters mean, and how sure it is: [ask what halves homelessness]"
        "(../how-to/ask-what-halves-homelessness.md).\n"
    )


def picture() -> str:
    found = paths()
    drawn = [line for name, words in LINES.items() for line in _line(found[name], *words)]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" {TEXT}>',
        "<title>Expected number of homeless people under four scenarios</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        *_grid(),
        *drawn,
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _grid() -> list[str]:
    end = WIDTH - RIGHT
    found = []
    for people in range(0, MOST + 1, 30):
        found.append(f'<path d="M{LEFT} {_y(people)}H{end}" stroke="#d2d6dc"/>')
        found.append(f'<text x="{LEFT - 10}" y="{_y(people) + 5:.1f}" text-anchor="end">{people}</text>')
    found += [
        f'<text x="{_x(month)}" y="{HEIGHT - BOTTOM + 22}" text-anchor="middle">{month}</text>'
        for month in range(0, MONTHS + 1, 12)
    ]
    found.append(f'<text x="{end}" y="{HEIGHT - 8}" text-anchor="end">months</text>')
    found.append(f'<path d="M{LEFT} {_y(TARGET)}H{end}" stroke="#1e2b3c" stroke-width="1.5" stroke-dasharray="4 3"/>')
    found.append(f'<text x="{LEFT + 8}" y="{_y(TARGET) + 18:.1f}">target {TARGET}</text>')
    return found


def _line(path: Sequence[float], colour: str, dashes: str, words: str, off: int) -> list[str]:
    points = " ".join(f"{_x(month)},{_y(people)}" for month, people in enumerate(path))
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    at = _y(path[-1]) + off
    return [
        f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="3"{dashed}/>',
        f'<text x="{WIDTH - RIGHT}" y="{at:.1f}" text-anchor="end" font-weight="600" fill="{colour}">{words}</text>',
    ]


def _x(month: int) -> float:
    return round(LEFT + (WIDTH - LEFT - RIGHT) * month / MONTHS, 1)


def _y(people: float) -> float:
    return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * people / MOST, 1)
