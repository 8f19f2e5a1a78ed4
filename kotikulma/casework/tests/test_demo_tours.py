"""Every role of the demo has a tour, and each of its steps opens for that role."""

from urllib.parse import urlsplit

import pytest

from kotikulma.people.queries import DEMO_ROLES
from tests import cast

pytestmark = pytest.mark.django_db
WHO = {
    "resident": lambda: None,
    "editor": cast.editor,
    "volunteer": cast.editor,
    "coordinator": cast.coordinator,
    "administrator": cast.administrator,
    "caseworker": cast.caseworker,
    "nurse": cast.case_colleague,
    "social_worker": cast.case_colleague,
    "case_lead": cast.case_lead,
    "adviser": cast.city_worker,
}


def test_every_role_has_a_tour_whose_steps_open(frozen: object) -> None:
    assert {role.key for role in DEMO_ROLES} == set(WHO)
    for role in DEMO_ROLES:
        browser = cast.browser_of(WHO[role.key]())
        assert len(role.tour) >= 4, role.key
        for step in role.tour:
            found = browser.get(step.path)
            assert found.status_code == 200, (role.key, urlsplit(step.path).path, found.status_code)


def test_who_stands_at_a_counter_has_a_line_to_the_check() -> None:
    page = cast.browser_of(cast.editor()).get("/tyotila/").content.decode()
    assert 'href="/tyotila/tarkistus/"' in page
