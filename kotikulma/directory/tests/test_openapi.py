"""The OpenAPI document of our own API keeps its word, whatever is asked (schemathesis), and the HSDS lists stay up."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kotikulma.config.api import api
from kotikulma.directory.api.hsds_document import LISTS, PARAMETERS
from kotikulma.directory.tests.test_hsds import rich
from kotikulma.feedback.tests.make import make_answered, make_shown

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
schema = schemathesis.openapi.from_dict(json.loads(json.dumps(api.get_openapi_schema(), default=str)))
schema.config.base_url = "http://localhost"
schema.app = get_wsgi_application()
calm = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@pytest.fixture
def content() -> Iterator[None]:
    """Something to ask for; requests leave the test's own connection open, as they do with Django's test client."""
    rich()
    make_answered()
    make_shown()
    for moment in (request_started, request_finished):
        moment.disconnect(close_old_connections)
    yield
    for moment in (request_started, request_finished):
        moment.connect(close_old_connections)


@schema.parametrize()
@calm
def test_the_document_keeps_its_word(case: Any, content: None) -> None:
    case.call_and_validate(headers={"Accept-Encoding": "identity"})


@given(
    name=st.sampled_from(sorted(LISTS)),
    query=st.dictionaries(
        st.sampled_from([*PARAMETERS, "muu"]), st.one_of(st.text(), st.sampled_from(["true", "1", "-1", "nan"]))
    ),
)
@example(name="service_at_locations", query={"lat": "0"})
@calm
def test_no_query_brings_hsds_down(client: Client, content: None, name: str, query: dict[str, str]) -> None:
    response = client.get(f"/hsds/{name}", query)
    assert response.status_code in {200, 400}
    if response.status_code == 400:
        half = {"lat", "lon"} if {"lat", "lon"} & set(query) else set()  # what is named may be the half that is missing
        assert set(response.json()["fields"]) <= set(query) | half
