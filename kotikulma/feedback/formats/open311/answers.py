"""Our values as the trees GeoReport v2 answers with; empty values are None, so that every row has every field."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kotikulma.feedback.types import CLOSED_STATES, OPEN_STATES, Kind, Known, Reply, State, Topic
from kotikulma.kernel.clock import HELSINKI
from kotikulma.kernel.i18n import localise

Tree = dict[str, Any]
OPEN, CLOSED = "open", "closed"
LONGEST = 4000  # of a description, by the standard
CHANGED = "2026-11-22T00:00:00+02:00"  # when what discovery tells changed last
SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
FORMATS = ("text/xml", "application/json")
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Where:
    """What may be told of the place a feedback is about."""

    address: str = ""
    zipcode: str = ""
    latitude: float | None = None
    longitude: float | None = None


def services() -> list[Tree]:
    """A service for each kind of feedback."""
    return [
        {
            "service_code": kind.value,
            "service_name": str(kind.label),
            "description": _about(kind),
            "metadata": True,
            "type": "realtime",
            "keywords": ",".join(str(topic.label).lower() for topic in Topic),
            "group": _("Palaute"),
        }
        for kind in Kind
    ]


def definition(kind: Kind) -> Tree:
    """What may be told beside the words; an initiative says first what it must have."""
    choices = [
        ("topic", _("Mitä asia koskee?"), Topic.choices),
        ("reply", _("Saako vastaus näkyä kaikille?"), Reply.choices),
    ]
    attributes = [_attribute(code, "singlevaluelist", words, listed) for code, words, listed in choices]
    attributes.append(_attribute("service", "string", _("Palvelun tunnus luettelosta /api/v1/services")))
    if kind == Kind.INITIATIVE:
        attributes.insert(0, {**_attribute("who", "text", _about(kind)), "variable": False})
    return {
        "service_code": kind.value,
        "attributes": [{**attribute, "order": order} for order, attribute in enumerate(attributes, 1)],
    }


def request(known: Known, where: Where, today: date) -> Tree:
    """One feedback with its answer. Of one that has just arrived: that it did, and when it is answered."""
    item = known.item
    answer = "" if known.arrived or item.answer is None else item.answer.text
    if known.merged_into:
        answer = _("Yhdistetty palautteeseen %(reference)s.") % {"reference": known.merged_into}
    return {
        "service_request_id": item.reference,
        "status": status_of(item.state),
        "status_notes": _text(answer),
        "service_name": item.kind_label,
        "service_code": item.kind,
        "description": None if known.arrived else _text(item.text, LONGEST),
        "agency_responsible": _text(str(localise(item.unit))),
        "service_notice": _text(_notice(known, today)),
        "requested_datetime": _moment(item.received_at),
        "updated_datetime": _moment(item.closed_at or item.changed_at),
        "expected_datetime": _moment(datetime.combine(item.due_on, time(23, 59, 59), HELSINKI)),
        "address": _text(where.address),
        "address_id": str(item.place.uuid) if item.place and not known.arrived else None,
        "zipcode": where.zipcode or None,
        "lat": where.latitude,
        "long": where.longitude,
        "media_url": None,
    }


def created(reference: str, token: str, due: date) -> Tree:
    """What became of a post: the number, or for one that only its sender may follow, a token."""
    named = {"token": token} if token else {"service_request_id": reference}
    who = _("Vastaus näkyy vain sinulle.") if token else _moderated()
    return {**named, "service_notice": f"{who} {_promise(due)}", "account_id": None}


def token(reference: str, asked: str) -> Tree:
    return {"service_request_id": reference, "token": asked}


def discovery(address: str, *, test: bool) -> Tree:
    """What this server is; `address` is that of the house."""
    return {
        "changeset": CHANGED,
        "contact": address,
        "key_service": _("Avaimen antaa palvelun ylläpito: kotikulma apikey create. Lukea saa ilman avainta."),
        "endpoints": [
            {
                "specification": SPECIFICATION,
                "url": f"{address}/open311/v2",
                "changeset": CHANGED,
                "type": "test" if test else "production",
                "formats": list(FORMATS),
            }
        ],
    }


def errors(status: int, sentences: list[str]) -> list[Tree]:
    return [{"code": status, "description": _text(sentence)} for sentence in sentences]


def plain(text: str) -> str:
    """Without what XML cannot carry and with one kind of line end, so that both formats say the same."""
    return _NOT_IN_XML.sub("", text).replace("\r\n", "\n").replace("\r", "\n").strip()


def status_of(state: str) -> str:
    """Closed when nothing more is promised; answered with a promise is still open."""
    return CLOSED if state in CLOSED_STATES else OPEN


def states_of(statuses: Collection[str]) -> tuple[State, ...]:
    return tuple(state for state in State if status_of(state) in statuses)


def _about(kind: Kind) -> str:
    if kind == Kind.INITIATIVE:
        return _("Kuntalain 23 §:n aloite. Anna nimi ja sähköpostiosoite tai puhelinnumero.")
    if kind == Kind.ACCESSIBILITY:
        return _("Kerro, mikä on esteenä. Vastaamme 14 päivässä.")
    return _("Vastaus näkyy kaikille, ellet pyydä sitä vain itsellesi.")


def _attribute(code: str, datatype: str, words: str, choices: list[Any] | None = None) -> Tree:
    values = {"values": [{"key": key, "name": str(name)} for key, name in choices]} if choices else {}
    return {
        "variable": True,
        "code": code,
        "datatype": datatype,
        "required": False,
        "datatype_description": None,
        "description": words,
        **values,
    }


def _notice(known: Known, today: date) -> str:
    item = known.item
    if known.arrived:
        return f"{_moderated()} {_promise(item.due_on)}"
    if item.state not in OPEN_STATES:
        return item.outcome_label
    return _("Vastaus on myöhässä. Pyydämme anteeksi.") if item.due_on < today else _promise(item.due_on)


def _moderated() -> str:
    return _("Näytämme palautteen muille, kun olemme lukeneet sen.")


def _promise(due: date) -> str:
    return _("Vastaamme viimeistään %(day)s.") % {"day": date_format(due, "j.n.Y")}


def _moment(moment: datetime) -> str:
    return moment.astimezone(HELSINKI).isoformat(timespec="seconds")


def _text(text: str, longest: int = 0) -> str | None:
    """None when nothing is left, cut at `longest` characters."""
    text = plain(text)
    if longest and len(text) > longest:
        text = f"{text[: longest - 1]}…"
    return text or None
