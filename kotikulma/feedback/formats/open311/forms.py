"""What a program posts, read into what a resident gives. What we do not know is passed over, as others send it too."""

import math
from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext as _

from kotikulma.feedback.types import Kind, NewFeedback, Reply, Source, Topic
from kotikulma.kernel.errors import DomainError, NotFound

LONGEST_EMAIL = 254
NO_ADDRESS = "-"  # what is sent for a wish without a place, since the standard wants one


class BadForm(DomainError):
    """`fields`: name of the posted field -> what is wrong with it."""

    code = "feedback.bad_form"


def read(posted: Mapping[str, str], *, municipality_code: str, language: str, form_key: UUID | None) -> NewFeedback:
    """BadForm with every fault, NotFound for a service there is not. Names are asked for an initiative alone."""
    given = {name: value.replace("\x00", "").strip() for name, value in posted.items()}
    faults: dict[str, str] = {}
    kind = service(given.get("service_code", ""))
    latitude, longitude = _coordinates(given, faults)
    address = given.get("address_string", "")
    new = NewFeedback(
        kind=kind,
        text="\n\n".join(filter(None, (given.get("title", ""), given.get("description", "")))),
        reply=_choice(given, "attribute[reply]", Reply.values, faults) or Reply.PUBLIC,
        place=_uuid(given, "address_id", faults),
        service=_uuid(given, "attribute[service]", faults),
        topic=_choice(given, "attribute[topic]", Topic.values, faults),
        municipality_code=municipality_code,
        contact=_contact(given, faults),
        name=" ".join(filter(None, (given.get("first_name"), given.get("last_name"))))
        if kind == Kind.INITIATIVE
        else "",
        language=language,
        form_key=form_key,
        source=Source.OPEN311,
        latitude=latitude,
        longitude=longitude,
        address="" if address == NO_ADDRESS else address,
    )
    if faults:
        raise BadForm(fields=faults)
    return new


def service(code: str) -> Kind:
    """The kind of feedback behind a service_code."""
    if not code:
        raise BadForm(
            fields={"service_code": _("Anna service_code. Luettelo on osoitteessa /open311/v2/services.json.")}
        )
    if code not in Kind.values:
        raise NotFound(_("Palvelua %(code)s ei ole. Katso osoite /open311/v2/services.json.") % {"code": code[:40]})
    return Kind(code)


def _coordinates(given: Mapping[str, str], faults: dict[str, str]) -> tuple[float | None, float | None]:
    """Both or neither; numbers, also as text."""
    latitude, longitude = _number(given, "lat", 90, faults), _number(given, "long", 180, faults)
    if not faults and (latitude is None) != (longitude is None):
        faults["lat" if latitude is None else "long"] = _("Anna sekä lat että long, tai jätä molemmat pois.")
    return latitude, longitude


def _number(given: Mapping[str, str], name: str, most: int, faults: dict[str, str]) -> float | None:
    value = given.get(name, "")
    if not value:
        return None
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not abs(number) <= most:
        faults[name] = _("Anna luku väliltä −%(most)d–%(most)d, esimerkiksi 62.24.") % {"most": most}
    return number


def _uuid(given: Mapping[str, str], name: str, faults: dict[str, str]) -> UUID | None:
    try:
        return UUID(given[name]) if given.get(name) else None
    except ValueError:
        faults[name] = _("Anna tunnus UUID-muodossa, kuten se on rajapinnassa /api/v1.")
        return None


def _choice(given: Mapping[str, str], name: str, choices: list[str], faults: dict[str, str]) -> str:
    value = given.get(name, "")
    if value and value not in choices:
        faults[name] = _("Käytä jotakin näistä: %(choices)s.") % {"choices": ", ".join(choices)}
    return value


def _contact(given: Mapping[str, str], faults: dict[str, str]) -> str:
    """One way of answering is kept, mail before telephone."""
    email = given.get("email", "")
    if len(email) > LONGEST_EMAIL:
        faults["email"] = _("Sähköpostiosoite ei kelpaa. Kirjoita se muodossa nimi@example.org.")
    return email or given.get("phone", "")
