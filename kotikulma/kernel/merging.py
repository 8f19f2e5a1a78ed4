"""Two people's changes to one thing: what goes together, and what a person must choose. Pure.

A text in several languages is changed language by language: who mends the Swedish does not meet who mends the Finnish.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Values = Mapping[str, Any]
EMPTY: tuple[Any, ...] = (None, "", [], {})


@dataclass(frozen=True, slots=True)
class Clash:
    """Both changed the same thing to different words. `language` is empty for what has none."""

    field: str
    language: str
    before: Any
    theirs: Any
    mine: Any

    @property
    def unit(self) -> str:
        return unit(self.field, self.language)


@dataclass(frozen=True, slots=True)
class Merged:
    """`values`: each field I sent with their changes kept beside mine; in a clash it holds mine."""

    values: dict[str, Any]
    clashes: tuple[Clash, ...]
    theirs: tuple[str, ...]  # units only they changed


def unit(field: str, language: str = "") -> str:
    """ "summary.sv", "charge"."""
    return f"{field}.{language}" if language else field


def three_way(before: Values, theirs: Values, mine: Values) -> Merged:
    """`before`: what I began from; `theirs`: what is stored now; `mine`: what I send. All plain JSON."""
    values: dict[str, Any] = {}
    clashes: list[Clash] = []
    others: list[str] = []
    for field, wanted in mine.items():
        parts = (before.get(field), theirs.get(field), wanted)
        if not is_text_map(field, parts):
            values[field] = _one(field, "", parts, clashes, others)
            continue
        maps = [part or {} for part in parts]
        languages = dict.fromkeys([*maps[1], *maps[2]])
        merged = {
            language: _one(field, language, tuple(each.get(language, "") for each in maps), clashes, others)
            for language in languages
        }
        values[field] = {language: text for language, text in merged.items() if text}
    others += [field for field in theirs if field not in mine and before and before.get(field) != theirs[field]]
    return Merged(values, tuple(clashes), tuple(others))


def is_text_map(field: str, values: tuple[Any, ...]) -> bool:
    """A map from language to text; hours and lists are changed as a whole."""
    maps = [value for value in values if value]
    return bool(maps) and all(
        isinstance(each, Mapping) and all(isinstance(text, str) for text in each.values()) for each in maps
    )


def changed_units(before: Values, after: Values) -> list[tuple[str, str, Any, Any]]:
    """(field, language, old, new) of everything that differs, in the order of `after`."""
    found: list[tuple[str, str, Any, Any]] = []
    for field in dict.fromkeys([*after, *before]):
        old, new = before.get(field), after.get(field)
        if old == new or (old in EMPTY and new in EMPTY):
            continue
        if is_text_map(field, (old, new)):
            old, new = old or {}, new or {}
            found += [
                (field, language, old.get(language, ""), new.get(language, ""))
                for language in dict.fromkeys([*new, *old])
                if old.get(language, "") != new.get(language, "")
            ]
        else:
            found.append((field, "", old, new))
    return found


def _one(field: str, language: str, parts: tuple[Any, ...], clashes: list[Clash], others: list[str]) -> Any:
    before, theirs, mine = parts
    if mine == theirs:
        return mine
    if mine == before:
        others.append(unit(field, language))
        return theirs
    if theirs != before:
        clashes.append(Clash(field, language, before, theirs, mine))
    return mine
