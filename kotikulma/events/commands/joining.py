"""The way in online: set by the organiser, sealed at once, mailed at its release to each who attends."""

from datetime import time
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kotikulma.events import access
from kotikulma.events.commands import mails
from kotikulma.events.models import JoinInfo, Occurrence, Registration, SentLink
from kotikulma.events.queries import joining
from kotikulma.events.rules import joining as rules
from kotikulma.events.types import EventRefused, RegistrationState
from kotikulma.kernel import audit, clock, sealing
from kotikulma.kernel.types import Actor

BATCH = 500


def set_join_info(
    actor: Actor,
    event: UUID,
    *,
    url: str,
    release_time: time,
    days_before: int = 0,
    passcode: str = "",
    phone: str = "",
    occurrence: UUID | None = None,
) -> JoinInfo:
    """The way in to all times of an event, or to one. Another address is another version: who had it is told."""
    found = access.get_event_for_editing(actor, event)
    url = rules.check_way_in(url, days_before)
    passcode, phone = passcode.strip()[:100], phone.strip()[:60]

    with transaction.atomic():
        single = found.occurrences.filter(uuid=occurrence).first() if occurrence else None
        if occurrence and single is None:
            raise EventRefused(_("Tällä tapahtumalla ei ole tuota aikaa."))
        info = JoinInfo.objects.select_for_update().filter(event=found, occurrence=single).first()
        info = info or JoinInfo(event=found, occurrence=single, version=0)
        if info.version == 0 or _words(info) != (url, passcode, phone):
            info.version += 1
        for name, words in (("url", url), ("passcode", passcode), ("phone", phone)):
            sealed = sealing.seal(f"{joining.PURPOSE}.{name}", info.uuid, words) if words else b""
            setattr(info, name, sealed)
        info.days_before, info.release_time, info.changed_at = days_before, release_time, clock.now()
        info.save()
        changed = ["url", "days_before", "release_time"]
        audit.record(actor, "events.link.set", kind="event", uuid=found.uuid, changed=changed)
        return info


def remove_join_info(actor: Actor, event: UUID, *, occurrence: UUID | None = None) -> None:
    """There is no way in online any more, or this time has its event's again."""
    found = access.get_event_for_editing(actor, event)

    with transaction.atomic():
        rows = JoinInfo.objects.filter(event=found)
        rows = rows.filter(occurrence__uuid=occurrence) if occurrence else rows.filter(occurrence=None)
        if rows.delete()[0]:
            audit.record(actor, "events.link.removed", kind="event", uuid=found.uuid)


def post_links() -> int:
    """A mail to each who attends a time whose link is out and has not been sent this version of it; how many.

    Asked by the worker every second: if it was down at the release, it sends when it is back, until the end.
    """
    return sum(_post(occurrence, info) for occurrence, info in joining.released(clock.now()))


def _post(occurrence: Occurrence, info: JoinInfo) -> int:
    told = SentLink.objects.filter(occurrence=occurrence, version=info.version).values("registration")
    attending = Registration.objects.filter(
        access.comes_to(occurrence), state__in=[RegistrationState.ATTENDING, RegistrationState.ATTENDED]
    ).exclude(pk__in=told)
    if not attending.exists():
        return 0
    with transaction.atomic():
        latest = JoinInfo.objects.select_for_update().filter(pk=info.pk, version=info.version).first()
        rows = list(attending.order_by("number")[:BATCH]) if latest else []
        had_one = set(
            SentLink.objects.filter(occurrence=occurrence, registration__in=rows).values_list(
                "registration_id", flat=True
            )
        )
        return _send(occurrence, info, rows, had_one)


def _send(occurrence: Occurrence, info: JoinInfo, rows: list[Registration], had_one: set[int]) -> int:
    now = clock.now()
    again = f"{info.version}-{int(joining.release_at(info, occurrence).timestamp())}"
    letters, sent = [], []
    for row in rows:
        kind = mails.LINK_CHANGED if row.pk in had_one else mails.JOIN_LINK
        letter = mails.letter(kind, row, occurrence=occurrence, again=again, version=str(info.version))
        key = letter.dedupe_key if letter else ""
        letters.append(letter)
        sent.append(SentLink(registration=row, occurrence=occurrence, version=info.version, at=now, message=key))
    SentLink.objects.bulk_create(sent, ignore_conflicts=True)
    mails.send(letters)
    return len(sent)


def _words(info: JoinInfo) -> tuple[str, str, str]:
    found = [
        sealing.unseal(f"{joining.PURPOSE}.{name}", info.uuid, sealed) if sealed else ""
        for name, sealed in (("url", info.url), ("passcode", info.passcode), ("phone", info.phone))
    ]
    return found[0], found[1], found[2]
