"""What a pilot is, what may be measured, and the middle and spread of a group. Pure."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from kotikulma.casework.rules import suppression
from kotikulma.casework.types.pilots import SCALES, EpisodeEnd, MeasureResult, NewPilot, PilotRefused, Spread

LANGUAGES = ("fi", "sv", "en")


def check_new(new: NewPilot) -> None:
    faults: dict[str, str] = {}
    for language in LANGUAGES:
        if not new.name.get(language, "").strip():
            faults[f"name_{language}"] = _("Kirjoita nimi jokaisella kielellä.")
        if not new.tried.get(language, "").strip():
            faults[f"tried_{language}"] = _("Kerro jokaisella kielellä, mitä kokeillaan.")
    if new.starts_on is None:
        faults["starts_on"] = _("Kirjaa ensimmäinen päivä.")
    elif new.ends_on and new.ends_on < new.starts_on:
        faults["ends_on"] = _("Viimeinen päivä on ennen ensimmäistä. Tarkista päivät.")
    if not new.measures or not set(new.measures) <= set(SCALES):
        faults["measures"] = _("Valitse, mitä mitataan.")
    if faults:
        raise PilotRefused(next(iter(faults.values())), fields=faults)


def check_episode(on: date | None, starts_on: date, ends_on: date | None, today: date) -> date:
    """The day somebody joins: while the pilot runs, and not to come."""
    if on is None or on > today:
        sentence = _("Kirjaa päivä, jona hän aloitti. Se ei voi olla tulevaisuudessa.")
        raise PilotRefused(sentence, fields={"on": sentence})
    if on < starts_on or (ends_on and on > ends_on):
        sentence = _("Kokeilu ei ollut silloin käynnissä. Tarkista päivä.")
        raise PilotRefused(sentence, fields={"on": sentence})
    return on


def check_end(on: date | None, ending: str, starts_on: date, today: date) -> date:
    if ending not in EpisodeEnd.values:
        raise PilotRefused(_("Valitse, miten se päättyi."), fields={"ending": _("Valitse yksi.")})
    if on is None or on < starts_on or on > today:
        sentence = _("Tarkista päivä. Se on alkupäivän ja tämän päivän väliltä.")
        raise PilotRefused(sentence, fields={"ended_on": sentence})
    return on


def check_value(measure: str, value: int) -> None:
    if measure not in SCALES:
        raise PilotRefused(_("Valitse, mitä mitataan."), fields={"measures": _("Valitse yksi.")})
    if not 0 <= value <= SCALES[measure]:
        sentence = _("Kirjoita luku väliltä 0–%(most)d.") % {"most": SCALES[measure]}
        raise PilotRefused(sentence, fields={measure: sentence})


def result(measure: str, pairs: Sequence[tuple[int, int]], episodes: int) -> MeasureResult:
    """Of those measured before and after alone. Fewer than five are told as few, and nothing of them is told."""
    n = suppression.subset(len(pairs), episodes)
    told = len(pairs) > 0 and not suppression.is_small(len(pairs))
    if not told:
        return MeasureResult(measure, n, None, None)
    before, after = (spread([pair[which] for pair in pairs], SCALES[measure]) for which in (0, 1))
    return MeasureResult(measure, n, before, after)


def spread(numbers: Sequence[int], scale: int) -> Spread:
    """Median and quartiles, by linear interpolation between the ordered numbers."""
    ordered = sorted(numbers)
    low, median, high = (_quantile(ordered, share) for share in (0.25, 0.5, 0.75))
    return Spread(low, median, high, scale)


def _quantile(ordered: Sequence[int], share: float) -> float:
    at = share * (len(ordered) - 1)
    below = int(at)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (at - below) * (ordered[above] - ordered[below])
