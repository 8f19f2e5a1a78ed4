"""The figures of November on one page: for coordinators and caseworkers, small numbers hidden, never a name."""

import re
from datetime import date
from typing import Any

import pytest

from kotikulma.casework.demo import ledger
from kotikulma.casework.queries import statistics
from kotikulma.casework.rules.statistics import may_be_chance
from tests import cast

pytestmark = pytest.mark.django_db
PAGE = "/tyotila/asunnottomuus/"


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def coordinator(frozen: Any) -> Any:
    ledger.lay(date(2027, 2, 9))
    return cast.browser_of(cast.coordinator())


def test_the_page_opens_with_the_newest_november_in_one_sentence(coordinator: Any) -> None:
    newest = statistics.count(date(2026, 11, 15))
    sentence = f"15.11.2026 yksin asuvia asunnottomia oli {newest.total}, heistä pitkäaikaisasunnottomia"
    assert sentence in text(coordinator.get(PAGE))


def test_the_known_november_comes_out_to_the_person(coordinator: Any) -> None:
    words = text(coordinator.get(f"{PAGE}?vuosi=2019"))
    assert "15.11.2019 yksin asuvia asunnottomia oli 156, heistä pitkäaikaisasunnottomia 46." in words
    assert "Muutos voi olla sattumaa." in words


def test_the_same_leaves_as_a_file(coordinator: Any) -> None:
    file = coordinator.get(f"{PAGE}?vuosi=2019&muoto=csv").content.decode("utf-8-sig")
    assert "Yksin asuvia yhteensä;156" in file.replace(",", ";").replace('"', "")


def test_a_year_that_is_not_counted_shows_the_newest(coordinator: Any) -> None:
    assert "15.11.2026 yksin asuvia" in text(coordinator.get(f"{PAGE}?vuosi=1999"))


def test_who_coordinates_is_one_press_away_from_the_figures(coordinator: Any) -> None:
    assert f'href="{PAGE}"' in coordinator.get("/tyotila/").content.decode()


def test_no_small_number_is_shown(coordinator: Any) -> None:
    for november in statistics.novembers(date(2027, 2, 9)):
        groups = {**november.told["by_class"], **november.told["subgroups"], **november.told["families"]}
        assert not [number for number in groups.values() if number in range(1, 5)]


def test_an_empty_list_says_so() -> None:
    assert "Lukuja ei ole vielä" in text(cast.browser_of(cast.coordinator()).get(PAGE))


@pytest.mark.parametrize(("before", "after", "chance"), [(156, 144, True), (156, 120, False), (0, 0, True)])
def test_a_change_is_told_from_chance(before: int, after: int, chance: bool) -> None:
    assert may_be_chance(before, after) is chance


def test_editors_do_not_see_the_figures() -> None:
    assert cast.browser_of(cast.editor()).get(PAGE).status_code == 404
