"""Whoever has every published page and file, and reckons with all of them, learns no number under five."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kotikulma.casework.demo import ledger
from kotikulma.casework.queries import figures, statistics
from kotikulma.casework.rules import retention, suppression
from kotikulma.casework.types.statistics import FEW, HIDDEN, TenancyFacts
from kotikulma.kernel import sheets
from kotikulma.kernel.audit.models import AuditEvent
from tests import cast

PAGE = "/tyotila/asunnottomuus/"
MOST = 600  # nobody believes in more people than that
ZERO = 2 * MOST  # a set of sums is one number: its bit ZERO + n says that n is among them
BELIEVED = (1 << 2 * ZERO) - 2  # sums nearer to nothing than ZERO
SMALL = {1, 2, 3, 4}
Cells = Sequence[tuple[int, int | str, bool]]  # the sign it counts with, what is shown, can it be less than nothing


# --- the attacker ---------------------------------------------------------------------------------------------------


def choices(cell: tuple[int, int | str, bool], everything_hidden: bool) -> set[int]:
    """What a cell can add to the sum, as far as the marks tell."""
    sign, shown, signed = cell
    if isinstance(shown, int):
        return {sign * shown}
    sizes = SMALL if shown == FEW else set(range(0 if everything_hidden else 5, MOST))
    return {sign * size for size in sizes} | ({-size for size in sizes} if signed else set())


def possible(cells: Cells, total: int) -> list[set[int]]:
    """Of each cell every size it can have when the sum is known: brute force, by the sums of those before and after."""
    hidden = all(shown == HIDDEN for _sign, shown, _signed in cells)
    own = [choices(cell, hidden) for cell in cells]
    before, after = [1 << ZERO], [1 << ZERO]
    for ways, side in ((own, before), (own[::-1], after)):
        for one in ways:
            more = (side[-1] << value if value >= 0 else side[-1] >> -value for value in one)
            side.append(reduce(or_, more) & BELIEVED)
    found = []
    for at, one in enumerate(own):
        left = (number for number in range(2 * ZERO) if before[at] >> number & 1)
        others = reduce(or_, (after[len(own) - 1 - at] << number for number in left), 0)
        found.append({abs(value) for value in one if others >> (total - value + 2 * ZERO) & 1})
    return found


def learns(cells: Cells, total: int) -> list[tuple[int | str, set[int]]]:
    """Small cells the attacker knows more of than their mark, and hidden ones she has reckoned."""
    found = zip((shown for _sign, shown, _signed in cells), possible(cells, total), strict=True)
    return [
        (shown, sizes)
        for shown, sizes in found
        if (shown == FEW and not sizes >= SMALL) or (shown == HIDDEN and len(sizes) < len(SMALL))
    ]


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.one_of(st.integers(0, 6), st.integers(0, 60)), min_size=1, max_size=5),
    st.lists(st.one_of(st.integers(0, 6), st.integers(0, 60)), min_size=1, max_size=5),
    st.lists(st.integers(-6, 12), min_size=0, max_size=2),
)
def test_no_small_flow_of_any_year_can_be_reckoned(came: list[int], left: list[int], adjusted: list[int]) -> None:
    effects = {
        name: {f"{name}{at}": number for at, number in enumerate(numbers)}
        for name, numbers in (("in", came), ("out", left), ("adjustments", adjusted))
    }
    change = sum(came) - sum(left) + sum(adjusted)
    told = suppression.flows(200, 200 + change, effects)
    signs = {"in": 1, "out": -1, "adjustments": 1}
    cells = [(signs[effect], shown, effect == "adjustments") for effect, own in told.items() for shown in own.values()]
    assert learns(cells, change) == []


# --- the pages of the demo ------------------------------------------------------------------------------------------


@pytest.fixture
def coordinator(frozen: Any) -> Any:
    ledger.lay(date(2027, 2, 9))
    return cast.browser_of(cast.coordinator())


def file(browser: Any, page: str) -> dict[str, int | str]:
    """A published file as the attacker reads it: the first two columns."""
    mark = "&" if "?" in page else "?"
    lines = csv.reader(
        io.StringIO(browser.get(f"{PAGE}{page}{mark}muoto=csv").content.decode("utf-8-sig")), delimiter=";"
    )
    return {label: int(number) if number.lstrip("-").isdecimal() else number for label, number, *_ in lines}


@pytest.mark.django_db
def test_every_file_of_every_year_together_betrays_nobody(coordinator: Any) -> None:
    """Years stand end to end, so each is an equation of its own; a November has one sum and wholes of groups."""
    for year in range(2017, 2027):
        november = file(coordinator, f"?vuosi={year}")
        total = november["Yksin asuvia yhteensä"]
        assert isinstance(total, int)
        classes = [(1, shown, False) for label, shown in november.items() if label.startswith("A")]
        assert learns(classes, total) == [], year
        groups = [shown for label, shown in november.items() if label.startswith("–")]
        assert not [one for one in groups if isinstance(one, int) and (one in SMALL or total - one in SMALL)]
        told = file(coordinator, f"virrat/?vuosi={year}")
        ends = told["Vuoden alussa"], told["Vuoden lopussa"]
        assert all(isinstance(one, int) for one in ends)
        flows = [
            (-1 if label.startswith("Lähti") else 1, shown, label.startswith("Oikaisu"))
            for label, shown in told.items()
            if label.startswith(("Tuli", "Lähti", "Oikaisu"))
        ]
        assert learns(flows, int(ends[1]) - int(ends[0])) == [], year


def test_a_flow_other_pages_tell_sums_of_hides_no_small_one() -> None:
    """All homes followed, less the homes of the other years, would be the homes of the year."""
    effects = {"in": {"new": 3}, "out": {"home": 40, "inactive": 20}}
    told = suppression.flows(150, 93, effects, told_elsewhere=["home"])
    assert told == {"in": {"new": FEW}, "out": {"home": 40, "inactive": HIDDEN}}
    alone = suppression.flows(150, 113, {"in": {"new": 3}, "out": {"home": 40}}, told_elsewhere=["home"])
    assert alone == {"in": {"new": HIDDEN}, "out": {"home": HIDDEN}}


def test_events_recorded_later_are_hidden_beside_what_they_changed() -> None:
    """What they did together is told: plus those who came, less those who left."""
    told = figures.hidden({"Uusi": 2, "Yhteys katkesi": 3, "Muutti omaan kotiin": 20})
    assert told == {"Uusi": FEW, "Yhteys katkesi": FEW, "Muutti omaan kotiin": HIDDEN}
    assert learns([(1, FEW, False), (-1, FEW, False), (-1, HIDDEN, False)], -21) == []
    assert learns([(1, FEW, False), (-1, FEW, False), (-1, 20, False)], -21) != []


# --- shares ---------------------------------------------------------------------------------------------------------


def homes(*lost: int, kept: int = 100, unknown: Iterable[int] = ()) -> list[TenancyFacts]:
    """Begun three years ago: lost after so many days, kept until today, last heard of after so many days."""
    start, seen = date(2024, 1, 1), date(2027, 1, 1)
    ended = [TenancyFacts(start=start, end=start + timedelta(days=d), reason="evicted", seen=seen) for d in lost]
    gone = [TenancyFacts(start=start, end=start + timedelta(days=d), reason="unknown", seen=seen) for d in unknown]
    return [*ended, *gone, *[TenancyFacts(start=start, seen=seen)] * kept]


@pytest.mark.parametrize(
    ("tenancies", "told"),
    [
        (homes(10, 20, 30), {6: False, 12: False, 24: False}),  # 97 of 100 kept would be three
        (homes(*[10] * 9, 200, 201), {6: True, 12: False, 24: False}),
        (homes(*[10] * 9, *[200] * 9, 400), {6: True, 12: True, 24: False}),
        (homes(*[10] * 9), {6: True, 12: True, 24: True}),
        (homes(*[10] * 30, kept=3), {6: False, 12: False, 24: False}),
        (homes(*[10] * 9, kept=5), {6: False, 12: False, 24: False}),  # fewer than twenty
    ],
)
def test_a_share_of_homes_is_told_when_it_tells_no_small_number(
    tenancies: list[TenancyFacts], told: Mapping[int, bool]
) -> None:
    found = retention.published(tenancies).months
    assert {month: kept.km is not None for month, kept in found.items()} == told


def test_the_bounds_of_homes_nobody_knows_of_tell_no_small_number() -> None:
    few, many = (retention.published(homes(*[10] * 9, unknown=[90] * number)).months[12] for number in (3, 6))
    assert (few.km is not None, few.worst, few.best) == (True, None, None)
    assert (many.worst, many.best) == (0.8696, 0.9217)


# --- the survey's own numbers ---------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_team_alone_takes_the_exact_answer_to_the_survey_and_the_log_knows(coordinator: Any) -> None:
    address = f"{PAGE}?vuosi=2019&tarkat=1&muoto=xlsx"
    assert coordinator.get(address).status_code == 404
    assert "tarkat" not in coordinator.get(PAGE).content.decode()
    team = cast.browser_of(cast.caseworker())
    assert "tarkat=1" in team.get(f"{PAGE}?vuosi=2019").content.decode()
    rows = list(openpyxl.load_workbook(io.BytesIO(team.get(address).content)).active.iter_rows(values_only=True))
    found = statistics.count(date(2019, 11, 15))
    assert rows[0] == ("Ryhmä", "Ihmisiä")
    assert [number for label, number in rows[1:7]] == list(found.by_class.values())
    assert dict(rows)["Yksin asuvia yhteensä"] == 156
    assert dict(rows)["– Pitkäaikaisasunnottomia"] == 46
    row = AuditEvent.objects.get(action="casework.survey.taken")
    assert (row.changed, row.basis, row.subjects) == (["2019-11-15"], "law", None)


def test_a_file_opens_as_numbers_and_starts_no_formula() -> None:
    rows = [("=1+1", -3), ("–Ä", FEW)]
    assert sheets.write_rows(["Ryhmä", "Ihmisiä"], rows).decode() == "\ufeffRyhmä;Ihmisiä\r\n'=1+1;-3\r\n–Ä;<5\r\n"
    book = openpyxl.load_workbook(io.BytesIO(sheets.write_rows(["a", "b"], rows, sheets.XLSX)))
    assert [[cell.value for cell in row] for row in book.active.iter_rows(min_row=2)] == [["'=1+1", -3], ["–Ä", FEW]]
    assert book.active["B2"].data_type == "n"
