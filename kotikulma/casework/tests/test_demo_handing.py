"""The demo shows a little of each: handing on, disclosures, releases, pilots and visits."""

from datetime import timedelta

import pytest

from kotikulma.casework.commands import clients
from kotikulma.casework.demo import handing
from kotikulma.casework.queries import disclosures, handovers, pilots, releases, visits
from kotikulma.casework.types.clients import Identity, Task
from kotikulma.kernel import clock
from tests import cast

pytestmark = pytest.mark.django_db


def test_every_page_has_something_to_show() -> None:
    mine, nurse, lead = (cast.actor(who()) for who in (cast.caseworker, cast.case_colleague, cast.case_lead))
    adviser, monday = cast.actor(cast.city_worker()), clock.today() - timedelta(days=clock.today().weekday())
    with clock.standing_at(clock.now() - timedelta(days=200)):
        known = (Identity("Aarne"), handing.TWICE, Identity("Tauno"))
        made = [clients.create_client(mine, cast.county().uuid, who, task=Task.MOBILE_TEAM) for who in known]
    handing.lay(mine, nurse, lead, cast.county(), cast.city(), made, monday)
    assert len(handovers.orphans(lead)) == 1
    assert len(handovers.pairs(mine)) == 1
    assert [line.name for line in disclosures.received(adviser)] == ["Bertta Suoxela"]
    assert [line.home for line in releases.releases(mine)] == ["yes", "no"]
    [pilot] = pilots.pilots()
    assert all(result.before and result.after for result in pilots.pilot(pilot.uuid).results)
    assert isinstance(visits.visits(mine).total, int)
