"""An editor keeps the details of her organisation; two who save at once lose nothing."""

from typing import Any

import pytest

from kotikulma.kernel import external_ids
from kotikulma.people import commands, queries
from kotikulma.people.models import Organization
from kotikulma.people.rules import joining as rules
from kotikulma.people.tests.make import make_organization
from kotikulma.people.types import OrganizationNotFound, OrganizationRefused
from kotikulma.people.types.joining import ChangedMeanwhile
from tests import cast

pytestmark = pytest.mark.django_db
PTV_ID = "0f29f8b0-0000-4000-8000-000000000001"


def typed(**fields: str) -> dict[str, str]:
    """The form as the browser sends it, opened now."""
    own = cast.own_organization()
    version = queries.editing_page(cast.actor(cast.editor()), own.uuid).version
    return {"version": version, "name_fi": "Kotiseudun yhdistys", **fields}


def page() -> str:
    return f"/tyotila/organisaatiot/{cast.own_organization().uuid}/"


def stored() -> Organization:
    return Organization.objects.get(id=cast.own_organization().id)


def test_texts_in_three_languages_and_contacts_are_saved() -> None:
    sent = typed(
        name_sv="Hembygdsföreningen",
        summary_fi="Kaikille avoin.",
        email="tieto@example.org",
        phone="040 000 0000",
        web="example.org",
    )
    answer = cast.browser_of(cast.editor()).post(page(), sent)
    assert answer.headers["Location"] == page()
    assert stored().name == {"fi": "Kotiseudun yhdistys", "sv": "Hembygdsföreningen"}
    assert [row["value"] for row in stored().contacts] == ["tieto@example.org", "040 000 0000", "https://example.org"]


def test_other_languages_and_contacts_about_a_topic_stay() -> None:
    kept = [{"type": "phone", "value": "1", "topic": {"fi": "Ruoka-apu"}}, {"type": "phone", "value": "2"}]
    Organization.objects.filter(id=cast.own_organization().id).update(
        name={"fi": "Kotiseudun yhdistys", "se": "Ruoktu"}, contacts=kept
    )
    cast.browser_of(cast.editor()).post(page(), typed(phone="3"))
    assert stored().name["se"] == "Ruoktu"
    assert stored().contacts == [kept[0], {"type": "phone", "value": "3"}]


def test_an_empty_contact_is_removed_and_the_rest_stays_in_place() -> None:
    rows = [{"type": "web", "value": "https://a.fi"}, {"type": "email", "value": "a@a.fi"}]
    assert rules.contacts_with(rows, {"web": "", "email": "b@a.fi"}) == [{"type": "email", "value": "b@a.fi"}]


def test_the_second_to_save_sees_both_versions_and_keeps_her_words() -> None:
    mine = typed(summary_fi="Minun lauseeni")
    commands.edit_organization(cast.HOUSE, cast.own_organization(), changes={"summary": {"fi": "Toisen lause"}})
    inside = cast.browser_of(cast.editor())
    answer = inside.post(page(), mine)
    html = answer.content.decode()
    assert (answer.status_code, stored().summary) == (409, {"fi": "Toisen lause"})
    assert "Joku muu tallensi ennen sinua" in html
    assert "Tallennettu nyt:</b> Toisen lause" in html
    assert "Sinun tekstisi:</b> Minun lauseeni" in html
    again = mine | {"version": queries.editing_page(cast.actor(cast.editor()), stored().uuid).version}
    assert again["version"] in html
    inside.post(page(), again)
    assert stored().summary == {"fi": "Minun lauseeni"}


def test_the_command_refuses_an_old_version_and_carries_what_is_stored() -> None:
    own = cast.own_organization()
    with pytest.raises(ChangedMeanwhile) as clash:
        commands.save_details(cast.actor(cast.editor()), own.uuid, version="vanha", changes={"summary": {"fi": "X"}})
    assert clash.value.theirs.uuid == own.uuid
    assert stored().summary == {}


@pytest.fixture
def from_the_register() -> Organization:
    own = cast.own_organization()
    external_ids.link(rules.NATIONAL_REGISTER, PTV_ID, own.uuid)
    Organization.objects.filter(id=own.id).update(locked_fields=["summary"])
    return own


def test_what_the_register_keeps_is_read_only_with_the_reason(from_the_register: Organization) -> None:
    inside = cast.browser_of(cast.editor())
    assert (
        "Tieto tulee kansallisesta palvelutietovarannosta (PTV). Muuta se siellä."
        in inside.get(page()).content.decode()
    )
    inside.post(page(), typed(name_fi="Toinen nimi", summary_fi="Oma lause"))
    assert (stored().name["fi"], stored().summary["fi"]) == ("Kotiseudun yhdistys", "Oma lause")


def test_the_command_refuses_what_the_register_keeps(from_the_register: Organization) -> None:
    actor, uuid = cast.actor(cast.editor()), from_the_register.uuid
    version = queries.editing_page(actor, uuid).version
    with pytest.raises(OrganizationRefused, match=r"Tieto tulee kansallisesta palvelutietovarannosta."):
        commands.save_details(actor, uuid, version=version, changes={"name": {"fi": "Toinen"}})


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name_fi", "", "Tämä kenttä vaaditaan."),
        ("summary_fi", "x" * 151, "enintään 150"),
        ("email", "ei-osoite", "sähköposti"),
        ("web", "javascript:alert(1)", "URL"),
    ],
)
def test_a_wrong_value_is_told_at_its_field_and_kept(field: str, value: str, said: str) -> None:
    answer = cast.browser_of(cast.editor()).post(page(), typed(summary_sv="Säilyy") | {field: value})
    assert answer.status_code == 422
    assert "Säilyy" in answer.content.decode()
    assert stored().name == {"fi": "Kotiseudun yhdistys"}


def test_a_stranger_meets_nothing() -> None:
    other = make_organization("Toinen talo")
    with pytest.raises(OrganizationNotFound):
        commands.save_details(cast.actor(cast.editor()), other.uuid, version="", changes={})
    assert cast.browser_of(cast.editor()).get(f"/tyotila/organisaatiot/{other.uuid}/").status_code == 404


def test_the_only_organization_opens_by_itself_and_coordinators_find_any(client: Any) -> None:
    assert cast.browser_of(cast.editor()).get("/tyotila/organisaatiot/").headers["Location"] == page()
    html = cast.browser_of(cast.coordinator()).get("/tyotila/organisaatiot/?q=kotiseudn").content.decode()
    assert page() in html
