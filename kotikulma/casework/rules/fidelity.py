"""A home is nobody's reward: which words make it one, and the indicators of Housing First from records. Pure."""

import re
import unicodedata
from datetime import date, timedelta

from kotikulma.casework.rules.suppression import Shown, subset

REHOUSED_DAYS = 60  # a new offer after a lost home
SUPPORT_DAYS = 90  # support goes on after a lost home
MET_DAYS = 30
REAL_OPTIONS = 2

# Beginnings of words in Finnish, Swedish and English, folded
_BEGINNINGS = tuple(
    "paihde paihte raitis raitti raitt alkohol huumeet huumei huumetest kuntou hoito hoido hoitoa katkaisu "
    "asumiskunt asumiskyk asumisvalm asumisharj "
    "nykter drog missbruk behandling rehab boendeform boendefard avgiftning varden "
    "sober sobri abstinen treatment recovery detox readiness substance alcohol drug housing-ready".split()
)
_WORD = re.compile(r"[\w-]+")


def speaks_of_readiness(text: str) -> bool:
    """Does it make the home depend on sobriety, treatment or being ready? Cautious: a kind sentence costs little."""
    folded = "".join(
        letter for letter in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(letter)
    )
    return any(word.startswith(_BEGINNINGS) for word in _WORD.findall(folded.replace("_", " ")))


def was_rehoused(lost_on: date, offered_on: list[date]) -> bool:
    return any(lost_on <= day <= lost_on + timedelta(days=REHOUSED_DAYS) for day in offered_on)


def is_choice(options: int, wish_met: bool | None) -> bool:
    """Two homes were really offered, or the home is where she wished to live."""
    return options >= REAL_OPTIONS or wish_met is True


def told(numerator: int, denominator: int, *, none: bool = False) -> tuple[Shown, Shown, str]:
    """Two numbers and their share as anybody may see them: neither a part nor the rest is small.

    `none`: of what must never happen; that it did not is about nobody, and told however few the cases.
    """
    whole = subset(denominator, denominator)
    part: Shown = 0 if none and numerator == 0 else subset(numerator, denominator)
    if not (isinstance(part, int) and isinstance(whole, int) and denominator):
        return part, whole, ""
    return part, whole, f"{round(100 * numerator / denominator)}\N{NO-BREAK SPACE}%"
