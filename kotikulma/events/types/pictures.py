"""Pictures of events: what is stored and how it is named."""

from typing import NamedTuple


class Picture(NamedTuple):
    """A stored file. Its size is in its name, so that pages know it before they ask for it."""

    name: str
    width: int
    height: int


class Drawn(NamedTuple):
    """The picture drawn anew, and small for phones and cards; `small` is empty where it is no smaller."""

    whole: bytes
    small: bytes
    width: int
    height: int
