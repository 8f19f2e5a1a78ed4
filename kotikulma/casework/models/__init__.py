"""Tables of casework, split by capability. Names and free words lie sealed under the key of their own client.

Write only through `commands`, read only through `access`: each opening is written to the log.
"""

from kotikulma.casework.models.clients import BreakGlass, Client, ClientKey, Disclosure, Relationship
from kotikulma.casework.models.ledger import (
    FOREVER,
    CountVintage,
    ListEvent,
    LivingSituation,
    Posting,
    Subject,
    Tenancy,
)

__all__ = [
    "FOREVER",
    "BreakGlass",
    "Client",
    "ClientKey",
    "CountVintage",
    "Disclosure",
    "ListEvent",
    "LivingSituation",
    "Posting",
    "Relationship",
    "Subject",
    "Tenancy",
]
