"""Public feedback as our own JSON: what Open311 has no words for. Empty values are left out."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import orjson
from django.utils import translation

from kotikulma.feedback.types import Item, Kind, Link, Outcome, PublishedAnswer, State, Step, Topic
from kotikulma.kernel.clock import HELSINKI

Json = dict[str, Any]
LANGUAGES = ("fi", "sv", "en")
SCHEMES = {"kind": Kind, "topic": Topic, "state": State, "outcome": Outcome}
NEVER_PUBLIC = (State.REJECTED,)


def dumps(body: Json) -> str:
    return orjson.dumps(body).decode()


def item(one: Item, *, late: bool) -> Json:
    """A row of the list."""
    return _filled(
        {
            "reference": one.reference,
            "kind": one.kind,
            "topic": one.topic,
            "state": one.state,
            "outcome": one.outcome,
            "text": one.text,
            "language": one.language,
            "municipality": one.municipality_code,
            "place": _thing(one.place),
            "service": _thing(one.service),
            "unit": dict(one.unit),
            "supporters": one.supports,
            "received_at": _moment(one.received_at),
            "changed_at": _moment(one.changed_at),
            "answer_due": one.due_on.isoformat(),
            "late": late,
            "answer": _answer(one.answer),
            "url": f"/palaute/{one.reference}/",
        }
    )


def detail(one: Item, *, late: bool, steps: Sequence[Step], helped: tuple[int, int], merged_into: str) -> Json:
    """Everything of one: its way so far and what came of it."""
    more = {
        "steps": [_filled({"key": step.key, "state": step.state, "on": _day(step.on)}) for step in steps],
        "links": [_link(link) for link in one.links],
        "helped": helped[0],
        "did_not_help": helped[1],
        "merged_into": merged_into,
    }
    return item(one, late=late) | _filled(more)


def codes() -> list[Json]:
    """The words of kinds, topics, states and outcomes in three languages."""
    return [
        {"scheme": scheme, "code": code.value, "name": _names(code)}
        for scheme, choices in SCHEMES.items()
        for code in choices
        if code not in NEVER_PUBLIC
    ]


def _names(code: Any) -> dict[str, str]:
    names = {}
    for language in LANGUAGES:
        with translation.override(language):
            names[language] = str(code.label)
    return names


def _thing(thing: Any) -> Json | None:
    return {"id": str(thing.uuid), "name": dict(thing.name)} if thing else None


def _answer(answer: PublishedAnswer | None) -> Json | None:
    if answer is None:
        return None
    return _filled(
        {
            "text": answer.text,
            "language": answer.language,
            "outcome": answer.outcome,
            "published_at": _moment(answer.published_at),
            "by": dict(answer.by),
        }
    )


def _link(link: Link) -> Json:
    return {"kind": link.kind, "id": str(link.thing), "name": dict(link.words), "url": link.address}


def _filled(body: Json) -> Json:
    return {key: value for key, value in body.items() if value not in (None, "", {}, [])}


def _moment(moment: datetime) -> str:
    return moment.astimezone(HELSINKI).isoformat(timespec="seconds")


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
