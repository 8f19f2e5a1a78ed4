"""The permission matrix: every URL × method × member of the cast answers as its row in `access.PERMISSIONS` says.

A URL whose address takes arguments gets them from `SAMPLES` in its module's tests/make.py:
URL name -> function(cast) -> keyword arguments, naming a thing of `cast.own`.
"""

import importlib
import importlib.util
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from kotikulma.config import permissions
from kotikulma.kernel.permissions import ALL, AUDIENCES, METHODS, Audience, Row
from tests import cast
from tests.cast import Cast

Sample = Callable[[Cast], Mapping[str, Any]]
ADDRESSES = {address.name: address for address in permissions.addresses()}
ROWS = permissions.rows()
NAMES = sorted(ADDRESSES.keys() & ROWS.keys())
GROUPS = [NAMES[first : first + 30] for first in range(0, len(NAMES), 30)]


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Refusals are the point here; writing each to the log takes half of the time."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@cache
def samples() -> dict[str, Sample]:
    found: dict[str, Sample] = {}
    for config in apps.get_app_configs():
        folder, name = f"{config.name}.tests", f"{config.name}.tests.make"
        ours = config.name.startswith("kotikulma.") and importlib.util.find_spec(folder)
        if ours and importlib.util.find_spec(name):
            found |= getattr(importlib.import_module(name), "SAMPLES", {})
    return found


def test_every_url_has_a_row() -> None:
    assert sorted(ADDRESSES.keys() - ROWS.keys()) == []


def test_every_row_has_a_url() -> None:
    assert sorted(ROWS.keys() - ADDRESSES.keys()) == []


def test_every_url_with_arguments_has_a_sample() -> None:
    assert sorted(name for name, address in ADDRESSES.items() if address.needs and name not in samples()) == []


def test_a_public_row_without_a_reason_is_refused() -> None:
    with pytest.raises(ValueError, match=r"A public URL says why it is public."):
        Row(get=ALL)


@pytest.mark.django_db
@pytest.mark.parametrize("names", GROUPS, ids=lambda names: f"{names[0]} and on")
def test_answers_are_those_of_the_table(names: list[str], forget: Callable[[], None]) -> None:
    """Thirty addresses over one cast: laying the people costs more than most answers."""
    people = cast.everybody()
    keys = {audience: _session_of(client) for audience, client in cast.browsers(people).items()}
    client = Client(raise_request_exception=False)
    wrong = [sentence for name in names for sentence in _wrong_answers(name, people, keys, client, forget)]
    assert not wrong, "\n".join(wrong)


def _wrong_answers(
    name: str, people: Cast, keys: Mapping[Audience, str | None], client: Client, forget: Callable[[], None]
) -> Iterator[str]:
    """One address, asked by everybody in every way; what it was made of is taken back."""
    row = ROWS[name]
    with transaction.atomic():
        make = samples().get(name)
        path = reverse(name, kwargs=dict(make(people)) if make else {})
        for method in METHODS:
            for audience in _asking(row, method):
                got = answer_to(method, path, client, keys[audience])
                if got not in expected(row, method, audience):
                    yield f"{name}: {method} {path} as {audience}: {got}, not {expected(row, method, audience)}"
                if got == "not-served":  # to whomever
                    break
        transaction.set_rollback(True)
    forget()


def _asking(row: Row, method: str) -> Iterable[Audience]:
    """Everybody; on a second database one of those let in, for it is the statements that may differ there."""
    allowed = row.allowed(method) or frozenset()
    return AUDIENCES if connection.vendor == "sqlite" else [who for who in AUDIENCES if who in allowed][-1:]


def expected(row: Row, method: str, audience: Audience) -> set[str]:
    allowed = row.allowed(method)
    if allowed is None:
        # Whether signing in or the method is looked at first says nothing to a stranger.
        return {"not-served", row.refusal(audience), "sign-in"} - {"in"}
    return {"in"} if audience in allowed else {row.refusal(audience)}


def answer_to(method: str, path: str, client: Client, session_key: str | None) -> str:
    """What the house answers to an empty request, undone afterwards."""
    client.cookies.clear()
    if session_key:
        client.cookies[settings.SESSION_COOKIE_NAME] = session_key
    with transaction.atomic():
        response = client.generic(method, path, content_type="application/x-www-form-urlencoded")
        transaction.set_rollback(True)
    return meaning(response)


def meaning(response: Any) -> str:
    status = response.status_code
    if status >= 500 and status != 503:  # not ready is an answer
        return f"error {status}"
    named = {401: "sign-in", 403: "forbidden", 404: "not-found", 405: "not-served"}
    if status in (301, 302, 303) and response.headers["Location"].startswith(reverse("account_login")):
        return "sign-in"
    return named.get(status, "in")


def _session_of(client: Client) -> str | None:
    cookie = client.cookies.get(settings.SESSION_COOKIE_NAME)
    return cookie.value if cookie else None
