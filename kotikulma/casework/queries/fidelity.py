"""Housing First from records: seven indicators, each two numbers. There is nobody in them; small ones are hidden."""

from collections import defaultdict
from datetime import date, timedelta

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from kotikulma.casework.access import active
from kotikulma.casework.models import Client, Contact, FidelityAttempt, HomeLoss, Offer, Relationship, Tenancy
from kotikulma.casework.rules import fidelity as rules
from kotikulma.casework.rules.offers import day_of
from kotikulma.casework.types.fidelity import Fidelity, Indicator, Where
from kotikulma.casework.types.offers import HOUSED, ORDINARY, LandlordReason, OfferState
from kotikulma.casework.types.plans import ContactChannel
from kotikulma.kernel import clock

NEVER = ("no_gate", "separation")  # indicators of what must not happen
THEIR_GROUND = (ContactChannel.VISIT, ContactChannel.STREET, ContactChannel.SERVICE_CENTRE)


def fidelity() -> Fidelity:
    """All of it, of all time; a constant number of statements."""
    refused = Offer.objects.filter(state=OfferState.REFUSED)
    refusals = refused.aggregate(all=Count("pk"), readiness=Count("pk", filter=Q(reason=LandlordReason.READINESS)))
    placed = list(
        Offer.objects.filter(state__in=HOUSED).values_list("client_id", "lease", "moved_in_on", "entry__wish_met")
    )
    ended = Tenancy.objects.filter(ended_on__isnull=False).count()
    offered = _offered([client for client, *_rest in placed])
    chosen = sum(
        rules.is_choice(sum(day <= moved for day in offered[client]), wish) for client, _lease, moved, wish in placed
    )
    rehoused, lost = _rehoused()
    supported, followed = _supported()
    met, clients = _met()
    places = dict(FidelityAttempt.objects.values_list("place").annotate(Count("pk")))
    none = _("Tavoite: ei yhtään")
    every = _("Tavoite: jokainen")
    indicators = (
        _indicator(
            "no_gate",
            _("Ei ehtoja raittiudesta"),
            _("Kieltäytymiset, joissa vaadittiin raittiutta, hoitoa tai kuntoutusta / kaikki kieltäytymiset"),
            refusals["readiness"],
            refusals["all"],
            none,
        ),
        _indicator(
            "own_lease",
            _("Oma vuokrasopimus"),
            _("Muutot, joissa on tavallinen vuokrasopimus (AHVL) / kaikki muutot"),
            sum(lease in ORDINARY for _client, lease, _moved, _wish in placed),
            len(placed),
            every,
        ),
        _indicator(
            "separation",
            _("Koti ja hoito erillään"),
            _("Asumiset, jotka päätettiin hoidon päättymisen vuoksi / kaikki päättyneet asumiset"),
            0,  # no such reason can be written down; tries are counted beside
            ended,
            none,
        ),
        _indicator(
            "choice",
            _("Mahdollisuus valita"),
            _("Muutot, joissa tarjottiin vähintään kahta kotia tai alue oli toivottu / kaikki muutot"),
            chosen,
            len(placed),
            every,
        ),
        _indicator(
            "rehousing",
            _("Uusi koti menetetyn tilalle"),
            _("Menetetyt kodit, joiden jälkeen tarjottiin uutta 60 päivässä / menetetyt kodit"),
            rehoused,
            lost,
            every,
        ),
        _indicator(
            "support",
            _("Tuki jatkuu"),
            _("Menetetyt kodit, joiden jälkeen työ jatkui 90 päivän kuluttua / menetetyt kodit"),
            supported,
            followed,
            every,
        ),
        _indicator(
            "contact",
            _("Tavattu siellä, missä asiakas on"),
            _("Asiakkaat, jotka tavattiin kotona, kadulla tai palvelukeskuksessa 30 päivän aikana / asiakkaat"),
            met,
            clients,
            every,
        ),
    )
    return Fidelity(
        indicators,
        indicators[0].numerator,
        sum(places.values()),
        tuple((Where(place).label, places[place]) for place in Where if places.get(place)),
    )


def _indicator(code: str, name: str, definition: str, part: int, whole: int, goal: str) -> Indicator:
    never = code in NEVER
    numerator, denominator, share = rules.told(part, whole, none=never)
    kept = part == (0 if never else whole) if whole else None
    return Indicator(code, name, definition, numerator, denominator, share, goal, kept)


def _offered(clients: list[int]) -> dict[int, list[date]]:
    """The days on which each was offered a home that stayed on offer."""
    found: dict[int, list[date]] = defaultdict(list)
    rows = Offer.objects.filter(client__in=clients).exclude(state=OfferState.WITHDRAWN)
    for client, at in rows.values_list("client_id", "offered_at"):
        found[client].append(day_of(at))
    return found


def _rehoused() -> tuple[int, int]:
    """Of homes lost, those whose 60 days are over or that were followed by an offer sooner."""
    losses = list(HomeLoss.objects.values_list("client_id", "lost_on"))
    offered = _offered([client for client, _day in losses])
    over = clock.today() - timedelta(days=rules.REHOUSED_DAYS)
    yes = [rules.was_rehoused(day, offered[client]) for client, day in losses]
    known = [one for one, (_client, day) in zip(yes, losses, strict=True) if one or day < over]
    return sum(known), len(known)


def _supported() -> tuple[int, int]:
    """Of homes lost at least 90 days ago, after how many somebody worked with the client on the ninetieth day."""
    last = clock.today() - timedelta(days=rules.SUPPORT_DAYS)
    losses = list(HomeLoss.objects.filter(lost_on__lte=last).values_list("client_id", "lost_on"))
    worked: dict[int, list[tuple[date, date | None]]] = defaultdict(list)
    rows = Relationship.objects.filter(client__in=[client for client, _day in losses])
    for client, start, end in rows.values_list("client_id", "starts_at", "ends_at"):
        worked[client].append((day_of(start), day_of(end) if end else None))
    days = [(client, day + timedelta(days=rules.SUPPORT_DAYS)) for client, day in losses]
    going = sum(
        any(start <= day and (end is None or day < end) for start, end in worked[client]) for client, day in days
    )
    return going, len(losses)


def _met() -> tuple[int, int]:
    """Of the clients somebody works with, whom somebody met on the client's ground in the last 30 days."""
    now = clock.now()
    since = now - timedelta(days=rules.MET_DAYS)
    open_ = Client.objects.filter(closed_at=None, pk__in=Relationship.objects.filter(active(now)).values("client"))
    contacts = Contact.objects.filter(reached=True, channel__in=THEIR_GROUND, happened_at__gte=since)
    return open_.filter(pk__in=contacts.values("client")).count(), open_.count()
