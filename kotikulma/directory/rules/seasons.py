"""Seasons of opening hours: rows that share their first and last day. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from kotikulma.directory.types import Period

Dates = tuple[date | None, date | None]


def last_season(periods: Sequence[Period]) -> tuple[Period, ...]:
    """The rows of the season that begins last; those without dates when no season has any."""
    seasons: dict[Dates, list[Period]] = {}
    for period in periods:
        seasons.setdefault((period.valid_from, period.valid_to), []).append(period)
    if not seasons:
        return ()
    latest = max(seasons, key=lambda dates: (any(dates), dates[1] or date.max, dates[0] or date.min))
    return tuple(seasons[latest])


def following_dates(season: Sequence[Period], today: date) -> Dates:
    """When the next season might be: from the day after the last one (never before today), as long as it was."""
    begins, ends = (season[0].valid_from, season[0].valid_to) if season else (None, None)
    first = max(today, ends + timedelta(days=1)) if ends else today
    return first, first + (ends - begins) if begins and ends else None


def next_season(season: Sequence[Period], starts_on: date | None, ends_on: date | None) -> tuple[Period, ...]:
    """The same rows on other dates."""
    return tuple(replace(period, valid_from=starts_on, valid_to=ends_on) for period in season)
