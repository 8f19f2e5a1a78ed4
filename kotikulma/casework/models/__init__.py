"""Tables of casework, split by capability. Names and free words lie sealed under the key of their own client.

Write only through `commands`, read only through `access`: each opening is written to the log.
"""

from kotikulma.casework.models.clients import BreakGlass, Client, ClientKey, Disclosure, Relationship

__all__ = ["BreakGlass", "Client", "ClientKey", "Disclosure", "Relationship"]
