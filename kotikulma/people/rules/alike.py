"""How alike two organisations are, and which names answer what somebody typed."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import prod
from urllib.parse import urlsplit

from kotikulma.people.types.joining import Likeness, Sign, Traits

SUGGESTED = 0.5  # from here on a person is asked to look
SHOWN = 5
ENOUGH = 0.35  # share of the typed letters that a name must have
COMMON = 5  # a word or a domain that more organisations share says little
COMMON_WEIGHT = 0.4
LEAST_SHARED = 0.25  # of the grams that tell, before two names are compared closer
OTHER_TOWN = 0.8

# What every other name here has: legal forms and the region
_COMMON_WORDS = frozenset(
    "ry rf r.y. r.f. oy ab oyj tmi ay ky osk sr rek yhdistys förening association keski suomi suomen central finland"
    " mellersta".split()
)
_PLAIN = str.maketrans("åäöéü", "aaoeu")
_OPEN_HOSTS = frozenset(
    "gmail.com googlemail.com outlook.com hotmail.com hotmail.fi live.com live.fi msn.com yahoo.com icloud.com me.com"
    " luukku.com kolumbus.fi elisanet.fi saunalahti.fi welho.com pp.inet.fi netti.fi suomi24.fi proton.me"
    " protonmail.com facebook.com instagram.com linktr.ee sites.google.com example.org example.com example.net".split()
)


def words(name: str) -> tuple[str, ...]:
    """The words that tell a name apart, without case, umlauts and punctuation."""
    every = [word for word in re.split(r"[^\w.]+", name.casefold()) if word]
    found = [word for word in every if word not in _COMMON_WORDS] or every
    return tuple(filter(None, (re.sub(r"\W", "", word.translate(_PLAIN)) for word in found)))


def grams(name: str) -> frozenset[str]:
    """Runs of three letters of each word, its edges included."""
    return frozenset(gram for word in words(name) for gram in _grams_of(word))


@lru_cache(maxsize=4096)
def _grams_of(word: str) -> tuple[str, ...]:
    edged = f" {word} "
    return tuple(edged[at : at + 3] for at in range(len(word)))


@dataclass(frozen=True, slots=True)
class Index:
    """Organisations by what they are told apart by.

    `names`: every name in any language as its grams with their weights; `owners` and `weights` run beside it.
    """

    traits: Mapping[int, Traits]
    names: Sequence[Mapping[str, float]]
    owners: Sequence[int]
    weights: Sequence[float]
    by_gram: Mapping[str, Sequence[int]]
    by_host: Mapping[str, Sequence[int]]
    by_business_id: Mapping[str, Sequence[int]]
    common: frozenset[str]


def index(traits: Iterable[Traits]) -> Index:
    """Words that many names share ("Jyväskylän", "seurakunta") tell less and weigh less."""
    known = {one.key: one for one in traits}
    used = Counter(word for one in known.values() for word in {word for name in one.names for word in words(name)})
    common = frozenset(word for word, times in used.items() if times > COMMON)
    owners = [one.key for one in known.values() for _name in one.names]
    names = [_weighed(name, common) for one in known.values() for name in one.names]
    by_gram: dict[str, list[int]] = {}
    for at, own in enumerate(names):
        for gram in own:
            by_gram.setdefault(gram, []).append(at)
    by_host: dict[str, list[int]] = {}
    by_business_id: dict[str, list[int]] = {}
    for one in known.values():
        for name in one.hosts:
            by_host.setdefault(name, []).append(one.key)
        if one.business_id:
            by_business_id.setdefault(one.business_id, []).append(one.key)
    weights = [sum(own.values()) for own in names]
    return Index(known, names, owners, weights, by_gram, by_host, by_business_id, common)


def _weighed(name: str, common: frozenset[str]) -> dict[str, float]:
    found: dict[str, float] = {}
    for word in words(name):
        weight = COMMON_WEIGHT if word in common else 1.0
        for gram in _grams_of(word):
            found[gram] = max(weight, found.get(gram, 0.0))
    return found


def answers(typed: str, among: Index) -> list[int]:
    """Keys of those whose name answers what was typed, the best first. Misspelt and half typed names are found."""
    asked = grams(typed)
    best: dict[int, float] = {}
    for at, shared in _sharing(asked, among).items():
        if shared >= ENOUGH * len(asked):
            score = 0.8 * shared / len(asked) + 0.2 * shared / len(among.names[at])
            best[among.owners[at]] = max(best.get(among.owners[at], 0.0), score)
    return sorted(best, key=lambda key: (-best[key], key))


def _sharing(asked: Iterable[str], among: Index) -> Counter[int]:
    """Which names have how many of these grams."""
    found: Counter[int] = Counter()
    for gram in asked:
        found.update(among.by_gram.get(gram, ()))
    return found


def alike(one: Traits, among: Index) -> list[Likeness]:
    """Those likely to be the same, the likeliest first, at most five."""
    named = _alike_names(one, among)
    keys = {*named, *among.by_business_id.get(one.business_id, ())}
    keys.update(key for name in one.hosts for key in among.by_host.get(name, ()))
    found = [_likeness(one, among.traits[key], named.get(key, 0.0), among) for key in keys - {one.key}]
    return sorted((each for each in found if each.score >= SUGGESTED), key=lambda each: (-each.score, each.key))[:SHOWN]


def _alike_names(one: Traits, among: Index) -> dict[int, float]:
    """Dice's coefficient of the weighed grams, of the best pair of names.

    Names that share nothing but common words are not even compared, unless there are no other words.
    """
    best: dict[int, float] = {}
    for name in one.names:
        own = _weighed(name, among.common)
        telling = [gram for gram, weight in own.items() if weight == 1] or list(own)
        whole = sum(own.values())
        for at, shared in _sharing(telling, among).items():
            if shared >= LEAST_SHARED * len(telling):
                both = sum(min(own[gram], among.names[at][gram]) for gram in own.keys() & among.names[at].keys())
                score = 2 * both / (whole + among.weights[at])
                best[among.owners[at]] = max(best.get(among.owners[at], 0.0), score)
    return best


def _likeness(one: Traits, other: Traits, named: float, among: Index) -> Likeness:
    """What speaks for both being the same body, each sign lessening the doubt."""
    if one.municipality_code and other.municipality_code and one.municipality_code != other.municipality_code:
        named *= OTHER_TOWN
    signs: list[tuple[Sign, float]] = []
    if one.business_id and one.business_id == other.business_id:
        signs.append((Sign.BUSINESS_ID, 0.98))
    shared = one.hosts & other.hosts
    if shared:
        rare = min(len(among.by_host[name]) for name in shared) <= COMMON
        signs.append((Sign.HOST, 0.6 if rare else 0.2))
    if named >= ENOUGH:
        signs.append((Sign.NAME, min(named, 0.99)))
    doubt = prod(1 - weight for _sign, weight in signs)
    return Likeness(other.key, round(1 - doubt, 2), tuple(sign for sign, _weight in signs))


def host(address: str) -> str:
    """The host of a web address or an e-mail address, when it tells whose it is; empty for hosts open to all."""
    address = address.strip().casefold()
    if "@" in address and "/" not in address:
        found = address.rpartition("@")[2]
    else:
        try:
            found = urlsplit(address if "://" in address else f"//{address}").hostname or ""
        except ValueError:
            return ""
    found = found.removeprefix("www.")
    return "" if found in _OPEN_HOSTS or "." not in found else found


def hosts(contacts: Iterable[Mapping[str, object]]) -> frozenset[str]:
    """What the e-mail addresses and web pages among the contacts tell."""
    told = (str(row.get("value", "")) for row in contacts if row.get("type") in ("email", "web"))
    return frozenset(filter(None, map(host, told)))


def belongs(email: str, of: Collection[str]) -> bool:
    """Does the address come from one of the organisation's own hosts?"""
    return host(email) in of if host(email) else False
