"""What a resident left behind with a report, and how long she has waited."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from kotikulma.kernel.clock import HELSINKI

ANSWER_WITHIN = 7  # days, after which it is late


def mail_address(contact: str) -> str:
    """The contact, if it is an address mail can go to; a telephone number gives ""."""
    address = contact.strip()
    try:
        validate_email(address)
    except ValidationError:
        return ""
    return address if len(address) <= 254 else ""


def days_waited(created_at: datetime, now: datetime) -> int:
    """Whole days by the calendar of Helsinki."""
    return (now.astimezone(HELSINKI).date() - created_at.astimezone(HELSINKI).date()).days
