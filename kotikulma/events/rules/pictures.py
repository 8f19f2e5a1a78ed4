"""The names of pictures. A name says what is shown and how large it is, and never changes what it shows."""

import re

from kotikulma.events.types.pictures import Picture

SMALL_SIDE = 720
_NAME = re.compile(r"([0-9a-f]{32}-([1-9][0-9]{0,3})x([1-9][0-9]{0,3}))(-pieni)?\.webp")


def name_of(digest: str, width: int, height: int) -> str:
    return f"{digest}-{width}x{height}.webp"


def whole(name: str) -> Picture | None:
    """The picture as events name it, of its own name or of its small one; None when it is no name of ours."""
    found = _NAME.fullmatch(name)
    return Picture(f"{found[1]}.webp", int(found[2]), int(found[3])) if found else None


def small(name: str) -> Picture | None:
    """The same for phones and cards; itself where it is small already."""
    picture = whole(name)
    if picture is None or max(picture.width, picture.height) <= SMALL_SIDE:
        return picture
    scale = SMALL_SIDE / max(picture.width, picture.height)
    width, height = (max(1, round(side * scale)) for side in (picture.width, picture.height))
    return Picture(picture.name.replace(".webp", "-pieni.webp"), width, height)
