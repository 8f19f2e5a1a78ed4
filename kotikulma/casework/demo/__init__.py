"""Clients of the demo: obviously invented people and one mobile team. Made with commands.

Family names end in what no Finnish name ends in; identity codes are of the test range 900-999.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from kotikulma.casework.commands import clients
from kotikulma.casework.demo import homes, ledger
from kotikulma.casework.models import Client
from kotikulma.casework.types.clients import Identity, Task
from kotikulma.kernel import clock
from kotikulma.kernel.types import Actor, ActorKind, system
from kotikulma.people import commands as people
from kotikulma.people.types import DemoRole, Role

CASEWORKER = DemoRole("caseworker", _("Liikkuvan tuen sosiaaliohjaaja"), _("Kulkee asiakkaiden rinnalla."))
NURSE = DemoRole("nurse", _("Liikkuvan tuen sairaanhoitaja"), _("Samassa tiimissä, omat asiakkaat."))
LEAD = DemoRole("case_lead", _("Asiakastyön vastaava"), _("Tarkistaa poikkeukselliset avaamiset."))
ROLES = {CASEWORKER: Role.CASEWORKER, NURSE: Role.CASEWORKER, LEAD: Role.CASE_LEAD}

WISH = "Soita ensin, älä käytä summeria."
OWN = (
    (Identity("Aarne", "Tunturiqvi", date(1968, 2, 14), phone="040 900 0001", contact_wishes=WISH), 210),
    (Identity("Bertta", "Suoxela", date(1990, 11, 3), phone="040 900 0002"), 120),
    (Identity("Tauno", "Harjuzz", date(1957, 6, 30)), 95),
    (Identity("Inkeri", "Lampiqo", date(2003, 8, 21), phone="040 900 0004"), 40),
    (Identity("Väinö", "Niittyxa", date(1979, 1, 9)), 16),
    (Identity("", "", None), 3),
)
REASON = _("Asiakas soitti hädissään, ja oma työntekijä oli lomalla. Tarvitsin puhelinnumeron.")
NURSES = ((Identity("Lempi", "Kallioqq", date(1984, 5, 5), phone="040 900 0007"), 60),)


def lay(team: Any, monday: date) -> None:
    """Lay it once: a second run finds the first and changes nothing. `team`: an organisation of people."""
    actors = {role.key: _actor(role, team) for role in ROLES}
    ledger.lay()
    if Client.objects.exists():
        return
    mine, nurse = actors[CASEWORKER.key], actors[NURSE.key]
    made = [_client(mine, team, identity, monday - timedelta(days=days)) for identity, days in OWN]
    [other] = [_client(nurse, team, identity, monday - timedelta(days=days)) for identity, days in NURSES]
    if nurse.id:
        clients.give_relationship(mine, made[0].uuid, worker=nurse.id, unit=team.uuid, task=Task.HEALTH_CARE)
    clients.break_glass(mine, other.uuid, reason=str(REASON))
    homes.lay(mine, nurse, made, team, monday)


def _actor(role: DemoRole, team: Any) -> Actor:
    house = system("demo")
    person = people.create_person(house, email=role.email, name=str(role.label))
    people.add_membership(house, person, team, role=ROLES[role])
    return Actor(ActorKind.PERSON, person.uuid)


def _client(actor: Actor, team: Any, identity: Identity, day: date) -> Client:
    with clock.standing_at(datetime.combine(day, time(10), tzinfo=clock.HELSINKI)):
        return clients.create_client(actor, team.uuid, identity, task=Task.MOBILE_TEAM)
