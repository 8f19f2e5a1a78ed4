"""Pilots, a client's part in one, what was measured. Nothing here touches a home, a rank, a worker or a plan."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from kotikulma.casework import access
from kotikulma.casework.access import Opened
from kotikulma.casework.commands.clients import lock
from kotikulma.casework.models import Episode, Pilot, Result
from kotikulma.casework.rules import pilots as rules
from kotikulma.casework.types.clients import Basis, DataClass
from kotikulma.casework.types.pilots import Moment, NewPilot, PilotNotFound, PilotRefused
from kotikulma.kernel import clock
from kotikulma.kernel.types import Actor
from kotikulma.people import queries as people


def begin_pilot(actor: Actor, new: NewPilot) -> Pilot:
    """By who answers for the unit. PilotRefused unless it says in three languages what is tried."""
    standing = access.standing_of(actor)
    unit_id = people.organization_ids_by_uuid([new.unit]).get(new.unit, 0)
    access.check_leads(standing, unit_id)
    rules.check_new(new)

    with transaction.atomic():
        row = Pilot.objects.create(
            uuid=uuid4(),
            unit_id=unit_id,
            name={language: new.name[language].strip() for language in rules.LANGUAGES},
            tried={language: new.tried[language].strip() for language in rules.LANGUAGES},
            starts_on=new.starts_on,
            ends_on=new.ends_on,
            measures=[str(each) for each in new.measures],
        )
        ground = access.ground_in_unit(standing, unit_id, basis=Basis.SUPERVISION)
        access.log(actor, ground, "casework.pilot.begun", subjects=[], uuid=row.uuid, kind="pilot")
    return row


def begin_episode(
    actor: Actor, uuid: UUID, pilot: UUID, *, on: date | None, values: Mapping[str, int] | None = None
) -> Episode:
    """The client takes part from a day. Whom a pilot runs for is asked of nobody: taking part is the client's wish."""
    opened = access.open_client(actor, uuid, DataClass.PILOTS)
    chosen = Pilot.objects.filter(uuid=pilot).first()
    if chosen is None:
        raise PilotNotFound
    day = rules.check_episode(on, chosen.starts_on, chosen.ends_on, clock.today())

    with transaction.atomic():
        client = lock(opened)
        if client.episodes.filter(pilot=chosen, ends_on=None).exists():
            raise PilotRefused(_("Asiakas on jo mukana tässä kokeilussa."))
        row = Episode.objects.create(uuid=uuid4(), pilot=chosen, client=client, starts_on=day)
        _measure(row, Moment.BEFORE, values or {})
        _log(actor, opened, "casework.episode.begun", row)
    return row


def end_episode(
    actor: Actor, uuid: UUID, episode: UUID, *, on: date | None, ending: str, values: Mapping[str, int] | None = None
) -> None:
    """It is over, in one of the neutral ways. Home, place in the queue and support stay exactly as they were."""
    opened = access.open_client(actor, uuid, DataClass.PILOTS)

    with transaction.atomic():
        row = _episode(opened, episode)
        if row.ends_on is not None:
            return
        row.ends_on, row.ending = rules.check_end(on, ending, row.starts_on, clock.today()), ending
        row.save(update_fields=["ends_on", "ending"])
        _measure(row, Moment.AFTER, values or {})
        _log(actor, opened, "casework.episode.ended", row)


def measure(actor: Actor, uuid: UUID, episode: UUID, moment: str, values: Mapping[str, int]) -> None:
    """What the client answered; saying it again corrects it."""
    opened = access.open_client(actor, uuid, DataClass.PILOTS)
    if moment not in Moment.values:
        raise PilotRefused(_("Valitse, onko mittaus ennen vai jälkeen."))
    if not values:
        raise PilotRefused(_("Kirjaa ainakin yksi vastaus."))

    with transaction.atomic():
        row = _episode(opened, episode)
        _measure(row, moment, values)
        _log(actor, opened, "casework.episode.measured", row)


def _measure(row: Episode, moment: str, values: Mapping[str, int]) -> None:
    for name, value in values.items():
        rules.check_value(name, value)
        if name not in row.pilot.measures:
            raise PilotRefused(_("Tätä ei mitata tässä kokeilussa."))
        Result.objects.update_or_create(
            episode=row, moment=moment, measure=name, defaults={"value": value, "measured_on": clock.today()}
        )


def _episode(opened: Opened, uuid: UUID) -> Episode:
    row = lock(opened).episodes.select_related("pilot").filter(uuid=uuid).first()
    if row is None:
        raise PilotNotFound
    return row


def _log(actor: Actor, opened: Opened, deed: str, row: Episode) -> None:
    access.log(actor, opened.ground, deed, subjects=[opened.client.uuid], uuid=row.uuid, kind="episode")
