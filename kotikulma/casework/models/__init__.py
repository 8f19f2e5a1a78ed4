"""Tables of casework, split by capability. Names and free words lie sealed under the key of their own client.

Write only through `commands`, read only through `access`: each opening is written to the log.
"""

from kotikulma.casework.models.checks import Attempt, FollowUp, HousingCheck
from kotikulma.casework.models.clients import BreakGlass, Client, ClientKey, Relationship
from kotikulma.casework.models.disclosures import Disclosure, LogDecision, Prohibition
from kotikulma.casework.models.doubles import Pair
from kotikulma.casework.models.ledger import (
    FOREVER,
    CountVintage,
    ListEvent,
    LivingSituation,
    Posting,
    Subject,
    Tenancy,
)
from kotikulma.casework.models.network import Consent, NetworkMember
from kotikulma.casework.models.plans import Contact, PlanVersion, Todo, Visit
from kotikulma.casework.models.referrals import Referral, ReferralStep

__all__ = [
    "FOREVER",
    "Attempt",
    "BreakGlass",
    "Client",
    "ClientKey",
    "Consent",
    "Contact",
    "CountVintage",
    "Disclosure",
    "FollowUp",
    "HousingCheck",
    "ListEvent",
    "LivingSituation",
    "LogDecision",
    "NetworkMember",
    "Pair",
    "PlanVersion",
    "Posting",
    "Prohibition",
    "Referral",
    "ReferralStep",
    "Relationship",
    "Subject",
    "Tenancy",
    "Todo",
    "Visit",
]
