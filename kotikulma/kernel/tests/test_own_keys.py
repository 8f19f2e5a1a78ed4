"""A record's own key: wrapped, changed while people work, and gone for good."""

from uuid import uuid4

import pytest

from kotikulma.kernel import own_keys, sealing

OLD, NEW = "o" * 40, "n" * 40


@pytest.fixture(autouse=True)
def _keys(settings) -> None:
    settings.FIELD_KEY, settings.FIELD_KEY_FALLBACKS = OLD, []


def changed_keys(settings) -> None:
    settings.FIELD_KEY, settings.FIELD_KEY_FALLBACKS = NEW, [OLD]


def test_a_wrapped_key_opens_and_tells_nothing() -> None:
    key, wrapped = own_keys.make()
    assert own_keys.unwrap(wrapped) == key
    assert len(wrapped) == 45
    assert key not in wrapped


def test_two_records_never_share_a_key() -> None:
    assert own_keys.make()[0] != own_keys.make()[0]


def test_a_text_opens_with_its_own_records_key_only() -> None:
    row = uuid4()
    (mine, _), (other, _) = own_keys.make(), own_keys.make()
    sealed = sealing.seal_with(mine, "tests.note", row, "salaisuus")
    assert sealing.unseal_with(mine, "tests.note", row, sealed) == "salaisuus"
    for key, purpose, place in ((other, "tests.note", row), (mine, "tests.x", row), (mine, "tests.note", uuid4())):
        with pytest.raises(sealing.Unreadable):
            sealing.unseal_with(key, purpose, place, sealed)


def test_a_deleted_key_opens_nothing() -> None:
    with pytest.raises(sealing.Unreadable, match="does not open with the keys of this installation"):
        own_keys.unwrap(b"")


def test_a_damaged_key_is_refused() -> None:
    wrapped = bytearray(own_keys.make()[1])
    wrapped[-1] ^= 1
    with pytest.raises(sealing.Unreadable):
        own_keys.unwrap(bytes(wrapped))


def test_the_wrapping_key_changes_while_people_work(settings) -> None:
    key, wrapped = own_keys.make()
    assert own_keys.is_current(wrapped)
    changed_keys(settings)
    assert not own_keys.is_current(wrapped)
    assert own_keys.unwrap(wrapped) == key
    again = own_keys.wrap(own_keys.unwrap(wrapped))
    settings.FIELD_KEY_FALLBACKS = []
    assert own_keys.is_current(again)
    assert own_keys.unwrap(again) == key
    with pytest.raises(sealing.Unreadable):
        own_keys.unwrap(wrapped)


def test_equal_texts_of_one_purpose_have_equal_digests(settings) -> None:
    found = own_keys.digest("tests.phone", "+358401234567")
    assert len(found) == 64
    assert found == own_keys.digest("tests.phone", "+358401234567")
    assert found != own_keys.digest("tests.hetu", "+358401234567")
    assert found != own_keys.digest("tests.phone", "+358401234568")
    changed_keys(settings)
    assert found != own_keys.digest("tests.phone", "+358401234567")
    assert found in own_keys.digests("tests.phone", "+358401234567")
