"""Pure decisions of people: business ids, who may grant what, sign-in codes, token buckets."""

import hmac
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _

from kotikulma.people.types import CASE_ROLES, STAFF_ROLES, Limit, Membering, OrganizationRefused, Role, Sector

CODE_DIGITS = 6
CODE_MINUTES = 10
CODE_ATTEMPTS = 5

CODES_PER_ADDRESS = Limit("code.address", 6, 3600)
CODES_PER_SOURCE = Limit("code.source", 30, 3600)
CODE_TRIES_PER_PERSON = Limit("code.try", 15, 3600)
PASSWORDS_PER_ACCOUNT = Limit("password", 10, 3600)
SECOND_FACTOR_TRIES = Limit("second_factor", 10, 600)
ONE_TIME_CODE = Limit("one_time", 1, 600)
USES_PER_API_KEY = Limit("api_key", 600, 3600)

_BUSINESS_ID = re.compile(r"([0-9]{6,7})-([0-9])")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2)


def business_id(value: str) -> str:
    """A Finnish business id (Y-tunnus) as 1234567-8, or OrganizationRefused. Empty stays empty.

    Check digit: weighted sum of seven digits modulo 11; remainder 1 is never given out (Tax Administration).
    """
    value = value.strip()
    if not value:
        return ""
    match = _BUSINESS_ID.fullmatch(value)
    if match:
        digits = match[1].zfill(7)
        rest = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True)) % 11
        if rest != 1 and int(match[2]) == (11 - rest) % 11:
            return f"{digits}-{match[2]}"
    sentence = _(
        "Y-tunnus %(value)s ei kelpaa. Kirjoita se muodossa 1234567-8 ja tarkista numerot, tai jätä kohta tyhjäksi."
    ) % {"value": value[:20]}
    raise OrganizationRefused(sentence, fields={"business_id": sentence})


def check_organization(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The given fields, cleaned, or OrganizationRefused naming the first one that does not do."""
    cleaned = dict(fields)
    if "name" in cleaned:
        cleaned["name"] = {lang: text.strip() for lang, text in cleaned["name"].items() if text and text.strip()}
        if not cleaned["name"]:
            _refuse("name", _("Anna organisaatiolle nimi."))
    for field, limit in (("name", 100), ("summary", 150), ("description", 2500)):
        for lang, text in (cleaned.get(field) or {}).items():
            if len(text) > limit:
                _refuse(
                    field,
                    _("Teksti (%(lang)s) on %(length)d merkkiä pitkä. Lyhennä se %(limit)d merkkiin.")
                    % {"lang": lang, "length": len(text), "limit": limit},
                )
    if "sector" in cleaned and cleaned["sector"] not in Sector.values:
        _refuse("sector", _("Valitse organisaatiolle sektori luettelosta."))
    if "municipality_code" in cleaned and not re.fullmatch(r"([0-9]{3})?", cleaned["municipality_code"]):
        _refuse("municipality_code", _("Kuntakoodissa on kolme numeroa, esimerkiksi 179."))
    if "business_id" in cleaned:
        cleaned["business_id"] = business_id(cleaned["business_id"])
    return cleaned


def _refuse(field: str, sentence: str) -> None:
    raise OrganizationRefused(sentence, fields={field: sentence})


def makes_a_circle(organization_id: int, ancestors: Sequence[int]) -> bool:
    """Would a parent with these ancestors (itself first) put the organisation under itself?"""
    return organization_id in ancestors


def grantable(actor: Membering, edits_organization: bool) -> frozenset[str]:
    """Roles this actor may give and take away in one organisation.

    An administrator: all. A coordinator: editors. An editor: editors of the organisation she edits.
    """
    if actor.holds(Role.ADMINISTRATOR):
        return frozenset(Role.values)
    if actor.holds(Role.COORDINATOR) or edits_organization:
        return frozenset({Role.EDITOR.value})
    return frozenset()


def needs_second_factor(roles: Sequence[str]) -> bool:
    """Coordinators and administrators see and change what belongs to others; caseworkers read clients' data."""
    return any(role in (*STAFF_ROLES, *CASE_ROLES) for role in roles)


def administers_and_reads(roles: Iterable[str]) -> bool:
    """Would one person both give roles and read clients' data?"""
    held = set(roles)
    return Role.ADMINISTRATOR in held and not held.isdisjoint(CASE_ROLES)


def sign_in_code(key: bytes, row: str, nonce: str, issued_at: datetime) -> str:
    """Six digits that only the holder of the key can rebuild from the row; they are stored nowhere."""
    digest = hmac.new(key, f"{row}|{nonce}|{issued_at.isoformat()}".encode(), sha256).digest()
    return str(int.from_bytes(digest[:8]) % 10**CODE_DIGITS).zfill(CODE_DIGITS)


def normal_code(typed: str) -> str:
    """What was typed without spaces and dashes; people copy codes with both."""
    return re.sub(r"[\s-]", "", typed)


def refilled(limit: Limit, tokens: float, then: datetime, now: datetime) -> float:
    """Tokens in the bucket now. A clock that steps back neither fills nor drains."""
    elapsed = max(0.0, (now - then).total_seconds())
    return min(float(limit.amount), tokens + elapsed * limit.amount / limit.seconds)


def wait_minutes(limit: Limit, tokens: float) -> int:
    """Whole minutes until the next token."""
    seconds = max(0.0, 1 - tokens) * limit.seconds / limit.amount
    return max(1, -int(-seconds // 60))


def browser_words(user_agent: str) -> str:
    """The browser and the system of a user agent in words people know, e.g. "Firefox, Android"; empty if unknown."""
    browsers = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
    systems = ("Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux")
    browser = next((words for mark, words in browsers if mark in user_agent), "")
    system = next((mark for mark in systems if mark in user_agent), "")
    return ", ".join(filter(None, (browser, system)))
