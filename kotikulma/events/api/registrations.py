"""Registering for programs: the same commands as the pages use, without an account. Full and closed are a 409."""

from typing import Annotated, Any
from uuid import NAMESPACE_URL, UUID, uuid5

import orjson
from django.http import HttpRequest, HttpResponse
from ninja import Header, Path, Router

from kotikulma.events.api import shapes
from kotikulma.events.commands import registration as commands
from kotikulma.events.formats import registrations as formats
from kotikulma.events.queries import registration as queries
from kotikulma.events.types import NewRegistration, Source
from kotikulma.kernel.shapes import JSON
from kotikulma.kernel.sources import address_of
from kotikulma.kernel.types import ANONYMOUS

router = Router(tags=["registrations"])
Token = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{20,80}$", description="The secret end of a person's link")]
Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        description="The same key with the same person is the same registration; a UUID will do",
    ),
]


@router.post(
    "/occurrences/{uuid:id}/registrations",
    response={201: shapes.ReceiptShape},
    url_name="registrations",
    summary="Register; what the person is told, the same whether or not she had registered",
)
def register(request: HttpRequest, id: UUID, body: shapes.RegistrationIn, key: Key = None) -> HttpResponse:
    values = body.dict()
    new = NewRegistration(**{**values, "names": tuple(values["names"])}, source=Source.API, form_key=_form_key(id, key))
    receipt = commands.register(ANONYMOUS, id, new, address=address_of(request))
    return _private(formats.receipt(receipt), status=201)


@router.get(
    "/registrations/{token}",
    response=shapes.RegistrationShape,
    url_name="registration",
    summary="One's own registration, by the secret end of its link",
)
def registration(request: HttpRequest, token: Token) -> HttpResponse:
    return _private(formats.own(queries.own(token)))


@router.patch(
    "/registrations/{token}",
    response=shapes.RegistrationShape,
    url_name="registration",
    summary="Change the party, the way to take part, the answers or the contact; or confirm an offered seat",
)
def change(request: HttpRequest, token: Token, body: shapes.RegistrationChange) -> HttpResponse:
    values = {name: value for name, value in body.dict(exclude_unset=True).items() if value is not None}
    if values.pop("confirm", False):
        commands.confirm_offer(ANONYMOUS, token)
    if values:
        changed = commands.change(ANONYMOUS, token, **values)
        return _private(formats.own(queries.own_of(changed)))
    return _private(formats.own(queries.own(token)))


@router.delete(
    "/registrations/{token}",
    response=shapes.RegistrationShape,
    url_name="registration",
    summary="Cancel; again it changes nothing",
)
def cancel(request: HttpRequest, token: Token) -> HttpResponse:
    commands.cancel(ANONYMOUS, token)
    return _private(formats.own(queries.own(token)))


def _form_key(occurrence: UUID, key: str | None) -> UUID | None:
    return uuid5(NAMESPACE_URL, f"{occurrence}:{key}") if key else None


def _private(body: dict[str, Any], status: int = 200) -> HttpResponse:
    """Of one person: kept nowhere on the way, and its address told to nobody."""
    headers = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
    return HttpResponse(orjson.dumps(body), content_type=JSON, status=status, headers=headers)
