"""Who changed what and when, as a person reads it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kotikulma.directory.models import HoursException, HoursPeriod, Term
from kotikulma.directory.queries.records import exception_value, period_value
from kotikulma.directory.rules import field_words
from kotikulma.kernel import revisions
from kotikulma.kernel.audit import actions
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.merging import changed_units
from kotikulma.kernel.models import Revision
from kotikulma.kernel.types import Actor
from kotikulma.people import queries as people

SHOWN = 30
LONG = 40  # a text longer than this shows what changed inside it


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a text: kept, gone or added."""

    tone: str  # "", "del", "ins"
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of a change. `pieces`: the two texts as one, when they are alike enough to read so."""

    label: str
    language: str
    old: str
    new: str
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class Version:
    """`current`: nothing came after it. `who`: her name, her role to the whole network, or empty."""

    number: int
    at: datetime
    who: str
    by_house: bool
    action: str
    differences: tuple[Difference, ...]
    current: bool
    first: bool


def versions(viewer: Actor, uuid: UUID, *, before: int = 0) -> tuple[tuple[Version, ...], int]:
    """The newest versions, and the number to go on from (0: no more). A fixed number of statements."""
    rows = revisions.of(uuid, limit=SHOWN + 2, before=before)
    newest = revisions.newest(uuid) if before else (rows[0].id if rows else 0)
    pairs = [(row, rows[index + 1] if index + 1 < len(rows) else None) for index, row in enumerate(rows[:SHOWN])]
    names = people.names_or_roles(viewer, {row.actor_id for row in rows if row.actor_id})
    texts = _texts(rows)
    found = tuple(_version(row, older, names, texts, newest) for row, older in pairs)
    return found, (rows[SHOWN - 1].id if len(rows) > SHOWN else 0)


def changed_by(viewer: Actor, uuid: UUID) -> tuple[str, datetime] | None:
    """Who made the latest change, and when: told to the one who meets it."""
    rows = revisions.of(uuid, limit=1)
    if not rows:
        return None
    latest = rows[0]
    if latest.actor_id is None:
        return _("Kotikulma"), latest.at
    return people.names_or_roles(viewer, {latest.actor_id}).get(latest.actor_id, ""), latest.at


def hours_lines(kept: Mapping[str, Any] | None) -> list[str]:
    """Hours of a revision in words."""
    periods = [period_value(_row(HoursPeriod, row)) for row in (kept or {}).get("periods", ())]
    exceptions = [exception_value(_row(HoursException, row)) for row in (kept or {}).get("exceptions", ())]
    return field_words.hours_words(periods, exceptions)


def unit_words(field: str, value: Any) -> str:
    return "; ".join(hours_lines(value)) if field == "hours" else field_words.words(field, value)


def _version(
    row: Revision,
    older: Revision | None,
    names: Mapping[UUID, str],
    texts: Mapping[str, Mapping[str, str]],
    newest: int,
) -> Version:
    units = changed_units(older.data, row.data) if older else []
    differences = tuple(
        _difference(field, language, old, new, texts)
        for field, language, old, new in units
        if field not in field_words.SILENT and (older is None or field in older.data)
    )
    return Version(
        number=row.id,
        at=row.at,
        who=names.get(row.actor_id, "") if row.actor_id else "",
        by_house=row.actor_id is None,
        action=_action(row),
        differences=differences,
        current=row.id == newest,
        first=older is None,
    )


def _difference(field: str, language: str, old: Any, new: Any, texts: Mapping[str, Mapping[str, str]]) -> Difference:
    if field == "terms":
        before, after = (_term_words(value, texts) for value in (old, new))
    elif field in ("responsible_id", "organization_id"):
        before, after = (localise(texts.get(f"organization:{value}")).text for value in (old, new))
    else:
        before, after = (unit_words(field, value) for value in (old, new))
    return Difference(field_words.label(field), language, before, after, _pieces(before, after))


def _pieces(old: str, new: str) -> tuple[Piece, ...]:
    """Word by word, for long texts that are mostly the same."""
    if max(len(old), len(new)) < LONG or not old or not new:
        return ()
    before, after = old.split(" "), new.split(" ")
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < 0.5:
        return ()
    found: list[Piece] = []
    for tag, low, high, start, end in matcher.get_opcodes():
        if tag == "equal":
            found.append(Piece("", " ".join(before[low:high])))
            continue
        if high > low:
            found.append(Piece("del", " ".join(before[low:high])))
        if end > start:
            found.append(Piece("ins", " ".join(after[start:end])))
    return tuple(found)


def _texts(rows: Sequence[Revision]) -> dict[str, Mapping[str, str]]:
    """Labels of every term and organisation these revisions name."""
    uuids = {uuid for row in rows for uuid in row.data.get("terms") or ()}
    keepers = {row.data.get(name) for row in rows for name in ("responsible_id", "organization_id")} - {None}
    terms = Term.objects.filter(uuid__in=uuids).values_list("uuid", "labels") if uuids else ()
    return {str(uuid): labels for uuid, labels in terms} | {
        f"organization:{number}": name for number, name in people.organization_names(keepers).items()
    }


def _term_words(uuids: Any, texts: Mapping[str, Mapping[str, str]]) -> str:
    return ", ".join(sorted(localise(texts.get(uuid)).text for uuid in uuids or ()))


def _action(row: Revision) -> str:
    name = "directory.hours.changed" if row.action == "hours" else f"directory.{row.kind}.{row.action}"
    return str(actions.sentence(name))


def _row(model: Any, kept: Mapping[str, Any]) -> Any:
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return model(**{name: fields[name].to_python(value) for name, value in kept.items() if name in fields})
