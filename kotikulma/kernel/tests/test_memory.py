"""What is remembered of the data: by a process until it is told to forget, by one reading until its end."""

from collections.abc import Callable, Iterator
from itertools import count

import pytest
from django.http import HttpRequest, HttpResponse

from kotikulma.kernel import memory
from kotikulma.kernel.memory import Held
from kotikulma.kernel.ui.middleware import ReadingMiddleware


@pytest.fixture
def ask() -> Callable[[], int]:
    numbers: Iterator[int] = count(1)
    return lambda: next(numbers)


def test_whatever_is_held_is_forgotten_at_once() -> None:
    one, other = Held[int](), Held[int]()
    one["a"] = other["b"] = 1
    memory.forget_all()
    assert (len(one), len(other)) == (0, 0)


def test_one_reading_asks_once(ask: Callable[[], int]) -> None:
    with memory.reading():
        assert [memory.once("roles", ask), memory.once("roles", ask)] == [1, 1]


def test_each_key_is_asked_apart(ask: Callable[[], int]) -> None:
    with memory.reading():
        assert [memory.once("roles", ask), memory.once("units", ask)] == [1, 2]


def test_the_next_reading_asks_again(ask: Callable[[], int]) -> None:
    found = []
    for _each in range(2):
        with memory.reading():
            found.append(memory.once("roles", ask))
    assert found == [1, 2]


def test_outside_a_reading_it_is_asked_each_time(ask: Callable[[], int]) -> None:
    assert [memory.once("roles", ask), memory.once("roles", ask)] == [1, 2]


@pytest.mark.parametrize(("method", "asked"), [("GET", [1, 1]), ("HEAD", [1, 1]), ("POST", [1, 2])])
def test_only_a_request_that_writes_nothing_is_one_reading(
    method: str, asked: list[int], ask: Callable[[], int]
) -> None:
    found = []

    def view(request: HttpRequest) -> HttpResponse:
        found.extend([memory.once("roles", ask), memory.once("roles", ask)])
        return HttpResponse()

    request = HttpRequest()
    request.method = method
    ReadingMiddleware(view)(request)
    assert found == asked
