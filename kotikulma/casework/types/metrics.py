"""Every figure's definition: a name that stays, a version that changes with the rule, and the words of it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Metric:
    """`since`: the day this version began to be told. The owner answers for the words."""

    name: str
    version: int
    since: str
    title: Any
    text: Any
    reckoned_by: str


METRICS: tuple[Metric, ...] = (
    Metric(
        "homeless",
        1,
        "2026-11-15",
        _("Asunnoton"),
        _(
            "Ihminen, jolla ei ole omaa vuokra- tai omistusasuntoa. Myös tuttavien luona tilapäisesti "
            "asuva lasketaan, samoin laitoksessa asunnon puutteen vuoksi oleva."
        ),
        "rules.statistics.count",
    ),
    Metric(
        "long_term",
        1,
        "2026-11-15",
        _("Pitkäaikaisasunnoton"),
        _(
            "Asumista vaikeuttaa velka, päihteet, mielenterveys tai muu syy, ja asunnottomuus on kestänyt "
            "yli vuoden tai toistunut kolmen vuoden aikana."
        ),
        "rules.long_term",
    ),
    Metric(
        "day",
        1,
        "2026-11-15",
        _("Päivän luku"),
        _("Luku pätee päivän lopussa, niin kuin se tänään tiedetään. Myöhemmin kirjattu muutos muuttaa lukua."),
        "queries.statistics.count",
    ),
    Metric(
        "flows",
        1,
        "2026-11-22",
        _("Tulleet ja lähteneet"),
        _(
            "Vuoden alun luku, siihen tulleet, siitä lähteneet ja oikaisut antavat vuoden lopun luvun, "
            "aina tasan. Sama ihminen voi tulla ja lähteä samana vuonna."
        ),
        "rules.statistics.flows",
    ),
    Metric(
        "restated",
        1,
        "2026-11-22",
        _("Oikaistu luku"),
        _("Tapahtuma, joka on ennen laskentapäivää mutta kirjattiin sen jälkeen. Se muuttaa laskentapäivän lukua."),
        "rules.statistics.restatements",
    ),
    Metric(
        "kept",
        1,
        "2026-11-22",
        _("Pysynyt koti"),
        _(
            "Osuus kodeista, jotka ovat yhä tallella 180, 365 tai 730 päivää muuton jälkeen "
            "(Kaplan–Meier). Kuolema ja tieto, joka puuttuu, eivät ole menetys. Väli kertoo, mitä sattuma "
            "sallii 19 kertaa 20:stä."
        ),
        "rules.retention",
    ),
    Metric(
        "lost",
        1,
        "2026-11-22",
        _("Menetetty koti"),
        _("Häätö, irtisanottu tai purettu sopimus, tai jätetty asunto ilman uutta kotia. Päivät lasketaan muutosta."),
        "rules.retention",
    ),
    Metric(
        "goals",
        1,
        "2026-11-22",
        _("Tavoitteiden viivat"),
        _(
            "Oma tavoite: enintään 10 pitkäaikaisasunnotonta. Kynnys: enintään kolme, tai yksi tuhannesta "
            "asunnottomasta, jos se on enemmän. Maan tavoite: nolla vuonna 2027."
        ),
        "rules.statistics.functional_zero",
    ),
    Metric(
        "chance",
        1,
        "2026-11-15",
        _("Sattuma"),
        _(
            "Kun ihmisiä tulee ja lähtee, luku vaihtelee, vaikka mikään ei muutu. Väli kertoo, missä luku "
            "pysyy 19 kertaa 20:stä. Tavoite on varma vasta, kun koko väli on sen alla."
        ),
        "rules.statistics.chance_interval",
    ),
    Metric(
        "equity",
        1,
        "2026-11-22",
        _("Ryhmän osuus"),
        _(
            "Montako sadasta listalla olleesta ja kodin saaneesta kuuluu ryhmään. Osuus kerrotaan vain, "
            "kun ihmisiä on vähintään 20, ja aina vaihteluvälin kanssa (Wilson)."
        ),
        "rules.equity",
    ),
    Metric(
        "time_home",
        1,
        "2026-11-22",
        _("Aika kotiin"),
        _("Päivät listalle tulosta omaan kotiin muuttoon, keskimmäinen luku. Lasketaan vain tämänkertainen jakso."),
        "queries.figures.equity",
    ),
    Metric(
        "published",
        1,
        "2026-11-22",
        _("Julkaistu luku"),
        _("Luku, jonka joku muu on julkaissut. Uudempi julkaisu tulee vanhan viereen, ei sen tilalle."),
        "commands.statistics.keep_vintage",
    ),
    Metric(
        "few",
        1,
        "2026-11-15",
        _("Pienet luvut"),
        _(
            "Luvuista 1–4 kerrotaan vain, että ne ovat alle viisi. Merkki .. on luku, josta pieni luku "
            "voitaisiin laskea."
        ),
        "rules.suppression",
    ),
)
BY_NAME = {one.name: one for one in METRICS}
