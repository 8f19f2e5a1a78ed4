"""How one registers to an event, for its organiser."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kotikulma.events import access
from kotikulma.events.models import JoinInfo, Occurrence, Registration, RegistrationSetup
from kotikulma.events.queries import joining
from kotikulma.events.rules import registration as rules
from kotikulma.events.types import OccurrenceState, Question
from kotikulma.events.types.registration import WayIn
from kotikulma.kernel.types import Actor


@dataclass(frozen=True, slots=True)
class Setup:
    """`stored`: registrations are taken. `way_in`: its link, of the next time; `link`: there is one."""

    stored: bool
    values: Mapping[str, Any]
    questions: tuple[Question, ...]
    link: bool
    way_in: WayIn | None
    days_before: int
    release_time: Any
    next_start: datetime | None
    anybody: bool


def setup(viewer: Actor, event: UUID, now: datetime) -> Setup:
    row = access.get_event_for_editing(viewer, event)
    stored = RegistrationSetup.objects.filter(event=row).first()
    found = stored or RegistrationSetup(event=row)
    times = Occurrence.objects.filter(event=row, ends_at__gt=now, state=OccurrenceState.PLANNED)
    coming = times.select_related("event").order_by("starts_at").first()
    info = JoinInfo.objects.filter(event=row, occurrence=None).first()
    return Setup(
        stored=stored is not None,
        values={field.attname: getattr(found, field.attname) for field in RegistrationSetup._meta.concrete_fields},
        questions=tuple(rules.questions_from(found.questions)),
        link=info is not None,
        way_in=joining.opened(info, coming) if info and coming else None,
        days_before=info.days_before if info else 0,
        release_time=info.release_time if info else None,
        next_start=coming.starts_at if coming else None,
        anybody=Registration.objects.filter(intake__event=row).exists(),
    )
