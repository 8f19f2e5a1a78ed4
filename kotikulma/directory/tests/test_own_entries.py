"""The editors' list: what is theirs, what needs doing first, page by page."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kotikulma.directory.commands import entries, merging, publishing, verification
from kotikulma.directory.commands.reports import report_error
from kotikulma.directory.models import Channel, EntryHints, Place, Service
from kotikulma.directory.tests.make import TUE, weekly
from kotikulma.directory.tests.make_entries import make_channel, make_place, make_service
from kotikulma.directory.types import Status
from kotikulma.kernel import clock
from kotikulma.kernel.search.commands import reindex
from kotikulma.kernel.types import ANONYMOUS
from tests import cast
from tests.cast import HOUSE

pytestmark = pytest.mark.django_db
PAGE = "/tyotila/tiedot/"
THREE = {"fi": "Kolme", "sv": "Tre", "en": "Three"}


def editor() -> Client:
    return cast.browser_of(cast.editor())


def names(client: Client, path: str = PAGE) -> list[str]:
    return [row.name["fi"] for row in client.get(path).context["page"].rows]


def test_an_editor_sees_her_own_of_every_kind_by_name_and_nothing_of_others() -> None:
    own = cast.own_organization()
    make_service("Beta", responsible=own)
    make_place("Alfa", organization=own)
    entries.create_channel(HOUSE, name={"fi": "Gamma"}, type="phone", organization=own)
    make_service("Muiden", responsible=cast.other_organization())
    assert names(editor()) == ["Alfa", "Beta", "Gamma"]


def test_a_coordinator_sees_her_own_first_and_everything_when_she_asks() -> None:
    make_service("Järjestön", responsible=cast.own_organization())
    make_service("Kaupungin", responsible=cast.city())
    client = cast.browser_of(cast.coordinator())
    assert names(client) == ["Kaupungin"]
    assert names(client, f"{PAGE}?kaikki=1") == ["Järjestön", "Kaupungin"]


def test_an_editor_cannot_ask_for_everything() -> None:
    make_service("Kaupungin", responsible=cast.city())
    assert names(editor(), f"{PAGE}?kaikki=1") == []


def test_the_list_narrows_by_kind_state_and_name() -> None:
    own = cast.own_organization()
    make_service("Perhekahvila", responsible=own)
    make_place("Perhetalo", organization=own)
    entries.create_service(HOUSE, name={"fi": "Kesken"}, responsible=own)
    client = editor()
    assert names(client, f"{PAGE}?laji=palvelu") == ["Kesken", "Perhekahvila"]
    assert names(client, f"{PAGE}?tila=luonnos") == ["Kesken"]
    assert names(client, f"{PAGE}?q=perhe+talo") == ["Perhetalo"]


def test_archived_ones_are_there_when_asked_for() -> None:
    service = make_service("Vanha", responsible=cast.own_organization())
    entries.archive(HOUSE, service)
    assert names(editor()) == []
    assert names(editor(), f"{PAGE}?tila=arkisto") == ["Vanha"]


def test_pages_follow_each_other_without_gaps_or_doubles() -> None:
    own = cast.own_organization()
    with publishing.bulk():
        for number in range(60):
            make = make_service if number % 2 else make_place
            keeper = {"responsible" if number % 2 else "organization": own}
            make(f"Nimi {number % 7}", **keeper)  # type: ignore[operator]
    client, seen, path = editor(), [], PAGE
    while path:
        page = client.get(path).context["page"]
        seen += [row.uuid for row in page.rows]
        kind, uuid = page.following or ("", "")
        word = {"service": "palvelu", "place": "paikka", "channel": "kanava"}.get(kind, "")
        path = f"{PAGE}?jalkeen={word}:{uuid}" if uuid else ""
    assert len(seen) == len(set(seen)) == 60


def test_what_waits_is_counted_and_listed() -> None:
    own = cast.own_organization()
    fresh = make_service("Kolme", responsible=own, summary=THREE)
    entries.edit(HOUSE, fresh, changes={"name": THREE})
    mendable = make_service("Puhelin", responsible=own, description={"fi": "Soita 040 123 4567."}, summary=THREE)
    entries.edit(HOUSE, mendable, changes={"name": THREE | {"fi": "Puhelin"}})
    old = make_place("Vanha", organization=own)
    Place.objects.filter(pk=old.pk).update(verified_at=clock.now() - timedelta(days=400))
    report_error(ANONYMOUS, text="Ovi on kiinni.", object_kind="place", object_uuid=old.uuid)
    waiting = editor().get(PAGE).context["waiting"]
    assert (waiting.confirm, waiting.mend, waiting.translate, waiting.reports) == (1, 1, 1, 1)
    assert names(editor(), f"{PAGE}?tee=vahvista") == ["Vanha"]
    assert names(editor(), f"{PAGE}?tee=paranna") == ["Puhelin"]
    assert names(editor(), f"{PAGE}?tee=kaanna") == ["Vanha"]


def test_each_number_is_the_length_of_its_list_whatever_became_of_the_entries(frozen: Any) -> None:
    own, phone = cast.own_organization(), {"fi": "Soita 040 123 4567."}
    things = [make_service(f"Palvelu {number}", responsible=own, description=phone) for number in range(6)]
    make_place("Paikka", organization=own, description=phone)
    make_channel("Kanava", organization=own)
    make_service("Muiden", responsible=cast.other_organization(), description=phone)
    entries.archive(HOUSE, things[0])
    merging.merge(HOUSE, "service", kept=things[1].uuid, gone=things[2].uuid)
    Service.objects.filter(pk=things[3].pk).update(verified_at=clock.now() - timedelta(days=600))
    verification.hide_stale(clock.now())
    frozen.shift(timedelta(days=400))
    for client, query in ((editor(), ""), (cast.browser_of(cast.coordinator()), "&kaikki=1")):
        waiting = client.get(f"{PAGE}?{query}").context["waiting"]
        for number, word in ((waiting.confirm, "vahvista"), (waiting.mend, "paranna"), (waiting.translate, "kaanna")):
            assert number == len(names(client, f"{PAGE}?tee={word}{query}")) > 0


def test_a_hint_says_in_words_what_to_mend() -> None:
    make_service(responsible=cast.own_organization(), description={"fi": "Soita 040 123 4567."})
    page = editor().get(f"{PAGE}?tee=paranna").content.decode()
    assert "Kuvauksessa on puhelinnumero. Siirrä se yhteystietoihin." in page


def test_hints_leave_when_they_are_mended_and_with_what_is_archived() -> None:
    service = make_service(description={"fi": "Soita 040 123 4567."})
    assert EntryHints.objects.get().mendable
    entries.edit(HOUSE, service, changes={"description": {"fi": "Soita meille."}})
    assert not EntryHints.objects.get().mendable
    entries.archive(HOUSE, Service.objects.get())
    assert not EntryHints.objects.exists()


def test_a_channel_has_hints_and_stands_among_what_to_do_first() -> None:
    words = {"organization": cast.own_organization(), "description": {"fi": "Soita 040 123 4567."}}
    channel = make_channel("Neuvontapuhelin", **words)
    Channel.objects.filter(pk=channel.pk).update(verified_at=clock.now() - timedelta(days=400))
    html = editor().get(f"{PAGE}?tee=paranna").content.decode()
    assert "Numero tai osoite puuttuu. Lisää se yhteystietoihin." in html
    assert "Kuvauksessa on puhelinnumero." in editor().get(f"{PAGE}kanava/{channel.uuid}/").content.decode()
    waiting = editor().get(PAGE).context["waiting"]
    assert (waiting.confirm, waiting.mend, waiting.first["confirm"]) == (1, 1, ({"fi": "Neuvontapuhelin"},))


def test_a_channel_that_is_mended_or_archived_has_no_hints() -> None:
    channel = make_channel(summary=THREE, contacts=[{"type": "phone", "value": "014 000 0000"}])
    assert [row.mendable for row in EntryHints.objects.all()] == [False]
    entries.edit(HOUSE, channel, changes={"name": THREE})
    assert not EntryHints.objects.exists()


def test_making_everything_again_gives_hints_to_old_channels() -> None:
    make_channel()
    EntryHints.objects.all().delete()
    reindex()
    assert EntryHints.objects.get().kind == "channel"


def test_the_editor_of_a_hidden_entry_opens() -> None:
    place = make_place(organization=cast.own_organization())
    Place.objects.filter(pk=place.pk).update(status=Status.HIDDEN)
    assert "Piilossa" in editor().get(f"{PAGE}paikka/{place.uuid}/").content.decode()


def test_the_open_state_of_what_is_listed_stands_in_the_row() -> None:
    own = cast.own_organization()
    make_place("Tupa", weekly(TUE, "09:00-11:00"), organization=own)
    entries.create_place(HOUSE, name={"fi": "Luonnos"}, organization=own)
    rows = {row.name["fi"]: row.state for row in editor().get(PAGE).context["page"].rows}
    assert rows["Tupa"].kind in ("open", "closed")
    assert rows["Luonnos"] is None


def test_an_address_full_of_nonsense_is_the_whole_list() -> None:
    make_service("Oma", responsible=cast.own_organization())
    path = f"{PAGE}?laji=x&tila=y&tee=z&jalkeen=palvelu:nolla&q=%00"
    assert names(editor(), path) == ["Oma"]


def test_the_list_asks_as_often_for_a_hundred_as_for_one() -> None:
    counts = []
    for number in (1, 20, 100):
        with publishing.bulk():
            for count in range(number):
                make_service(f"Palvelu {number} {count}", responsible=cast.own_organization())
        client = editor()
        client.get(PAGE)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(PAGE).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] == counts[2]
    assert counts[0] <= 24
