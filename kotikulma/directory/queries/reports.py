"""The queue of residents' reports, for those who keep the thing, and for coordinators."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Min

from kotikulma.directory import access
from kotikulma.directory.models import Place, Report, Service
from kotikulma.directory.rules import reports as rules
from kotikulma.kernel import clock
from kotikulma.kernel.i18n import LanguageMap
from kotikulma.kernel.types import ANONYMOUS, Actor
from kotikulma.people import queries as people

NAMED = {"service": Service, "place": Place}


@dataclass(frozen=True, slots=True)
class ReportLine:
    """`about`: name of the thing, empty when it is about none. `mail`: the address an answer can go to."""

    uuid: UUID
    kind: str
    about: LanguageMap
    object_uuid: UUID | None
    path: str
    text: str
    contact: str
    mail: str
    done: bool
    created_at: datetime
    waited: int
    handled_at: datetime | None
    note: str
    answer: str

    @property
    def editable(self) -> bool:
        """Whether it is about an entry that is still here."""
        return self.kind in NAMED and bool(self.about)


def queue(viewer: Actor, *, done: bool = False, offset: int = 0, limit: int | None = None) -> list[ReportLine]:
    """Waiting ones oldest first, handled ones newest first. A fixed number of statements."""
    rows = access.visible_reports(viewer).filter(status=_status(done=done))
    rows = rows.order_by("-handled_at", "-id") if done else rows.order_by("created_at", "id")
    return _lines(rows[offset : None if limit is None else offset + limit])


def count(viewer: Actor, *, done: bool = False) -> int:
    return access.visible_reports(viewer).filter(status=_status(done=done)).count()


def waiting(viewer: Actor) -> tuple[int, date | None]:
    """How many wait, and the day by which the oldest should be handled."""
    rows = access.visible_reports(viewer).filter(status=Report.Status.NEW)
    found = rows.aggregate(n=Count("id"), oldest=Min("created_at"))
    oldest = found["oldest"]
    by = oldest.astimezone(clock.HELSINKI).date() + timedelta(days=rules.ANSWER_WITHIN) if oldest else None
    return found["n"], by


def one(viewer: Actor, uuid: UUID) -> ReportLine:
    """NotFound for those who may not see it."""
    return _lines([access.get_report(viewer, uuid)])[0]


def _status(*, done: bool) -> str:
    return Report.Status.DONE if done else Report.Status.NEW


def _lines(rows: Iterable[Report]) -> list[ReportLine]:
    found, now = list(rows), clock.now()
    names = _names(found)
    return [
        ReportLine(
            uuid=row.uuid,
            kind=row.object_kind,
            about=names.get(row.object_uuid, {}),
            object_uuid=row.object_uuid,
            path=row.path if row.path.startswith("/") and not row.path.startswith(("//", "/\\")) else "",
            text=row.text,
            contact=row.contact,
            mail=rules.mail_address(row.contact),
            done=row.status == Report.Status.DONE,
            created_at=row.created_at,
            waited=rules.days_waited(row.created_at, row.handled_at or now),
            handled_at=row.handled_at,
            note=row.note,
            answer=row.answer,
        )
        for row in found
    ]


def _names(rows: list[Report]) -> Mapping[UUID | None, LanguageMap]:
    found: dict[UUID | None, LanguageMap] = {}
    for kind, model in NAMED.items():
        wanted = [row.object_uuid for row in rows if row.object_kind == kind]
        found |= dict(model.objects.filter(uuid__in=wanted).values_list("uuid", "name"))
    organizations = [row.object_uuid for row in rows if row.object_kind == "organization" and row.object_uuid]
    return found | {uuid: one.name for uuid, one in people.organizations_by_uuid(ANONYMOUS, organizations).items()}
