"""Who comes in question for a home and in which order: hard filters, documented classes, waiting time, a lot. Pure.

The same facts and seed always give the same order; nobody's place depends on who else is on the list.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kotikulma.casework.rules.orders import class_name
from kotikulma.casework.types.homes import HomeFacts
from kotikulma.casework.types.matches import Candidate, Need, NeedClass, NeedRefused, OutReason, Verdict
from kotikulma.casework.types.orders import DEADLINE_DAYS, FIRST, Order
from kotikulma.casework.types.situations import ARA, AraClass, SituationCode

OVERRIDE_LETTERS = 20
UNREACHED = 2  # offers that went by unanswered; then somebody looks for the person
LARGEST = 12


def classes_of(one: Candidate, on: date, deadline_days: int = DEADLINE_DAYS) -> list[NeedClass]:
    """Every class the facts of that day put her in: a deadline that has passed is none."""
    ara, deadline = ARA.get(one.situation or one.need.situation), one.need.deadline
    told = {
        NeedClass.NO_ROOF: ara == AraClass.A1 or one.need.violence,
        NeedClass.LONG_TERM: bool(ara) and (one.long_term or one.need.long_term),
        NeedClass.HOMELESS: bool(ara),
        NeedClass.DEADLINE: bool(deadline and on <= deadline <= on + timedelta(days=deadline_days)),
        NeedClass.OTHER: True,
    }
    return [group for group, holds in told.items() if holds]


def need_class(one: Candidate, on: date, order: Order = FIRST) -> NeedClass:
    """Of her classes the one that comes first in the documented order."""
    return min(classes_of(one, on, order.deadline_days), key=lambda group: (order.places[group], group))


def has_lapsed(one: Candidate, on: date) -> bool:
    """The day of losing the home is past and nobody has written down where she lives now."""
    return bool(one.need.deadline and one.need.deadline < on and classes_of(one, on) == [NeedClass.OTHER])


def reasons_out(need: Need, home: HomeFacts) -> tuple[OutReason, ...]:
    """Why the home does not suit her; empty when it does."""
    told = {
        OutReason.AREA: home.area in (*need.refused, *need.safety)
        or (bool(need.wished) and home.area not in need.wished),
        OutReason.SIZE: need.household_size > home.persons_max,
        OutReason.STEP_FREE: need.step_free and not home.step_free,
        OutReason.PETS: need.pets and home.no_pets,
        OutReason.RENT: need.max_rent is not None and home.rent > need.max_rent,
    }
    return tuple(reason for reason, holds in told.items() if holds)


def lot(seed: str, key: UUID) -> str:
    """Drawn for each person by herself: who else is on the list changes nothing."""
    return sha256(f"{seed}:{key}".encode()).hexdigest()


def ranked(
    candidates: Iterable[Candidate], home: HomeFacts, on: date, seed: str, order: Order = FIRST
) -> list[Verdict]:
    """Everybody, in or out: those in by rank, then those out in the same order."""
    found = [
        (one, need_class(one, on, order), max(0, (on - one.since).days), reasons_out(one.need, home))
        for one in candidates
    ]
    found.sort(key=lambda row: (bool(row[3]), order.places[row[1]], -row[2], lot(seed, row[0].key)))
    same = Counter((order.places[row[1]], row[2]) for row in found if not row[3])
    verdicts = []
    for place, (one, group, days, reasons) in enumerate(found, start=1):
        tied = not reasons and same[order.places[group], days] > 1
        wish = home.area in one.need.wished if one.need.wished else None
        verdicts.append(Verdict(one.key, 0 if reasons else place, group, days, reasons, tied, wish))
    return verdicts


def turn(order: Sequence[Any], offered: Mapping[Any, bool], away: Iterable[Any]) -> Any:
    """Who is offered the home next: the first in order without an offer of it.

    `offered`: client -> whether her offer went by unanswered. When everybody has had one, those who never answered
    come again in the same order. `away`: who has found a home, or said yes to another one. None: nobody.
    """
    there = [one for one in order if one not in set(away)]
    first = next((one for one in there if one not in offered), None)
    return first if first is not None else next((one for one in there if offered[one]), None)


def sentence(
    need_class: int,
    wait_days: int,
    reasons: Sequence[str],
    *,
    tied: bool = False,
    deadline_days: int = DEADLINE_DAYS,
) -> str:
    """Why somebody stands where she does, in words of everyday."""
    if reasons:
        return " ".join(str(OutReason(reason).label) for reason in reasons)
    waited = ngettext("odottanut kotia %(days)d päivän", "odottanut kotia %(days)d päivää", wait_days)
    told = f"{class_name(need_class, deadline_days)}, {waited % {'days': wait_days}}."
    return f"{told} {_('Arpa ratkaisi yhtä kauan odottaneiden järjestyksen.')}" if tied else told


def check_need(need: Need, since: date, today: date) -> None:
    faults: dict[str, str] = {}
    if since > today:
        faults["since"] = _("Päivä on tulevaisuudessa. Kirjaa päivä, jona tarve kirjattiin.")
    if not 1 <= need.household_size <= LARGEST:
        faults["household_size"] = _("Kirjoita, montako ihmistä muuttaa.")
    for name in ("wished", "refused", "safety"):
        if any(not (len(code) == 5 and code.isdecimal()) for code in getattr(need, name)):
            faults[name] = _("Kirjoita postinumerot, esimerkiksi 40520, 40630.")
    if "wished" not in faults and set(need.wished) & {*need.refused, *need.safety}:
        faults["wished"] = _("Sama alue ei voi olla sekä toivottu että suljettu pois.")
    if need.situation and need.situation not in SituationCode.values:
        faults["situation"] = _("Valitse tilanne luettelosta.")
    if faults:
        raise NeedRefused(next(iter(faults.values())), fields=faults)


def check_override(reason: str) -> str:
    """Somebody else is next: the reason is written down. NeedRefused without one."""
    told = reason.strip()
    if len(told) < OVERRIDE_LETTERS:
        message = _("Joku muu on vuorossa. Kerro kokonaisella lauseella, miksi tarjoat kodin ohi järjestyksen.")
        raise NeedRefused(message, fields={"reason": message})
    return told
