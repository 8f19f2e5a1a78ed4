"""Repairing what was misspelt: words nobody has used here, compared with those that occur."""

from collections.abc import Iterable, Sequence

from django.db import connection

from kotikulma.kernel.search.plan import Group
from kotikulma.kernel.search.terms import grams
from kotikulma.kernel.text.backends import finnish
from kotikulma.kernel.text.types import Analysis, Query

MOST_WORDS = 4
SHORTEST = 4
LONGEST = 40
CANDIDATES = 40
LEAST_ALIKE = 0.4
_VOWELS = dict.fromkeys(["aä", "äa", "oö", "öo", "åo", "oå", "aå", "åa"], 0.5)


def worth_checking(groups: Sequence[Group]) -> bool:
    """A word that no analyser knows, or a lone word that found nothing."""
    return bool(_suspects(groups))


def repairs(groups: Sequence[Group]) -> dict[str, str]:
    """{misspelt: repaired} for words that occur nowhere and look like one that does. One SQL statement."""
    suspects = _suspects(groups)
    proposals = {group.surface: _proposals(group.surface) for group in suspects}
    known, alike = _look_up(suspects, proposals)
    found = {}
    for group in suspects:
        near = alike.get(group.surface, [])
        begun = any(word.startswith(group.surface) for word in near)
        if known.isdisjoint(group.full) and not begun:
            better = _best(group, proposals[group.surface], known, near)
            if better and better != group.surface:
                found[group.surface] = better
    return found


def sentence(query: Query, fixed: dict[str, str]) -> str:
    """The query with its repaired words."""
    return " ".join(fixed.get(word.surface, word.surface) for word in query.words)


def distance(one: str, other: str) -> float:
    """Edits from one word to the other; swapped neighbours count once, a missing umlaut half."""
    before: list[float] = []
    row = [float(at) for at in range(len(other) + 1)]
    for at, letter in enumerate(one, 1):
        older, before, row = before, row, [float(at)]
        for to, goal in enumerate(other, 1):
            cost = 0.0 if letter == goal else _VOWELS.get(letter + goal, 1.0)
            best = min(before[to] + 1, row[to - 1] + 1, before[to - 1] + cost)
            if at > 1 and to > 1 and letter == other[to - 2] and one[at - 2] == goal:
                best = min(best, older[to - 2] + 1)
            row.append(best)
    return row[-1]


def _suspects(groups: Sequence[Group]) -> list[Group]:
    """Words unknown to the analyser; a lone compound too, for it may be an accident (hamas+lääkäri)."""
    return [
        group
        for group in groups
        if (not group.known or (group.atoms and len(groups) == 1))
        and SHORTEST <= len(group.surface) <= LONGEST
        and group.surface.isalpha()
    ][:MOST_WORDS]


def _proposals(word: str) -> dict[str, Analysis]:
    """The analyser's own repairs, analysed."""
    analyser = finnish()
    return {text: analyser.analyse(text) for text in analyser.suggest(word)[:5]}


def _occurs(analysis: Analysis, known: set[str]) -> bool:
    """The word itself or every part of it is used somewhere."""
    return not known.isdisjoint(analysis.bases) or (bool(analysis.atoms) and known.issuperset(analysis.atoms))


def _look_up(
    suspects: Sequence[Group], proposals: dict[str, dict[str, Analysis]]
) -> tuple[set[str], dict[str, list[str]]]:
    """Which tokens occur at all, and for each suspect the words that share most grams with it."""
    asked = {token for group in suspects for token in group.full}
    asked |= {token for own in proposals.values() for item in own.values() for token in (*item.bases, *item.atoms)}
    # Only counted placeholders go into the text of the statement.
    selects = [f"SELECT '' AS asked, word, 0 AS shared FROM search_searchword WHERE word IN ({_marks(asked)})"]  # noqa: S608
    values: list[object] = list(asked)
    for group in suspects:
        own = grams(group.surface)
        selects.append(
            "SELECT * FROM (SELECT %s AS asked, w.word, count(*) AS shared FROM search_searchgram g"  # noqa: S608
            f" JOIN search_searchword w ON w.id = g.word_id WHERE g.gram IN ({_marks(own)})"
            f" GROUP BY w.id, w.word ORDER BY count(*) DESC, w.word LIMIT {CANDIDATES}) AS alike"
        )
        values += [group.surface, *own]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(selects), values)
        rows = cursor.fetchall()
    alike: dict[str, list[str]] = {}
    for surface, word, _shared in rows:
        if surface:
            alike.setdefault(surface, []).append(word)
    return {word for surface, word, _ in rows if not surface}, alike


def _best(group: Group, proposals: dict[str, Analysis], known: set[str], alike: Iterable[str]) -> str:
    """The nearest word within reach; words that occur here win ties over the analyser's proposals."""
    word = group.surface
    reach = 1.0 if len(word) < 6 or group.known else 2.0 if len(word) < 12 else 3.0
    options = [(distance(word, text), 1, text) for text, item in proposals.items() if _occurs(item, known)]
    for other in alike:
        if _alikeness(word, other) >= LEAST_ALIKE:
            options.append((distance(word, other), 0, other))
            if 1 <= len(word) - len(other) <= 4 and len(other) >= 5:
                # The misspelt word may be inflected and the known one not: neovolaan, neuvola.
                options.append((distance(word[: len(other)], other) + 0.75, 2, other))
    # A short word has too many neighbours: tolk, folk.
    near = [option for option in options if option[0] <= reach and (len(word) > 5 or option[2][0] == word[0])]
    return min(near)[2] if near else ""


def _alikeness(one: str, other: str) -> float:
    own, others = set(grams(one)), set(grams(other))
    return len(own & others) / min(len(own), len(others))


def _marks(values: Iterable[object]) -> str:
    return ", ".join("%s" for _ in values)
