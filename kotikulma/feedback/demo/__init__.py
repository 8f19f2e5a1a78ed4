"""Believable feedback, laid with the commands people use, each at the moment it would have happened."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from kotikulma.feedback import commands
from kotikulma.feedback.models import Feedback
from kotikulma.feedback.types import NewFeedback
from kotikulma.kernel import clock, external_ids
from kotikulma.kernel.clock import HELSINKI
from kotikulma.kernel.types import ANONYMOUS, Actor

CONTENT = Path(__file__).parent / "content.toml"
SCHEME = "demo"  # by which the directory's demo names its own things
PLAIN = ("kind", "text", "topic", "reply", "language", "contact", "name")
Row = Mapping[str, Any]
Deed = tuple[datetime, Callable[[], object]]


def lay(actor: Actor, monday: date) -> None:
    """Lay it once: a second run finds the first and changes nothing."""
    if Feedback.objects.exists():
        return
    everything = tomllib.loads(CONTENT.read_text(encoding="utf-8"))
    laying = _Laying(actor, monday, everything["feedback"])
    for moment, deed in sorted(laying.deeds(), key=lambda pair: pair[0]):
        with clock.standing_at(moment):
            deed()
    for row in everything["template"]:
        uuid = None
        for language, text in row["text"].items():
            words = {"name": row["name"], "text": text, "language": language, "outcome": row["outcome"]}
            uuid = commands.save_template(actor, **words, uuid=uuid).uuid


class _Laying:
    """Each feedback lives through its days: given, shown, supported, taken up, answered, judged."""

    def __init__(self, actor: Actor, monday: date, rows: list[Row]) -> None:
        self.actor, self.monday, self.rows = actor, monday, rows
        keys = [f"{kind}:{row[kind]}" for row in rows for kind in ("place", "service") if kind in row]
        keys += [f"organization:{row['unit']}" for row in rows if "unit" in row]
        keys += [key for row in rows for key in row.get("links", ())]
        self.things = external_ids.find(SCHEME, keys)
        self.references: dict[str, str] = {}

    def deeds(self) -> Iterator[Deed]:
        for row in self.rows:
            yield self._at(row["at"]), partial(self._give, row)
            read = self._at(row["at"]) + timedelta(hours=20)
            if "into" in row:
                yield read, partial(self._merge, row)
            elif row.get("shown", True) and row.get("reply") != "private":
                yield read, partial(self._show, row)
            if "taken" in row:
                yield self._at(row["taken"]), partial(self._assign, row)
            if "answer" in row:
                yield self._at(row["answer"]["at"]), partial(self._answer, row)

    def _at(self, words: str) -> datetime:
        """ "-40 10:15": forty days before the Monday, at that time."""
        days, hour = words.split()
        return datetime.combine(self.monday + timedelta(days=int(days)), time.fromisoformat(hour), HELSINKI)

    def _give(self, row: Row) -> None:
        new = NewFeedback(
            **{key: row[key] for key in PLAIN if key in row},
            place=self._thing("place", row),
            service=self._thing("service", row),
            form_key=uuid5(NAMESPACE_URL, f"https://kotikulma.example.org/demo/feedback/{row['key']}"),
        )
        self.references[row["key"]] = commands.give(ANONYMOUS, new).reference

    def _show(self, row: Row) -> None:
        feedback = self._now(row)
        commands.show(self.actor, feedback.reference, version=feedback.version, public_text=feedback.text)
        for number in range(row.get("supports", 0)):
            commands.support(ANONYMOUS, feedback.reference, device=f"demo-{number}", source=f"192.0.2.{number}")

    def _assign(self, row: Row) -> None:
        feedback, unit = self._now(row), self.things[f"organization:{row['unit']}"]
        due = clock.today() + timedelta(days=row["due"]) if "due" in row else None
        commands.assign(self.actor, feedback.reference, version=feedback.version, unit=unit, due_on=due)

    def _merge(self, row: Row) -> None:
        feedback, into = self._now(row), self.references[row["into"]]
        commands.merge(self.actor, feedback.reference, version=feedback.version, into=into)

    def _answer(self, row: Row) -> None:
        feedback, words = self._now(row), row["answer"]
        commands.answer(
            self.actor, feedback.reference, version=feedback.version, text=words["text"], outcome=words["outcome"]
        )
        for key in row.get("links", ()):
            kind = {"place": "paikat", "service": "palvelut"}[key.partition(":")[0]]
            address = f"/{kind}/{self.things[key]}/"
            commands.link_consequence(self.actor, feedback.reference, address=address)
        for number in range(row.get("helped", 0)):
            commands.judge(
                ANONYMOUS, feedback.reference, device=f"demo-{number}", source=f"192.0.2.{number}", helped=True
            )

    def _thing(self, kind: str, row: Row) -> UUID | None:
        return self.things[f"{kind}:{row[kind]}"] if kind in row else None

    def _now(self, row: Row) -> Feedback:
        return Feedback.objects.get(reference=self.references[row["key"]])
