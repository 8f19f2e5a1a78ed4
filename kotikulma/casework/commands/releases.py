"""Release planning: a day with the person's consent, its steps, a home before it."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kotikulma.casework import access
from kotikulma.casework.access import Opened
from kotikulma.casework.commands import ledger
from kotikulma.casework.commands.clients import lock
from kotikulma.casework.models import Release, ReleaseStep
from kotikulma.casework.queries.situations import situation_of
from kotikulma.casework.rules import releases as rules
from kotikulma.casework.types.clients import DataClass
from kotikulma.casework.types.releases import Home, NewRelease, ReleaseNotFound, ReleaseRefused, Step
from kotikulma.casework.types.situations import SituationCode
from kotikulma.kernel import clock
from kotikulma.kernel.types import Actor


def plan_release(actor: Actor, uuid: UUID, new: NewRelease) -> Release:
    """Begin, or change what is planned; steps follow a day that moves. ReleaseRefused without the person's consent."""
    opened = access.open_client(actor, uuid, DataClass.RELEASE_DAY)
    rules.check_new(new, clock.today())

    with transaction.atomic():
        client = lock(opened)
        row = client.releases.filter(ended_at=None).first() or Release(client=client, planned_at=clock.now())
        moved = row.pk is not None and row.release_on != new.release_on
        row.unit_id, row.home, row.turn = opened.ground.unit_id, new.home, new.turn
        row.release_on, row.consent_on = new.release_on, new.consent_on
        told = new.institution.strip()
        row.institution = opened.seal(access.INSTITUTION, row.uuid, told) if told else b""
        deed = "changed" if row.pk else "planned"
        row.save()
        _log(actor, opened, f"casework.release.{deed}", row, ["release_on"] if moved else [])
    return row


def do_step(actor: Actor, uuid: UUID, step: str, *, done: bool = True) -> None:
    """Done, or not after all. Saying it twice changes nothing."""
    opened = access.open_client(actor, uuid, DataClass.RELEASE_DAY)
    if step not in Step.values:
        raise ReleaseRefused(_("Valitse askel."))

    with transaction.atomic():
        row = _planned(opened)
        if done:
            worker = opened.ground.standing.person_id
            ReleaseStep.objects.get_or_create(
                release=row, step=step, defaults={"worker_id": worker, "done_at": clock.now()}
            )
        else:
            row.steps.filter(step=step).delete()
        if step == Step.HOME and done:
            row.home = Home.YES
            row.save(update_fields=["home"])
        _log(actor, opened, "casework.release.step", row, [step])


def end_release(actor: Actor, uuid: UUID, ending: str) -> None:
    """How it went. It cannot end while she is out without a place."""
    opened = access.open_client(actor, uuid, DataClass.RELEASE_DAY)

    with transaction.atomic():
        row = _planned(opened)
        rules.check_ending(ending, row.home, row.release_on, clock.today())
        row.ending, row.ended_at = ending, clock.now()
        row.save(update_fields=["ending", "ended_at"])
        _log(actor, opened, "casework.release.ended", row, [ending])


def withdraw_consent(actor: Actor, uuid: UUID) -> None:
    """The person takes her consent back: every plan of hers is deleted at once, ended ones too."""
    opened = access.open_client(actor, uuid, DataClass.RELEASE_DAY)

    with transaction.atomic():
        for row in lock(opened).releases.order_by("id"):
            _log(actor, opened, "casework.release.forgotten", row, [])
            row.delete()


def put_on_list(actor: Actor, uuid: UUID) -> None:
    """Onto the by-name list as somebody in prison without a home (A3v). LedgerRefused when that cannot be."""
    opened = access.open_client(actor, uuid, DataClass.HOUSING)
    today = clock.today()
    if situation_of(opened.subject):
        ledger.record_situation(actor, uuid, SituationCode.PRISON, today)
    else:
        ledger.enter_list(actor, uuid, today, situation=SituationCode.PRISON)


def _planned(opened: Opened) -> Release:
    row = lock(opened).releases.select_for_update().filter(ended_at=None).first()
    if row is None:
        raise ReleaseNotFound
    return row


def _log(actor: Actor, opened: Opened, deed: str, row: Release, data: list[str]) -> None:
    access.log(actor, opened.ground, deed, subjects=[opened.client.uuid], uuid=row.uuid, kind="release", data=data)
