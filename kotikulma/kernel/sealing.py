"""Short texts that a table holds but nobody reads there: sealed with AES-256-GCM under a key outside the database.

    event.link = sealing.seal("events.join_link", event.uuid, "https://…")
    sealing.unseal("events.join_link", event.uuid, event.link)

A sealed text is bound to its purpose and its row: copied elsewhere it opens no more (NIST SP 800-38D).
"""

import os
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
    key = _key(settings.FIELD_KEY)
    nonce = os.urandom(_NONCE)
    return _VERSION + _id(key) + nonce + AESGCM(key).encrypt(nonce, text.encode(), _bound(purpose, row))


def unseal(purpose: str, row: UUID, sealed: bytes) -> str:
    """The text; Unreadable when no key of ours opens it here."""
    sealed = bytes(sealed)
    head, body = sealed[: 1 + _KEY_ID], sealed[1 + _KEY_ID :]
    for secret in (settings.FIELD_KEY, *settings.FIELD_KEY_FALLBACKS):
        key = _key(secret)
        if head == _VERSION + _id(key):
            try:
                return AESGCM(key).decrypt(body[:_NONCE], body[_NONCE:], _bound(purpose, row)).decode()
            except InvalidTag:
                break
    raise Unreadable("A sealed text does not open with the keys of this installation.")


def _bound(purpose: str, row: UUID) -> bytes:
    return f"{purpose}:{row}".encode()


def _id(key: bytes) -> bytes:
    return sha256(b"id:" + key).digest()[:_KEY_ID]


@lru_cache(maxsize=8)
def _key(secret: str) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"kotikulma.sealing").derive(secret.encode())
