"""A resident tells that a page is wrong; an editor says it is handled; old words are erased."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django_tasks import task

from kotikulma.directory.models import Report
from kotikulma.directory.types import ReportRefused
from kotikulma.kernel import audit, clock
from kotikulma.kernel.types import Actor, system

KEEP = timedelta(days=90)
LONGEST = 2000


def report_error(
    actor: Actor,
    *,
    text: str,
    path: str = "",
    object_kind: str = "",
    object_uuid: UUID | None = None,
    contact: str = "",
    language: str = "fi",
) -> Report:
    """Put it into the editors' queue. The text is the resident's own; nothing else of them is kept."""
    text = text.strip()
    if not text:
        raise ReportRefused(
            _("Kerro ensin, mikä sivulla on väärin."),
            code="directory.report.empty",
            fields={"text": _("Kirjoita muutama sana.")},
        )
    if len(text) > LONGEST:
        raise ReportRefused(
            _("Viestissä on %(length)d merkkiä. Lyhennä se enintään %(limit)d merkkiin.")
            % {"length": len(text), "limit": LONGEST},
            code="directory.report.too_long",
            fields={"text": _("Lyhennä tekstiä.")},
        )
    with transaction.atomic():
        report = Report.objects.create(
            text=text,
            path=path[:300],
            object_kind=object_kind,
            object_uuid=object_uuid,
            contact=contact.strip()[:200],
            language=language,
            created_at=clock.now(),
        )
        audit.record(actor, "directory.report.received", kind="report", uuid=report.uuid)
        return report


def erase_old_reports() -> int:
    """Nightly: handled reports lose their words and contact after 90 days. Returns how many."""
    with transaction.atomic():
        old = Report.objects.filter(status=Report.Status.DONE, handled_at__lt=clock.now() - KEEP).exclude(text="")
        count: int = old.update(text="", contact="")
        if count:
            audit.record(system("retention"), "directory.report.erased", kind="report", changed=("text", "contact"))
        return count


@task()
def erase_old_reports_task() -> int:
    return erase_old_reports()
