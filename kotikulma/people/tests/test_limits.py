"""Token buckets: one count for every worker."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from kotikulma.people import commands
from kotikulma.people.models import RateBucket
from kotikulma.people.types import Limit, TooMany

LIMIT = Limit("test", 3, 3600)


def taken(subject: str, times: int) -> int:
    done = 0
    for _time in range(times):
        try:
            commands.take(LIMIT, subject)
            done += 1
        except TooMany:
            continue
    return done


@pytest.mark.django_db
def test_a_bucket_gives_its_amount_and_then_tells_how_long_to_wait() -> None:
    assert taken("somebody", 5) == 3
    with pytest.raises(TooMany, match=r"Yrityksiä on ollut liian monta. Odota 20 min ja yritä uudelleen."):
        commands.take(LIMIT, "somebody")


@pytest.mark.django_db
def test_buckets_are_apart() -> None:
    assert [taken("somebody", 5), taken("another", 5)] == [3, 3]


@pytest.mark.django_db
def test_time_fills_the_bucket(frozen: Any) -> None:
    taken("somebody", 3)
    frozen.shift(timedelta(minutes=40))
    assert taken("somebody", 5) == 2


@pytest.mark.django_db
def test_the_row_names_nobody_and_is_dropped_after_a_day(frozen: Any) -> None:
    commands.take(LIMIT, "somebody@example.org")
    assert "somebody" not in str(RateBucket.objects.values().get())
    frozen.shift(timedelta(hours=25))
    assert commands.forget_buckets() == 1


@pytest.mark.django_db
def test_several_buckets_are_asked_in_one_statement_and_the_emptiest_says_how_long(
    django_assert_num_queries: Any,
) -> None:
    slow = Limit("slow", 1, 7200)
    with transaction.atomic():
        with django_assert_num_queries(1):
            assert commands.spend((LIMIT, "network"), (slow, "somebody")) is None
        refused = commands.spend((LIMIT, "network"), (slow, "somebody"))
    assert str(refused) == str(TooMany(120))
    assert taken("network", 5) == 1, "the token of the other was spent both times"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_twenty_attempts_at_once_get_three_tokens() -> None:
    def attempt(_number: int) -> int:
        try:
            return taken("somebody", 1)
        finally:
            connection.close()

    work: Callable[[int], int] = attempt
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(work, range(20))) == 3
