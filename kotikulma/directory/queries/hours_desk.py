"""What the hours editor needs to see: what is stored, whose it is, and what it would mean for a resident."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import translation

from kotikulma.directory.models import Channel, HoursException, HoursPeriod, Place, ServiceAt
from kotikulma.directory.queries.editing import KINDS, Kept, kept, title
from kotikulma.directory.queries.preview import hours_schedule
from kotikulma.directory.queries.records import exception_value, period_value
from kotikulma.directory.rules import field_words, opening_words
from kotikulma.directory.rules.hours import intervals, problems, state_at
from kotikulma.directory.rules.ownership import PTV, owned_fields
from kotikulma.directory.types import HolidayPolicy, OpenState, Period, Schedule
from kotikulma.directory.types import HoursException as ExceptionValue
from kotikulma.kernel import clock, revisions
from kotikulma.kernel.public_holidays import holidays_of

Owner = Place | Channel | ServiceAt
AHEAD = timedelta(days=60)
HOLIDAYS_AHEAD = timedelta(days=200)
OPENINGS = 4
LANGUAGES = ("fi", "sv", "en")


@dataclass(frozen=True, slots=True)
class HoursDesk:
    """`past_*`: over before today, kept as they are. `told_exceptions`: days the register tells, shown only.

    `owned`: the register tells the regular hours.
    """

    kind: str
    uuid: UUID
    title: Mapping[str, str]
    number: int
    owned: bool
    periods: tuple[Period, ...]
    past_periods: tuple[Period, ...]
    exceptions: tuple[ExceptionValue, ...]
    past_exceptions: tuple[ExceptionValue, ...]
    told_exceptions: tuple[ExceptionValue, ...]
    policy: str
    kept: Kept | None


@dataclass(frozen=True, slots=True)
class InWords:
    """The hours as one language says them."""

    language: str
    sentence: str
    lines: tuple[str, ...]
    openings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HoursPreview:
    state: OpenState
    words: tuple[InWords, ...]
    warnings: tuple[str, ...]


def hours_desk(owner: Owner, today: date) -> HoursDesk:
    kind = KINDS[type(owner)]
    here = {f"{kind}_id": owner.pk}
    periods = [period_value(row) for row in HoursPeriod.objects.filter(**here).order_by("id")]
    rows = [
        (exception_value(row), row.source) for row in HoursException.objects.filter(**here).order_by("starts_on", "id")
    ]
    owned = "hours" in owned_fields(kind, owner.source, owner.locked_fields)
    own = [item for item, source in rows if not owned or source != PTV]
    return HoursDesk(
        kind=kind,
        uuid=owner.uuid,
        title=title(owner),
        number=revisions.newest(owner.uuid),
        owned=owned,
        periods=tuple(item for item in periods if owned or not _over(item.valid_to, today)),
        past_periods=tuple(item for item in periods if not owned and _over(item.valid_to, today)),
        exceptions=tuple(item for item in own if not _over(item.ends_on, today)),
        past_exceptions=tuple(item for item in own if _over(item.ends_on, today)),
        told_exceptions=tuple(item for item, source in rows if owned and source == PTV),
        policy=HolidayPolicy(_policy(owner)).label,
        kept=kept(owner),
    )


def hours_preview(
    owner: Owner, periods: Sequence[Period], exceptions: Sequence[ExceptionValue], now: datetime
) -> HoursPreview:
    """What residents would read, in three languages, and what looks wrong."""
    schedule = hours_schedule(owner, periods, exceptions)
    return HoursPreview(
        state=state_at(schedule, now),
        words=tuple(_in_words(schedule, language, now) for language in LANGUAGES),
        warnings=tuple(dict.fromkeys(opening_words.problem_sentence(problem) for problem in problems(schedule))),
    )


def coming_holidays(today: date) -> list[tuple[date, str]]:
    """(day, code) of the public holidays of the next months."""
    days = {**holidays_of(today.year), **holidays_of(today.year + 1)}
    return [(day, code) for day, code in days.items() if today <= day <= today + HOLIDAYS_AHEAD]


def _in_words(schedule: Schedule, language: str, now: datetime) -> InWords:
    with translation.override(language):
        today = now.astimezone(clock.HELSINKI).date()
        coming = [item for item in intervals(schedule, now, now + AHEAD) if item.start > now][:OPENINGS]
        exceptions = [item for item in schedule.exceptions if item.ends_on >= today]
        periods = [item for item in schedule.periods if not _over(item.valid_to, today)]
        return InWords(
            language=language,
            sentence=opening_words.state_sentence(state_at(schedule, now), now),
            lines=tuple(field_words.hours_words(periods, exceptions)),
            openings=tuple(
                f"{opening_words.moment_words(item.start, now)}–{opening_words.closing_number(item.end)}"
                for item in coming
            ),
        )


def _over(day: date | None, today: date) -> bool:
    return day is not None and day < today


def _policy(owner: Owner) -> Any:
    at = owner if not isinstance(owner, ServiceAt) else (owner.place or owner.channel)
    return at.holiday_policy if at else HolidayPolicy.ASK
