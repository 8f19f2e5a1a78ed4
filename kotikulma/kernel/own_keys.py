"""A key of its own for each record, wrapped under the key of the installation, and search without substrings.

    key, wrapped = own_keys.make()          # keep `wrapped` in the record's row
    note.text = sealing.seal_with(own_keys.unwrap(row.wrapped), "casework.note", note.uuid, "…")
    own_keys.digests("casework.phone", "+358401234567")   # equal texts have equal digests; nothing else shows

Deleting `wrapped` makes every text of the record unreadable for good, in old backups too: what is kept under the
record's key is erased with it (crypto-erase). Wrapping is RFC 3394; the key that wraps can be changed while people
work: put the new one into FIELD_KEY, the old one into FIELD_KEY_FALLBACKS, and run `kotikulma keys rewrap`.
"""

import hmac
import os

from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from kotikulma.kernel.sealing import Unreadable, house_keys, key_id

_VERSION = b"\x01"
_HEAD = 5


def make() -> tuple[bytes, bytes]:
    """A new key of 32 bytes, plain and wrapped (45 bytes: version, id of the wrapping key, RFC 3394)."""
    key = os.urandom(32)
    return key, wrap(key)


def wrap(key: bytes) -> bytes:
    over = next(house_keys("wrapping"))
    return _VERSION + key_id(over) + aes_key_wrap(over, key)


def unwrap(wrapped: bytes) -> bytes:
    """The plain key; Unreadable without the key it was wrapped under, and for an erased one (empty)."""
    wrapped = bytes(wrapped)
    for over in house_keys("wrapping"):
        if wrapped[:_HEAD] == _VERSION + key_id(over):
            try:
                return aes_key_unwrap(over, wrapped[_HEAD:])
            except InvalidUnwrap:
                break
    raise Unreadable("A record's key does not open with the keys of this installation.")


def is_current(wrapped: bytes) -> bool:
    """Is it wrapped under the newest key? Otherwise it waits for `rewrap`."""
    return bytes(wrapped[:_HEAD]) == _VERSION + key_id(next(house_keys("wrapping")))


def digest(purpose: str, text: str) -> str:
    """64 hexadecimal digits to keep in an index: HMAC-SHA256 under the newest key."""
    return digests(purpose, text)[0]


def digests(purpose: str, text: str) -> list[str]:
    """The same under every key we have, to look for while keys are being changed."""
    return [hmac.digest(key, f"{purpose}:{text}".encode(), "sha256").hex() for key in house_keys("index")]
