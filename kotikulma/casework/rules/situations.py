"""From where a person lives to the typologies, and from overlapping records to one life. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise

from kotikulma.casework.types.situations import ARA, ETHOS_LIGHT, INSTITUTIONS, AraClass, Certainty, Segment, Stay

JOIN_DAYS = 7  # a break shorter than this does not end an episode
EXIT_DAYS = 14  # clear days needed for a lasting way out
RETURNS_FROM, RETURNS_TO = 15, 730  # days after a way out in which coming back is a return
_SURE: Mapping[str, int] = {Certainty.TOLD: 0, Certainty.SEEN: 1, Certainty.DOCUMENT: 2}


def ara_class(code: str, *, in_family: bool = False) -> AraClass | None:
    """None: not homeless. Families and couples are a class of their own, whatever the place."""
    found = ARA.get(code)
    return AraClass.FAMILY if found and in_family else found


def ethos_light(code: str) -> int | None:
    """1 to 6. None: not homeless, or homeless in a place nobody knows."""
    return ETHOS_LIGHT.get(code)


def is_homeless(code: str) -> bool:
    return code in ARA


def is_institution(code: str) -> bool:
    return code in INSTITUTIONS


def resolved(stays: Iterable[Stay]) -> list[Segment]:
    """One life: where records overlap the surer wins, then the later to begin, then the later to be recorded.

    Segments follow each other without overlap; what nobody recorded between them is a gap with the code "".
    """
    known = [one for one in stays if one.end is None or one.end > one.start]
    edges = sorted({one.start for one in known} | {one.end for one in known if one.end})
    if not edges:
        return []
    spans: list[tuple[date, date | None]] = [*pairwise(edges), (edges[-1], None)]
    pieces = [Segment(_winner(known, start), start, end) for start, end in spans]
    if not pieces[-1].code:
        pieces.pop()
    return _joined(pieces)


def code_on(segments: Sequence[Segment], on: date) -> str:
    """Where the person lived on the day; "" when nobody knows."""
    return next((one.code for one in segments if one.start <= on and (one.end is None or on < one.end)), "")


def _winner(stays: Iterable[Stay], on: date) -> str:
    there = [one for one in stays if one.start <= on and (one.end is None or on < one.end)]
    if not there:
        return ""
    return max(there, key=lambda one: (_SURE.get(one.certainty, 0), one.start, _recorded(one), one.code)).code


def _recorded(stay: Stay) -> float:
    return stay.recorded_at.timestamp() if stay.recorded_at else 0.0


def _joined(pieces: Iterable[Segment]) -> list[Segment]:
    joined: list[Segment] = []
    for piece in pieces:
        if joined and joined[-1].code == piece.code and joined[-1].end == piece.start:
            joined[-1] = Segment(piece.code, joined[-1].start, piece.end)
        else:
            joined.append(piece)
    return joined
