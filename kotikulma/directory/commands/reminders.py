"""Asking the editors to confirm what is due: one mail per editor and organisation, weekly at most.

What nobody edits is asked of the coordinators: one mail to each about all of it, weekly at most.
The rows that say so and the mails are one transaction: a crash sends all of them later or none twice.
"""

from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_tasks import task

from kotikulma.directory import access
from kotikulma.directory.models import Reminder
from kotikulma.directory.queries import keepers, kept, reminders
from kotikulma.directory.queries.kept import KeptFilter
from kotikulma.directory.rules import freshness as rules
from kotikulma.directory.types.freshness import STALE, KeptEntry
from kotikulma.kernel import audit, clock, outbox
from kotikulma.kernel.audit.log import Touched
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.outbox.renderers import Mail, Objects, Renderer, written
from kotikulma.kernel.types import Actor, ActorKind, system
from kotikulma.people import queries as people
from kotikulma.people.types import PersonValue

KIND, UNKEPT = "directory.reminder", "directory.reminder_unkept"
SHOWN = 15  # entries or organisations named in a mail; the page behind the link has them all
HOUSE = system("freshness")


def remind(today: date) -> int:
    """Daily: write to those who keep what came to a month of reminding. How many mails were posted."""
    reminded = dict(Reminder.objects.values_list("organization_id").annotate(Max("day")))
    counted = _stale_by_keeper()
    due = [pk for pk, days in counted.items() if rules.calls_for_a_reminder(days, reminded.get(pk), today)]
    editors = people.editors([pk for pk in due if pk])
    posted = sum(_write_to(pk, editors[pk], today) for pk in sorted(editors))
    unkept = [pk for pk in due if pk not in editors]
    return posted + (_write_to_coordinators(unkept, today) if rules.may_write(reminded.get(None), today) else 0)


def _stale_by_keeper() -> dict[int | None, list[date]]:
    found: dict[int | None, list[date]] = {}
    own = access.own_entries(HOUSE)
    for kind in kept.KINDS:
        rows = kept.narrowed(own, kind, KeptFilter(states=STALE))
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


def _write_to_coordinators(unkept: list[int | None], today: date) -> int:
    """One mail to each about all of them; each organisation is noted as asked, and nobody's entries with the mail."""
    coordinators = people.coordinators()
    if not unkept or not coordinators:
        return 0
    with transaction.atomic():
        ids = [pk for pk in unkept if pk]
        rows = [Reminder(organization_id=pk, day=today) for pk in (None, *ids)]
        Reminder.objects.bulk_create(rows, ignore_conflicts=True)
        for person in coordinators:
            key = f"{UNKEPT}:{person.uuid}:{today.isoformat()}"
            outbox.post(UNKEPT, person.email, person.language, {"person": str(person.uuid)}, key)
        told = [Touched("organization", uuid, ()) for uuid in people.organization_uuids(ids)]
        audit.record_many(HOUSE, "directory.reminder.posted", told)
        return len(coordinators)


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
        "url": _address(language, "confirm", token=token),
    }
    return written("directory/mail/reminder", subject, language, context)


def _unkept_stands(objects: Objects) -> bool:
    """Still a coordinator, and still something that nobody edits."""
    actor = Actor(ActorKind.PERSON, UUID(str(objects["person"])))
    return people.is_coordinator(actor) and bool(reminders.unkept_counts(actor))


def _unkept_mail(objects: Objects, language: str) -> Mail:
    person, until = UUID(str(objects["person"])), clock.today() + rules.LINK_LASTS
    counts = reminders.unkept_counts(Actor(ActorKind.PERSON, person))
    lines = [
        {
            "name": str(localise(line.name, language)),
            "count": line.waiting,
            "url": _address(language, "confirm", token=reminders.link_token(person, line.organization, until)),
        }
        for line in reminders.unkept(counts, SHOWN)
    ]
    context = {
        "total": counts.total(),
        "lines": lines,
        "days": rules.LINK_LASTS.days,
        "url": f"{_address(language, 'freshness_list')}?ilman=muokkaajaa",
    }
    return written("directory/mail/reminder_unkept", _("Näillä tiedoilla ei ole muokkaajaa"), language, context)


def _address(language: str, name: str, **kwargs: str) -> str:
    with translation.override(language):
        return f"{settings.BASE_URL}{reverse(f'directory:{name}', kwargs=kwargs or None)}"


RENDERED = {
    KIND: Renderer(_stands, _mail, gettext_lazy("Pyyntö vahvistaa tiedot")),
    UNKEPT: Renderer(_unkept_stands, _unkept_mail, gettext_lazy("Tiedot ilman muokkaajaa")),
}


@task()
def remind_task() -> int:
    """Listed in config/schedule.py for every morning."""
    return remind(clock.today())
