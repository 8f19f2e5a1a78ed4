"""What may be given to another body, on what ground; what of the log may be withheld, and since when it is told."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from kotikulma.casework.rules.clients import log_since
from kotikulma.casework.types.clients import Basis, DataClass
from kotikulma.casework.types.disclosures import (
    BASES,
    SHARED,
    DecisionKind,
    DisclosureRefused,
    NewDisclosure,
    WithholdingGround,
)

REASON_LETTERS = 20


def check_new(new: NewDisclosure, *, prohibited: bool, today: date) -> None:
    """DisclosureRefused with a sentence for each field. A prohibition stands against consent, not against the law."""
    faults: dict[str, str] = {}
    if new.basis not in BASES:
        faults["basis"] = _("Valitse, millä perusteella tiedot annetaan.")
    if not new.scope or not set(new.scope) <= set(SHARED):
        faults["scope"] = _("Valitse, mitä tietoja annetaan.")
    if new.recipient is None and not new.outside.strip():
        faults["recipient"] = _("Valitse vastaanottaja, tai kirjoita sen nimi.")
    if new.basis == Basis.CONSENT and not new.agreed_on:
        faults["agreed_on"] = _("Kirjaa päivä, jona asiakas antoi suostumuksen.")
    if new.agreed_on and new.agreed_on > today:
        faults["agreed_on"] = _("Suostumuksen päivä on tulevaisuudessa. Tarkista päivä.")
    if new.basis == Basis.LAW and not new.law.strip():
        faults["law"] = _("Kirjaa laki ja pykälä, jonka perusteella tiedot annetaan.")
    if new.until and new.until < today:
        faults["until"] = _("Viimeinen päivä on jo mennyt. Tarkista päivä.")
    if faults:
        raise DisclosureRefused(next(iter(faults.values())), fields=faults)
    if prohibited and new.basis == Basis.CONSENT:
        sentence = _("Asiakas on kieltänyt tietojensa antamisen. Kysy häneltä ensin, haluaako hän perua kiellon.")
        raise DisclosureRefused(sentence, fields={"basis": sentence})


def check_decision(
    kind: str, *, ground: str, reason: str, from_on: date | None, until_on: date | None, today: date
) -> None:
    """A decision about the log report is written: what, on what ground, and why in whole words."""
    faults: dict[str, str] = {}
    if kind not in DecisionKind.values:
        faults["kind"] = _("Valitse, mitä päätät.")
    if kind == DecisionKind.WITHHELD and ground not in WithholdingGround.values:
        faults["ground"] = _("Valitse, mitä tieto vaarantaisi.")
    if kind == DecisionKind.WITHHELD and (until_on is None or (from_on and until_on < from_on)):
        faults["until_on"] = _("Kirjaa viimeinen päivä. Se ei voi olla ennen ensimmäistä.")
    if from_on is None or from_on > today:
        faults["from_on"] = _("Kirjaa ensimmäinen päivä. Se ei voi olla tulevaisuudessa.")
    elif kind == DecisionKind.OLDER and from_on >= log_since(today):
        faults["from_on"] = _("Kahden viime vuoden tiedot annetaan aina. Valitse aiempi päivä.")
    if len(reason.strip()) < REASON_LETTERS:
        faults["reason"] = _("Perustele päätös kokonaisella lauseella.")
    if faults:
        raise DisclosureRefused(next(iter(faults.values())), fields=faults)


def withheld(day: date, periods: Sequence[tuple[date, date]]) -> bool:
    """Is a row of this day in a period (both days included) that a decision keeps back?"""
    return any(first <= day <= last for first, last in periods)


def in_scope(scope: Sequence[str], data: DataClass) -> bool:
    return str(data) in scope
