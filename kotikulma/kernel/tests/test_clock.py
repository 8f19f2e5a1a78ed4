"""The clock of the house and how it is frozen."""

import time
from datetime import UTC, date, datetime

import pytest

from kotikulma.kernel import clock


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2027-02-10T15:59:59", datetime(2027, 2, 10, 13, 59, 59, tzinfo=UTC)),
        ("2027-07-10T15:00", datetime(2027, 7, 10, 12, tzinfo=UTC)),
        ("2027-02-10T15:00+01:00", datetime(2027, 2, 10, 14, tzinfo=UTC)),
        ("2027-02-10T15:00Z", datetime(2027, 2, 10, 15, tzinfo=UTC)),
    ],
)
def test_a_frozen_moment_is_helsinki_time_unless_it_says_otherwise(monkeypatch, value: str, moment: datetime) -> None:
    monkeypatch.setenv("KOTIKULMA_NOW", value)
    assert clock.now() == moment
    assert clock.now().utcoffset() == UTC.utcoffset(None)


def test_a_frozen_clock_stands_still_and_the_machine_goes_on(monkeypatch) -> None:
    monkeypatch.setenv("KOTIKULMA_NOW", "2027-02-10T15:59:59")
    before, machine = clock.now(), clock.machine_now()
    time.sleep(0.01)
    assert clock.now() == before
    assert clock.machine_now() > machine


def test_the_date_is_that_of_helsinki(monkeypatch) -> None:
    monkeypatch.setenv("KOTIKULMA_NOW", "2027-02-09T22:30:00+00:00")
    assert clock.today() == date(2027, 2, 10)
    assert clock.local_now().isoformat() == "2027-02-10T00:30:00+02:00"


def test_a_clock_not_frozen_goes(monkeypatch) -> None:
    monkeypatch.delenv("KOTIKULMA_NOW", raising=False)
    assert abs((clock.now() - clock.machine_now()).total_seconds()) < 1


def test_a_moment_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="tomorrow"):
        clock.parse("tomorrow")
