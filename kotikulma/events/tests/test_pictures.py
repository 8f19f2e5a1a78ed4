"""Pictures of events: who sees them, in which size, and where they are told of."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as house
from django.test import Client
from PIL import Image

from kotikulma.events import commands
from kotikulma.events.models import Event
from kotikulma.events.tests.make import make_draft, make_event, make_picture, only_time
from tests import cast
from tests.cast import HOUSE

pytestmark = pytest.mark.django_db
ALT = {"fi": "Perheitä pöydän ääressä"}


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.VAR = tmp_path
    return tmp_path / "pictures"


def pictured(width: int = 1600, height: int = 1200, **values: Any) -> Event:
    return make_event(image=make_picture(width, height), image_alt=ALT, **values)


def page(client: Client, event: Event) -> str:
    return client.get(f"/tapahtumat/{event.uuid}/").content.decode()


def test_a_name_tells_the_size(folder: Path) -> None:
    name = make_picture(1600, 1200)
    assert re.fullmatch(r"[0-9a-f]{32}-1600x1200\.webp", name)


def test_a_small_one_is_stored_beside_a_large_one(folder: Path) -> None:
    name = make_picture(1600, 1200)
    with Image.open(folder / name.replace(".webp", "-pieni.webp")) as small:
        assert (small.format, small.size) == ("WEBP", (720, 540))


def test_a_picture_that_is_small_already_is_stored_once(folder: Path) -> None:
    make_picture(700, 500)
    assert len(list(folder.iterdir())) == 1


def test_the_picture_of_a_public_event_is_kept_by_anybody_for_ever(client: Client) -> None:
    event = pictured()
    for name in (event.image, event.image.replace(".webp", "-pieni.webp")):
        answer = client.get(f"/tapahtumat/kuvat/{name}")
        assert answer.status_code == 200
        assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/webp", "nosniff")
        assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
        assert not answer.cookies


def test_the_picture_of_a_draft_is_for_its_editors_alone(client: Client) -> None:
    event = make_draft(image=make_picture(), image_alt=ALT)
    assert client.get(f"/tapahtumat/kuvat/{event.image}").status_code == 404
    answer = cast.browser_of(cast.editor()).get(f"/tapahtumat/kuvat/{event.image}")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-cache")


def test_the_picture_of_an_event_for_members_is_not_for_strangers(client: Client) -> None:
    event = pictured(visibility="members")
    assert client.get(f"/tapahtumat/kuvat/{event.image}").status_code == 404


def test_a_picture_that_no_event_shows_any_more_is_not_found(client: Client) -> None:
    event = pictured()
    commands.remove_picture(HOUSE, event.uuid, version=event.version)
    assert client.get(f"/tapahtumat/kuvat/{event.image}").status_code == 404


def test_no_other_file_is_served_as_a_picture(client: Client) -> None:
    for name in ("..%2fkotikulma.sqlite3", "a.webp", "0" * 32 + ".webp", "0" * 32 + "-4x3.webp"):
        assert client.get(f"/tapahtumat/kuvat/{name}").status_code == 404


def test_the_page_shows_it_with_words_and_size_and_a_small_one_for_phones(client: Client) -> None:
    event = pictured()
    html = page(client, event)
    small = event.image.replace(".webp", "-pieni.webp")
    assert f'src="/tapahtumat/kuvat/{small}"' in html
    assert f'srcset="/tapahtumat/kuvat/{small} 720w, /tapahtumat/kuvat/{event.image} 1600w"' in html
    assert 'width="1600" height="1200" alt="Perheitä pöydän ääressä" loading="lazy"' in html


def test_those_who_share_the_page_are_told_of_it(client: Client) -> None:
    event = pictured()
    html = page(client, event)
    address = f"{house.BASE_URL}/tapahtumat/kuvat/{event.image}"
    assert f'<meta property="og:image" content="{address}">' in html
    assert '<meta property="og:image:alt" content="Perheitä pöydän ääressä">' in html
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html)
    assert found
    assert json.loads(found[1])["image"] == [address]


def test_a_page_without_a_picture_says_nothing_of_one(client: Client) -> None:
    html = page(client, make_event())
    assert "og:image" not in html
    assert "k-eventpicture" not in html


def test_linked_events_tell_of_it(client: Client) -> None:
    event = pictured()
    told = client.get(f"/linkedevents/v1/event/kotikulma:{only_time(event).uuid}/").json()
    address = f"{house.BASE_URL}/tapahtumat/kuvat/{event.image}"
    assert told["images"] == [{"url": address, "alt_text": ALT["fi"], "license": "event_only"}]
