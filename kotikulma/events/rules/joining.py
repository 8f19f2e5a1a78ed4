"""When the way in online is released: on wall time, so that it moves with the event and with the clocks."""

from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from kotikulma.events.types import EventRefused
from kotikulma.kernel.clock import HELSINKI

MOST_DAYS = 14


def release_at(starts_at: datetime, days_before: int, release_time: time) -> datetime:
    """So many days before the local day of the start, at a wall time; never after the start."""
    day = starts_at.astimezone(HELSINKI).date() - timedelta(days=days_before)
    moment = datetime.combine(day, release_time, tzinfo=HELSINKI)
    return min(moment.astimezone(starts_at.tzinfo), starts_at)


def is_open(starts_at: datetime, ends_at: datetime, days_before: int, release_time: time, now: datetime) -> bool:
    """From the release until the end."""
    return release_at(starts_at, days_before, release_time) <= now < ends_at


def remind_at(starts_at: datetime, rule: dict[str, Any]) -> datetime:
    """{"minutes": 1440} before the start, or {"days": 1, "at": "16:00"} on the wall."""
    if "minutes" in rule:
        return starts_at - timedelta(minutes=rule["minutes"])
    return release_at(starts_at, rule["days"], time.fromisoformat(rule["at"]))


def check_way_in(url: str, days_before: int) -> str:
    url = url.replace("\x00", "").strip()
    parts = urlsplit(url)
    if parts.scheme not in {"https", "http"} or not parts.netloc or len(url) > 1000 or any(c.isspace() for c in url):
        sentence = _("Osoite ei kelpaa. Kopioi se kokousohjelmasta, se alkaa https://.")
        raise EventRefused(sentence, fields={"url": sentence})
    if not 0 <= days_before <= MOST_DAYS:
        sentence = _("Linkin voi julkaista enintään 14 päivää ennen tapahtumaa.")
        raise EventRefused(sentence, fields={"days_before": sentence})
    return url
