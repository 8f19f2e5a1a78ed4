"""Calendar files into drafts of an organisation. Again changes nothing; a bad entry is told and the rest goes in."""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kotikulma.directory.types.imports import ImportLine, ImportReport, Problem, RowOutcome
from kotikulma.events import access
from kotikulma.events.commands.exceptions import cancel_occurrence, move_occurrence
from kotikulma.events.commands.programme import create_event
from kotikulma.events.commands.series import set_series
from kotikulma.events.formats.icalendar import reading
from kotikulma.events.formats.icalendar.reading import ReadEntry, Skipped
from kotikulma.events.models import Event
from kotikulma.events.rules import recurrence
from kotikulma.events.types import EventRefused, HolidayPolicy
from kotikulma.events.types.rhythm import Rhythm
from kotikulma.kernel import external_ids
from kotikulma.kernel.clock import HELSINKI
from kotikulma.kernel.types import Actor
from kotikulma.people import queries as people

UIDS = "icalendar.uid"
LIMITS = {"title": 120, "description": 5000, "place_note": 200}


def import_calendar(actor: Actor, data: bytes, *, organization: UUID, dry_run: bool = False) -> ImportReport:
    """Each UID is one draft, with its rule when it is one we keep. Who edits it says what is missing, and publishes."""
    keeper = people.organization_ids_by_uuid([organization]).get(organization)
    access.check_may_hold(actor, keeper)

    report = ImportReport(dry_run=dry_run)
    first: dict[str, ReadEntry] = {}
    differing: defaultdict[str, list[ReadEntry]] = defaultdict(list)
    for number, read in enumerate(reading.entries(data), start=1):
        if isinstance(read, Skipped):
            source = read.uid or f"#{number}"
            report.lines.append(ImportLine(source, RowOutcome.SKIPPED, "event", problems=(read.problem,)))
        elif read.recurrence_id:
            differing[read.uid].append(read)
        else:
            first.setdefault(read.uid or f"#{number}", read)
    for uid, read in first.items():
        report.lines.append(_line(actor, organization, uid, read, differing[uid], dry_run))
    return report


def _line(
    actor: Actor, organization: UUID, uid: str, read: ReadEntry, differing: list[ReadEntry], dry_run: bool
) -> ImportLine:
    known = external_ids.find(UIDS, [uid]).get(uid) if not uid.startswith("#") else None
    if known:
        return ImportLine(uid, RowOutcome.UNCHANGED, "event", read.title, known)
    problems = list(read.problems)
    try:
        with transaction.atomic():
            event = _draft(actor, organization, read, differing, problems)
            if not uid.startswith("#"):
                external_ids.link(UIDS, uid, event.uuid)
            transaction.set_rollback(dry_run)
    except EventRefused as refused:
        problem = Problem(next(iter(refused.fields), ""), "refused", str(refused.message))
        return ImportLine(uid, RowOutcome.SKIPPED, "event", read.title, problems=(*problems, problem))
    return ImportLine(uid, RowOutcome.ADDED, "event", read.title, event.uuid, problems=tuple(problems))


def _draft(
    actor: Actor, organization: UUID, read: ReadEntry, differing: list[ReadEntry], problems: list[Problem]
) -> Event:
    words = {"title": read.title, "description": read.description, "place_note": read.location}
    values: dict[str, Any] = {name: {"fi": _short(name, text, problems)} for name, text in words.items()}
    event = create_event(actor, organization=organization, values=values, times=[(read.starts_at, read.ends_at)])
    if read.rule:
        try:
            rhythm = _rhythm(read)
            # A savepoint: a rule we do not keep leaves the first time
            with transaction.atomic():
                series = set_series(actor, event.uuid, version=event.version, rhythm=rhythm)
        except EventRefused as refused:
            problems.append(Problem("RRULE", "rule", str(refused.message)))
        else:
            for one in differing:
                _differ(actor, event, series.occurrences, one, problems)
    return event


def _rhythm(read: ReadEntry) -> Rhythm:
    local = read.starts_at.astimezone(HELSINKI)
    rule = recurrence.parse(read.rule, starts=local.replace(tzinfo=None))
    minutes = int((read.ends_at - read.starts_at) / timedelta(minutes=1))
    # What the file leaves out is all that is left out
    return Rhythm(local.date(), local.time(), minutes, rule, HolidayPolicy.KEEP, frozenset(read.excluded))


def _differ(actor: Actor, event: Event, times: Any, one: ReadEntry, problems: list[Problem]) -> None:
    """A time that is moved or cancelled; one that is past stays as the rule gave it."""
    row = times.filter(recurrence_id=one.recurrence_id).first()
    if row is None:
        problems.append(Problem("RECURRENCE-ID", "unknown", _("Poikkeus ei osu mihinkään sarjan kertaan.")))
        return
    number = Event.objects.values_list("version", flat=True).get(pk=event.pk)
    try:
        if one.cancelled:
            cancel_occurrence(actor, row.uuid, version=number, reason={})
        elif _times(row) != (one.starts_at, one.ends_at):
            move_occurrence(actor, row.uuid, version=number, starts_at=one.starts_at, ends_at=one.ends_at)
    except EventRefused as refused:
        problems.append(Problem("RECURRENCE-ID", "refused", str(refused.message)))


def _times(row: Any) -> tuple[datetime, datetime]:
    return row.starts_at, row.ends_at


def _short(name: str, words: str, problems: list[Problem]) -> str:
    if len(words) > LIMITS[name]:
        problems.append(Problem(name, "shortened", _("Teksti lyhennettiin.")))
    return words[: LIMITS[name]]
