"""Figures as they are published: whole years, goals against chance, groups alike, homes kept, publications, words."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import product
from typing import Any

import pytest

from kotikulma.casework.commands.statistics import keep_vintage
from kotikulma.casework.demo import ledger
from kotikulma.casework.models import Subject, Tenancy
from kotikulma.casework.queries import figures
from kotikulma.casework.queries import statistics as statistics_queries
from kotikulma.casework.rules import equity, statistics, suppression
from kotikulma.casework.tests.laying import lay, lay_tenancies
from kotikulma.casework.tests.ledgers import entry
from kotikulma.casework.tests.test_clients_browser import look, sign_in
from kotikulma.casework.tests.test_figures_page import text
from kotikulma.casework.types.ledger import EventType
from kotikulma.casework.types.metrics import METRICS
from kotikulma.casework.types.statistics import FEW, HIDDEN, TenancyFacts, Vintage
from tests import cast

PAGE = "/tyotila/asunnottomuus/"
ORDER = "/tyotila/asunto-ensin/jarjestys/"
STATEMENTS = {
    "": 8,
    "virrat/": 7,
    "tavoitteet/": 6,
    "yhdenvertaisuus/": 7,
    "pysyminen/": 4,
    "julkaistut/": 4,
    "maaritelmat/": 3,
}
PAGES = ("virrat", "tavoitteet", "yhdenvertaisuus", "pysyminen")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_every_page_of_figures_passes_axe_in_three_languages_and_fits_a_phone(
    browser: Callable[..., Any], site: str, axe: Callable[..., None]
) -> None:
    ledger.lay()
    page = browser(width=320, bypass_csp=True)
    page.set_default_timeout(30_000)
    sign_in(page, site, cast.coordinator())
    for name in ("", *(f"{name}/" for name in (*PAGES, "julkaistut", "maaritelmat"))):
        look(page, axe, f"{site}{PAGE}{name}")
    for path in (ORDER, f"/sv{ORDER}", f"/en{ORDER}", f"/sv{PAGE}", f"/en{PAGE}yhdenvertaisuus/"):
        look(page, axe, f"{site}{path}")


@pytest.fixture
def coordinator(frozen: Any) -> Any:
    ledger.lay(date(2027, 2, 9))
    return cast.browser_of(cast.coordinator())


@pytest.mark.parametrize(
    ("effects", "told"),
    [
        ({"in": {"new": 14, "home": 7}, "out": {"own": 9}}, {"in": {"new": 14, "home": 7}, "out": {"own": 9}}),
        (
            {"in": {"new": 14, "home": 3}, "out": {"own": 9}},
            {"in": {"new": 14, "home": FEW}, "out": {"own": HIDDEN}},
        ),
        (
            {"in": {"new": 14}, "out": {"own": 20}, "adjustments": {"merge": -1}},
            {"in": {"new": HIDDEN}, "out": {"own": 20}, "adjustments": {"merge": FEW}},
        ),
        ({"in": {"new": 6}, "out": {"own": 3}}, {"in": {"new": HIDDEN}, "out": {"own": HIDDEN}}),
    ],
)
def test_no_small_flow_is_told_nor_left_to_be_reckoned(effects: Any, told: Any) -> None:
    assert suppression.flows(150, 152, effects) == told


@pytest.mark.parametrize(("few", "large"), [*product((1, 2, 3, 4), (9, 12, 30))])
def test_a_hidden_flow_could_be_any_small_number(few: int, large: int) -> None:
    """The reader knows the sum of the two hidden ones alone."""
    told = suppression.flows(100, 100, {"in": {"a": few, "b": large}, "out": {"c": 40}})
    assert told["in"] == {"a": FEW, "b": HIDDEN}
    assert all(few + large - other >= 5 for other in (1, 2, 3, 4))


def test_a_goal_is_sure_only_when_chance_would_not_lift_the_number_over_it() -> None:
    reached = {one.code: (one.reached, one.sure) for one in statistics.functional_zero(long_term=8, total=156)}
    assert reached == {"local": (True, False), "threshold": (False, False), "national": (False, False)}
    assert statistics.functional_zero(long_term=4, total=156)[0].sure
    assert not statistics.functional_zero(long_term=3, total=156)[1].sure


def test_a_share_is_told_of_twenty_with_its_interval_and_never_of_few() -> None:
    found = equity.share(30, 100)
    assert found is not None
    assert (found.part, round(found.low, 4), round(found.high, 4)) == (0.3, 0.2189, 0.3958)
    assert [equity.share(*pair) for pair in ((9, 19), (4, 100), (97, 100), (0, 100))] == [None] * 4
    assert equity.apart(equity.share(30, 100), equity.share(60, 100)) is True
    assert equity.apart(equity.share(30, 100), equity.share(35, 100)) is False
    assert equity.apart(equity.share(30, 100), None) is None
    assert (equity.middle([1] * 19), equity.middle([1] * 10 + [3] * 11)) == (None, 3)


@pytest.mark.django_db
def test_each_page_has_its_table_its_file_and_its_words(coordinator: Any) -> None:
    for name in PAGES:
        page = coordinator.get(f"{PAGE}{name}/")
        assert page.status_code == 200
        assert "Mitä luvut tarkoittavat" in text(page)
        file = coordinator.get(f"{PAGE}{name}/?muoto=csv").content.decode("utf-8-sig")
        assert len(file.splitlines()) > 3


@pytest.mark.django_db
def test_a_year_of_the_demo_balances_and_shows_no_small_number(coordinator: Any) -> None:
    assert figures.years(date(2027, 2, 9))[0] == 2026
    for year in (2019, 2024):
        opening, closing, told = figures.flows(year)
        numbers = [number for one in told.values() for number in one.values()]
        assert not [number for number in numbers if isinstance(number, int) and 0 < abs(number) < 5]
        assert isinstance(opening, int)
        assert isinstance(closing, int)
    assert "Vuonna 2019 luku muuttui:" in text(coordinator.get(f"{PAGE}virrat/?vuosi=2019"))


@pytest.mark.django_db
def test_a_group_that_is_no_more_and_no_less_housed_may_be_chance(coordinator: Any) -> None:
    found = {one.group: one for one in figures.equity(2024)}
    assert set(found) == {"women", "under_25", "immigrants", "long_term"}
    women = found["women"]
    assert women.listed is not None
    assert women.housed is not None
    assert 0 < women.housed.low < women.housed.part < women.housed.high < 1


@pytest.mark.django_db
def test_what_was_recorded_later_is_told_with_its_event_to_the_team_and_in_sums_to_others(coordinator: Any) -> None:
    found, change = figures.restated(date(2019, 11, 15), date(2027, 2, 9))
    assert found
    team = text(cast.browser_of(cast.caseworker()).get(f"{PAGE}?vuosi=2019"))
    assert "Kirjattiin" in team
    assert "muuttivat päivän lukua" in team
    others = text(coordinator.get(f"{PAGE}?vuosi=2019"))
    assert "muuttivat päivän lukua" in others
    assert "Kirjattiin" not in others
    assert change == FEW or isinstance(change, int)


@pytest.mark.django_db
def test_a_home_lost_is_known_from_the_day_it_was_written_down(frozen: Any) -> None:
    """Lost in March 2026, written down in January 2027: until then it was known as kept."""
    moved, lost = date(2025, 1, 10), date(2026, 3, 1)
    for _ in range(19):
        Tenancy.objects.create(subject=Subject.objects.create(), moved_in_on=moved)
    home = Tenancy.objects.create(subject=Subject.objects.create(), moved_in_on=moved)
    home.ended_on, home.end_reason, home.end_recorded_at = lost, "evicted", datetime(2027, 1, 5, 12, tzinfo=UTC)
    home.save()
    before, now = (statistics_queries.retention(as_known_on=day) for day in (date(2027, 1, 4), date(2027, 1, 5)))
    assert (before.n, before.returns["366-730"], now.returns["366-730"]) == (20, 0, 1)
    Tenancy.objects.update(recorded_at=datetime(2026, 12, 1, 12, tzinfo=UTC))
    assert statistics_queries.retention(as_known_on=date(2026, 11, 30)).n == 0


@pytest.mark.django_db
def test_publications_stand_side_by_side_with_their_source() -> None:
    first = Vintage("179", 2019, "alone", 156, date(2020, 10, 15), "jyvaskyla.fi")
    for one in (first, Vintage("179", 2019, "alone", 150, date(2022, 4, 1), "ara.fi")):
        keep_vintage(cast.HOUSE, one)
    words = text(cast.browser_of(cast.coordinator()).get(f"{PAGE}julkaistut/"))
    assert "156 15.10.2020 jyvaskyla.fi" in words
    assert "150 1.4.2022 ara.fi" in words


@pytest.mark.django_db
def test_every_figure_is_defined_once_with_a_version() -> None:
    assert len({one.name for one in METRICS}) == len(METRICS)
    words = text(cast.browser_of(cast.coordinator()).get(f"{PAGE}maaritelmat/"))
    assert all(str(one.title) in words for one in METRICS)
    assert "Tunnus long_term, versio 1" in words


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 20])
def test_each_page_takes_as_many_statements_however_many_people(
    frozen: Any, count: int, django_assert_num_queries: Any
) -> None:
    """Of two years each; the figures of a day are one statement, and so are those of a year's flows."""
    came, left = date(2025, 3, 1), date(2025, 9, 1)
    events = [entry(1, EventType.NEW, came, situation="friends"), entry(2, EventType.HOME, left)]
    lay(dict.fromkeys(range(count), events), sex="woman")
    lay_tenancies([TenancyFacts(start=left, seen=date(2027, 2, 9))] * count)
    for number in range(count):
        keep_vintage(cast.HOUSE, Vintage(f"Kunta {number}", 2019, "alone", 156, date(2020, 10, 15), "ara.fi"))
    browser = cast.browser_of(cast.coordinator())
    for name, statements in STATEMENTS.items():
        with django_assert_num_queries(statements):
            browser.get(f"{PAGE}{name}")


@pytest.mark.django_db
def test_empty_figures_say_so_and_editors_see_none() -> None:
    browser, editor = cast.browser_of(cast.coordinator()), cast.browser_of(cast.editor())
    for name in (*PAGES, "julkaistut"):
        assert "Lukuja ei ole vielä" in text(browser.get(f"{PAGE}{name}/"))
        assert editor.get(f"{PAGE}{name}/").status_code == 404
