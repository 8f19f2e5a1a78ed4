"""How to reach who registered. Opened only for her own pages and mails, and for her event's editors."""

from django.conf import settings
from django.utils.crypto import salted_hmac

from kotikulma.events.models import Registration
from kotikulma.kernel import sealing

EMAIL, PHONE = "events.email", "events.phone"


def email_of(registration: Registration) -> str:
    return sealing.unseal(EMAIL, registration.uuid, registration.email) if registration.email else ""


def phone_of(registration: Registration) -> str:
    return sealing.unseal(PHONE, registration.uuid, registration.phone) if registration.phone else ""


def hash_of(email: str) -> str:
    """Keyed, so that rows of one address are found while the address is not."""
    if not email:
        return ""
    hashed = salted_hmac("kotikulma.events.email", email.casefold(), secret=settings.SECRET_KEY, algorithm="sha256")
    return hashed.hexdigest()
