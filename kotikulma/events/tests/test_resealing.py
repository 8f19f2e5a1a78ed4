"""A new field key: addresses, numbers and links are sealed anew while people work, and the former key may go."""

from typing import Any

import pytest

from kotikulma.events import access
from kotikulma.events.commands import registration, resealing
from kotikulma.events.models import JoinInfo, Registration
from kotikulma.events.queries import contacts, joining
from kotikulma.events.tests.make_registrations import LINK, fill, make_occurrence, make_online, register
from kotikulma.kernel import sealing
from kotikulma.kernel.audit.models import AuditEvent
from kotikulma.kernel.types import ANONYMOUS
from tests.cast import HOUSE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.fixture
def turned(settings: Any) -> Any:
    """Call it: the key is a new one, the former one still opens."""

    def turn() -> Any:
        settings.FIELD_KEY, settings.FIELD_KEY_FALLBACKS = "n" * 40, [settings.FIELD_KEY]
        return settings

    return turn


def test_after_it_the_former_key_may_go_and_every_address_and_link_still_opens(turned: Any) -> None:
    online = make_online()
    row = register(online, "Aino", phone="014 000 0000")
    fill(make_occurrence(), 1)
    settings = turned()
    fill(make_occurrence(), 1, name="Uusi")
    assert (resealing.reseal(HOUSE), resealing.reseal(HOUSE)) == (3, 0)
    settings.FIELD_KEY_FALLBACKS = []
    assert sorted(map(contacts.email_of, Registration.objects.all())) == [
        "aino@example.org",
        "s1@example.org",
        "uusi1@example.org",
    ]
    row.refresh_from_db()
    assert contacts.phone_of(row) == "014 000 0000"
    assert joining.opened(JoinInfo.objects.get(), online).url == LINK
    assert AuditEvent.objects.filter(action="events.contacts.resealed").count() == 1


def test_who_changes_her_address_meanwhile_keeps_the_new_one(turned: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    row = register(make_occurrence(), "Aino")
    turned()
    plainly = sealing.seal

    def seal(purpose: str, uuid: Any, text: str) -> bytes:
        monkeypatch.setattr(sealing, "seal", plainly)
        registration.change(ANONYMOUS, access.manage_token(row), email="uusi@example.org")
        return plainly(purpose, uuid, text)

    monkeypatch.setattr(sealing, "seal", seal)
    assert resealing.reseal(HOUSE) == 0
    row.refresh_from_db()
    assert contacts.email_of(row) == "uusi@example.org"


def test_a_damaged_row_keeps_no_other_under_the_former_key(turned: Any) -> None:
    fill(make_occurrence(), 1, 1)
    first, second = Registration.objects.order_by("number")
    Registration.objects.filter(pk=first.pk).update(email=bytes(first.email)[:-1] + b"x")
    turned()
    assert resealing.reseal(HOUSE) == 1
    second.refresh_from_db()
    assert sealing.is_current(second.email)


def test_after_a_new_key_of_the_pages_the_same_person_is_found_by_her_address_again(settings: Any) -> None:
    row = register(make_occurrence(), "Aino")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "s" * 60, [settings.SECRET_KEY]
    assert resealing.reseal(HOUSE) == 1
    row.refresh_from_db()
    assert row.email_hash == contacts.hash_of("aino@example.org")
