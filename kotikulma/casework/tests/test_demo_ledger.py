"""The demo's list comes out to the person on the two days everybody knows, and balances on all others."""

from datetime import date

import pytest

from kotikulma.casework.demo import ledger
from kotikulma.casework.models import ListEvent
from kotikulma.casework.queries import statistics

TODAY = date(2026, 11, 20)
pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_the_two_novembers_come_out_to_the_person_and_every_year_balances() -> None:
    ledger.lay(TODAY)
    known = {day: statistics.count(day) for day in (date(2019, 11, 15), date(2024, 11, 15))}
    assert [(one.total, one.long_term) for one in known.values()] == [(156, 46), (144, 56)]
    years = [statistics.flows(date(year, 1, 1), date(year + 1, 1, 1)) for year in range(2017, 2026)]
    assert all(year.balanced for year in years)
    assert statistics.count(date(2016, 12, 31)).total == 0
    assert years[0].adjustments["correction"] == ledger.OPENING
    assert 100 < statistics.count(TODAY).total < 200
    kept = statistics.retention(TODAY).months[12].km
    assert kept is not None
    assert 0.7 < kept < 0.99
    events = ListEvent.objects.count()
    ledger.lay(TODAY)
    assert ListEvent.objects.count() == events


def test_the_past_of_the_demo_is_the_same_whenever_it_is_laid() -> None:
    first = [one for one in ledger.lives(date(2026, 11, 20)) if one.spells[0].start < date(2025, 1, 1)]
    later = [one for one in ledger.lives(date(2027, 2, 9)) if one.spells[0].start < date(2025, 1, 1)]
    assert first == later
