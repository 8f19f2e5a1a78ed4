"""Feedback for tests, given and handled with the commands people use."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID, uuid4

from kotikulma.directory.tests.make_entries import make_place
from kotikulma.feedback import access, commands
from kotikulma.feedback.models import Feedback
from kotikulma.feedback.types import Kind, NewFeedback, Outcome
from kotikulma.kernel.types import ANONYMOUS
from tests.cast import HOUSE, Cast

WORDS = "Voisiko ovi olla auki yhtenä iltana?"


def make_feedback(text: str = WORDS, **changes: Any) -> Feedback:
    """A wish for everybody to read, without a contact; just received."""
    new = NewFeedback(**{"kind": Kind.WISH, "text": text, "form_key": uuid4(), **changes})
    return commands.give(ANONYMOUS, new)


def make_shown(text: str = WORDS, **changes: Any) -> Feedback:
    feedback = make_feedback(text, **changes)
    return commands.show(HOUSE, feedback.reference, version=feedback.version, public_text=text)


def make_answered(
    text: str = WORDS, *, answer: str = "Kokeilemme torstaisin.", outcome: str = Outcome.DONE, **changes: Any
) -> Feedback:
    feedback = make_feedback(text, **changes)
    return commands.answer(HOUSE, feedback.reference, version=feedback.version, text=answer, outcome=outcome)


def assign_to(feedback: Feedback, unit: UUID, **more: Any) -> Feedback:
    return commands.assign(HOUSE, feedback.reference, version=feedback.version, unit=unit, **more)


def _token(cast: Cast) -> Mapping[str, Any]:
    return {"token": access.follow_token(make_feedback().uuid)}


def _shown(cast: Cast) -> Mapping[str, Any]:
    return {"reference": make_answered(place=make_place(organization=cast.own).uuid).reference}


def _place(cast: Cast) -> Mapping[str, Any]:
    return {"uuid": make_place(organization=cast.own).uuid}


def _handled(cast: Cast) -> Mapping[str, Any]:
    place = make_place(organization=cast.own)
    return {"reference": make_feedback(place=place.uuid, contact="aino@example.org").reference}


def _template(cast: Cast) -> Mapping[str, Any]:
    words = {"name": "Kiitos", "text": "Kiitos viestistäsi.", "language": "fi"}
    return {"uuid": commands.save_template(HOUSE, organization=cast.own.uuid, **words).uuid}


_CASE = "case answer assign show keep_private reject merge note link unlink contact".split()
SAMPLES: dict[str, Callable[[Cast], Mapping[str, Any]]] = {
    **{f"feedback:{name}": _token for name in ("receipt", "follow", "forget_contact")},
    **{f"feedback:{name}": _shown for name in ("item", "support", "judge")},
    **{f"feedback:{name}": _place for name in ("place_board", "place_code")},
    **{f"feedback:{name}": _handled for name in _CASE},
    "feedback:remove_template": _template,
    "api:feedback": _shown,
    "feedback_machines:discovery": lambda cast: {"form": "json"},
    "feedback_machines:services": lambda cast: {"form": "xml"},
    "feedback_machines:service": lambda cast: {"form": "json", "code": "wish"},
    "feedback_machines:requests": lambda cast: {"form": "json"},
    "feedback_machines:request": lambda cast: {"form": "json", **_shown(cast)},
    "feedback_machines:token": lambda cast: {"form": "json", **_token(cast)},
}
