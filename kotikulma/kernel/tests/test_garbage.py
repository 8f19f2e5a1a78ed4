"""The collector rests inside a batch and always runs after it."""

import gc

import pytest

from kotikulma.kernel import garbage


def test_the_collector_rests_inside_and_runs_after() -> None:
    with garbage.kept_still():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_the_collector_runs_again_after_an_error() -> None:
    with pytest.raises(KeyError), garbage.kept_still():
        raise KeyError
    assert gc.isenabled()


def test_an_inner_batch_leaves_the_outer_one_undisturbed() -> None:
    with garbage.kept_still():
        with garbage.kept_still():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


def test_a_server_calls_the_collector_seldom_and_sets_its_code_aside() -> None:
    before = gc.get_threshold()
    gc.set_threshold(700, 10, 10)  # Python's own; the suite has settled already
    try:
        garbage.settle()
        assert gc.get_freeze_count() > 0
        assert gc.get_threshold()[0] > 700
        assert gc.isenabled()
    finally:
        gc.set_threshold(*before)
