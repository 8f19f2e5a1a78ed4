"""Shapes of feedback in the own JSON API: what a client may ask and what it gets."""

from typing import Annotated, Literal
from uuid import UUID

from ninja import Field

from kotikulma.feedback.types import Kind, Outcome, Topic
from kotikulma.kernel.shapes import Day, Moment, Municipality, Page, PageQuery, Strict, Texts

Open = Literal["received", "in_hand", "answered", "done"]
Reference = Annotated[str, Field(pattern=r"^P-[0-9]{4}-[0-9]{5,9}$", description="Such as P-2027-00012")]


class FeedbackQuery(PageQuery):
    kind: Kind | None = None
    topic: Topic | None = None
    state: Open | None = None
    outcome: Outcome | None = None
    municipality: Municipality | None = None
    place: UUID | None = Field(None, description="Id of a place of `/places`")


class ThingShape(Strict):
    id: UUID
    name: Texts


class AnswerShape(Strict):
    """The latest public answer; `by` is the unit that answers, never a person."""

    text: str
    language: str
    outcome: Outcome
    published_at: Moment
    by: Texts = {}


class FeedbackItem(Strict):
    reference: Reference
    kind: Kind
    topic: Topic | None = None
    state: Literal["received", "in_hand", "answered", "done", "merged"]
    outcome: Outcome | None = None
    text: str = Field(description="As moderated, in the language it was written in")
    language: str
    municipality: str = ""
    place: ThingShape | None = None
    service: ThingShape | None = None
    unit: Texts = Field({}, description="Who answers")
    supporters: int
    received_at: Moment
    changed_at: Moment
    answer_due: Day = Field(description="The day an answer is promised for")
    late: bool = Field(description="Promised for a day that has passed, and not answered")
    answer: AnswerShape | None = None
    url: str


class StepShape(Strict):
    """One step of the way: past, now, late or ahead."""

    key: str
    state: Literal["past", "now", "late", "ahead"]
    on: Day | None = None


class LinkShape(Strict):
    """Something that came of it."""

    kind: str
    id: UUID
    name: Texts
    url: str


class FeedbackDetail(FeedbackItem):
    steps: list[StepShape]
    links: list[LinkShape] = []
    helped: int = Field(description="How many said that the answer helped")
    did_not_help: int
    merged_into: str | None = Field(None, description="Reference of the feedback that answers this one too")


class CodeItem(Strict):
    scheme: Literal["kind", "topic", "state", "outcome"]
    code: str
    name: Texts


class FeedbackPage(Page):
    items: list[FeedbackItem]


class CodePage(Page):
    items: list[CodeItem]
