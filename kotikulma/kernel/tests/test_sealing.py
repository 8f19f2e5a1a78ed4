"""A sealed text opens for its purpose and its row alone, under a key of ours."""

from uuid import uuid4

import pytest

from kotikulma.kernel import sealing

LINK = "https://kokous.example.org/j/1?pwd=ääkköset"


def test_a_sealed_text_opens_where_it_was_sealed() -> None:
    row = uuid4()
    assert sealing.unseal("a.link", row, sealing.seal("a.link", row, LINK)) == LINK


def test_the_sealed_text_does_not_show_the_words_and_is_never_the_same_twice() -> None:
    row = uuid4()
    first, second = sealing.seal("a.link", row, LINK), sealing.seal("a.link", row, LINK)
    assert first != second
    assert b"kokous" not in first


def test_copied_to_another_row_or_another_purpose_it_does_not_open() -> None:
    row = uuid4()
    sealed = sealing.seal("a.link", row, LINK)
    for purpose, where in (("a.link", uuid4()), ("a.phone", row)):
        with pytest.raises(sealing.Unreadable):
            sealing.unseal(purpose, where, sealed)


def test_a_changed_byte_does_not_open() -> None:
    row = uuid4()
    sealed = bytearray(sealing.seal("a.link", row, LINK))
    sealed[-1] ^= 1
    with pytest.raises(sealing.Unreadable):
        sealing.unseal("a.link", row, bytes(sealed))


def test_a_former_key_opens_and_the_new_one_seals(settings) -> None:
    row = uuid4()
    old = sealing.seal("a.link", row, LINK)
    settings.FIELD_KEY, settings.FIELD_KEY_FALLBACKS = "another-key-of-this-house-0123456789", [settings.FIELD_KEY]
    assert sealing.unseal("a.link", row, old) == LINK
    new = sealing.seal("a.link", row, LINK)
    settings.FIELD_KEY_FALLBACKS = []
    assert sealing.unseal("a.link", row, new) == LINK
    with pytest.raises(sealing.Unreadable):
        sealing.unseal("a.link", row, old)
