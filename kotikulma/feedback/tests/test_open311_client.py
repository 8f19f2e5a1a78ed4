"""A program of somebody else over the wire: reads, gives, waits for the answer, as GeoReport v2 tells it to."""

import json
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen
from xml.etree import ElementTree

import pytest
from django.conf import LazySettings

from kotikulma.feedback import commands
from kotikulma.feedback.models import Feedback
from tests.cast import HOUSE


class Program:
    """Knows the standard and nothing of us."""

    def __init__(self, site: str) -> None:
        discovery = self._read(f"{site}/open311/v2/discovery.json")
        (self.endpoint,) = [each["url"] for each in discovery["endpoints"] if "GeoReport_v2" in each["specification"]]

    def get(self, path: str, **query: str) -> Any:
        return self._read(f"{self.endpoint}/{path}.json?{urlencode(query)}")

    def post(self, **fields: str) -> Any:
        asked = Request(f"{self.endpoint}/requests.json", urlencode(fields).encode())
        with urlopen(asked) as response:
            return json.load(response)

    def xml(self, path: str) -> ElementTree.Element:
        with urlopen(f"{self.endpoint}/{path}.xml") as response:
            return ElementTree.fromstring(response.read())

    @staticmethod
    def _read(address: str) -> Any:
        with urlopen(address) as response:
            return json.load(response)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_program_gives_a_wish_and_reads_its_answer(live_server: Any, settings: LazySettings) -> None:
    settings.DEMO, settings.BASE_URL = True, live_server.url
    program = Program(live_server.url)
    code = next(row["service_code"] for row in program.get("services") if row["service_name"] == "Toive")
    topics = program.get(f"services/{code}")["attributes"][0]["values"]
    wish = {"api_key": "demo", "service_code": code, "description": "Lisää penkkejä", "lat": "62.24", "long": "25.75"}
    (made,) = program.post(**wish, **{f"attribute[{'topic'}]": topics[0]["key"]})
    number = made["service_request_id"]
    assert program.get("requests") == []

    given = Feedback.objects.get(reference=number)
    commands.answer(HOUSE, number, version=given.version, text="Penkit tulivat.", outcome="done")
    (row,) = program.get("requests", status="closed")
    assert (row["service_request_id"], row["status_notes"], row["lat"]) == (number, "Penkit tulivat.", 62.24)
    assert program.xml(f"requests/{number}").findtext("request/status_notes") == "Penkit tulivat."


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_program_is_told_what_was_wrong(live_server: Any, settings: LazySettings) -> None:
    settings.BASE_URL = live_server.url
    with pytest.raises(HTTPError) as refused:
        Program(live_server.url).post(api_key="guess", service_code="wish", description="Lisää penkkejä")
    assert refused.value.code == 403
    assert [error["code"] for error in json.load(refused.value)] == [403]
