"""An event of several organisations: who chooses them, who may then edit, whose a copy is."""

from typing import Any

import pytest
from django.test import Client

from kotikulma.events import commands
from kotikulma.events.commands.editing import edit_event
from kotikulma.events.models import Event
from kotikulma.events.tests.make import make_draft, make_event, only_time
from kotikulma.events.types import Clashed, EventRefused
from kotikulma.kernel import revisions
from kotikulma.kernel.types import Actor
from kotikulma.people.queries import actor_of
from tests import cast
from tests.cast import HOUSE

pytestmark = pytest.mark.django_db
ROOM = "/tyotila/tapahtumat/"


def words(response: Any) -> str:
    return str(response.content.decode())


def typed(event: Event, **changes: Any) -> dict[str, Any]:
    found = {"seen": revisions.newest(event.uuid), "type": event.type, "mode": event.mode, "free": "on"}
    found |= {"visibility": event.visibility, "municipality_code": event.municipality_code}
    found |= {"title_fi": "Avoin perhekahvila", "summary_fi": "Kahvia, leikkiä ja muita perheitä."}
    found |= {"place_note_fi": "Alakerran sali", "contact_role_fi": "Toiminnanohjaaja", "teko": "tallenna"}
    return {**found, "contact_email": "toiminta@example.org", **changes}


@pytest.fixture
def inside() -> Client:
    return cast.browser_of(cast.editor())


@pytest.fixture
def neighbour() -> Actor:
    """Edits the other organisation alone."""
    cast.other_organization()
    return actor_of(cast.other_editor())


def held_together() -> Event:
    event = make_event()
    others = [cast.other_organization().uuid]
    return commands.save_event(HOUSE, event.uuid, version=event.version, values={"organisers": others})


def test_another_organisation_is_searched_for_and_chosen(inside: Client) -> None:
    event, other = make_draft(), cast.other_organization()
    address, name = f"{ROOM}{event.uuid}/", other.name["fi"]
    page = words(inside.post(address, typed(event, organiser_text=name, teko="etsi-jarjestaja")))
    assert f'value="{other.uuid}"' in page
    assert not event.organisers.exists()
    assert inside.post(address, typed(event, organisers=[str(other.uuid)])).status_code == 302
    assert [one.organization_id for one in event.organisers.all()] == [other.id]
    assert "Muut järjestäjät" in words(inside.get(f"{address}historia/"))


def test_saving_the_same_organisers_again_changes_nothing(inside: Client) -> None:
    event = held_together()
    number = revisions.newest(event.uuid)
    again = typed(event, organisers=[str(cast.other_organization().uuid)])
    answer = inside.post(f"{ROOM}{event.uuid}/", again)
    assert "Mikään ei muuttunut." in words(inside.get(answer["Location"]))
    assert revisions.newest(event.uuid) == number


def test_those_who_hold_it_together_edit_it_and_see_who_comes(neighbour: Actor) -> None:
    event = held_together()
    other = cast.browser_of(cast.other_editor())
    assert other.get(f"{ROOM}{event.uuid}/").status_code == 200
    assert other.get(f"{ROOM}kerrat/{only_time(event).uuid}/osallistujat/").status_code == 200
    saved = edit_event(neighbour, event.uuid, seen=revisions.newest(event.uuid), values={"summary": {"fi": "Uusi."}})
    assert saved.summary == {"fi": "Uusi."}


def test_who_is_taken_away_meets_what_is_not_there(neighbour: Actor) -> None:
    event = held_together()
    commands.save_event(HOUSE, event.uuid, version=event.version, values={"organisers": []})
    assert cast.browser_of(cast.other_editor()).get(f"{ROOM}{event.uuid}/").status_code == 404


def test_only_the_keeper_chooses_the_others(neighbour: Actor) -> None:
    event = held_together()
    page = words(cast.browser_of(cast.other_editor()).get(f"{ROOM}{event.uuid}/"))
    assert 'name="organisers"' not in page
    assert "Se valitsee muut järjestäjät." in page
    with pytest.raises(EventRefused, match="Muut järjestäjät valitsee se, jonka nimissä tapahtuma on"):
        commands.save_event(neighbour, event.uuid, version=event.version, values={"organisers": []})
    assert event.organisers.count() == 1


def test_a_copy_is_in_the_name_of_who_makes_it(neighbour: Actor) -> None:
    event, other = held_together(), cast.other_organization()
    assert commands.copy_event(neighbour, event.uuid).organization_id == other.id
    by_keeper = commands.copy_event(HOUSE, event.uuid)
    assert (by_keeper.organization_id, by_keeper.organisers.count()) == (event.organization_id, 1)


def test_two_who_choose_different_organisers_are_asked_which_stay() -> None:
    event = held_together()
    seen = revisions.newest(event.uuid)
    edit_event(HOUSE, event.uuid, seen=seen, values={"organisers": []})
    mine = [cast.other_organization().uuid, cast.city().uuid]
    with pytest.raises(Clashed):
        edit_event(HOUSE, event.uuid, seen=seen, values={"organisers": mine})
