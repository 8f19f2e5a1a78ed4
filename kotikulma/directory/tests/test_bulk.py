"""Many entries in one table: each row for itself, nothing that was typed is lost."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kotikulma.directory.commands import entries
from kotikulma.directory.models import Place, Service
from kotikulma.directory.tests.make_entries import make_place, make_service
from kotikulma.kernel import revisions
from tests import cast
from tests.cast import HOUSE

pytestmark = pytest.mark.django_db
PAGE = "/tyotila/tiedot/taulukko/"


def editor() -> Client:
    return cast.browser_of(cast.editor())


def own(name: str, **fields: Any) -> Service:
    return make_service(name, responsible=cast.own_organization(), **fields)


def chosen(*things: Any) -> list[str]:
    return [f"{'palvelu' if isinstance(thing, Service) else 'paikka'}:{thing.uuid}" for thing in things]


def cell(thing: Any, column: str) -> str:
    return f"{'service' if isinstance(thing, Service) else 'place'}-{thing.uuid}-{column}"


def save(client: Client, things: list[Any], columns: list[str], deed: str = "tallenna", **typed: Any) -> Any:
    seen = {cell(thing, "seen"): revisions.newest(thing.uuid) for thing in things}
    return client.post(PAGE, {"rivi": chosen(*things), "kentta": columns, "teko": deed, **seen, **typed})


def test_the_table_has_the_chosen_rows_and_columns_and_no_one_elses() -> None:
    mine, theirs = own("Oma"), make_service("Toisen", responsible=cast.other_organization())
    page = editor().get(PAGE, {"valittu": chosen(mine, theirs), "kentta": ["tiivistelma_sv", "tavat"]})
    assert [row.entry.name["fi"] for row in page.context["rows"]] == ["Oma"]
    assert [name for _code, name, _field in page.context["rows"][0].cells] == [
        "Tiivistelmä, ruotsi",
        "Miten pääsee mukaan",
    ]


def test_without_ticks_the_table_has_what_the_list_shows() -> None:
    own("Oma")
    assert len(editor().get(PAGE).context["rows"]) == 1


def test_rows_that_are_right_are_saved_and_those_that_are_wrong_stay_as_typed() -> None:
    one, two = own("Yksi"), own("Kaksi")
    typed = {cell(one, "tiivistelma_fi"): "Uusi.", cell(two, "tiivistelma_fi"): "x" * 151}
    answer = save(editor(), [one, two], ["tiivistelma_fi"], **typed)
    assert answer.status_code == 422
    rows = answer.context["rows"]
    assert [bool(row.wrong) for row in rows] == [False, True]
    assert rows[1]["tiivistelma_fi"].value() == "x" * 151
    assert Service.objects.get(pk=one.pk).summary == {"fi": "Uusi."}
    assert Service.objects.get(pk=two.pk).summary == {"fi": "Apua, kun koti on vaarassa."}


def test_a_telephone_number_is_put_into_every_ticked_row_and_saved() -> None:
    one, two = own("Yksi", contacts=[{"type": "email", "value": "a@example.org"}]), own("Kaksi")
    client = editor()
    page = save(
        client,
        [one, two],
        ["puhelin"],
        "tayta",
        **{"kaikille-puhelin": "014 123 4567", "valittu": [f"service:{one.uuid}"]},
    )
    assert [row["puhelin"].value() for row in page.context["rows"]] == ["014 123 4567", None]
    save(client, [one, two], ["puhelin"], **{cell(one, "puhelin"): "014 123 4567"})
    assert [row["value"] for row in Service.objects.get(pk=one.pk).contacts] == ["a@example.org", "014 123 4567"]
    assert Service.objects.get(pk=two.pk).contacts == []


def test_each_of_two_numbers_is_changed_where_it_stands_and_further_ones_are_left_alone() -> None:
    def told(*numbers: str) -> list[dict[str, str]]:
        return [{"type": "phone", "value": number} for number in numbers]

    post = {"type": "email", "value": "a@example.org"}
    one, two = own("Yksi", contacts=[*told("1"), post, *told("2", "3")]), own("Kaksi", contacts=told("4"))
    columns = ["puhelin", "puhelin_2"]
    rows = editor().get(PAGE, {"valittu": chosen(one, two), "kentta": columns}).context["rows"]
    assert [[row[column].value() for column in columns] for row in rows] == [["1", "2"], ["4", None]]
    typed = {cell(one, "puhelin"): "", cell(one, "puhelin_2"): "5"}
    typed |= {cell(two, "puhelin"): "4", cell(two, "puhelin_2"): "6"}
    save(editor(), [one, two], columns, **typed)
    assert Service.objects.get(pk=one.pk).contacts == [post, *told("5", "3")]
    assert Service.objects.get(pk=two.pk).contacts == told("4", "6")


def test_what_another_wrote_meanwhile_is_told_and_the_next_save_decides() -> None:
    one, client = own("Yksi"), editor()
    began = revisions.newest(one.uuid)
    entries.edit(HOUSE, one, changes={"summary": {"fi": "Toisen."}})
    typed = {cell(one, "seen"): began, cell(one, "tiivistelma_fi"): "Minun."}
    answer = save(client, [one], ["tiivistelma_fi"], **typed)
    (row,) = answer.context["rows"]
    assert "”Toisen.”" in row.wrong[0]
    assert row["tiivistelma_fi"].value() == "Minun."
    again = {cell(one, "seen"): row["seen"].value(), cell(one, "tiivistelma_fi"): "Minun."}
    assert save(client, [one], ["tiivistelma_fi"], **again).status_code == 302
    assert Service.objects.get().summary == {"fi": "Minun."}


def test_a_row_can_be_confirmed_in_the_table() -> None:
    one = own("Yksi")
    Service.objects.update(verified_at=None)
    save(editor(), [one], ["vahvista"], **{cell(one, "vahvista"): "on"})
    assert Service.objects.get().verified_at is not None


def test_a_column_that_a_kind_has_not_is_empty_and_what_the_register_owns_is_not_offered() -> None:
    service, place = own("Palvelu"), make_place("Paikka", organization=cast.own_organization(), source="ptv")
    page = editor().get(
        PAGE, {"valittu": chosen(service, place), "kentta": ["tavat", "tiivistelma_fi", "tiivistelma_sv"]}
    )
    fields = [[bool(field) for _code, _name, field in row.cells] for row in page.context["rows"]]
    assert fields == [[True, True, True], [False, True, False]]
    save(editor(), [place], ["tiivistelma_fi"], **{cell(place, "tiivistelma_fi"): "Oma."})
    assert Place.objects.get().summary == {"fi": "Neuvontaa saman katon alla."}


def test_a_save_that_changes_nothing_leaves_no_revision() -> None:
    one = own("Yksi", contacts=[{"type": "phone", "value": "014 123 4567"}])
    before = revisions.newest(one.uuid)
    typed = {cell(one, "tiivistelma_fi"): one.summary["fi"], cell(one, "puhelin"): "014 123 4567"}
    assert save(editor(), [one], ["tiivistelma_fi", "puhelin"], **typed).status_code == 302
    assert revisions.newest(one.uuid) == before


def test_the_table_asks_as_often_for_fifty_rows_as_for_one() -> None:
    counts = []
    for number in (1, 50):
        things = [own(f"Palvelu {count}") for count in range(number)]
        client = editor()
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE, {"valittu": chosen(*things)})
        counts.append(len(queries))
    assert counts[0] == counts[1]


# Taking all of it back


def undo(client: Client) -> list[str]:
    """Press the button of the latest word; the words that come of it."""
    (word,) = client.session["workspace_told"]
    client.get("/tyotila/")  # the word is read
    assert client.post(word["undo"]).headers["Location"] == "/tyotila/tiedot/"
    return [each["text"] for each in client.session["workspace_told"]]


def summaries() -> list[str]:
    return [service.summary["fi"] for service in Service.objects.order_by("id")]


def test_one_button_takes_every_row_back() -> None:
    one, two, client = own("Yksi"), own("Kaksi"), editor()
    save(client, [one, two], ["tiivistelma_fi"], **{cell(each, "tiivistelma_fi"): "Uusi." for each in (one, two)})
    assert summaries() == ["Uusi.", "Uusi."]
    assert undo(client) == ["2 riviä on niin kuin ennen."]
    assert summaries() == ["Apua, kun koti on vaarassa."] * 2


def test_a_row_that_another_has_changed_since_is_left_and_named() -> None:
    one, two, client = own("Yksi"), own("Kaksi"), editor()
    save(client, [one, two], ["tiivistelma_fi"], **{cell(each, "tiivistelma_fi"): "Uusi." for each in (one, two)})
    entries.edit(HOUSE, two, changes={"description": {"fi": "Toisen."}})
    left = "Nämä jäivät ennalleen, koska niitä on muutettu sen jälkeen: Kaksi."
    assert undo(client) == ["1 rivi on niin kuin ennen.", left]
    assert summaries() == ["Apua, kun koti on vaarassa.", "Uusi."]


def test_what_was_confirmed_in_the_table_is_taken_back_with_the_words() -> None:
    one, client = own("Yksi"), editor()
    Service.objects.update(verified_at=None)
    typed = {cell(one, "vahvista"): "on", cell(one, "tiivistelma_fi"): "Uusi."}
    save(client, [one], ["vahvista", "tiivistelma_fi"], **typed)
    assert undo(client) == ["1 rivi on niin kuin ennen."]
    assert (Service.objects.get().verified_at, summaries()) == (None, ["Apua, kun koti on vaarassa."])


def test_rows_that_were_wrong_or_the_same_have_nothing_to_take_back() -> None:
    one, two, client = own("Yksi"), own("Kaksi"), editor()
    typed = {cell(one, "tiivistelma_fi"): "Uusi.", cell(two, "tiivistelma_fi"): "x" * 151}
    page = save(client, [one, two], ["tiivistelma_fi"], **typed).content.decode()
    (address,) = re.findall(r'action="(/tyotila/tiedot/taulukko/[0-9a-f-]+/kumoa/)"', page)
    client.post(address)
    assert summaries() == ["Apua, kun koti on vaarassa."] * 2
    client.get("/tyotila/")
    save(client, [one], ["tiivistelma_fi"], **{cell(one, "tiivistelma_fi"): summaries()[0]})
    assert client.session["workspace_told"][-1] == {"text": "Mikään ei muuttunut.", "undo": ""}


def test_it_is_taken_back_once_and_by_no_one_else() -> None:
    one, client = own("Yksi"), editor()
    save(client, [one], ["tiivistelma_fi"], **{cell(one, "tiivistelma_fi"): "Uusi."})
    address = client.session["workspace_told"][0]["undo"]
    cast.browser_of(cast.coordinator()).post(address)
    assert summaries() == ["Uusi."]
    undo(client)
    client.get("/tyotila/")
    client.post(address)
    assert [each["text"] for each in client.session["workspace_told"]] == ["Tätä ei voi enää kumota. Katso historia."]


def test_who_has_lost_her_role_takes_nothing_back() -> None:
    one, client = own("Yksi"), editor()
    save(client, [one], ["tiivistelma_fi"], **{cell(one, "tiivistelma_fi"): "Uusi."})
    Service.objects.update(responsible=cast.other_organization())
    client.post(client.session["workspace_told"][0]["undo"])
    assert summaries() == ["Uusi."]
