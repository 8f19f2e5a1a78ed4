"""Themes as keywords other calendars know: concepts of the General Finnish Ontology (YSO) where one fits exactly.

The numbers are those Finnish Linked Events services use for the same words.
"""

from collections.abc import Mapping

from kotikulma.events.types import Theme

YSO: Mapping[str, str] = {
    Theme.FAMILY: "yso:p13050",  # lapsiperheet
    Theme.YOUTH: "yso:p11617",  # nuoret
    Theme.OLDER_PEOPLE: "yso:p2433",  # ikääntyneet
    Theme.LONELINESS: "yso:p6935",  # yksinäisyys
    Theme.HEALTH: "yso:p1947",  # hyvinvointi
    Theme.WORK: "yso:p9860",  # työnhaku
    Theme.IMMIGRANTS: "yso:p6165",  # maahanmuuttajat
    Theme.DIGITAL: "yso:p37943",  # digineuvonta
    Theme.EXERCISE: "yso:p916",  # liikunta
    Theme.CULTURE: "yso:p372",  # kulttuuri
}
_CODES = {keyword: code for code, keyword in YSO.items()} | {
    "yso:p4354": Theme.FAMILY,  # lapset
    "yso:p4363": Theme.FAMILY,  # perheet
    "yso:p2434": Theme.OLDER_PEOPLE,  # vanhukset, the former name
    "yso:p12878": Theme.LONELINESS,  # vertaistuki
    "yso:p965": Theme.EXERCISE,  # urheilu
    "yso:p2762": Theme.HEALTH,  # terveys
    "yso:p1808": Theme.CULTURE,  # musiikki
}


def keyword(theme: str) -> str:
    """The identifier of a theme in other systems; our own where YSO has none that fits."""
    return YSO.get(theme, f"kotikulma:{theme}")


def theme(keyword: str) -> str:
    """The theme a keyword means; empty for those we have none for."""
    own = keyword.removeprefix("kotikulma:")
    return str(_CODES.get(keyword, own if own != keyword and own in Theme.values else ""))
