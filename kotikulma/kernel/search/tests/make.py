"""Documents for tests."""

from typing import Any
from uuid import NAMESPACE_URL, uuid5

from kotikulma.kernel import search
from kotikulma.kernel.search import Document


def document(name: str = "Asumisneuvonta", **fields: Any) -> Document:
    """A Finnish document; the name decides the uuid unless one is given."""
    names = fields.pop("names", {"fi": name})
    return Document(**{"kind": "service", "uuid": uuid5(NAMESPACE_URL, name), "names": names, **fields})


def names_of(found: search.Found) -> list[str]:
    return [card.names["fi"] for card in search.cards([hit.id for hit in found.hits])]
