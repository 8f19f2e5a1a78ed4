"""Housing First from records: seven indicators, each two numbers. There is nobody in them; small ones are hidden."""

from collections import defaultdict
from datetime import date, timedelta

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from kotikulma.casework.access import active
from kotikulma.casework.models import Client, Contact, FidelityAttempt, HomeLoss, Offer, Relationship, Tenancy
from kotikulma.casework.rules import fidelity as rules
from kotikulma.casework.rules.offers import day_of
from kotikulma.casework.types.fidelity import DEFINITIONS, NEVER, Fidelity, Indicator, Measure, Where
from kotikulma.casework.types.offers import HOUSED, ORDINARY, LandlordReason, OfferState
from kotikulma.casework.types.plans import ContactChannel
from kotikulma.kernel import clock

THEIR_GROUND = (ContactChannel.VISIT, ContactChannel.STREET, ContactChannel.SERVICE_CENTRE)


def fidelity() -> Fidelity:
    """All of it, of all time; a constant number of statements."""
    refused = Offer.objects.filter(state=OfferState.REFUSED)
    refusals = refused.aggregate(all=Count("pk"), readiness=Count("pk", filter=Q(reason=LandlordReason.READINESS)))
    counted = {
        Measure.NO_GATE: (refusals["readiness"], refusals["all"]),
        # no such reason can be written down; tries are counted beside
        Measure.SEPARATION: (0, Tenancy.objects.filter(ended_on__isnull=False).count()),
        **_placed(),
        Measure.REHOUSING: _rehoused(),
        Measure.SUPPORT: _supported(),
        Measure.CONTACT: _met(),
    }
    places = dict(FidelityAttempt.objects.values_list("place").annotate(Count("pk")))
    indicators = tuple(_indicator(one, *counted[one]) for one in Measure)
    return Fidelity(
        indicators,
        indicators[0].numerator,
        sum(places.values()),
        tuple((Where(place).label, places[place]) for place in Where if places.get(place)),
    )


def _indicator(measure: Measure, part: int, whole: int) -> Indicator:
    never = measure in NEVER
    numerator, denominator, share = rules.told(part, whole, none=never)
    kept = part == (0 if never else whole) if whole else None
    goal = _("Tavoite: ei yhtään") if never else _("Tavoite: jokainen")
    return Indicator(measure, measure.label, DEFINITIONS[measure], numerator, denominator, share, goal, kept)


def _placed() -> dict[Measure, tuple[int, int]]:
    """Of all who moved in: with an ordinary lease; with a real choice."""
    fields = ("client_id", "lease", "moved_in_on", "entry__wish_met")
    placed = list(Offer.objects.filter(state__in=HOUSED).values_list(*fields))
    offered = _offered([client for client, *_rest in placed])
    own = sum(lease in ORDINARY for _client, lease, _moved, _wish in placed)
    chosen = sum(
        rules.is_choice(sum(day <= moved for day in offered[client]), wish) for client, _lease, moved, wish in placed
    )
    return {Measure.OWN_LEASE: (own, len(placed)), Measure.CHOICE: (chosen, len(placed))}


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
    contacts = Contact.objects.filter(reached=True, struck=False, channel__in=THEIR_GROUND, happened_at__gte=since)
    return open_.filter(pk__in=contacts.values("client")).count(), open_.count()
