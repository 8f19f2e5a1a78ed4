"""Events for tests, made with the commands people use."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

from django.core import signing
from PIL import Image

from kotikulma.directory.tests.make_entries import make_place
from kotikulma.events import access, commands
from kotikulma.events.commands import pictures, registration
from kotikulma.events.models import Event, Occurrence, Registration, Series
from kotikulma.events.types import NewRegistration, Rule
from kotikulma.events.types.rhythm import Rhythm
from kotikulma.kernel import clock
from kotikulma.kernel.types import ANONYMOUS
from tests.cast import HOUSE, Cast, own_organization

CONTACT = {"role": {"fi": "Toiminnanohjaaja"}, "phone": "", "email": "toiminta@example.org"}


def at(text: str) -> datetime:
    """Wall time of Helsinki."""
    return clock.parse(text)


def make_event(
    starts: datetime | None = None, *, hours: float = 1.5, organization: UUID | None = None, **values: Any
) -> Event:
    """A published open café in a room, a week from now, unless said otherwise."""
    event = make_draft(starts, hours=hours, organization=organization, **values)
    return commands.publish_event(HOUSE, event.uuid, version=event.version)


def make_draft(
    starts: datetime | None = None, *, hours: float = 1.5, organization: UUID | None = None, **values: Any
) -> Event:
    starts = starts or clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=7)
    own = {
        "type": "open",
        "title": {"fi": "Avoin perhekahvila"},
        "summary": {"fi": "Kahvia, leikkiä ja muita perheitä."},
        "place_note": {"fi": "Alakerran sali"},
        "municipality_code": "179",
        "contacts": [CONTACT],
        **values,
    }
    keeper = organization or own_organization().uuid
    times = [(starts, starts + timedelta(hours=hours))]
    return commands.create_event(HOUSE, organization=keeper, values=own, times=times)


def only_time(event: Event) -> Occurrence:
    return event.occurrences.get()


def _event(cast: Cast) -> Mapping[str, Any]:
    return {"uuid": make_event(organization=cast.own.uuid).uuid}


def _time(cast: Cast) -> Mapping[str, Any]:
    event = make_event(organization=cast.own.uuid)
    return {"uuid": event.uuid, "occurrence": only_time(event).uuid}


def _linked_time(cast: Cast) -> Mapping[str, Any]:
    return {"name": f"kotikulma:{only_time(make_event(organization=cast.own.uuid)).uuid}"}


def _linked_place(cast: Cast) -> Mapping[str, Any]:
    place = make_place(organization=cast.own)
    make_event(organization=cast.own.uuid, place=place.uuid)
    return {"name": f"kotikulma:{place.uuid}"}


def _at_place(cast: Cast) -> Mapping[str, Any]:
    place = make_place(organization=cast.own)
    make_event(place=place.uuid)
    return {"uuid": place.uuid}


def make_series(event: Event, *, starts_on: str = "2027-03-02", until: str = "2027-04-27") -> Series:
    """Every Tuesday from 9 to 11."""
    rule = Rule("WEEKLY", ("TU",), until=date.fromisoformat(until))
    rhythm = Rhythm(date.fromisoformat(starts_on), time(9), 120, rule)
    return commands.set_series(HOUSE, event.uuid, version=event.version, rhythm=rhythm)


def _own_event(cast: Cast) -> Mapping[str, Any]:
    return {"uuid": make_draft(organization=cast.own.uuid).uuid}


def _own_time(cast: Cast) -> Mapping[str, Any]:
    return {"uuid": only_time(make_draft(organization=cast.own.uuid)).uuid}


def _own_series(cast: Cast) -> Mapping[str, Any]:
    return {"uuid": make_series(make_draft(organization=cast.own.uuid)).uuid}


def _time_of_series(cast: Cast) -> Mapping[str, Any]:
    first, last = (str(clock.today() + timedelta(days=days)) for days in (30, 60))
    series = make_series(make_draft(organization=cast.own.uuid), starts_on=first, until=last)
    return {"uuid": series.occurrences.order_by("starts_at")[0].uuid}


def make_picture(width: int = 4, height: int = 3) -> str:
    """The name of a stored picture."""
    drawn = BytesIO()
    Image.new("RGB", (width, height), "teal").save(drawn, "PNG")
    return pictures.keep(drawn.getvalue())


def _picture(cast: Cast) -> Mapping[str, Any]:
    name = make_picture()
    make_event(organization=cast.own.uuid, image=name, image_alt={"fi": "Pöytä"})
    return {"file": name}


def _registered_to(cast: Cast) -> Registration:
    """Somebody registered to an event of the editor's organisation."""
    occurrence = only_time(make_event(organization=cast.own.uuid))
    registration.set_up_registration(HOUSE, occurrence.event.uuid, values={"capacity_in_person": 5})
    new = NewRegistration(contact_name="Aino", email="aino@example.org", answers={})
    registration.register(ANONYMOUS, occurrence.uuid, new)
    return Registration.objects.select_related("intake__occurrence").get(intake__occurrence=occurrence)


def _own_calendar(cast: Cast) -> Mapping[str, Any]:
    occurrence = only_time(make_event(organization=cast.own.uuid))
    registration.set_up_registration(HOUSE, occurrence.event.uuid, values={"capacity_in_person": 30})
    values = NewRegistration(contact_name="Aino Esimerkki", email="aino@example.org", answers={}, form_key=uuid4())
    registration.register(ANONYMOUS, occurrence.uuid, values)
    return {"token": access.calendar_token(Registration.objects.get(intake__occurrence=occurrence))}


def _own_registration(cast: Cast) -> Mapping[str, Any]:
    _own_calendar(cast)
    return {"token": access.manage_token(Registration.objects.latest("id"))}


def _registering(cast: Cast) -> Mapping[str, Any]:
    event = make_event(organization=cast.own.uuid)
    registration.set_up_registration(HOUSE, event.uuid, values={"capacity_in_person": 5})
    return {"uuid": event.uuid, "occurrence": only_time(event).uuid}


def _receipt(cast: Cast) -> Mapping[str, Any]:
    sealed = signing.dumps(["attending", 0, "in_person", 1, True], salt="kotikulma.events.receipt")
    return {**_registering(cast), "receipt": sealed}


def _registration(cast: Cast) -> Mapping[str, Any]:
    event = make_event(organization=cast.own.uuid)
    registration.set_up_registration(HOUSE, event.uuid, values={"capacity_in_person": 5})
    new = NewRegistration(contact_name="Aino", email="aino@example.org", answers={}, source="phone")
    registration.register(HOUSE, only_time(event).uuid, new)
    return {"uuid": Registration.objects.latest("id").uuid, "deed": "tuli"}


_OF_EVENT = (
    "edit picture_of history copy preview publish postpone reschedule cancel withdraw times days intake"
    " end_intake remove_link"
).split()
_OF_TIME = "one_time revert attendees attendee_list register_for message hold_anyway".split()
SAMPLES: dict[str, Callable[[Cast], Mapping[str, Any]]] = {
    "events:event": _event,
    "events:time": _time,
    "events:register": _registering,
    "events:registered": _receipt,
    **{
        f"events:{name}": _own_registration
        for name in ("registration", "cancel_registration", "confirm_registration", "decline_registration")
    },
    "api:occurrence": lambda cast: {"id": only_time(make_event(organization=cast.own.uuid)).uuid},
    "events_machines:linkedevents_event": _linked_time,
    "events_machines:linkedevents_place": _linked_place,
    "events_machines:linkedevents_keyword": lambda cast: {"name": "yso:p916"},
    "events_machines:own_calendar": _own_calendar,
    "events_machines:place_calendar": _at_place,
    "events_machines:organization_calendar": lambda cast: {"uuid": cast.own.uuid},
    "events_machines:event_calendar": lambda cast: {"uuid": make_event().uuid},
    "events_machines:occurrence_calendar": lambda cast: {"uuid": only_time(make_event()).uuid},
    **{f"events:{name}": _own_event for name in _OF_EVENT},
    **{f"events:{name}": _own_time for name in _OF_TIME},
    "events:series": _own_series,
    "events:following": _time_of_series,
    "events:picture": _picture,
    "events:attendee_deed": _registration,
    "api:registrations": lambda cast: {"id": _registered_to(cast).intake.occurrence.uuid},
    "api:registration": lambda cast: {"token": access.manage_token(_registered_to(cast))},
}
