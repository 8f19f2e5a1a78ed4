"""Contacts with a client: what is written down, once, by whom, and what can not be so."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from kotikulma.casework.access import CONTACT, open_client
from kotikulma.casework.commands import clients, erasing
from kotikulma.casework.commands.plans import record_contact
from kotikulma.casework.models import Client, Contact, Todo
from kotikulma.casework.rules.plans import check_contact
from kotikulma.casework.tests.make import make_client
from kotikulma.casework.types.clients import ClientNotFound
from kotikulma.casework.types.plans import NewContact, PlanRefused
from kotikulma.kernel import clock
from kotikulma.kernel.audit.models import AuditEvent
from kotikulma.kernel.types import system
from tests import cast

NOW = clock.parse("2027-02-09T09:30:00")
KEY = UUID("6b1c2d3e-0000-4000-8000-000000000001")


def contact(**values: Any) -> NewContact:
    return NewContact(**{"form_key": KEY, "happened_at": NOW, "channel": "phone", "reached": True, **values})


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        (
            {"happened_at": NOW + timedelta(minutes=6)},
            "happened_at",
            "Aika on vasta tulossa. Kirjaa yhteydenotto, kun se on tapahtunut.",
        ),
        ({"happened_at": NOW - timedelta(days=401)}, "happened_at", "Ajasta on yli 400 päivää. Tarkista päivä."),
        ({"channel": "pigeon"}, "channel", "Valitse, miten otit yhteyttä."),
        ({"next_on": NOW.date()}, "next_step", "Kirjoita, mitä seuraavaksi tehdään."),
        (
            {"next_step": "Soita", "next_on": NOW.date() - timedelta(days=1)},
            "next_on",
            "Tarkista päivä. Seuraava askel on yhteydenoton jälkeen.",
        ),
        ({"words": "x" * 2001}, "words", "Teksti on liian pitkä. Lyhennä sitä."),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(values: dict[str, Any], field: str, sentence: str) -> None:
    with pytest.raises(PlanRefused) as refused:
        check_contact(contact(**values), NOW)
    assert refused.value.fields == {field: sentence}


def test_a_phone_a_few_minutes_ahead_and_400_days_back_are_believed() -> None:
    check_contact(contact(happened_at=NOW + timedelta(minutes=4)), NOW)
    check_contact(contact(happened_at=NOW - timedelta(days=400)), NOW)


@pytest.mark.django_db
class TestWrittenDown:
    @pytest.fixture(autouse=True)
    def at_nine(self, frozen: Any) -> None:
        self.client: Client = make_client()
        self.actor = cast.actor(cast.caseworker())

    def test_a_phone_that_sends_twice_makes_one(self) -> None:
        new = contact(happened_at=clock.now(), words="Kuulumisia", next_step="Soita", next_on=clock.today())
        first = record_contact(self.actor, self.client.uuid, new)
        assert record_contact(self.actor, self.client.uuid, new) == first
        assert (Contact.objects.count(), Todo.objects.count()) == (1, 1)
        assert AuditEvent.objects.filter(action="casework.contact.recorded").count() == 1

    def test_the_same_key_of_another_worker_is_another_contact(self) -> None:
        colleague = cast.case_colleague()
        unit = cast.county().uuid
        clients.give_relationship(self.actor, self.client.uuid, worker=colleague.uuid, unit=unit, task="health_care")
        for actor in (self.actor, cast.actor(colleague)):
            record_contact(actor, self.client.uuid, contact(happened_at=clock.now()))
        assert Contact.objects.count() == 2

    def test_words_are_sealed_and_go_with_the_key(self) -> None:
        made = record_contact(self.actor, self.client.uuid, contact(happened_at=clock.now(), words="Retkahdus"))
        assert b"Retkahdus" not in bytes(made.told)
        assert "Retkahdus" in open_client(self.actor, self.client.uuid).unseal(CONTACT, made.uuid, made.told)
        clients.close_client(self.actor, self.client.uuid)
        erasing.erase_client(system("tests"), self.client)
        assert not Contact.objects.exists()

    def test_a_colleague_without_a_relationship_meets_no_client(self) -> None:
        with pytest.raises(ClientNotFound):
            record_contact(cast.actor(cast.case_colleague()), self.client.uuid, contact(form_key=uuid4()))
        assert AuditEvent.objects.filter(action="casework.client.refused").count() == 1
