"""One feedback with everything its handlers need."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kotikulma.directory.queries import names
from kotikulma.directory.types.pages import ThingName
from kotikulma.feedback import access
from kotikulma.feedback.models import Answer, Contact, Feedback, Note
from kotikulma.feedback.queries import items
from kotikulma.feedback.queries.templates import Template
from kotikulma.feedback.types import Item, Reply, Source
from kotikulma.kernel import revisions
from kotikulma.kernel.audit import actions
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.types import Actor, system
from kotikulma.people import queries as people
from kotikulma.people.types import PersonValue

HISTORY = 50
MOST_UNITS = 500
_HOUSE = system("feedback")


@dataclass(frozen=True, slots=True)
class Words:
    """Somebody's words in a case: a draft, an earlier answer or a note."""

    text: str
    at: datetime
    by: str
    outcome: str = ""
    from_sender: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    at: datetime
    sentence: str


@dataclass(frozen=True, slots=True)
class Point:
    """Where the sender said it is, for whoever decides what others may know of it. `near`: a place, and metres to it.

    `public`: everybody would be told the point; of a place they are told its own address instead.
    """

    latitude: float | None
    longitude: float | None
    address: str
    near: tuple[ThingName, int] | None
    hidden: bool
    public: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One feedback as its handlers work on it. `draft`: the newest unpublished words."""

    item: Item
    version: int
    source: str
    point: Point | None
    private_reason: str
    public_text: str
    unit: UUID | None
    owner: UUID | None
    owner_name: str
    members: tuple[PersonValue, ...]
    has_contact: bool
    can_mail: bool
    keep_informed: bool
    draft: Words | None
    answers: tuple[Words, ...]
    notes: tuple[Words, ...]
    merged_into: str
    duplicates: tuple[str, ...]
    history: tuple[Event, ...]

    @property
    def source_label(self) -> str:
        return str(Source(self.source).label)

    @property
    def latest_words(self) -> Words | None:
        """What a colleague wrote last: shown to whoever saved after her."""
        return self.draft or (self.answers[0] if self.answers else None)


def case(viewer: Actor, reference: str) -> Case:
    """Everything the handlers of one feedback need; FeedbackNotFound for others."""
    row = access.get_for_handling(viewer, reference)
    drafts, published, notes = _words(row)
    contact = Contact.objects.filter(feedback=row).first()
    unit = people.organization_uuids([row.unit_id]) if row.unit_id else []
    members = people.members(_HOUSE, row.unit_id) if row.unit_id else []
    owner = next((member for member in members if member.id == row.owner_id), None)
    target = row.merged_into.reference if row.merged_into else ""
    return Case(
        item=items.own([row])[0],
        version=row.version,
        source=row.source,
        point=_point(row),
        private_reason=row.private_reason,
        public_text=row.public_text or row.text,
        unit=unit[0] if unit else None,
        owner=owner.uuid if owner else None,
        owner_name=(owner.name or owner.email) if owner else "",
        members=tuple(members),
        has_contact=contact is not None,
        can_mail=bool(contact and contact.email),
        keep_informed=bool(contact and contact.keep_informed),
        draft=drafts[-1] if drafts else None,
        answers=tuple(reversed(published)),
        notes=tuple(notes),
        merged_into=target,
        duplicates=tuple(row.merged.order_by("id").values_list("reference", flat=True)),
        history=tuple(
            Event(revision.at, actions.sentence(revision.action)) for revision in revisions.of(row.uuid, HISTORY)
        ),
    )


def may_handle(viewer: Actor, reference: str) -> bool:
    return access.handled_by(viewer).filter(reference=reference).exists()


def first_words(case: Case, template: Template | None) -> dict[str, Any]:
    """What the forms of a case begin with: the draft, a template in the sender's language, the present owner."""
    text, outcome = (case.draft.text, case.draft.outcome) if case.draft else ("", "")
    if template:
        text, outcome = localise(template.text, case.item.language).text, template.outcome
    return {
        "version": case.version,
        "text": text,
        "outcome": outcome,
        "public_text": case.public_text,
        "unit": str(case.unit or ""),
        "owner": str(case.owner or ""),
        "due_on": case.item.due_on,
    }


def units(case: Case) -> list[tuple[str, str]]:
    """Who may be asked to answer: published organisations by name, and the present one whatever its state."""
    found = {str(one.uuid): localise(one.name).text for one in people.published_names()[:MOST_UNITS]}
    if case.unit:
        found.setdefault(str(case.unit), localise(case.item.unit).text)
    return sorted(found.items(), key=lambda pair: pair[1].casefold())


def _point(row: Feedback) -> Point | None:
    if row.latitude is None or row.longitude is None:
        return Point(None, None, row.address, None, hidden=False, public=False) if row.address else None
    near = names.nearest_place(row.latitude, row.longitude)
    public = row.reply == Reply.PUBLIC and row.place_id is None
    return Point(row.latitude, row.longitude, row.address, near, row.point_hidden, public)


def _words(row: Feedback) -> tuple[list[Words], list[Words], list[Words]]:
    """Drafts newer than the latest answer, published answers, and notes; oldest first."""
    written = list(Answer.objects.filter(feedback=row).order_by("id"))
    notes = list(Note.objects.filter(feedback=row).order_by("id"))
    writers = people.person_names({words.person_id for words in (*written, *notes) if words.person_id})
    published = [words for words in written if words.published_at]
    drafts = [words for words in written if not words.published_at and (not published or words.id > published[-1].id)]

    def value(words: Answer | Note) -> Words:
        by = writers.get(words.person_id or 0, "")
        if isinstance(words, Note):
            return Words(words.text, words.written_at, by, from_sender=words.from_sender)
        return Words(words.text, words.written_at, by, words.outcome)

    return [value(one) for one in drafts], [value(one) for one in published], [value(one) for one in notes]
