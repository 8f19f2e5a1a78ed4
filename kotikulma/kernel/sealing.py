"""Short texts that a table holds but nobody reads there: sealed with AES-256-GCM under a key outside the database.

    event.link = sealing.seal("events.join_link", event.uuid, "https://…")
    sealing.unseal("events.join_link", event.uuid, event.link)

A sealed text is bound to its purpose and its row: copied elsewhere it opens no more (NIST SP 800-38D).
`own_keys` gives each record a key of its own on the same ground.
"""

import os
from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_VERSION = b"\x01"
_KEY_ID, _NONCE = 4, 12


class Unreadable(ValueError):
    """Sealed under a key we do not have, for another row, or damaged."""


def seal(purpose: str, row: UUID, text: str) -> bytes:
    """Version, key id, nonce, ciphertext. The same text twice gives two different seals."""
    return seal_with(next(house_keys()), purpose, row, text)


def unseal(purpose: str, row: UUID, sealed: bytes) -> str:
    """The text; Unreadable when no key of ours opens it here."""
    head = bytes(sealed[: 1 + _KEY_ID])
    key = next((key for key in house_keys() if head == _VERSION + key_id(key)), None)
    if key is None:
        raise Unreadable("A sealed text does not open with the keys of this installation.")
    return unseal_with(key, purpose, row, sealed)


def is_current(sealed: bytes) -> bool:
    """Is it sealed under the newest key? Otherwise it waits to be sealed anew."""
    return bytes(sealed[: 1 + _KEY_ID]) == _VERSION + key_id(next(house_keys()))


def seal_with(key: bytes, purpose: str, row: UUID, text: str) -> bytes:
    """`seal` under this key of 32 bytes."""
    nonce = os.urandom(_NONCE)
    return _VERSION + key_id(key) + nonce + AESGCM(key).encrypt(nonce, text.encode(), _bound(purpose, row))


def unseal_with(key: bytes, purpose: str, row: UUID, sealed: bytes) -> str:
    """`unseal` with this key of 32 bytes."""
    sealed = bytes(sealed)
    head, body = sealed[: 1 + _KEY_ID], sealed[1 + _KEY_ID :]
    try:
        if head == _VERSION + key_id(key):
            return AESGCM(key).decrypt(body[:_NONCE], body[_NONCE:], _bound(purpose, row)).decode()
    except InvalidTag:
        pass
    raise Unreadable("A sealed text does not open with the keys of this installation.")


def house_keys(use: str = "sealing") -> Iterator[bytes]:
    """The keys of the installation for one use, the current one first; different uses never share a key."""
    for secret in (settings.FIELD_KEY, *settings.FIELD_KEY_FALLBACKS):
        yield _key(secret, use)


def key_id(key: bytes) -> bytes:
    """Four bytes that name a key and tell nothing of it."""
    return sha256(b"id:" + key).digest()[:_KEY_ID]


def _bound(purpose: str, row: UUID) -> bytes:
    return f"{purpose}:{row}".encode()


@lru_cache(maxsize=24)
def _key(secret: str, use: str) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=f"kotikulma.{use}".encode()).derive(secret.encode())
