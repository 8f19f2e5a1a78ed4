"""Rows as values, with the names they need: a fixed number of queries however many rows."""

from collections.abc import Iterable, Mapping, Sequence

from kotikulma.directory.queries import names
from kotikulma.feedback.models import Answer, Feedback
from kotikulma.feedback.queries.consequences import links_of
from kotikulma.feedback.types import Item, PublishedAnswer
from kotikulma.people import queries as people


def public(rows: Iterable[Feedback]) -> list[Item]:
    """As everybody may read them: the public words. Five queries, six with consequences."""
    return _items(list(rows), own_words=False)


def own(rows: Iterable[Feedback]) -> list[Item]:
    """As their sender and their handlers read them: the sender's own words while they are kept."""
    return _items(list(rows), own_words=True)


def _items(rows: Sequence[Feedback], *, own_words: bool) -> list[Item]:
    if not rows:
        return []
    places = names.places({row.place_id for row in rows if row.place_id})
    services = names.services({row.service_id for row in rows if row.service_id})
    answers = _answers([row.id for row in rows])
    asked = {row.unit_id for row in rows} | {answer.unit_id for answer in answers.values()}
    units = people.organization_names({unit for unit in asked if unit})
    came = links_of([row.id for row in rows])
    return [
        Item(
            id=row.id,
            uuid=row.uuid,
            reference=row.reference,
            kind=row.kind,
            topic=row.topic,
            reply=row.reply,
            text=(row.text or row.public_text) if own_words else row.public_text,
            language=row.language,
            state=row.state,
            outcome=row.outcome,
            received_at=row.received_at,
            changed_at=row.changed_at,
            due_on=row.due_on,
            answered_at=row.answered_at,
            closed_at=row.closed_at,
            unit=units.get(row.unit_id or 0, {}),
            place=places.get(row.place_id or 0),
            service=services.get(row.service_id or 0),
            municipality_code=row.municipality_code,
            latitude=row.latitude if own_words or not row.point_hidden else None,
            longitude=row.longitude if own_words or not row.point_hidden else None,
            address=row.address if own_words else "",
            supports=row.supports,
            shown=row.shown_at is not None,
            answer=_answer(answers.get(row.id), units),
            links=came.get(row.id, ()),
        )
        for row in rows
    ]


def _answers(ids: Sequence[int]) -> dict[int, Answer]:
    """The latest published answer of each."""
    rows = Answer.objects.filter(feedback_id__in=ids, published_at__isnull=False).order_by("id")
    return {row.feedback_id: row for row in rows}


def _answer(row: Answer | None, units: Mapping[int, Mapping[str, str]]) -> PublishedAnswer | None:
    if row is None or row.published_at is None:
        return None
    return PublishedAnswer(row.text, row.language, row.outcome, row.published_at, units.get(row.unit_id or 0, {}))
