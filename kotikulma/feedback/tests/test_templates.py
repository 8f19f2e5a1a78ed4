"""Words one answers with often."""

import pytest
from django.test import Client

from tests import cast

pytestmark = pytest.mark.django_db
QUEUE = "/tyotila/palaute/"


@pytest.fixture
def inside() -> Client:
    return cast.browser_of(cast.coordinator())


def test_templates_are_written_and_removed_by_those_whose_they_are() -> None:
    inside = cast.browser_of(cast.editor())
    own = cast.own_organization()
    new = {"name": "Kiitos", "language": "fi", "text": "Kiitos viestistäsi.", "organization": str(own.uuid)}
    assert inside.post(f"{QUEUE}pohjat/", new).status_code == 302
    assert "Kiitos viestistäsi." in inside.get(f"{QUEUE}pohjat/").content.decode()
    assert inside.post(f"{QUEUE}pohjat/", {**new, "organization": ""}).status_code in (404, 422)
