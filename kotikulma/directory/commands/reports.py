"""A resident tells that a page is wrong; an editor says it is handled; old words are erased."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django_tasks import task

from kotikulma.directory import access
from kotikulma.directory.models import Report
from kotikulma.directory.rules import reports as rules
from kotikulma.directory.types import ReportAlreadyHandled, ReportRefused
from kotikulma.kernel import audit, clock, outbox
from kotikulma.kernel.outbox.renderers import Mail, Objects, Renderer, written
from kotikulma.kernel.types import Actor, system

KEEP = timedelta(days=90)
LONGEST = 2000
ANSWER = "directory.report_answer"
ERASED = ("text", "contact", "note", "answer")


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


def handle_report(actor: Actor, uuid: UUID, *, note: str = "", answer: str = "") -> Report:
    """Say that it is handled: `note` is for the keepers, `answer` is mailed to the resident who left an address."""
    note, answer = _short(note, "note"), _short(answer, "answer")
    with transaction.atomic():
        report = access.get_report(actor, uuid, lock=True)

        if report.status == Report.Status.DONE:
            raise ReportAlreadyHandled(_("Joku muu ehti käsitellä tämän. Lataa sivu uudelleen."))
        if answer and not rules.mail_address(report.contact):
            raise ReportRefused(
                _("Ilmoittaja ei jättänyt sähköpostiosoitetta, joten vastausta ei voi lähettää."),
                code="directory.report.no_address",
                fields={"answer": _("Tyhjennä vastaus.")},
            )

        report.status, report.handled_at, report.handled_by = Report.Status.DONE, clock.now(), actor.id
        report.note, report.answer = note, answer
        report.save(update_fields=["status", "handled_at", "handled_by", "note", "answer"])
        audit.record(actor, "directory.report.handled", kind="report", uuid=report.uuid, changed=("status",))
        if answer:
            key = f"{ANSWER}:{report.uuid}:{int(report.handled_at.timestamp())}"
            address = rules.mail_address(report.contact)
            outbox.post(ANSWER, address, report.language, {"report": str(report.uuid)}, key)
        return report


def reopen_report(actor: Actor, uuid: UUID) -> Report:
    """Back into the queue, with note and answer as they were. A mail that has left has left."""
    with transaction.atomic():
        report = access.get_report(actor, uuid, lock=True)

        if report.status == Report.Status.DONE:
            report.status, report.handled_at, report.handled_by = Report.Status.NEW, None, None
            report.save(update_fields=["status", "handled_at", "handled_by"])
            audit.record(actor, "directory.report.reopened", kind="report", uuid=report.uuid, changed=("status",))
        return report


def erase_old_reports() -> int:
    """Nightly: handled reports lose every word and the contact after 90 days. Returns how many."""
    with transaction.atomic():
        old = Report.objects.filter(status=Report.Status.DONE, handled_at__lt=clock.now() - KEEP)
        count: int = old.exclude(**dict.fromkeys(ERASED, "")).update(**dict.fromkeys(ERASED, ""))
        if count:
            audit.record(system("retention"), "directory.report.erased", kind="report", changed=ERASED)
        return count


def _short(text: str, field: str) -> str:
    text = text.strip()
    if len(text) > LONGEST:
        sentence = _("Tekstissä on %(length)d merkkiä. Lyhennä se enintään %(limit)d merkkiin.") % {
            "length": len(text),
            "limit": LONGEST,
        }
        raise ReportRefused(sentence, code="directory.report.too_long", fields={field: sentence})
    return text


def _stands(objects: Objects) -> bool:
    return Report.objects.filter(uuid=str(objects["report"]), status=Report.Status.DONE).exclude(answer="").exists()


def _answer_mail(objects: Objects, language: str) -> Mail:
    report = Report.objects.get(uuid=str(objects["report"]))
    context = {"report": report, "url": f"{settings.BASE_URL}{report.path}"}
    return written("directory/mail/report_answer", _("Vastaus viestiisi"), language, context)


RENDERED = {ANSWER: Renderer(_stands, _answer_mail)}


@task()
def erase_old_reports_task() -> int:
    return erase_old_reports()
