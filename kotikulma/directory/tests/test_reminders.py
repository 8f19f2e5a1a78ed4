"""Reminders: who is written to and when, what the link opens, and that nobody is written to twice."""

import re
import socket
from collections.abc import Iterator
from datetime import date, timedelta
from email import message_from_bytes
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.db import transaction
from django.test import Client

from kotikulma.directory.commands import reminders, verification
from kotikulma.directory.models import Place, Reminder
from kotikulma.directory.queries.reminders import link_token
from kotikulma.directory.tests.make import at
from kotikulma.directory.tests.make_entries import make_place, make_service
from kotikulma.directory.tests.make_kept import verified
from kotikulma.kernel import clock, outbox
from kotikulma.kernel.audit.models import AuditEvent
from kotikulma.kernel.logging import mask_path
from kotikulma.kernel.outbox.models import OutboxMessage
from kotikulma.kernel.outbox.sender import deliver
from kotikulma.people import commands as people
from kotikulma.people.models import Membership, Organization
from tests import cast
from tests.cast import HOUSE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
TODAY = date(2027, 2, 10)


def due_place(name: str = "Kylätalo", organization: Organization | None = None, day: str = "2026-02-10") -> Place:
    """A place of the editor's organisation that comes due on the day of the tests."""
    place: Place = verified(make_place(name, organization=organization or cast.own_organization()), day)
    return place


def mails() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(kind=reminders.KIND).order_by("id"))


def link_of(message: OutboxMessage) -> str:
    mail = outbox.rendered(message)
    assert mail
    found = re.search(r"(/(?:sv/|en/)?vahvista/\S+/)", mail.text)
    assert found
    return found[1]


# Who and when


def test_one_mail_goes_to_each_editor_for_each_organisation_whatever_the_number_of_entries() -> None:
    editor, second = cast.editor(), people.create_person(HOUSE, email="second@example.org", name="second")
    people.add_membership(HOUSE, second, cast.own_organization(), role="editor")
    for number in range(3):
        due_place(f"Talo {number}")
    assert reminders.remind(TODAY) == 2
    assert [message.recipient for message in mails()] == [editor.email, second.email]


def test_fresh_entries_call_for_no_mail() -> None:
    cast.editor()
    due_place(day="2026-02-11")
    assert reminders.remind(TODAY) == 0
    assert not Reminder.objects.exists()


def test_the_job_run_twice_writes_once() -> None:
    cast.editor()
    due_place()
    assert [reminders.remind(TODAY), reminders.remind(TODAY), reminders.remind(TODAY + timedelta(days=1))] == [1, 0, 0]
    assert len(mails()) == 1


def test_a_crash_half_way_sends_the_rest_later_and_nothing_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    cast.editor()
    cast.other_editor()
    due_place("Ensimmäinen")
    due_place("Toinen", cast.other_organization())
    post = outbox.post

    def dying(kind: str, recipient: str, *rest: Any) -> OutboxMessage:
        if recipient.startswith("other"):
            raise RuntimeError("the machine died here")
        return post(kind, recipient, *rest)

    with monkeypatch.context() as patch:
        patch.setattr(reminders.outbox, "post", dying)
        with pytest.raises(RuntimeError):
            reminders.remind(TODAY)
    assert [message.recipient for message in mails()] == ["editor@example.org"]
    assert reminders.remind(TODAY) == 1
    assert [message.recipient for message in mails()] == ["editor@example.org", "other-editor@example.org"]


def test_two_workers_at_once_post_one_message() -> None:
    cast.editor()
    place = due_place()
    for _worker in range(2):
        with transaction.atomic():
            reminders._write_to(place.organization_id, people_of(place), TODAY)
    assert len(mails()) == 1


def people_of(place: Place) -> Any:
    return reminders.people.editors([place.organization_id])[place.organization_id]


def test_three_mails_in_a_life_due_warning_and_a_month_before_hiding() -> None:
    cast.editor()
    due_place()
    days = [TODAY + timedelta(days=number) for number in range(200)]
    written = [day for day in days if reminders.remind(day)]
    assert written == [date(2027, 2, 10), date(2027, 5, 10), date(2027, 7, 10)]


def test_a_unit_without_editors_is_kept_by_those_of_the_organisation_above() -> None:
    cast.editor()
    unit = people.create_organization(
        HOUSE, name={"fi": "Yksikkö"}, sector="association", parent=cast.own_organization()
    )
    due_place(organization=unit)
    reminders.remind(TODAY)
    assert [message.recipient for message in mails()] == ["editor@example.org"]


def test_where_there_is_nobody_to_write_to_nothing_is_noted() -> None:
    due_place(organization=cast.other_organization())
    assert reminders.remind(TODAY) == 0
    assert not Reminder.objects.exists()


# What nobody edits


def unkept(message: OutboxMessage) -> str:
    mail = outbox.rendered(message)
    assert mail
    return mail.text


def asked_coordinators() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(kind=reminders.UNKEPT).order_by("id"))


def nobodys(day: str) -> Place:
    place = due_place("Ei kenenkään", day=day)
    Place.objects.filter(pk=place.pk).update(organization=None)
    return place


def test_coordinators_get_one_mail_about_all_that_nobody_edits() -> None:
    cast.coordinator()
    cast.editor()
    due_place("Muokattu")
    due_place("Talo", cast.other_organization())
    due_place("Toinen talo", cast.other_organization())
    nobodys("2026-02-10")
    assert reminders.remind(TODAY) == 2
    [message] = asked_coordinators()
    assert message.recipient == "coordinator@example.org"
    assert "3 tietoa odottaa vahvistusta, eikä niillä ole muokkaajaa." in unkept(message)
    assert f"- {cast.other_organization().name['fi']}: 2 tietoa\n" in unkept(message)
    assert set(message.object_ids) == {"person"}


def test_they_are_written_to_weekly_at_most_and_nothing_is_lost_between(frozen: Any) -> None:
    cast.coordinator()
    due_place("Talo", cast.other_organization())
    due_place("Myöhempi", cast.city(), "2026-02-12")
    written = []
    for day in (TODAY + timedelta(days=number) for number in range(9)):
        frozen.move_to(f"{day}T10:00:00Z")
        written += [day] * reminders.remind(day)
    assert written == [TODAY, TODAY + timedelta(days=7)]
    assert Reminder.objects.get(organization=cast.city()).day == written[1]


def test_what_nobody_edits_is_hidden_after_the_coordinators_were_asked(frozen: Any) -> None:
    cast.coordinator()
    place = due_place("Talo", cast.other_organization(), "2025-08-01")
    alone = nobodys("2025-08-01")
    reminders.remind(TODAY)
    assert verification.hide_stale(at("2027-03-11 12:00")) == 0
    frozen.move_to("2027-03-12T10:00:00Z")
    assert verification.hide_stale(clock.now()) == 2
    alone.refresh_from_db()
    verification.verify(HOUSE, alone)
    place.refresh_from_db()
    assert (place.status, alone.status) == ("hidden", "published")


def test_a_coordinators_link_opens_the_organisation_and_confirms(client: Client) -> None:
    cast.coordinator()
    place = due_place("Talo", cast.other_organization())
    reminders.remind(TODAY)
    [message] = asked_coordinators()
    answer = client.post(link_of(message), {"kohde": f"place:{place.uuid}"})
    assert "1 tieto on vahvistettu." in answer.content.decode()
    assert outbox.rendered(message) is None


def test_the_list_and_the_first_page_name_what_nobody_edits() -> None:
    cast.coordinator()
    cast.editor()
    due_place("Muokattu")
    due_place("Talo", cast.other_organization())
    desk = cast.browser_of(cast.coordinator())
    html = desk.get("/tyotila/ajantasaisuus/luettelo/?ilman=muokkaajaa").content.decode()
    assert "Talo" in html
    assert "Muokattu" not in html
    assert "1 vanheneva tieto on ilman muokkaajaa" in desk.get("/tyotila/").content.decode()


@pytest.mark.parametrize("reason", ["confirmed", "left"])
def test_a_mail_whose_reason_has_gone_is_not_sent(reason: str) -> None:
    cast.editor()
    place = due_place()
    reminders.remind(TODAY)
    if reason == "confirmed":
        verification.verify(HOUSE, place)
    else:
        Membership.objects.all().delete()
    [message] = mails()
    assert outbox.rendered(message) is None


# The mail


class Postbox:
    """An SMTP server that keeps what it is given."""

    def __init__(self) -> None:
        self.letters: list[Any] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - the server's own name
        self.letters.append(message_from_bytes(envelope.content))
        return "250 OK"


@pytest.fixture
def postbox(settings: Any) -> Iterator[Postbox]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", probe.getsockname()[1]
    settings.EMAIL_BACKEND, settings.MAIL_LEAVES = "django.core.mail.backends.smtp.EmailBackend", True
    box = Postbox()
    server = Controller(box, hostname="127.0.0.1", port=settings.EMAIL_PORT)
    server.start()
    yield box
    server.stop()


def test_the_mail_lists_what_is_due_and_its_link_confirms_without_signing_in(postbox: Postbox, client: Client) -> None:
    cast.editor()
    place = due_place()
    reminders.remind(TODAY)
    deliver.call(mails()[0].pk)
    [letter] = postbox.letters
    text = letter.get_payload()[0].get_payload(decode=True).decode()
    assert "Kylätalo" in text
    assert "Vahvistettu 10.2.2026. Piiloutuu 10.8.2027, jos kukaan ei vahvista." in text
    path = re.search(r"https?://[^/\s]+(/vahvista/\S+/)", text)[1]  # type: ignore[index]
    assert "Kylätalo" in client.get(path).content.decode()
    answer = client.post(path, {"kohde": f"place:{place.uuid}"})
    assert "1 tieto on vahvistettu." in answer.content.decode()
    place.refresh_from_db()
    assert place.verified_at == clock.now()


def test_the_row_holds_neither_link_nor_name() -> None:
    cast.editor()
    due_place()
    reminders.remind(TODAY)
    assert set(mails()[0].object_ids) == {"person", "organization"}


@pytest.mark.parametrize(("language", "words", "prefix"), [("sv", "väntar", "/sv/"), ("en", "waits", "/en/")])
def test_the_mail_and_its_page_speak_the_editors_language(language: str, words: str, prefix: str) -> None:
    people.change_own_details(cast.actor(cast.editor()), name="editor", language=language)
    due_place()
    reminders.remind(TODAY)
    mail = outbox.rendered(mails()[0])
    assert mail
    assert words in mail.text
    assert link_of(mails()[0]).startswith(f"{prefix}vahvista/")


# The link


def posted() -> tuple[Place, str]:
    cast.editor()
    place = due_place()
    reminders.remind(TODAY)
    return place, link_of(mails()[0])


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_changes_nothing(method: str, client: Client) -> None:
    place, path = posted()
    assert getattr(client, method)(path).status_code == 200
    place.refresh_from_db()
    assert place.verified_at == at("2026-02-10 12:00")


def test_an_unticked_line_is_not_confirmed(client: Client) -> None:
    place, path = posted()
    second = due_place("Toinen")
    client.post(path, {"kohde": f"place:{second.uuid}"})
    place.refresh_from_db()
    assert place.verified_at == at("2026-02-10 12:00")


def test_nothing_ticked_says_what_to_do(client: Client) -> None:
    answer = client.post(posted()[1], {})
    assert answer.status_code == 422
    assert "Rastita ne, jotka ovat oikein, ja vahvista sitten." in answer.content.decode()


def test_the_link_touches_no_other_organisation_even_when_its_owner_edits_it(client: Client) -> None:
    _place, path = posted()
    people.add_membership(HOUSE, cast.editor(), cast.other_organization(), role="editor")
    other = due_place("Toisen", cast.other_organization())
    client.post(path, {"kohde": f"place:{other.uuid}"})
    other.refresh_from_db()
    assert other.verified_at == at("2026-02-10 12:00")


def test_the_deed_is_written_down_as_hers(client: Client) -> None:
    place, path = posted()
    client.post(path, {"kohde": f"place:{place.uuid}"})
    event = AuditEvent.objects.filter(action="directory.entry.verified").latest("id")
    assert (event.actor_kind, event.actor_id) == ("person", cast.editor().uuid)


def test_the_link_works_for_sixty_days(client: Client, frozen: Any) -> None:
    _place, path = posted()
    frozen.move_to(at("2027-04-11 23:59"))
    assert client.get(path).status_code == 200
    frozen.move_to(at("2027-04-12 00:00"))
    assert client.get(path).status_code == 410


def test_a_link_whose_owner_left_the_organisation_opens_nothing(client: Client) -> None:
    _place, path = posted()
    Membership.objects.all().delete()
    answer = client.get(path)
    assert answer.status_code == 410
    assert "Linkki ei enää kelpaa. Kirjaudu sisään, niin näet tietosi." in answer.content.decode()


def test_a_link_changed_by_one_character_opens_nothing(client: Client) -> None:
    _place, path = posted()
    changed = path[:-2] + ("A" if path[-2] != "A" else "B") + "/"
    assert client.get(changed).status_code == 410
    assert client.post(changed, {}).status_code == 410


def test_the_link_does_not_sign_in(client: Client) -> None:
    _place, path = posted()
    client.get(path)
    assert client.get("/tyotila/").status_code == 302


def test_logs_do_not_show_the_link() -> None:
    token = link_token(cast.editor().uuid, cast.own_organization().uuid, TODAY)
    assert mask_path(f"/vahvista/{token}/") == "/vahvista/***/"


def test_a_service_and_a_place_stand_in_one_list(client: Client) -> None:
    _place, path = posted()
    verified(make_service("Kahvila", responsible=cast.own_organization()), "2025-08-12")
    html = client.get(path).content.decode()
    assert html.index("Kahvila") < html.index("Kylätalo")
    assert html.count('type="checkbox"') == 2
