"""PTV addresses: the one you can visit, its coordinates, entrances and accessibility sentences."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from kotikulma.directory.formats.coordinates import Misplaced, Position, from_degrees, from_tm35fin
from kotikulma.directory.formats.ptv.fragments import Notes, mapping, rows, text_of, texts
from kotikulma.directory.formats.ptv.values import PtvAddress
from kotikulma.kernel import municipalities


def visiting_address(raw: Any, notes: Notes) -> PtvAddress:
    """The first address of type Location; a postal address is never where one goes."""
    found = [(position, item) for position, item in rows(raw) if item.get("type") == "Location"]
    if not found:
        notes.add("addresses", "no_visiting_address", _("Käyntiosoite puuttuu. Paikka tuodaan ilman osoitetta."))
        return PtvAddress()
    if len(found) > 1:
        notes.add("addresses", "several_addresses", _("Käyntiosoitteita on monta. Ensimmäinen tuotiin, tarkista muut."))
    position, item = found[0]
    path = f"addresses[{position}]"
    street = mapping(item.get("streetAddress")) or mapping(item.get("otherAddress"))
    if not street:
        notes.add(path, "no_visiting_address", _("Käyntiosoite puuttuu. Paikka tuodaan ilman osoitetta."))
    entrances = [entrance for _position, entrance in rows(item.get("entrances"))]
    place = _position(street, entrances, path, notes)
    return PtvAddress(
        street=_street(street),
        postal_code=_postal_code(street, path, notes),
        post_office=texts(street.get("postOffice")),
        municipality_code=_municipality(street, path, notes),
        directions=texts(street.get("additionalInformation")),
        latitude=place.latitude if place else None,
        longitude=place.longitude if place else None,
        accessibility_sentences=tuple(group for entrance in entrances for group in _sentences(entrance)),
        entrances=tuple(_entrance(entrance) for entrance in entrances),
    )


def _street(street: Mapping[str, Any]) -> dict[str, str]:
    number = text_of(street.get("streetNumber"))
    return {language: f"{name} {number}".strip() for language, name in texts(street.get("street")).items()}


def _postal_code(street: Mapping[str, Any], path: str, notes: Notes) -> str:
    code = text_of(street.get("postalCode"))
    if code and not (len(code) == 5 and code.isdigit()):
        notes.add(path, "postal_code_bad", _("Postinumerossa on oltava viisi numeroa. Se jäi pois."))
        return ""
    return code


def _municipality(street: Mapping[str, Any], path: str, notes: Notes) -> str:
    """A code of our own list, or one that the source can name."""
    given = street.get("municipality")
    code = text_of(given.get("code") if isinstance(given, Mapping) else given)
    known = code.zfill(3) if code.isdigit() and len(code) <= 3 else ""
    if known and (municipalities.get(known) or (isinstance(given, Mapping) and texts(given.get("name")))):
        return known
    if code:
        message = _("Kuntaa ”%(code)s” ei tunneta, joten se jäi pois. Korjaa kunta lähteessä.")
        notes.add(path, "municipality_unknown", message % {"code": code[:20]})
    return ""


def _position(
    street: Mapping[str, Any], entrances: list[Mapping[str, Any]], path: str, notes: Notes
) -> Position | None:
    """The address's own coordinates, else those of its main entrance."""
    found = locate(street.get("latitude"), street.get("longitude"))
    if isinstance(found, Position):
        return found
    if found is Misplaced.SWAPPED:
        notes.add(
            path,
            "coordinates_swapped",
            _("Koordinaatit ovat vaihtaneet paikkaa. Vaihda ne lähteessä keskenään, nyt ne jäivät pois."),
        )
    elif found is Misplaced.NOT_A_NUMBER:
        notes.add(
            path,
            "coordinates_not_numbers",
            _("Koordinaatit eivät ole lukuja, joten ne jäivät pois. Korjaa ne lähteessä."),
        )
    elif found is not Misplaced.MISSING:
        notes.add(
            path,
            "coordinates_outside_finland",
            _("Koordinaatit eivät ole Suomessa, joten ne jäivät pois. Korjaa ne lähteessä."),
        )
    for entrance in sorted(entrances, key=lambda each: each.get("isMainEntrance") is not True):
        spot = entrance.get("coordinates")
        at_door = locate(spot.get("latitude"), spot.get("longitude")) if isinstance(spot, Mapping) else None
        if isinstance(at_door, Position):
            return at_door
    return None


def locate(first: Any, second: Any) -> Position | Misplaced:
    """PTV tells metres; some senders slip degrees into the same fields."""
    found = from_tm35fin(first, second)
    if found is Misplaced.OUTSIDE_FINLAND:
        degrees = from_degrees(first, second)
        return degrees if degrees is not Misplaced.OUTSIDE_FINLAND else found
    return found


def _sentences(entrance: Mapping[str, Any]) -> list[dict[str, object]]:
    groups: list[dict[str, object]] = []
    for _position, item in rows(entrance.get("accessibilitySentences")):
        told = [texts(each.get("sentence")) for _at, each in rows(item.get("sentences"))]
        groups.append({"group": texts(item.get("sentenceGroup")), "sentences": [each for each in told if each]})
    return [group for group in groups if group["sentences"]]


def _entrance(raw: Mapping[str, Any]) -> dict[str, object]:
    entrance: dict[str, object] = {"name": texts(raw.get("name")), "main": raw.get("isMainEntrance") is True}
    spot = raw.get("coordinates")
    found = locate(spot.get("latitude"), spot.get("longitude")) if isinstance(spot, Mapping) else None
    if isinstance(found, Position):
        entrance |= {"latitude": found.latitude, "longitude": found.longitude}
    return entrance
