"""PTV open API V11 as our values: one object, a page of them, a list, or a statutory description set.

`read(data, source)` takes bytes of a file or an answer and yields one `PtvRow` for each object in it.
Nothing raises on bad input: what is not understood becomes a row without a thing and with its problem.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from kotikulma.directory.formats.ptv import fragments
from kotikulma.directory.formats.ptv.channel import TYPES, read_channel
from kotikulma.directory.formats.ptv.fragments import Notes, text_of
from kotikulma.directory.formats.ptv.organization import read_organization
from kotikulma.directory.formats.ptv.service import (
    read_general_description,
    read_live_general_description,
    read_service,
)
from kotikulma.directory.formats.ptv.values import PtvRow, PtvThing, PtvTombstone
from kotikulma.directory.types import Status
from kotikulma.directory.types.imports import Problem

MAX_BYTES = 50_000_000


def read(data: bytes, source: str) -> Iterator[PtvRow]:
    """Each object of a JSON file or answer; a byte-order mark is fine, any other encoding than UTF-8 is told."""
    problem, document = _decode(data)
    if problem:
        yield PtvRow(source, None, (problem,))
        return
    items = document.get("itemList") if isinstance(document, Mapping) and "itemList" in document else document
    if not isinstance(items, list):
        yield read_object(items, source)
        return
    if not items:
        return
    for position, item in enumerate(items):
        yield read_object(item, f"{source}[{position}]")


def read_object(raw: Any, source: str, *, archived: str = "") -> PtvRow:
    """One decoded object. `archived` (service, channel, organization): the list it came from tells it is gone."""
    if not isinstance(raw, Mapping):
        return _refuse(source, "not_an_object", _("Tässä pitäisi olla PTV-kohde, mutta on jotain muuta."))
    if archived:
        name = text_of(raw.get("name"))
        return PtvRow(source, PtvTombstone(fragments.identifier(raw.get("id")), archived, name), name=name)
    if _is_skeleton(raw):
        return _refuse(
            source, "skeleton", _("Tämä on tyhjä mallipohja, jossa kenttien arvona on ”string”. Mitään ei tuotu.")
        )
    notes = Notes()
    try:
        thing = _read(raw, notes)
    except (AttributeError, TypeError, ValueError, KeyError) as error:
        return _refuse(
            source, "unreadable", _("Kohteen rakenne ei ole PTV:n mukainen: %(reason)s.") % {"reason": error}
        )
    if thing is None:
        return _refuse(source, "unknown_shape", _unknown(raw))
    if not thing.id:
        return _refuse(source, "no_id", _("Tunnus (id) puuttuu, joten kohdetta ei voi tuoda."))
    if not thing.name and thing.status is not Status.ARCHIVED:
        return _refuse(source, "no_name", _("Nimi puuttuu, joten kohdetta ei voi tuoda. Lisää nimi lähteessä."))
    name = thing.name.get("fi") or next(iter(thing.name.values()), "")
    return PtvRow(source, thing, tuple(notes.problems), name)


def _read(raw: Mapping[str, Any], notes: Notes) -> Any:
    if "serviceChannelType" in raw or "serviceChannelNames" in raw:
        return read_channel(raw, notes) if text_of(raw.get("serviceChannelType")) in TYPES else None
    if "serviceNames" in raw:
        return read_service(raw, notes)
    if "organizationNames" in raw:
        return read_organization(raw, notes)
    if "Id" in raw and "Name" in raw:
        return read_general_description(raw, notes)
    if "names" in raw and "descriptions" in raw:
        return read_live_general_description(raw, notes)
    return None


def _unknown(raw: Mapping[str, Any]) -> str:
    if "serviceCollectionNames" in raw:
        return _("Palvelukokonaisuuksia ei tuoda.")
    if set(raw) <= {"id", "name"} and raw:
        return _("Tässä on vain tunnus ja nimi. Hae kohde kokonaan PTV:stä.")
    return _("Kohteen laji on vieras. Tuo palveluja, asiointikanavia, organisaatioita tai pohjakuvauksia.")


def _refuse(source: str, code: str, message: str) -> PtvRow:
    return PtvRow(source, None, (Problem("", code, message),))


def _decode(data: bytes) -> tuple[Problem | None, Any]:
    if len(data) > MAX_BYTES:
        return Problem("", "too_big", _("Tiedosto on yli 50 megatavua. Jaa se osiin.")), None
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return Problem("", "encoding", _("Tiedosto on UTF-16-muodossa. Tallenna se UTF-8-muodossa.")), None
    try:
        text = data.decode("utf-8-sig")
        return None, json.loads(text)
    except UnicodeDecodeError:
        return Problem("", "encoding", _("Tiedosto ei ole UTF-8-muodossa. Tallenna se UTF-8-muodossa.")), None
    except json.JSONDecodeError as error:
        if text.strip()[:1] not in ("{", "["):
            message = _("Tämä ei ole JSON-tiedosto. Taulukon tuot komennolla import services tai import places.")
            return Problem("", "not_json", message), None
        message = _("JSON on rikki rivillä %(line)d, merkissä %(column)d. Korjaa tiedosto tai hae se uudelleen.")
        return Problem("", "broken_json", message % {"line": error.lineno, "column": error.colno}), None
    except RecursionError:
        return Problem("", "broken_json", _("JSON on liian syvä. Hae tiedosto uudelleen.")), None


def _is_skeleton(raw: Any) -> bool:
    """Every word in it is the placeholder "string" (ids, dates and flags aside)."""
    found = False
    for leaf in _leaves(raw):
        if leaf == "string":
            found = True
        elif not (leaf[:4].isdigit() or fragments.UUID.match(leaf)):
            return False
    return found


def _leaves(raw: Any) -> Iterator[str]:
    if isinstance(raw, str):
        yield raw
    elif isinstance(raw, Mapping):
        for value in raw.values():
            yield from _leaves(value)
    elif isinstance(raw, list):
        for value in raw:
            yield from _leaves(value)


__all__ = ["MAX_BYTES", "Problem", "PtvRow", "PtvThing", "PtvTombstone", "read", "read_object"]
