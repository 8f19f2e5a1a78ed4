"""Who may keep an organisation: what a request needs, how long things wait, who may leave."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from kotikulma.people.types import Limit, OrganizationRefused
from kotikulma.people.types.joining import RequestRefused

DETAILS = ("name", "summary", "description", "contacts")  # what an editor keeps of her organisation
NATIONAL_REGISTER = "ptv.organization"  # scheme of external identifiers
WAITING_AT_MOST = 5
REQUEST_DAYS = 180  # an undecided request
WORDS_DAYS = 90  # the words of a decided one
INVITATION_DAYS = 30
INVITATION_SHOWN_DAYS = 30  # an old invitation, so that it can be sent again
UNUSED_DAYS = 180  # an account that belongs to nothing

REQUESTS_PER_PERSON = Limit("join.request", 10, 24 * 3600)
INVITATIONS_PER_PERSON = Limit("invitation.person", 40, 24 * 3600)
LETTERS_PER_INVITATION = Limit("invitation.letter", 4, 24 * 3600)


_EMAIL = re.compile(r'[^@\s<>"]+@[^@\s<>"]+[.][^@\s<>"]+')


def check_request(position: str, grounds: str, name: str) -> None:
    """RequestRefused naming every field that does not do."""
    wrong = {}
    if not name.strip():
        wrong["name"] = _("Kirjoita nimesi, jotta tiedämme kuka kysyy.")
    if not position.strip():
        wrong["position"] = _("Kirjoita tehtäväsi, esimerkiksi sihteeri.")
    if not grounds.strip():
        wrong["grounds"] = _("Kerro yhdellä lauseella, miten kuulut organisaatioon.")
    if wrong:
        raise RequestRefused(next(iter(wrong.values())), fields=wrong)


def open_until(sent_at: datetime) -> datetime:
    """Until when an invitation can be accepted."""
    return sent_at + timedelta(days=INVITATION_DAYS)


def details_version(organization: Any) -> str:
    """What a form carries to notice that somebody else saved the details meanwhile."""
    told = json.dumps([getattr(organization, field) for field in DETAILS], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def check_contacts(contacts: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The contacts, or OrganizationRefused: pages must be web addresses, for they become links."""
    checked = [dict(row) for row in contacts if row.get("value")]
    for row in checked:
        value = str(row["value"])
        if row.get("type") == "web" and not value.startswith(("https://", "http://")):
            sentence = _("Kirjoita verkkosivun osoite kokonaan, esimerkiksi https://www.example.org.")
            raise OrganizationRefused(sentence, fields={"web": sentence})
        if row.get("type") == "email" and not _EMAIL.fullmatch(value):
            sentence = _("Sähköpostiosoite ei kelpaa. Kirjoita se muodossa nimi@example.org.")
            raise OrganizationRefused(sentence, fields={"email": sentence})
    return checked


def contacts_with(contacts: Sequence[Mapping[str, Any]], told: Mapping[str, str]) -> list[dict[str, Any]]:
    """The contacts with the general e-mail, phone and web page as told; those about a topic stay as they are.

    An empty value removes that contact.
    """
    kept, left = [], dict(told)
    for row in contacts:
        kind = str(row.get("type"))
        if row.get("topic") or kind not in told:
            kept.append(dict(row))
        elif kind in left:
            value = left.pop(kind)
            if value:
                kept.append({**row, "value": value})
        else:
            kept.append(dict(row))
    return [*kept, *({"type": kind, "value": value} for kind, value in left.items() if value)]


def general_contacts(contacts: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The first contact of each kind that is about no topic: what the form shows."""
    found: dict[str, str] = {}
    for row in contacts:
        if not row.get("topic"):
            found.setdefault(str(row.get("type")), str(row.get("value", "")))
    return found
