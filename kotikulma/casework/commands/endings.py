"""What ends by itself when a person dies or a home ends: nobody is offered a home or asked how living goes in vain."""

from uuid import UUID

from kotikulma.casework import access
from kotikulma.casework.access import Opened
from kotikulma.casework.commands.clients import log
from kotikulma.casework.commands.homes import end_offer
from kotikulma.casework.commands.matches import end_need, open_need
from kotikulma.casework.models import HomeCheck, HousingNeed, Offer, Visit
from kotikulma.casework.types.matches import NeedEnd
from kotikulma.casework.types.offers import HOUSED, OPEN, OfferState
from kotikulma.casework.types.plans import VisitState
from kotikulma.kernel.types import Actor


def of_life(actor: Actor, opened: Opened) -> None:
    """She has died: her need of a home, open offers, checks and visits end. In the caller's transaction, her locked."""
    end_need(actor, opened, NeedEnd.DECEASED)
    for offer in Offer.objects.select_for_update().filter(client=opened.client, state__in=OPEN).order_by("id"):
        end_offer(offer, OfferState.FREED)
        _log(actor, opened, "casework.offer.freed", "offer", offer.uuid)
    HomeCheck.objects.filter(offer__client=opened.client, done_at=None).delete()
    for visit in Visit.objects.select_for_update().filter(client=opened.client, state=VisitState.PLANNED):
        visit.state = VisitState.CANCELLED
        visit.save(update_fields=["state"])
        _log(actor, opened, "casework.visit.cancelled", "visit", visit.uuid)


def of_home(opened: Opened, tenancy: UUID) -> None:
    """She does not live there any more: nobody asks how living goes. In the caller's transaction."""
    for offer in Offer.objects.filter(client=opened.client, state__in=HOUSED):
        if opened.unseal(access.TENANCY, offer.uuid, bytes(offer.tenancy)) == str(tenancy):
            offer.checks.filter(done_at=None).delete()


def revoked(actor: Actor, opened: Opened) -> None:
    """She lives after all: her need of a home is open again, and counts from the day it did."""
    ended = HousingNeed.objects.filter(client=opened.client, ended_by=NeedEnd.DECEASED).last()
    if ended is not None and open_need(opened) is None:
        ended.closed_on, ended.ended_by = None, ""
        ended.save(update_fields=["closed_on", "ended_by"])
        _log(actor, opened, "casework.need.reopened", "need", ended.uuid)


def _log(actor: Actor, opened: Opened, what: str, kind: str, uuid: UUID) -> None:
    log(actor, opened, what, kind=kind, uuid=uuid)
