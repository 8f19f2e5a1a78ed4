"""The people of the demo, made with commands: one for each role to sign in as on /demo/, and three who ask to join."""

from collections.abc import Mapping
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from kotikulma.kernel import clock
from kotikulma.kernel.types import Actor, ActorKind, system
from kotikulma.people.commands import add_membership, claim_organization, create_person, suggest_organization
from kotikulma.people.models import JoinRequest, Organization, Person
from kotikulma.people.types import DemoRole, DemoStep, Role, Sector

RESIDENT = DemoRole(
    "resident",
    _("Asukas"),
    _("Etsii apua ilman tunnuksia."),
    (
        DemoStep(_("Hae apua omin sanoin"), "/haku/?q=ruoka"),
        DemoStep(_("Katso kohtaamispaikat kartalla"), "/kohtaamispaikat/"),
        DemoStep(_("Löydä tapahtuma tälle viikolle"), "/tapahtumat/"),
        DemoStep(_("Kerro, mikä voisi toimia paremmin"), "/palaute/anna/"),
        DemoStep(_("Katso, mitä palautteesta seurasi"), "/palaute/"),
    ),
    signs_in=False,
)
ROLES = (
    DemoRole(
        Role.EDITOR,
        _("Järjestön muokkaaja"),
        _("Pitää oman järjestönsä tiedot ajan tasalla."),
        (
            DemoStep(_("Katso, mikä odottaa tänään"), "/tyotila/"),
            DemoStep(_("Korjaa oman järjestösi tiedot"), "/tyotila/tiedot/"),
            DemoStep(_("Ilmoita tapahtuma"), "/tyotila/tapahtumat/"),
            DemoStep(_("Vastaa palautteeseen"), "/tyotila/palaute/"),
            DemoStep(_("Kysy kaksi kysymystä asumisesta"), "/tyotila/tarkistus/"),
        ),
    ),
    DemoRole(
        Role.COORDINATOR,
        _("Pisteen koordinaattori"),
        _("Huolehtii koko verkoston tiedoista."),
        (
            DemoStep(_("Katso, mikä odottaa tänään"), "/tyotila/"),
            DemoStep(_("Lue marraskuun luvut ja niiden määritelmät"), "/tyotila/asunnottomuus/"),
            DemoStep(_("Katso, kuka tuli listalle ja kuka lähti"), "/tyotila/asunnottomuus/virrat/"),
            DemoStep(_("Vertaa lukua tavoitteisiin ja sattumaan"), "/tyotila/asunnottomuus/tavoitteet/"),
            DemoStep(_("Tarkista, tavoittaako apu"), "/tyotila/ohjaukset/luvut/"),
        ),
    ),
    DemoRole(
        Role.ADMINISTRATOR,
        _("Pääkäyttäjä"),
        _("Antaa roolit ja valvoo järjestelmää."),
        (
            DemoStep(_("Katso, mikä odottaa tänään"), "/tyotila/"),
            DemoStep(_("Anna rooli järjestön sivulla"), "/tyotila/organisaatiot/"),
            DemoStep(_("Hyväksy uusi järjestö"), "/tyotila/hyvaksynnat/"),
            DemoStep(_("Katso, onnistuivatko yön ajot"), "/tyotila/ajot/"),
            DemoStep(_("Anna ohjelmalle avain"), "/tyotila/avaimet/"),
            DemoStep(_("Lue luvut ilman ihmisiä: asiakkaita pääkäyttäjä ei näe"), "/tyotila/asunnottomuus/"),
        ),
    ),
)


def lay_people(organizations: Mapping[str, Organization]) -> dict[str, Person]:
    """The demo's people by role; `organizations` names the organisation of each role. Safe to run again."""
    actor = system("demo")
    people = {}
    for role in ROLES:
        person = create_person(actor, email=role.email, name=str(role.label))
        add_membership(actor, person, organizations[role.key], role=role.key)
        people[role.key] = person
    return people


def lay_requests(food: Organization, grief: Organization) -> None:
    """Two who claim an organisation and one whose suggestion looks like what is there already. Safe to run again."""
    volunteer, leader, digital = (
        create_person(system("demo"), email=email, name=str(name))
        for email, name in (
            ("vapaaehtoinen@example.org", _("Ruoka-avun vapaaehtoinen")),
            ("vetaja@example.org", _("Vertaisryhmän vetäjä")),
            ("digitukija@example.org", _("Digitukija")),
        )
    )
    if JoinRequest.objects.filter(person__in=(volunteer, leader, digital)).exists():
        return
    said = {"position": "ruoka-avun vastaava", "grounds": "Jaan ruokaa joka torstai, ja hallitus pyysi minua."}
    claim_organization(_actor(volunteer), food.uuid, name=volunteer.name, **said)
    said = {"position": "ryhmän vetäjä", "grounds": "Olen vetänyt ryhmää kolme vuotta seurakuntatalolla."}
    claim_organization(_actor(leader), grief.uuid, name=leader.name, **said)
    said = {"position": "digitukija", "grounds": "Autan kirjastolla ja haluan ilmoittaa vuoroistamme."}
    fields = {
        "name": {"fi": "Jyväskylän Digikaverit ry"},
        "sector": Sector.ASSOCIATION.value,
        "municipality_code": "179",
        "contacts": [{"type": "email", "value": "digikaverit@example.org"}],
    }
    suggest_organization(_actor(digital), fields=fields, name=digital.name, **said)
    # A queue has ages; commands know only today.
    for person, days in ((volunteer, 5), (leader, 2)):
        JoinRequest.objects.filter(person=person).update(created_at=clock.now() - timedelta(days=days))


def _actor(person: Person) -> Actor:
    return Actor(ActorKind.PERSON, person.uuid)
