"""Lists of the workspace ask the database as often for twenty rows as for one."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kotikulma.events import commands
from kotikulma.events.commands import registration
from kotikulma.events.models import Event
from kotikulma.events.tests.make import make_event, only_time
from kotikulma.events.types import NewRegistration
from kotikulma.kernel import clock
from kotikulma.kernel.outbox.models import MessageState, OutboxMessage
from tests import cast
from tests.cast import HOUSE

pytestmark = pytest.mark.django_db
ROOM = "/tyotila/tapahtumat/"
PAGES = (
    "/tyotila/",
    ROOM,
    f"{ROOM}?nayta=vajaat",
    f"{ROOM}?nayta=luonnokset",
    f"{ROOM}?nayta=pohjat",
    f"{ROOM}uusi/",
    f"{ROOM}viestit/",
    f"{ROOM}poistuvat/",
)


def lay(count: int) -> Event:
    """Events of tonight, short of participants, with somebody to approve, a mail that failed, a copy and a template."""
    for _number in range(count):
        soon = clock.now() + timedelta(hours=5)
        event = make_event(soon)
        values = {"approval": True, "min_participants": 6, "decide_by": soon, "capacity_in_person": 20}
        registration.set_up_registration(HOUSE, event.uuid, values=values)
        new = NewRegistration(contact_name="Aino", email=f"{uuid4().hex}@example.org", answers={}, source="phone")
        registration.register(HOUSE, only_time(event).uuid, new)
        commands.copy_event(HOUSE, event.uuid)
        commands.copy_event(HOUSE, event.uuid, template=True)
    OutboxMessage.objects.update(state=MessageState.FAILED)
    return event


def counted(client: Client, pages: tuple[str, ...]) -> dict[str, int]:
    found = {}
    for page in pages:
        client.get(page)  # what is remembered between requests is remembered now
        with CaptureQueriesContext(connection) as statements:
            assert client.get(page).status_code == 200
        found[page] = len(statements)
    return found


def test_every_list_asks_as_often_for_twenty_rows_as_for_one(frozen: Any) -> None:
    client = cast.browser_of(cast.editor())
    lay(1)
    one = counted(client, PAGES)
    lay(19)
    assert counted(client, PAGES) == one


def test_pages_of_one_event_ask_as_often_for_twenty_rows_as_for_one(frozen: Any) -> None:
    client = cast.browser_of(cast.editor())
    event = lay(1)
    one = f"{ROOM}kerrat/{only_time(event).uuid}/"
    pages = (f"{one}osallistujat/", f"{one}osallistujat/lista/", f"{one}viesti/", f"{ROOM}{event.uuid}/historia/")
    client.post(f"{one}osallistujat/")
    before = counted(client, pages)
    for number in range(19):
        new = NewRegistration(contact_name=f"P{number}", email=f"p{number}@example.org", answers={}, source="phone")
        registration.register(HOUSE, only_time(event).uuid, new)
        event = commands.save_event(HOUSE, event.uuid, version=event.version, values={"summary": {"fi": f"{number}."}})
    assert counted(client, pages) == before
