"""What is made of an object is made once, and for that object alone."""

from kotikulma.kernel.recent import Recent


def test_equal_objects_are_made_apart_and_the_same_object_once() -> None:
    made: list[list[int]] = []
    recent: Recent[list[int], int] = Recent(lambda one: made.append(one) or len(made), 10)  # type: ignore[func-returns-value]
    one, other = [1], [1]
    assert [recent.of(one), recent.of(other), recent.of(one)] == [1, 2, 1]


def test_no_more_than_so_many_are_kept() -> None:
    recent: Recent[list[int], list[int]] = Recent(list, 2)
    things = [[number] for number in range(5)]
    first = recent.of(things[0])
    for thing in things:
        assert recent.of(thing) == thing
    assert recent.of(things[0]) is not first
    assert len(recent._made) <= 2
