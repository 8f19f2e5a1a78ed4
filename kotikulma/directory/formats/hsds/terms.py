"""Taxonomies and their terms: PTV's code lists under their own addresses, and our own lists beside them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from uuid import NAMESPACE_URL, UUID, uuid5

from kotikulma.directory.formats.hsds.values import Json, filled, ident, text
from kotikulma.directory.types import AGE_GROUPS, PlaceType, TermScheme
from kotikulma.directory.types.records import TermRecord

_OWN = "https://kotikulma.example.org/terms/"
_PTV = "http://uri.suomi.fi/codelist/ptv/"


@dataclass(frozen=True)
class Taxonomy:
    key: str
    name: str
    description: str
    uri: str

    @cached_property
    def uuid(self) -> UUID:
        return uuid5(NAMESPACE_URL, self.uri)


TAXONOMIES = {
    one.key: one
    for one in (
        Taxonomy(
            TermScheme.TARGET_GROUP, "PTV kohderyhmät", "Kenelle palvelu on tarkoitettu.", f"{_PTV}ptvkohderyhmat"
        ),
        Taxonomy(TermScheme.SERVICE_CLASS, "PTV palveluluokat", "Mistä asiasta on kyse.", f"{_PTV}ptvserclass2"),
        Taxonomy(TermScheme.LIFE_EVENT, "PTV elämäntilanteet", "Mitä elämässä tapahtuu.", f"{_PTV}ptvelti"),
        Taxonomy(TermScheme.SPECIAL_GROUP, "Erityisryhmät", "Ryhmät, joille on omia palveluja.", f"{_OWN}special"),
        Taxonomy("age_group", "Ikäryhmät", "Minkä ikäisille palvelu sopii.", f"{_OWN}age"),
        Taxonomy("place_type", "Kohtaamispaikkatyypit", "Millainen paikka on.", f"{_OWN}place-type"),
    )
}
AGE_LABELS = {group.code: f"{group.code}-vuotiaat".replace("-", "–", 1) for group in AGE_GROUPS} | {
    "65+": "65 vuotta täyttäneet"
}
PLACE_LABELS: dict[str, str] = {
    PlaceType.SERVICE_POINT: "Palvelupiste",
    PlaceType.WELLBEING_HOUSE: "Hyvinvointitupa",
    PlaceType.LIVING_ROOM: "Kansalaisten olohuone",
    PlaceType.MEETING_PLACE: "Kohtaamispaikka",
    PlaceType.FAMILY_CENTRE: "Perhekeskus",
    PlaceType.YOUTH_CENTRE: "Nuorisotila",
    PlaceType.OTHER: "Muu paikka",
}


def taxonomy(one: Taxonomy) -> Json:
    return {"id": str(one.uuid), "name": one.name, "description": one.description, "uri": one.uri}


def term(record: TermRecord) -> Json:
    """A term of a code list with the list it belongs to."""
    label = text(record.labels) or record.code
    of = TAXONOMIES[record.scheme]
    return filled(
        {
            "id": str(record.uuid),
            "code": record.code,
            "name": label,
            "description": text(record.descriptions) or label,
            "parent_id": str(record.parent_uuid) if record.parent_uuid else None,
            "taxonomy": of.name,
            "taxonomy_detail": taxonomy(of),
            "taxonomy_id": str(of.uuid),
            "language": "fi",
            "term_uri": record.uri,
        }
    )


@lru_cache(maxsize=64)
def own_term(key: str, code: str) -> Json | None:
    """A term of one of our own lists (`age_group`, `place_type`); None when the list has no such code.

    Made once; nobody may change it.
    """
    labels = AGE_LABELS if key == "age_group" else PLACE_LABELS
    if code not in labels:
        return None
    of = TAXONOMIES[key]
    uri = f"{of.uri}/{code.replace('+', '-')}"
    return {
        "id": str(uuid5(NAMESPACE_URL, uri)),
        "code": code,
        "name": labels[code],
        "description": labels[code],
        "taxonomy": of.name,
        "taxonomy_detail": taxonomy(of),
        "taxonomy_id": str(of.uuid),
        "language": "fi",
        "term_uri": uri,
    }


def own_terms() -> dict[str, Json]:
    """Search tag -> term of our own lists: `age:0-6`, `type:perhekeskus`."""
    found = {f"age:{group.code}": own_term("age_group", group.code) for group in AGE_GROUPS}
    found |= {f"type:{kind}": own_term("place_type", kind) for kind in PlaceType}
    return {tag: one for tag, one in found.items() if one}


def attributes(owner: UUID, entity: str, terms: Iterable[Json]) -> list[Json]:
    """The terms of a thing as attributes that link to it."""
    return [
        {
            "id": ident(owner, "attribute", one["id"]),
            "link_id": str(owner),
            "link_type": one["taxonomy"],
            "link_entity": entity,
            "taxonomy_term_id": one["id"],
            "taxonomy_term": one,
        }
        for one in terms
    ]
