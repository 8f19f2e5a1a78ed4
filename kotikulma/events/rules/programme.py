"""What an event must say before it is shown, and what may become of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from kotikulma.events.types import EventState, Mode

LONGEST = timedelta(days=31)
MATERIAL = ("mode", "place_id", "state")  # fields calendars must hear of, with start and end
NEXT: Mapping[str, frozenset[str]] = {
    EventState.DRAFT: frozenset({EventState.PUBLISHED}),
    EventState.PUBLISHED: frozenset({EventState.POSTPONED, EventState.CANCELLED}),
    EventState.POSTPONED: frozenset({EventState.PUBLISHED, EventState.CANCELLED}),
    EventState.CANCELLED: frozenset(),
}


@dataclass(frozen=True, slots=True)
class Lack:
    """Why it cannot be published: the field to go to and a sentence. `hint`: it may, but would be better."""

    field: str
    sentence: Any
    hint: bool = False


def may_become(state: str, wanted: str) -> bool:
    return wanted in NEXT[state]


def lacks(values: Mapping[str, Any], times: Sequence[datetime], now: datetime, *, link: bool) -> list[Lack]:
    """The publish checklist. `values`: fields of the event; `times`: its starts; `link`: is there a way in online?"""
    found = []
    if not any(values["title"].values()):
        found.append(Lack("title", _("Anna tapahtumalle nimi.")))
    if not any(values["summary"].values()):
        found.append(Lack("summary", _("Kerro yhdellä lauseella, mistä on kyse.")))
    if not times:
        found.append(Lack("times", _("Anna aika.")))
    elif max(times) <= now:
        found.append(Lack("times", _("Kaikki ajat ovat menneet. Anna uusi aika.")))
    if values["mode"] != Mode.ONLINE and not values["place_id"] and not any(values["place_note"].values()):
        found.append(Lack("place", _("Kerro, missä tavataan.")))
    if values["mode"] != Mode.IN_PERSON and not link:
        found.append(Lack("link", _("Anna osallistumislinkki. Se ei näy kenellekään ennen julkaisuhetkeä.")))
    if not values["contacts"]:
        found.append(Lack("contacts", _("Kerro, keneltä voi kysyä.")))
    if values["image"] and not any(values["image_alt"].values()):
        found.append(Lack("image_alt", _("Kerro sanoin, mitä kuvassa on.")))
    return found + [*_hints(values)]


def _hints(values: Mapping[str, Any]) -> list[Lack]:
    """Better with these: shown, never in the way."""
    found = []
    for language, name in (("sv", _("ruotsiksi")), ("en", _("englanniksi"))):
        if not values["title"].get(language):
            found.append(Lack("title", _("Nimi puuttuu %(language)s.") % {"language": name}, hint=True))
    if values["mode"] != Mode.ONLINE and not any(values["accessibility"].values()):
        found.append(Lack("accessibility", _("Kerro esteettömyydestä: kynnykset, hissi, tulkkaus."), hint=True))
    return found


def wrong_times(starts_at: datetime, ends_at: datetime) -> Any:
    """A sentence when the times cannot be, else nothing."""
    if ends_at <= starts_at:
        return _("Tapahtuman on päätyttävä sen jälkeen, kun se alkaa.")
    if ends_at - starts_at > LONGEST:
        return _("Tapahtuma voi kestää enintään 31 vuorokautta. Tee pitkästä jaksosta sarja.")
    return ""
