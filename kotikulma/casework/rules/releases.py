"""When the steps before a release are due, when there is an alarm, when somebody belongs on the by-name list."""

from collections.abc import Collection
from datetime import date, timedelta

from django.utils.translation import gettext as _

from kotikulma.casework.types.releases import DAYS_BEFORE, Ending, Home, NewRelease, ReleaseRefused, StepLine, Turn
from kotikulma.casework.types.situations import SituationCode

PROPOSED_DAYS = 90  # before the release, when no home is known


def check_new(new: NewRelease, today: date) -> None:
    """ReleaseRefused without the person's own consent and its day: where she is may be known by nothing else."""
    faults: dict[str, str] = {}
    if new.consent_on is None:
        faults["consent_on"] = _("Kirjaa päivä, jona asiakas antoi suostumuksen. Ilman sitä tietoa ei tallenneta.")
    elif new.consent_on > today:
        faults["consent_on"] = _("Suostumuksen päivä on tulevaisuudessa. Tarkista päivä.")
    if new.release_on is None:
        faults["release_on"] = _("Kirjaa vapautumispäivä.")
    elif new.release_on < today:
        faults["release_on"] = _("Vapautumispäivä on jo mennyt. Tarkista päivä.")
    if new.home not in Home.values:
        faults["home"] = _("Valitse, onko koti tiedossa.")
    if new.turn not in Turn.values:
        faults["turn"] = _("Valitse, kenen vuoro on.")
    if faults:
        raise ReleaseRefused(next(iter(faults.values())), fields=faults)


def check_ending(ending: str, home: str, release_on: date, today: date) -> None:
    """Nobody is left between: somebody without a home is not ended before a place is arranged."""
    if ending not in Ending.values:
        raise ReleaseRefused(_("Valitse, miten vapautuminen meni."), fields={"ending": _("Valitse yksi.")})
    if ending != Ending.NOT_NOW and release_on > today:
        sentence = _("Vapautumispäivä on vasta tulossa. Siirrä päivää, jos hän on jo vapautunut.")
        raise ReleaseRefused(sentence, fields={"ending": sentence})
    if ending == Ending.HOME and home != Home.YES:
        sentence = _("Kirjaa ensin, että koti on tiedossa.")
        raise ReleaseRefused(sentence, fields={"ending": sentence})


def steps(release_on: date, planned_on: date, done: Collection[str], today: date) -> tuple[StepLine, ...]:
    """Counted back from the release, so that they move with it; what would be past is due on the day of planning."""
    lines = []
    for step, days in DAYS_BEFORE.items():
        due = max(release_on - timedelta(days=days), min(planned_on, release_on))
        lines.append(StepLine(step, due, step in done, step not in done and due < today))
    return tuple(lines)


def alarm(release_on: date, home: str, today: date) -> bool:
    """She is out, or comes out today, and has no home."""
    return home != Home.YES and release_on <= today


def proposed(release_on: date, home: str, situation: str, today: date) -> bool:
    """In prison, soon out, no home known: class A3v, unless the list knows it already. A person decides."""
    near = release_on <= today + timedelta(days=PROPOSED_DAYS)
    return home != Home.YES and situation != SituationCode.PRISON and near and release_on >= today
