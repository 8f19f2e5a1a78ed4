"""The coordinator's view: each number is the length of the list it opens."""

import re

import pytest

from kotikulma.directory.commands.reports import report_error
from kotikulma.directory.queries import region
from kotikulma.directory.tests.make_entries import make_place, make_service
from kotikulma.directory.tests.make_kept import verified
from kotikulma.kernel.errors import NotFound
from kotikulma.kernel.types import ANONYMOUS
from kotikulma.people import commands as people
from tests import cast
from tests.cast import HOUSE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
PAGE = "/tyotila/alue/"


def laid() -> None:
    cast.everybody()
    verified(make_place("Vanha", organization=cast.own_organization()), "due")
    verified(make_place("Kolmella kielellä", summary={"fi": "A", "sv": "B", "en": "C"}), "fresh")
    verified(make_service("Englanniksi", summary={"fi": "A", "en": "C"}, municipalities=["179"]), "warning")
    report_error(ANONYMOUS, text="Virhe.")


def test_it_is_for_coordinators() -> None:
    with pytest.raises(NotFound):
        region.region(cast.actor(cast.editor()))
    with pytest.raises(NotFound):
        region.organizations(cast.actor(cast.editor()))


def test_the_region_in_numbers() -> None:
    laid()
    found = region.region(HOUSE)
    assert (found.organizations, found.unkept, found.entries, found.reports, found.alone) == (4, 2, 3, 1, 1)
    assert {state: count for state, count in found.states.items() if count} == {"due": 1, "fresh": 1, "warning": 1}
    assert found.lacking == {"sv": 2, "en": 1}


def test_each_number_opens_a_list_of_that_length_which_comes_as_a_file() -> None:
    laid()
    inside = cast.browser_of(cast.coordinator())
    html = inside.get(PAGE).content.decode()
    numbers = re.findall(r'<a href="([^"]+)"><b>(\d+)</b>', html)
    assert len(numbers) == 16
    for address, count in numbers:
        address = address.replace("&amp;", "&")
        assert inside.get(address).status_code == 200
        answer = inside.get(f"{address}{'&' if '?' in address else '?'}muoto=csv")
        rows = answer.content.decode("utf-8-sig").splitlines()
        assert (address, len(rows) - 1) == (address, int(count))


def test_the_numbers_come_as_a_file() -> None:
    laid()
    text = cast.browser_of(cast.coordinator()).get(f"{PAGE}?muoto=csv").content.decode("utf-8-sig")
    assert "Kielet;ilman kieltä: ruotsi;2" in text


def test_an_organisation_nobody_edits_is_told_and_its_unit_with_it() -> None:
    laid()
    people.create_organization(HOUSE, name={"fi": "Yksikkö"}, sector="association", parent=cast.own_organization())
    people.create_organization(HOUSE, name={"fi": "Kaupungin yksikkö"}, sector="municipality", parent=cast.city())
    alone = {line.organization.name["fi"] for line in region.organizations(HOUSE, unkept=True)[0]}
    assert alone == {"Esimerkin kaupunki", "Kaupungin yksikkö", "Esimerkin hyvinvointialue"}


def test_the_line_of_one_that_nobody_edits_leads_to_inviting() -> None:
    laid()
    inside = cast.browser_of(cast.coordinator())
    html = inside.get(f"{PAGE}organisaatiot/?ilman=muokkaajaa").content.decode()
    members = f"/tyotila/organisaatiot/{cast.city().uuid}/jasenet/"
    assert f'<a href="{members}">Kutsu muokkaaja' in html
    assert inside.get(members).status_code == 200


def test_an_organisations_line_counts_its_entries_and_those_that_wait() -> None:
    laid()
    lines = {line.organization.name["fi"]: line for line in region.organizations(HOUSE)[0]}
    own, city = lines["Kotiseudun yhdistys"], lines["Esimerkin kaupunki"]
    assert (own.kept, own.entries, own.stale) == (True, 1, 1)
    assert (city.kept, city.entries, city.stale) == (False, 2, 1)
