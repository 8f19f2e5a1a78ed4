"""The demo's handing on, releases, pilots and visits: a little of each, obviously invented."""

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from kotikulma.casework.commands import clients, disclosures, pilots, releases
from kotikulma.casework.models import CentreVisit, Client, Relationship
from kotikulma.casework.types.clients import Basis, DataClass, Identity, Task
from kotikulma.casework.types.disclosures import NewDisclosure
from kotikulma.casework.types.pilots import EpisodeEnd, Measure, NewPilot
from kotikulma.casework.types.releases import Home, NewRelease, Step, Turn
from kotikulma.casework.types.visits import AgeGroup, Purpose
from kotikulma.kernel import clock
from kotikulma.kernel.types import Actor

SEED = 20270208
NAME = {"fi": "Katkaisuhoito kotona", "sv": "Avgiftning hemma", "en": "Detox at home"}
TRIED = {
    "fi": "Hoitaja käy kotona viikon ajan joka päivä. Koti pysyy, kävi miten kävi.",
    "sv": "En skötare kommer hem varje dag i en vecka. Hemmet finns kvar, hur det än går.",
    "en": "A nurse comes home every day for a week. The home stays, whatever happens.",
}
GONE = Identity("Kaino", "Rantaqvist", date(1971, 4, 2), phone="040 900 0011")
TWICE = Identity("Bertta", "Suoxela", date(1990, 11, 3), phone="040 900 0002")
TRIED_BY = (
    ("Otso", 22, 9, 2, 6),
    ("Ilpo", 14, 0, 3, 7),
    ("Raili", 30, 12, 1, 5),
    ("Martta", 8, 0, 5, 8),
    ("Usko", 19, 4, 4, 6),
    ("Helka", 26, 6, 2, 7),
    ("Sulo", 11, 11, 6, 4),
)


def lay(mine: Actor, nurse: Actor, lead: Actor, team: Any, city: Any, made: list[Client], monday: date) -> None:
    """`city`: a unit of the other register, or None. `made`: clients of `mine`, in the order of the demo."""
    _hand_on(nurse, team, monday)
    if city is not None:
        given: dict[str, Any] = {
            "basis": Basis.CONSENT,
            "agreed_on": monday,
            "scope": [DataClass.IDENTITY, DataClass.HOUSING],
        }
        disclosures.disclose(mine, made[1].uuid, NewDisclosure(recipient=city.uuid, **given))
    law = NewDisclosure(outside="Kela", basis=Basis.LAW, law="Sosiaalihuoltolaki 35 §", scope=[DataClass.IDENTITY])
    disclosures.disclose(mine, made[0].uuid, law)
    _plan(mine, made, monday)
    _try(mine, lead, team, monday)
    _visits(team, monday)


def _hand_on(nurse: Actor, team: Any, monday: date) -> None:
    """Somebody whose worker has gone, and somebody who is written down twice."""
    with _on(monday - timedelta(days=75)):
        client = clients.create_client(nurse, team.uuid, GONE, task=Task.MOBILE_TEAM)
    Relationship.objects.filter(client=client).update(worker=None)
    clients.create_client(nurse, team.uuid, TWICE, task=Task.HEALTH_CARE)


def _plan(mine: Actor, made: list[Client], monday: date) -> None:
    plans = ((made[2], 47, Home.NO, Turn.TEAM), (made[0], 12, Home.YES, Turn.PRISON))
    for client, days, home, turn in plans:
        with _on(monday - timedelta(days=40)):
            day = monday + timedelta(days=days)
            told: dict[str, Any] = {"institution": "Esimerkin vankila", "consent_on": monday - timedelta(days=41)}
            releases.plan_release(mine, client.uuid, NewRelease(release_on=day, home=home, turn=turn, **told))
            releases.do_step(mine, client.uuid, Step.PLAN)
    releases.do_step(mine, made[0].uuid, Step.APPLY)
    releases.do_step(mine, made[0].uuid, Step.HOME)


def _try(mine: Actor, lead: Actor, team: Any, monday: date) -> None:
    begun = monday - timedelta(days=100)
    new = NewPilot(unit=team.uuid, name=NAME, tried=TRIED, starts_on=begun, measures=list(Measure))
    pilot = pilots.begin_pilot(lead, new)
    for number, (name, nights, after, own, then) in enumerate(TRIED_BY):
        day = begun + timedelta(days=5 * number)
        with _on(day):
            client = clients.create_client(mine, team.uuid, Identity(name, "Koexila"), task=Task.MOBILE_TEAM)
            values: dict[str, int] = {Measure.NIGHTS: nights, Measure.EMERGENCY: nights // 7, Measure.OWN: own}
            row = pilots.begin_episode(mine, client.uuid, pilot.uuid, on=day, values=values)
        end = day + timedelta(days=30)
        with _on(end):
            answers: dict[str, int] = {Measure.NIGHTS: after, Measure.EMERGENCY: after // 6, Measure.OWN: then}
            ending = EpisodeEnd.OWN_CHOICE if number == len(TRIED_BY) - 1 else EpisodeEnd.AS_PLANNED
            pilots.end_episode(mine, client.uuid, row.uuid, on=end, ending=ending, values=answers)
            clients.close_client(mine, client.uuid)


def _visits(team: Any, monday: date) -> None:
    draw = Random(SEED)  # noqa: S311 — the demo's own dice
    days = [monday - timedelta(days=back) for back in range(1, 85) if (monday - timedelta(days=back)).weekday() < 5]
    CentreVisit.objects.bulk_create(
        CentreVisit(
            unit_id=team.pk,
            on=day,
            counted_at=datetime.combine(day, time(11), tzinfo=clock.HELSINKI),
            age_group=draw.choices(AgeGroup.values, (3, 12, 2, 1))[0],
            first_time=draw.random() < 0.15,
            purpose=draw.choices(Purpose.values, (9, 4, 5, 2, 6))[0],
        )
        for day in days
        for _each in range(draw.randint(4, 11))
    )


def _on(day: date) -> Any:
    return clock.standing_at(datetime.combine(day, time(10), tzinfo=clock.HELSINKI))
