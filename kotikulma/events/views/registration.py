"""Registering on one page. Seats may be kept meanwhile; nothing is done by opening a page."""

from typing import Any
from uuid import UUID

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from kotikulma.events.commands import registration as commands
from kotikulma.events.forms.registration import RegisterForm
from kotikulma.events.queries import forms as setups
from kotikulma.events.queries import pages
from kotikulma.events.queries.next_steps import next_steps
from kotikulma.events.queries.pages import EventPage
from kotikulma.events.types import Channel, EventNotFound, EventRefused
from kotikulma.events.types.records import OccurrenceRecord
from kotikulma.events.types.registration import HeldSeats, Receipt
from kotikulma.kernel import clock
from kotikulma.kernel.errors import Conflict
from kotikulma.kernel.sources import address_of
from kotikulma.kernel.ui import links
from kotikulma.people import queries as people
from kotikulma.people.types import TooMany

RECEIPT = "kotikulma.events.receipt"
RECEIPT_SECONDS = 24 * 3600


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, uuid: UUID, occurrence: UUID) -> HttpResponse:
    """`teko` of the pressed button: varaa keeps seats, jatka keeps them longer, anything else sends the form."""
    viewer = people.actor_of(request.user)
    page = pages.event_page(viewer, uuid, clock.now(), occurrence=occurrence)
    time, setup = _time(page), setups.form_setup(page.event)
    form = RegisterForm(setup, _channels(time), request.POST or None)
    context: dict[str, Any] = {"page": page, "time": time, "setup": setup, "form": form, "status": 200}
    context["next"] = next_steps(time, setup, clock.now())
    deed = request.POST.get("teko", "")
    if deed in ("varaa", "jatka"):
        context |= _keep(request, form, time, deed)
    elif request.method == "POST":
        done = _send(request, form, time, context)
        if done:
            return done
    elif not page.may_register:
        context["status"] = 409
    return render(request, "events/register.html", context, status=context["status"])


@never_cache
@require_safe
def registered(request: HttpRequest, uuid: UUID, occurrence: UUID, receipt: str) -> HttpResponse:
    """What happens next. The address carries what the form was told, and nobody's name."""
    try:
        told = signing.loads(receipt, salt=RECEIPT, max_age=RECEIPT_SECONDS)
    except signing.BadSignature:
        return redirect(links.to(request, "events:time", uuid=uuid, occurrence=occurrence))
    page = pages.event_page(people.actor_of(request.user), uuid, clock.now(), occurrence=occurrence)
    time, setup = _time(page), setups.form_setup(page.event)
    told_next = next_steps(time, setup, clock.now())
    context = {"page": page, "time": time, "receipt": Receipt(*told), "setup": setup, "next": told_next}
    return render(request, "events/registered.html", context)


def _send(
    request: HttpRequest, form: RegisterForm, time: OccurrenceRecord, context: dict[str, Any]
) -> HttpResponse | None:
    """Where to go when it went well; else the form says what did not."""
    context["status"] = 422
    if not form.is_valid():
        return None
    try:
        new = form.new(_channels(time)[0], get_language() or "fi")
        told = commands.register(people.actor_of(request.user), time.uuid, new, address=address_of(request))
    except (EventRefused, Conflict, TooMany) as refusal:
        context["status"] = refusal.status
        context["refusal"] = refusal if isinstance(refusal, Conflict) else None
        form.tell(refusal.message, refusal.fields)
        return None
    if told.token:
        return redirect(links.to(request, "events:registration", {"uusi": 1}, token=told.token))
    sealed = signing.dumps([told.state, told.place, told.channel, told.party_size, told.mailed], salt=RECEIPT)
    return redirect(links.to(request, "events:registered", uuid=time.event.uuid, occurrence=time.uuid, receipt=sealed))


def _keep(request: HttpRequest, form: RegisterForm, time: OccurrenceRecord, deed: str) -> dict[str, Any]:
    """Seats kept or kept longer; the typed words stay and nothing is blamed for being empty yet."""
    form.is_valid()
    data = form.cleaned_data
    form.forgive()
    token = str(form.data.get("hold", ""))
    try:
        viewer = people.actor_of(request.user)
        held = commands.extend_hold(viewer, token) if deed == "jatka" else _held(request, data, time, token)
        return {"held": held, "no_seats": not held.token, "status": 200}
    except (EventRefused, Conflict, TooMany) as refusal:
        return {"hold_refusal": refusal.message, "status": refusal.status}


def _held(request: HttpRequest, data: dict[str, Any], time: OccurrenceRecord, token: str) -> HeldSeats:
    channel = data.get("channel") or _channels(time)[0]
    size = data.get("party_size") or 1
    viewer, address = people.actor_of(request.user), address_of(request)
    return commands.hold(viewer, time.uuid, size=size, channel=channel, token=token, address=address)


def _time(page: EventPage) -> OccurrenceRecord:
    if page.time is None or not page.event.registration:
        raise EventNotFound
    return page.time


def _channels(time: OccurrenceRecord) -> list[str]:
    return [Channel.IN_PERSON.value] * time.on_site + [Channel.ONLINE.value] * time.online
