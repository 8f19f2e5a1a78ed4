"""What may be told of somebody near a client, the steps of consent, and where each stands in the picture."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from kotikulma.casework.types.network import ConsentState, Near, NetworkRefused, NewMember, Ring

LONGEST_WORDS, LONGEST_NAME = 500, 100
BACK = timedelta(days=400)
MOST = 24
CENTRE, RADII, DOT = 200.0, {Ring.CLOSE: 78.0, Ring.MIDDLE: 128.0, Ring.FAR: 178.0}, 19.0


@dataclass(frozen=True, slots=True)
class Dot:
    """Where the one with this number stands in a picture of 400 by 400. `shape`: "service", "team" or "person"."""

    number: int
    x: str
    y: str
    shape: str


def check_member(new: NewMember, count: int, service_known: bool) -> None:
    """`count`: how many are in the network already."""
    faults: dict[str, Any] = {}
    if new.kind not in Near.values:
        faults["kind"] = _("Valitse, kuka tai mikä se on.")
    if new.ring not in Ring.values:
        faults["ring"] = _("Valitse, kuinka lähellä se on.")
    if new.kind == Near.SERVICE and not service_known:
        faults["service"] = _("Valitse palvelu hakemistosta.")
    if new.kind != Near.SERVICE and not new.relation.strip():
        faults["relation"] = _("Kirjoita, kuka hän on asiakkaalle. Älä kirjoita vielä nimeä.")
    if len(new.relation) > LONGEST_NAME or len(new.words) > LONGEST_WORDS:
        faults["words"] = _("Teksti on liian pitkä. Lyhennä sitä.")
    if count >= MOST:
        faults[""] = _("Verkostossa on jo paljon. Poista ensin joku, joka ei ole enää mukana.")
    _refuse(faults)


def consent_state(given_on: date | None, withdrawn_on: date | None) -> ConsentState:
    if withdrawn_on:
        return ConsentState.WITHDRAWN
    return ConsentState.GIVEN if given_on else ConsentState.ASKED


def check_asked(kind: str, state: str, on: date, today: date) -> None:
    if kind == Near.SERVICE:
        raise NetworkRefused(_("Palvelu on julkinen. Siltä ei tarvita lupaa."))
    if state in (ConsentState.ASKED, ConsentState.GIVEN):
        raise NetworkRefused(_("Lupa on jo kysytty. Lataa sivu uudelleen."))
    _check_day(on, today)


def check_given(state: str, asked_on: date | None, on: date, today: date, name: str) -> None:
    """A name is written down with consent, never before it."""
    if state != ConsentState.ASKED:
        raise NetworkRefused(_("Kysy lupa ensin. Nimen voi kirjata vasta luvan jälkeen."))
    _check_day(on, today, asked_on)
    if not name.strip():
        sentence = _("Kirjoita nimi, jolla hänet saa mainita.")
        raise NetworkRefused(sentence, fields={"name": sentence})
    if len(name) > LONGEST_NAME:
        raise NetworkRefused(_("Nimi on liian pitkä."), fields={"name": _("Nimi on liian pitkä.")})


def check_withdrawn(state: str, after: date | None, on: date, today: date) -> None:
    if state not in (ConsentState.ASKED, ConsentState.GIVEN):
        raise NetworkRefused(_("Lupaa ei ole voimassa. Lataa sivu uudelleen."))
    _check_day(on, today, after)


def dots(members: Sequence[tuple[int, str]]) -> list[Dot]:
    """(ring, shape) of each, in the order of the list -> where it stands: evenly on its ring, from the top."""
    found: list[Dot] = []
    for ring in Ring:
        own = [(number, shape) for number, (its, shape) in enumerate(members, 1) if its == ring]
        turn = math.pi / max(len(own), 1) * (ring - 1)  # neighbouring rings do not stand in line
        for place, (number, shape) in enumerate(own):
            angle = 2 * math.pi * place / len(own) - math.pi / 2 + turn
            x, y = (CENTRE + RADII[ring] * part for part in (math.cos(angle), math.sin(angle)))
            found.append(Dot(number, f"{x:.1f}", f"{y:.1f}", shape))
    return sorted(found, key=lambda dot: dot.number)


def _check_day(on: date, today: date, after: date | None = None) -> None:
    if on > today:
        sentence = _("Päivä on vasta tulossa. Kirjaa lupa, kun siitä on puhuttu.")
    elif on < today - BACK:
        sentence = _("Päivästä on yli 400 päivää. Tarkista päivä.")
    elif after and on < after:
        sentence = _("Päivä on ennen edellistä merkintää. Tarkista päivä.")
    else:
        return
    raise NetworkRefused(sentence, fields={"on": sentence})


def _refuse(faults: dict[str, Any]) -> None:
    if faults:
        raise NetworkRefused(next(iter(faults.values())), fields=faults)
