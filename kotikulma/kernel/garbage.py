"""Python's cycle collector: kept still while a batch builds what it needs, called seldom while pages are answered."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def kept_still() -> Iterator[None]:
    """No collecting of cycles inside; for one bounded batch, never for a whole run.

    A batch makes objects by the hundred thousand and drops them all at its end: looking through them again and again
    takes a sixth of its time and frees nothing. Whoever found the collector running sets it running again.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def settle() -> None:
    """For a server's worker, once its code is loaded: that stays, and a page leaves few cycles behind.

    Looking through all of it every 700 objects takes a tenth of an answer. What outlives that look is looked at once
    more soon: after twenty looks there is so much of it that one answer waits for half of its time again.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 5, 200)
