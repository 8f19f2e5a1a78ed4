"""Clients of the demo: obviously invented people, one mobile team, who meets and sends people. Made with commands.

Family names end in what no Finnish name ends in; identity codes are of the test range 900-999.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from kotikulma.casework.commands import clients
from kotikulma.casework.commands import ledger as by_name
from kotikulma.casework.commands.statistics import keep_vintage
from kotikulma.casework.demo import encounters, handing, homes, ledger, plans
from kotikulma.casework.models import Client
from kotikulma.casework.types.clients import Identity, Task
from kotikulma.casework.types.situations import SituationCode
from kotikulma.casework.types.statistics import Vintage
from kotikulma.kernel import clock
from kotikulma.kernel.types import Actor, ActorKind, system
from kotikulma.people import commands as people
from kotikulma.people.types import DemoRole, DemoStep, Role

HOUSE = system("demo")
WORKERS_TOUR = (
    DemoStep(_("Katso, kuka odottaa yhteydenottoa tänään"), "/tyotila/"),
    DemoStep(_("Lue päivän käynnit siinä järjestyksessä, jossa ne kuljetaan"), "/tyotila/paiva/"),
    DemoStep(_("Ota vastaan ohjaus ja tapaa ihminen"), "/tyotila/ohjaukset/"),
    DemoStep(_("Kysy kaksi kysymystä asumisesta"), "/tyotila/tarkistus/"),
    DemoStep(_("Avaa oma asiakas ja lue, kuka tietoja on käsitellyt"), "/tyotila/asiakkaat/"),
    DemoStep(_("Lue asiakkaistasi, ketkä ovat ilman asuntoa"), "/tyotila/asiakkaat/lista/"),
    DemoStep(_("Kirjaa uusi asiakas"), "/tyotila/asiakkaat/uusi/"),
    DemoStep(_("Katso, kuka on vuorossa vapaaseen kotiin"), "/tyotila/asunnot/"),
    DemoStep(_("Katso asunnottomuuden luvut"), "/tyotila/asunnottomuus/"),
)
LEADS_TOUR = (
    DemoStep(_("Katso, mikä on myöhässä"), "/tyotila/"),
    DemoStep(_("Tarkista poikkeuksellinen avaaminen"), "/tyotila/asiakkaat/tarkistettavat/"),
    DemoStep(_("Nimeä työntekijä asiakkaalle, jolta hän lähti"), "/tyotila/asiakkaat/ilman-tyontekijaa/"),
    DemoStep(_("Seuraa yksikön ohjauksia"), "/tyotila/ohjaukset/"),
    DemoStep(_("Katso, saiko apua haluava sen 30 päivässä"), "/tyotila/ohjaukset/luvut/"),
    DemoStep(_("Lue, pysyvätkö kodit"), "/tyotila/asunnottomuus/pysyminen/"),
)
NURSES_TOUR = (
    DemoStep(_("Katso, mitä tänään on"), "/tyotila/"),
    DemoStep(_("Lue päivän käynnit siinä järjestyksessä, jossa ne kuljetaan"), "/tyotila/paiva/"),
    DemoStep(_("Ota päivä mukaan puhelimeen"), "/tyotila/mukana/"),
    DemoStep(_("Avaa oma asiakas ja hänen suunnitelmansa"), "/tyotila/asiakkaat/"),
    DemoStep(_("Katso, voiko kaksi asiakasta olla sama ihminen"), "/tyotila/asiakkaat/sama-ihminen/"),
    DemoStep(_("Lue, mitä kotona tehtävä vieroitus muutti"), "/tyotila/kokeilut/"),
)
SOCIAL_TOUR = (
    DemoStep(_("Ota vastaan ohjaus ja tapaa ihminen"), "/tyotila/ohjaukset/"),
    DemoStep(_("Katso, kuka vapautuu ja onko hänellä koti"), "/tyotila/asiakkaat/vapautuvat/"),
    DemoStep(_("Katso, kuka on vuorossa vapaaseen kotiin"), "/tyotila/asunnot/"),
    DemoStep(_("Laske käynti palvelukeskuksen ovella"), "/tyotila/kaynnit/laske/"),
)
ADVISERS_TOUR = (
    DemoStep(_("Lue, mitä toinen rekisteri on antanut"), "/tyotila/asiakkaat/saadut/"),
    DemoStep(_("Etsi asiakas, joka ei ole sinun"), "/tyotila/asiakkaat/"),
    DemoStep(_("Kirjaa vapaa koti"), "/tyotila/asunnot/uusi/"),
    DemoStep(_("Lue, tarjotaanko koti ensin"), "/tyotila/asunto-ensin/"),
)
VOLUNTEERS_TOUR = (
    DemoStep(_("Kysy kaksi kysymystä asumisesta"), "/tyotila/tarkistus/"),
    DemoStep(_("Tulosta sama paperille"), "/tyotila/tarkistus/paperi/"),
    DemoStep(_("Katso, mitä tekemillesi ohjauksille kuuluu"), "/tyotila/ohjaukset/"),
    DemoStep(_("Ohjaa ihminen avun luo"), "/tyotila/ohjaukset/uusi/"),
    DemoStep(_("Katso, miten apu tavoittaa"), "/tyotila/ohjaukset/luvut/"),
)
CASEWORKER = DemoRole(
    "caseworker", _("Liikkuvan tuen sosiaaliohjaaja"), _("Kulkee asiakkaiden rinnalla."), WORKERS_TOUR
)
NURSE = DemoRole(
    "nurse", _("Liikkuvan tuen psykiatrinen sairaanhoitaja"), _("Samassa tiimissä, omat asiakkaat."), NURSES_TOUR
)
LEAD = DemoRole("case_lead", _("Asiakastyön vastaava"), _("Tarkistaa poikkeukselliset avaamiset."), LEADS_TOUR)
SOCIAL = DemoRole("social_worker", _("Aikuissosiaalityön sosiaaliohjaaja"), _("Ottaa vastaan ohjauksia."), SOCIAL_TOUR)
VOLUNTEER = DemoRole(
    "volunteer", _("Ruoka-avun vapaaehtoinen"), _("Kysyy asumisesta ja ohjaa avun luo."), VOLUNTEERS_TOUR
)
ADVISER = DemoRole(
    "adviser", _("Kaupungin asumisneuvoja"), _("Toisessa rekisterissä, näkee vain annetut tiedot."), ADVISERS_TOUR
)
ROLES = {
    CASEWORKER: Role.CASEWORKER,
    NURSE: Role.CASEWORKER,
    LEAD: Role.CASE_LEAD,
    SOCIAL: Role.CASEWORKER,
    VOLUNTEER: Role.EDITOR,
    ADVISER: Role.CASEWORKER,
}
PUBLISHED = (("alone", 156), ("long_term", 46))  # of 2019, as the city told them

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
LISTED = ((2, SituationCode.HOSTEL, 90), (3, SituationCode.FRIENDS, 35))  # which of her own, where, how long known
NURSES = ((Identity("Lempi", "Kallioqq", date(1984, 5, 5), phone="040 900 0007"), 60),)


def lay(team: Any, monday: date, *, social: Any, volunteers: Any, city: Any) -> None:
    """Lay it once: a second run finds the first and changes nothing. `team`: an organisation of people.

    `social`: another unit that works with clients; `volunteers`: where people are met and sent from;
    `city`: a unit of the other register.
    """
    units = {SOCIAL: social, VOLUNTEER: volunteers, ADVISER: city}
    actors = {role.key: _actor(role, units.get(role, team)) for role in ROLES}
    ledger.lay()
    for category, value in PUBLISHED:
        keep_vintage(HOUSE, Vintage("179", 2019, category, value, date(2020, 10, 15), "jyvaskyla.fi"))
    encounters.lay(
        encounters.Place(actors[VOLUNTEER.key], volunteers.uuid),
        encounters.Place(actors[CASEWORKER.key], team.uuid),
        encounters.Place(actors[SOCIAL.key], social.uuid),
    )
    if Client.objects.exists():
        return
    mine, nurse = actors[CASEWORKER.key], actors[NURSE.key]
    made = [_client(mine, team, identity, monday - timedelta(days=days)) for identity, days in OWN]
    [other] = [_client(nurse, team, identity, monday - timedelta(days=days)) for identity, days in NURSES]
    if nurse.id:
        clients.give_relationship(mine, made[0].uuid, worker=nurse.id, unit=team.uuid, task=Task.HEALTH_CARE)
    clients.break_glass(mine, other.uuid, reason=str(REASON))
    homes.lay(mine, nurse, made, team, monday)
    plans.lay(mine, nurse, made)
    handing.lay(mine, nurse, actors[LEAD.key], team, city, made, monday)
    for number, situation, days in LISTED:
        day = monday - timedelta(days=days)
        with clock.standing_at(datetime.combine(day, time(11), tzinfo=clock.HELSINKI)):
            client, since = made[number].uuid, day - timedelta(days=days * 5)
            by_name.enter_list(mine, client, day, situation=situation, since=since, factor=True)


def _actor(role: DemoRole, team: Any) -> Actor:
    person = people.create_person(HOUSE, email=role.email, name=str(role.label))
    people.add_membership(HOUSE, person, team, role=ROLES[role])
    return Actor(ActorKind.PERSON, person.uuid)


def _client(actor: Actor, team: Any, identity: Identity, day: date) -> Client:
    with clock.standing_at(datetime.combine(day, time(10), tzinfo=clock.HELSINKI)):
        return clients.create_client(actor, team.uuid, identity, task=Task.MOBILE_TEAM)
