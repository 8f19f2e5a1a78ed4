"""The by-name list of another system, from one file. Again changes nothing; a bad row is told, the rest goes in.

Ids of the sender are kept as keyed digests alone: they may be names of people there, here they lead nowhere.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.utils.translation import gettext as _

from kotikulma.casework.commands import imported_events, postings
from kotikulma.casework.commands.imported_events import Person
from kotikulma.casework.formats import ledger as formats
from kotikulma.casework.models import ListEvent, LivingSituation, Subject, Tenancy
from kotikulma.casework.types.importing import (
    EVENT,
    PERSON,
    SITUATION,
    TENANCY,
    EventRow,
    Fault,
    LedgerReport,
    PersonRow,
    Row,
    SituationRow,
    TenancyRow,
)
from kotikulma.directory.types.imports import ImportLine, Problem, RowOutcome, Silent
from kotikulma.kernel import audit, clock, own_keys
from kotikulma.kernel.db import plain
from kotikulma.kernel.types import Actor, Progress

CHUNK = 1000  # people in one transaction
EVENT_COLUMNS = ("uuid", "subject", "other", "grounds", *postings.ENTRY)
SITUATION_COLUMNS = "uuid subject code starts_on ends_on certainty source recorded_at".split()
TENANCY_COLUMNS = "uuid subject moved_in_on ended_on end_reason seen_on".split()
SOURCE = "import"
UNKNOWN_PERSON = "unknown_person"


@dataclass(slots=True)
class _Sorted:
    """The rows of a file, by the person they are about."""

    persons: dict[str, PersonRow] = field(default_factory=dict)
    about: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))

    @property
    def people(self) -> list[str]:
        return list(dict.fromkeys((*self.persons, *self.about)))


def import_list(actor: Actor, data: bytes, *, dry_run: bool = False, progress: Progress | None = None) -> LedgerReport:
    """Persons, where they lived, their homes, and their way on and off the list. FileRefused for other files."""
    report, bar = LedgerReport(dry_run=dry_run), progress or Silent()
    rows = _sorted(formats.read(formats.decode(data)), report)
    now, people = clock.now(), iter(rows.people)
    bar.start(len(rows.people), "Homelessness")
    while chunk := list(islice(people, CHUNK)):
        with transaction.atomic():
            _chunk(chunk, rows, report, now, actor)
            transaction.set_rollback(dry_run)
        bar.step(len(chunk))
    bar.done()
    if not dry_run and report.counts[RowOutcome.ADDED] + report.counts[RowOutcome.CHANGED]:
        with transaction.atomic():
            audit.record(actor, "casework.ledger.imported", kind="homelessness", changed=[EVENT])
    report.lines.sort(key=lambda line: int(line.source))
    return report


def template_text() -> str:
    return formats.template()


def _sorted(found: Iterable[Row], report: LedgerReport) -> _Sorted:
    rows, seen = _Sorted(), set[tuple[str, str]]()
    for row in found:
        if isinstance(row, Fault):
            _skip(report, row, row.record, row.column, row.code, row.message)
            continue
        kind = kind_of(row)
        if (kind, row.id) in seen:
            _skip(report, row, kind, "id", "id_twice", _("Sama tunnus on tiedostossa jo aiemmin."))
            continue
        seen.add((kind, row.id))
        if isinstance(row, PersonRow):
            rows.persons[row.id] = row
        else:
            rows.about[row.person].append(row)  # type: ignore[attr-defined]
    return rows


def _chunk(ids: Sequence[str], rows: _Sorted, report: LedgerReport, now: datetime, actor: Actor) -> None:
    people = _people(ids, rows, report)
    for id in ids:
        for row in () if id in people else rows.about[id]:
            sentence = _("Henkilöä %(person)s ei ole tiedostossa eikä listalla.") % {"person": id}
            _skip(report, row, kind_of(row), PERSON, UNKNOWN_PERSON, sentence)
    about = [row for id in people for row in rows.about.get(id, ())]
    subjects = {id: person.subject for id, person in people.items()}
    _situations([row for row in about if isinstance(row, SituationRow)], people, report, now)
    _tenancies([row for row in about if isinstance(row, TenancyRow)], subjects, report)
    _events([row for row in about if isinstance(row, EventRow)], people, report, now, actor)


def _people(ids: Sequence[str], rows: _Sorted, report: LedgerReport) -> dict[str, Person]:
    """The subjects of these ids; new ones for those the file tells about."""
    named = _named(Subject, PERSON, ids)
    known = {row.uuid: row for row in Subject.objects.filter(uuid__among=list(named.values()))}
    new: list[Subject] = []
    people: dict[str, Person] = {}
    for id in ids:
        told, subject = rows.persons.get(id), known.get(named[id])
        if told and subject is None:
            subject = Subject(uuid=named[id], **_facts(told))
            new.append(subject)
            report.counts[RowOutcome.ADDED] += 1
        elif told and subject:
            report.counts[_renew(subject, _facts(told))] += 1
        if subject:
            people[id] = Person(subject, told.factor if told else None, is_new=subject.pk is None)
    plain.create(new, "uuid")
    return people


def _facts(row: PersonRow) -> dict[str, Any]:
    return {"birth_year": row.birth_year, "sex": row.sex, "immigrant": row.immigrant}


def _situations(
    rows: Sequence[SituationRow], people: Mapping[str, Person], report: LedgerReport, now: datetime
) -> None:
    named = _named(LivingSituation, SITUATION, [row.id for row in rows])
    known = {row.uuid: row for row in LivingSituation.objects.filter(uuid__among=list(named.values()))}
    imported_events.read_stays(people.values())
    new = []
    for row in rows:
        person, uuid = people[row.person], named[row.id]
        stored = known.get(uuid)
        if stored:
            values = {"code": row.situation, "starts_on": row.start, "ends_on": row.end, "certainty": row.certainty}
            report.counts[_renew(stored, values)] += 1
            continue
        if row.start > clock.today():
            _skip(
                report,
                row,
                SITUATION,
                "from",
                "future",
                _("Päivä on tulevaisuudessa. Kirjaa vasta, kun se on tapahtunut."),
            )
            continue
        recorded = min(row.recorded_at or now, now)
        person.add_stay(uuid, row, recorded)
        new.append((uuid, person.subject.pk, row.situation, row.start, row.end, row.certainty, SOURCE, recorded))
        report.counts[RowOutcome.ADDED] += 1
    plain.insert(LivingSituation, SITUATION_COLUMNS, new)


def _tenancies(rows: Sequence[TenancyRow], subjects: Mapping[str, Subject], report: LedgerReport) -> None:
    named = _named(Tenancy, TENANCY, [row.id for row in rows])
    known = {row.uuid: row for row in Tenancy.objects.filter(uuid__among=list(named.values()))}
    new = []
    for row in rows:
        stored = known.get(named[row.id])
        values = {"moved_in_on": row.start, "ended_on": row.end, "end_reason": row.end_reason, "seen_on": row.seen}
        if stored:
            report.counts[_renew(stored, values)] += 1
            continue
        new.append((named[row.id], subjects[row.person].pk, *values.values()))
        report.counts[RowOutcome.ADDED] += 1
    plain.insert(Tenancy, TENANCY_COLUMNS, new)


def _events(
    rows: Sequence[EventRow], people: Mapping[str, Person], report: LedgerReport, now: datetime, actor: Actor
) -> None:
    named = _named(ListEvent, EVENT, [row.id for row in rows])
    meant = named | _named(ListEvent, EVENT, [row.supersedes for row in rows if row.supersedes])
    others = _named(Subject, PERSON, [row.other for row in rows if row.other])
    imported_events.read_ledgers(people.values())
    for row in rows:
        uuid, person = named[row.id], people[row.person]
        stored = person.numbers.get(uuid)
        if stored:
            same = imported_events.says_the_same(person.entries[stored - 1], row)
            report.counts[RowOutcome.UNCHANGED] += same
            if not same:
                sentence = _("Samalla tunnuksella on jo toinen tapahtuma. Kirjaa uusi, joka korvaa sen.")
                _skip(report, row, EVENT, "id", "already_recorded", sentence)
            continue
        household = UUID(own_keys.digest("casework.import.household", row.household)[:32]) if row.household else None
        person.wanted.append((uuid, row, household))
    new, histories = [], {}
    for person in people.values():
        before = len(person.entries)
        for row, error in person.take_in(now, meant):
            _skip(report, row, EVENT, next(iter(error.fields), ""), error.code, str(error.message))
        if len(person.entries) == before:
            continue
        report.counts[RowOutcome.ADDED] += person.taken
        histories[person.subject.pk] = person.history
        for entry in person.entries[before:]:
            other = others.get(person.others.get(entry.number, ""))
            values = [getattr(entry, name) for name in postings.ENTRY]
            new.append((person.uuids[entry.number], person.subject.pk, other, {}, *values))
    plain.insert(ListEvent, EVENT_COLUMNS, new)
    postings.post(histories)


def _renew(row: models.Model, values: Mapping[str, Any]) -> RowOutcome:
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    if not changed:
        return RowOutcome.UNCHANGED
    for name in changed:
        setattr(row, name, values[name])
    row.save(update_fields=changed)
    return RowOutcome.CHANGED


def _named(model: type[models.Model], kind: str, ids: Iterable[str]) -> dict[str, UUID]:
    """Ids of the sender as ours, under whichever of our keys they came in before."""
    able = {
        id: [UUID(one[:32]) for one in own_keys.digests(f"casework.import.{kind}", id)] for id in dict.fromkeys(ids)
    }
    older = [one for uuids in able.values() for one in uuids[1:]]
    kept = set(model._default_manager.filter(uuid__among=older).values_list("uuid", flat=True)) if older else set()
    return {id: next((one for one in uuids if one in kept), uuids[0]) for id, uuids in able.items()}


def kind_of(row: Row) -> str:
    kinds = {PersonRow: PERSON, SituationRow: SITUATION, TenancyRow: TENANCY, EventRow: EVENT}
    return kinds[type(row)]


def _skip(report: LedgerReport, row: Row, kind: str, column: str, code: str, message: str) -> None:
    report.counts[RowOutcome.SKIPPED] += 1
    problem = Problem(column, code, message)
    report.lines.append(ImportLine(str(row.line), RowOutcome.SKIPPED, kind, row.id, problems=(problem,)))
