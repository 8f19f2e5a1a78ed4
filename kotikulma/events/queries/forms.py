"""What the registration form asks: the organiser's questions and how large a party may be."""

from collections.abc import Mapping
from dataclasses import dataclass

from kotikulma.events.models import RegistrationSetup
from kotikulma.events.rules import registration as rules
from kotikulma.events.types import EventNotFound, Question
from kotikulma.events.types.records import EventRecord


@dataclass(frozen=True, slots=True)
class FormSetup:
    """`most`: people on one form. `whole_event`: one registers once, for all times."""

    questions: tuple[Question, ...]
    most: int
    ask_names: bool
    approval: bool
    hold_minutes: int
    instructions: Mapping[str, str]
    whole_event: bool = False


def form_setup(event: EventRecord) -> FormSetup:
    """EventNotFound where one simply comes."""
    row = RegistrationSetup.objects.filter(event_id=event.id).first()
    if row is None:
        raise EventNotFound
    questions = tuple(rules.questions_from(row.questions))
    return FormSetup(
        questions, row.max_party, row.ask_names, row.approval, row.hold_minutes, row.instructions, row.whole_event
    )
