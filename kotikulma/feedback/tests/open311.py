"""What the tests of Open311 share: the standard's schemas, our own small ones, XML read back, a program's post."""

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
from django.test import Client
from referencing import Registry
from referencing.jsonschema import DRAFT4

from kotikulma.feedback.formats.open311.documents import ONE_OF

SCHEMAS = Path(__file__).resolve().parents[4] / "shared/data/events/open311"
DEMO = {"api_key": "demo", "service_code": "wish", "description": "Voisiko kirjasto olla auki sunnuntaisin?"}
_TEXT = {"type": ["string", "null"]}
_MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$"}
_REQUEST = {
    "service_request_id": {"type": "string", "pattern": r"^P-\d{4}-\d{5}$"},
    "status": {"enum": ["open", "closed"]},
    **dict.fromkeys(
        ("status_notes", "agency_responsible", "service_notice", "address", "address_id", "zipcode"), _TEXT
    ),
    "description": {"type": ["string", "null"], "maxLength": 4000},
    "service_name": {"type": "string"},
    "service_code": {"type": "string"},
    **dict.fromkeys(("requested_datetime", "updated_datetime", "expected_datetime"), _MOMENT),
    "lat": {"type": ["number", "null"]},
    "long": {"type": ["number", "null"]},
    "media_url": {"type": "null"},
}
ROW = {"type": "object", "additionalProperties": False, "required": list(_REQUEST), "properties": _REQUEST}
ERRORS = {
    "type": "array",
    "minItems": 1,
    "items": {
        "type": "object",
        "additionalProperties": False,
        "required": ["code", "description"],
        "properties": {"code": {"type": "integer"}, "description": {"type": "string", "minLength": 5}},
    },
}


def standard(name: str, value: Any) -> None:
    """Valid against a schema of the standard; its own references lack the middle of their names."""
    if not SCHEMAS.exists():
        pytest.skip("the schemas of the standard are not beside this checkout")
    read = {path.name: json.loads(path.read_text()) for path in SCHEMAS.glob("*.schema.json")}
    named = {key.replace(".schema", ""): DRAFT4.create_resource(value) for key, value in read.items()}
    registry: Any = Registry().with_resources(named.items())
    jsonschema.Draft4Validator(read[f"{name}.schema.json"], registry=registry).validate(value)


def own(value: Any) -> None:
    """Every row has every field and no other, in our stricter shape."""
    jsonschema.validate(value, {"type": "array", "items": ROW})


def get(client: Client, path: str, **query: Any) -> Any:
    response = client.get(f"/open311/v2/{path}.json", query)
    assert response.status_code == 200, response.content
    return response.json()


def post(client: Client, form: str = "json", headers: dict[str, str] | None = None, **fields: str) -> Any:
    return client.post(f"/open311/v2/requests.{form}", DEMO | fields, headers=headers or {})


def plain(tree: Any) -> Any:
    """A JSON tree with every value as the text XML has for it."""
    if isinstance(tree, dict):
        return {key: plain(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [plain(value) for value in tree]
    return None if tree is None else str(tree).lower() if isinstance(tree, bool) else str(tree)


def parsed(content: bytes) -> Any:
    """An XML document as the same tree."""
    return _tree(ElementTree.fromstring(content))


def _tree(element: ElementTree.Element) -> Any:
    if element.tag in ONE_OF:
        assert {child.tag for child in element} <= {ONE_OF[element.tag]}
        return [_tree(child) for child in element]
    return {child.tag: _tree(child) for child in element} if len(element) else element.text
