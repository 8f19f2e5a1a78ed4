"""Asking the editors to confirm what is due: one mail per editor and organisation, weekly at most.

The row that says so and the mails are one transaction: a crash sends all of them later or none twice.
"""

from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext
from django_tasks import task

from kotikulma.directory import access
from kotikulma.directory.models import Reminder
from kotikulma.directory.queries import keepers, kept, reminders
from kotikulma.directory.queries.kept import KeptFilter
from kotikulma.directory.rules import freshness as rules
from kotikulma.directory.types.freshness import STALE, KeptEntry
from kotikulma.kernel import audit, clock, outbox
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.outbox.renderers import Mail, Objects, Renderer, written
from kotikulma.kernel.types import Actor, ActorKind, system
from kotikulma.people import queries as people
from kotikulma.people.types import PersonValue

KIND = "directory.reminder"
SHOWN = 15  # entries named in a mail; the page behind the link has them all
HOUSE = system("freshness")


def remind(today: date) -> int:
    """Daily: write to the editors of each organisation where something came to a month of reminding. Mails posted."""
    reminded = dict(Reminder.objects.values_list("organization_id").annotate(Max("day")))
    counted = _stale_by_keeper()
    due = [pk for pk, days in counted.items() if rules.calls_for_a_reminder(days, reminded.get(pk), today)]
    editors = people.editors(due)
    return sum(_write_to(pk, editors[pk], today) for pk in sorted(editors))


def _stale_by_keeper() -> dict[int, list[date]]:
    found: dict[int, list[date]] = {}
    own = access.own_entries(HOUSE)
    for kind in kept.KINDS:
        rows = kept.narrowed(own, kind, KeptFilter(states=STALE)).filter(keeper__isnull=False)
        for keeper, moment in rows.values_list("keeper", "counted"):
            found.setdefault(keeper, []).append(moment.astimezone(clock.HELSINKI).date())
    return found


def _write_to(organization_id: int, editors: list[PersonValue], today: date) -> int:
    with transaction.atomic():
        row = Reminder(organization_id=organization_id, day=today)
        Reminder.objects.bulk_create([row], ignore_conflicts=True)
        [uuid] = people.organization_uuids([organization_id])
        for person in editors:
            objects = {"person": str(person.uuid), "organization": str(uuid)}
            key = f"{KIND}:{organization_id}:{person.uuid}:{today.isoformat()}"
            outbox.post(KIND, person.email, person.language, objects, key)
        audit.record(HOUSE, "directory.reminder.posted", kind="organization", uuid=uuid)
        return len(editors)


def _stands(objects: Objects) -> bool:
    """Still an editor, and still something to confirm."""
    return bool(_entries(objects))


def _entries(objects: Objects) -> list[KeptEntry]:
    pk = keepers.organization_id(UUID(str(objects["organization"])))
    actor = Actor(ActorKind.PERSON, UUID(str(objects["person"])))
    return kept.kept(actor, KeptFilter(states=STALE, organization=pk)) if pk else []


def _mail(objects: Objects, language: str) -> Mail:
    person, organization = UUID(str(objects["person"])), UUID(str(objects["organization"]))
    token = reminders.link_token(person, organization, clock.today() + rules.LINK_LASTS)
    entries = _entries(objects)
    subject = ngettext("Onko tämä tieto ajan tasalla?", "Ovatko nämä tiedot ajan tasalla?", len(entries))
    context = {
        "organization": str(localise(keepers.organization_name(keepers.organization_id(organization)), language)),
        "entries": entries[:SHOWN],
        "more": max(0, len(entries) - SHOWN),
        "days": rules.LINK_LASTS.days,
        "url": f"{settings.BASE_URL}{_address(token, language)}",
    }
    return written("directory/mail/reminder", subject, language, context)


def _address(token: str, language: str) -> str:
    with translation.override(language):
        return reverse("directory:confirm", kwargs={"token": token})


RENDERED = {KIND: Renderer(_stands, _mail)}


@task()
def remind_task() -> int:
    """Listed in config/schedule.py for every morning."""
    return remind(clock.today())
