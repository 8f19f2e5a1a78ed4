"""Tables of casework, split by capability. Names and free words lie sealed under the key of their own client.

Write only through `commands`, read only through `access`: each opening is written to the log.
"""

from kotikulma.casework.models.checks import Attempt, FollowUp, HousingCheck
from kotikulma.casework.models.clients import BreakGlass, Client, ClientKey, Relationship
from kotikulma.casework.models.disclosures import Disclosure, LogDecision, Prohibition
from kotikulma.casework.models.doubles import Pair
from kotikulma.casework.models.homes import Home, Landlord, Vacancy
from kotikulma.casework.models.ledger import (
    FOREVER,
    CountVintage,
    ListEvent,
    LivingSituation,
    Posting,
    Subject,
    Tenancy,
)
from kotikulma.casework.models.matches import HomeLoss, HousingNeed, Shortlist, ShortlistEntry
from kotikulma.casework.models.network import Consent, NetworkMember
from kotikulma.casework.models.offers import FidelityAttempt, HomeCheck, Offer, OfferStep
from kotikulma.casework.models.orders import NeedOrder
from kotikulma.casework.models.pilots import CentreVisit, Episode, Pilot, Result
from kotikulma.casework.models.plans import Contact, EarlierContact, PlanVersion, Todo, Visit
from kotikulma.casework.models.referrals import Referral, ReferralStep
from kotikulma.casework.models.releases import Release, ReleaseStep

__all__ = [
    "FOREVER",
    "Attempt",
    "BreakGlass",
    "CentreVisit",
    "Client",
    "ClientKey",
    "Consent",
    "Contact",
    "CountVintage",
    "Disclosure",
    "EarlierContact",
    "Episode",
    "FidelityAttempt",
    "FollowUp",
    "Home",
    "HomeCheck",
    "HomeLoss",
    "HousingCheck",
    "HousingNeed",
    "Landlord",
    "ListEvent",
    "LivingSituation",
    "LogDecision",
    "NeedOrder",
    "NetworkMember",
    "Offer",
    "OfferStep",
    "Pair",
    "Pilot",
    "PlanVersion",
    "Posting",
    "Prohibition",
    "Referral",
    "ReferralStep",
    "Relationship",
    "Release",
    "ReleaseStep",
    "Result",
    "Shortlist",
    "ShortlistEntry",
    "Subject",
    "Tenancy",
    "Todo",
    "Vacancy",
    "Visit",
]
