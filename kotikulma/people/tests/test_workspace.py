"""The workspace's first page."""

from collections.abc import Iterable
from datetime import date, datetime

import pytest
from django.test import Client

from kotikulma.kernel.ui import workspace
from kotikulma.kernel.ui.workspace import Task, Viewer
from tests import cast

pytestmark = pytest.mark.django_db
PAGE = "/tyotila/"


@pytest.fixture
def tasks(monkeypatch: pytest.MonkeyPatch) -> list[Task]:
    """What one module tells; the others keep quiet."""
    told: list[Task] = []

    def tell(viewer: Viewer, now: datetime) -> Iterable[Task]:
        return told

    monkeypatch.setattr(workspace.TODAY, "_plugs", {"test": tell})
    return told


def test_a_visitor_is_sent_to_sign_in(client: Client) -> None:
    assert client.get(PAGE)["Location"] == "/tili/kirjaudu/?next=/tyotila/"


def test_it_tells_what_waits_most_urgent_first(tasks: list[Task]) -> None:
    tasks += [
        Task("Vahvista tiedot", "Vahvista", "/tyotila/b/"),
        Task("Asukas odottaa vastausta", "Vastaa", "/tyotila/a/", due=date(2020, 1, 1)),
    ]
    page = cast.browser_of(cast.editor()).get(PAGE).content.decode()
    assert "2 asiaa tarvitsee sinua." in page
    assert page.index("Myöhässä") < page.index("Asukas odottaa vastausta") < page.index("Vahvista tiedot")
    assert "Piti olla valmis ke 1.1." in page


def test_nothing_waiting_is_said_kindly(tasks: list[Task]) -> None:
    assert "Kaikki on hoidettu" in cast.browser_of(cast.editor()).get(PAGE).content.decode()


def test_a_member_without_a_role_is_told_how_to_get_one(tasks: list[Task]) -> None:
    page = cast.browser_of(cast.newcomer()).get(PAGE).content.decode()
    assert "Pyydä organisaatiosi muokkaajaa tai koordinaattoria kutsumaan sinut." in page


def test_a_word_after_a_deed_is_said_once_with_its_undo(tasks: list[Task]) -> None:
    inside = cast.browser_of(cast.editor())
    session = inside.session
    session[workspace.TOLD] = [{"text": "Muutos on tallennettu.", "undo": "/tyotila/kumoa/"}]
    session.save()
    assert 'action="/tyotila/kumoa/"' in inside.get(PAGE).content.decode()
    assert "Muutos on tallennettu." not in inside.get(PAGE).content.decode()
