"""Wall time of Helsinki: one hour of March does not exist, one of October comes twice."""

from datetime import UTC, date, datetime, time

from django.utils.translation import gettext as _

from kotikulma.events.types import EventRefused
from kotikulma.kernel.clock import HELSINKI
from kotikulma.kernel.date_words import full_date, time_number


def instant(day: date, at: time) -> datetime:
    """The moment in UTC. Of two the first; one that does not exist is read as RFC 5545 says: an hour later."""
    return datetime.combine(day, at, tzinfo=HELSINKI).astimezone(UTC)


def exists(day: date, at: time) -> bool:
    """Does the clock show it on that day?"""
    return instant(day, at).astimezone(HELSINKI).replace(tzinfo=None) == datetime.combine(day, at)


def comes_twice(day: date, at: time) -> bool:
    wall = datetime.combine(day, at, tzinfo=HELSINKI)
    return exists(day, at) and wall.utcoffset() != wall.replace(fold=1).utcoffset()


def read(day: date, at: time, *, field: str = "starts_at") -> datetime:
    """The moment an editor means. EventRefused when the clock never shows it."""
    if not exists(day, at):
        sentence = missing_sentence(day, at)
        raise EventRefused(sentence, code="events.no_such_time", fields={field: sentence})
    return instant(day, at)


def missing_sentence(day: date, at: time) -> str:
    words = {"date": full_date(day), "time": time_number(at)}
    return _("Kello siirtyy kesäaikaan %(date)s, eikä kellonaikaa %(time)s silloin ole. Valitse toinen aika.") % words


def twice_sentence(day: date, at: time) -> str:
    """What an editor is told beside a time that comes twice."""
    words = {"date": full_date(day), "time": time_number(at)}
    return _("Kello siirtyy talviaikaan %(date)s ja näyttää %(time)s kahdesti. Tarkoitamme ensimmäistä.") % words
