"""How long homelessness has lasted: episodes, days within three years, days outside institutions. Pure.

Days are counted on the union of what is recorded, never by adding up records that overlap.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from kotikulma.casework.rules.situations import (
    EXIT_DAYS,
    JOIN_DAYS,
    RETURNS_FROM,
    RETURNS_TO,
    is_homeless,
    is_institution,
)
from kotikulma.casework.types.situations import Episode, Segment


def years_before(day: date, years: int) -> date:
    return years_after(day, -years)


def years_after(day: date, years: int) -> date:
    """The same date of another year; of the leap day the first of March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def episodes(segments: Iterable[Segment]) -> list[Episode]:
    """Runs of homelessness; a break of less than a week does not end one, an institution without a home neither."""
    return joined([Episode(one.start, one.end) for one in segments if is_homeless(one.code)])


def joined(spells: Iterable[Episode]) -> list[Episode]:
    """Spells with less than a week between them are one episode."""
    found: list[Episode] = []
    for spell in sorted(spells, key=lambda one: (one.start, one.end or date.max)):
        last = found[-1] if found else None
        if last and (last.end is None or (spell.start - last.end).days < JOIN_DAYS):
            end = None if last.end is None or spell.end is None else max(last.end, spell.end)
            found[-1] = Episode(last.start, end)
        else:
            found.append(spell)
    return found


def days_homeless(segments: Iterable[Segment], start: date, end: date) -> int:
    """Days without a home of one's own in [start, end)."""
    return sum(_overlap(one, start, end) for one in segments if is_homeless(one.code))


def days_outside_institutions(segments: Iterable[Segment], start: date, end: date) -> int:
    return sum(_overlap(one, start, end) for one in segments if is_homeless(one.code) and not is_institution(one.code))


def days_in_three_years(segments: Iterable[Segment], on: date) -> int:
    """Of the three years that end with the day."""
    after = on + timedelta(days=1)
    return days_homeless(segments, years_before(after, 3), after)


def episode_on(found: Iterable[Episode], on: date) -> Episode | None:
    return next((one for one in found if one.start <= on and (one.end is None or on < one.end)), None)


def length_on(episode: Episode, on: date) -> int:
    """Days since it began, or what it lasted."""
    return (min(episode.end, on) - episode.start).days if episode.end else (on - episode.start).days


def days_to_home(found: Iterable[Episode], identified: Iterable[date], moved_in: date) -> int | None:
    """From being identified in the episode that ended with the home, never from an earlier one. None: no such."""
    before = moved_in - timedelta(days=1)
    current = episode_on(found, before)
    if current is None:
        return None
    known = [day for day in identified if current.start <= day <= moved_in]
    return (moved_in - min(known)).days if known else None


def ways_out(found: Sequence[Episode], until: date) -> list[date]:
    """Days on which homelessness ended for good: a fortnight of clear days follows."""
    starts = [one.start for one in found[1:]] + [until]
    return [
        one.end for one, start in zip(found, starts, strict=True) if one.end and (start - one.end).days >= EXIT_DAYS
    ]


def days_until_return(out: date, found: Iterable[Episode]) -> int | None:
    """From a way out to the next episode, when that is a return: 15 to 730 days later."""
    later = min((one.start for one in found if one.start >= out), default=None)
    if later is None:
        return None
    days = (later - out).days
    return days if RETURNS_FROM <= days <= RETURNS_TO else None


def _overlap(segment: Segment, start: date, end: date) -> int:
    return max(0, (min(segment.end or end, end) - max(segment.start, start)).days)
