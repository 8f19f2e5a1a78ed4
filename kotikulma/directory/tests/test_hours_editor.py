"""The hours editor: rows, seasons, days that differ; read back in words."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from kotikulma.directory.commands import entries
from kotikulma.directory.commands.hours import set_hours
from kotikulma.directory.models import HoursException, HoursPeriod, Place
from kotikulma.directory.tests.make import MON, TUE, WED, exception, weekly
from kotikulma.directory.tests.make_entries import connect, make_place, make_service
from kotikulma.directory.types import HoursKind, Recurrence
from kotikulma.kernel import revisions
from tests import cast
from tests.cast import HOUSE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]  # Wednesday 10 February 2027, noon


def editor() -> Client:
    return cast.browser_of(cast.editor())


def tupa(*periods: Any, **fields: Any) -> Place:
    return make_place("Tupa", *periods, organization=cast.own_organization(), **fields)


def address(place: Any, then: str = "") -> str:
    return f"/tyotila/tiedot/paikka/{place.uuid}/ajat/{then}"


def shown(page: Any) -> dict[str, Any]:
    """What a browser would send back of the page, unchanged."""
    form = page.context["form"]
    data: dict[str, Any] = {
        "seen": str(page.context["seen"]),
        "kausia": str(len(form.seasons)),
        "poikkeuksia": str(len(form.exceptions)),
    }
    for number, season in enumerate(form.seasons):
        data[f"k{number}-riveja"] = str(len(season.rows))
    for number, item in enumerate(form.exceptions):
        data[f"p{number}-aikoja"] = str(item.spans)
    fields = [field for season in form.seasons for each in (season, *season.rows) for field in each]
    for field in [*fields, *(field for item in form.exceptions for field in item)]:
        if field.value() not in (None, "", False):
            data[field.html_name] = field.value()
    return data


def send(client: Client, place: Any, deed: str = "tallenna", **changes: Any) -> Any:
    data = {**shown(client.get(address(place))), **{name.replace("__", "-"): value for name, value in changes.items()}}
    return client.post(address(place), {**data, "teko": deed})


def test_rows_that_share_their_times_are_one_and_a_save_unchanged_changes_nothing() -> None:
    place = tupa(
        weekly((MON, TUE), "09:00-11:00", "12:00-16:00", kind=HoursKind.OPEN),
        weekly(WED, "10:00-12:00", kind=HoursKind.PHONE),
        exceptions=[exception("2027-06-24", "2027-06-26", reason={"fi": "juhannus"})],
    )
    client, number = editor(), revisions.newest(place.uuid)
    (season,) = client.get(address(place)).context["form"].seasons
    assert [(row["days"].value(), row["opens"].value(), row["closes"].value()) for row in season.rows] == [
        (["0", "1"], "9.00", "11.00"),
        (["0", "1"], "12.00", "16.00"),
        (["2"], "10.00", "12.00"),
    ]
    assert send(client, place).status_code == 302
    assert revisions.newest(place.uuid) == number


@pytest.mark.parametrize(("typed", "stored"), [("9", "09:00"), ("9.30", "09:30"), ("0930", "09:30"), ("9:30", "09:30")])
def test_a_time_is_written_as_people_write_it(typed: str, stored: str) -> None:
    place = tupa(weekly(TUE, "09:00-11:00"))
    send(editor(), place, k0r0__opens=typed, k0r0__closes="24")
    assert HoursPeriod.objects.get().slots == [[TUE, stored, "00:00"]]


def test_what_is_wrong_is_told_at_its_row_and_stays_as_typed() -> None:
    place = tupa(weekly(TUE, "09:00-11:00"))
    answer = send(editor(), place, k0r0__opens="25", k0r0__days=[])
    (row,) = answer.context["form"].seasons[0].rows
    assert answer.status_code == 422
    assert row.errors["opens"] == ["Kirjoita kellonaika, esimerkiksi 9 tai 9.30."]
    assert row.errors.get("days") or row["opens"].value() == "25"
    assert "rivi 1, Alkaa klo: Kirjoita kellonaika" in answer.content.decode()
    assert HoursPeriod.objects.get().slots == [[TUE, "09:00", "11:00"]]


def test_a_row_without_a_day_or_with_equal_ends_is_told() -> None:
    place = tupa(weekly(TUE, "09:00-11:00"))
    assert "Valitse vähintään yksi päivä." in send(editor(), place, k0r0__days=[]).content.decode()
    same = send(editor(), place, k0r0__closes="9").content.decode()
    assert "Aika alkaa ja päättyy samaan aikaan. Korjaa kellonajat." in same


def test_rows_are_added_and_taken_without_a_script_and_nothing_is_saved() -> None:
    place, client = tupa(weekly(TUE, "09:00-11:00")), editor()
    more = send(client, place, "lisaa-rivi:0", k0r0__opens="8")
    rows = more.context["form"].seasons[0].rows
    assert [row["opens"].value() for row in rows] == ["8", None]
    fewer = client.post(address(place), {**shown(more), "teko": "poista-rivi:0:0"})
    assert len(fewer.context["form"].seasons[0].rows) == 1
    assert HoursPeriod.objects.get().slots == [[TUE, "09:00", "11:00"]]


def test_an_empty_row_is_left_out() -> None:
    place, client = tupa(weekly(TUE, "09:00-11:00")), editor()
    page = send(client, place, "lisaa-rivi:0")
    client.post(address(place), {**shown(page), "teko": "tallenna"})
    assert HoursPeriod.objects.get().slots == [[TUE, "09:00", "11:00"]]


def test_every_second_week_and_the_first_weekday_of_a_month_are_kept() -> None:
    place, client = tupa(weekly(TUE, "09:00-11:00")), editor()
    answer = send(client, place, k0r0__recurrence="every_n_weeks", k0r0__interval="2")
    assert "Kerro yksi päivä, jolloin tämä pidetään." in answer.content.decode()
    send(client, place, k0r0__recurrence="every_n_weeks", k0r0__interval="2", k0r0__anchor="2027-02-16")
    period = HoursPeriod.objects.get()
    assert (period.recurrence, period.interval, period.anchor) == (Recurrence.EVERY_N_WEEKS, 2, date(2027, 2, 16))
    send(client, place, k0r0__recurrence="nth_weekday", k0r0__nth=["1", "-1"])
    assert HoursPeriod.objects.get().nth == [1, -1]


def test_last_seasons_rows_are_copied_to_dates_after_it_and_the_old_ones_stay() -> None:
    autumn = weekly(TUE, "09:00-11:00", valid_from=date(2026, 9, 1), valid_to=date(2026, 12, 18))
    place, client = tupa(autumn), editor()
    page = send(client, place, "kopioi-kausi")
    season = page.context["form"].seasons[-1]
    assert (season["valid_from"].value(), season.rows[0]["opens"].value()) == ("2027-02-10", "9.00")
    answer = client.post(address(place), {**shown(page), "teko": "tallenna", "k1-valid_to": "2027-05-28"})
    assert answer.status_code == 302
    dates = HoursPeriod.objects.order_by("id").values_list("valid_from", "valid_to")
    assert list(dates) == [(date(2026, 9, 1), date(2026, 12, 18)), (date(2027, 2, 10), date(2027, 5, 28))]


def test_days_that_differ_are_closed_or_open_at_other_times() -> None:
    place, client = tupa(weekly(TUE, "09:00-11:00")), editor()
    page = send(client, place, "lisaa-poikkeus:2027-06-25")
    data = {**shown(page), "p0-reason_fi": "juhannus"}
    page = client.post(address(place), {**data, "teko": "lisaa-poikkeus"})
    data = {**shown(page), "p1-starts_on": "2027-03-01", "p1-closed": "0"}
    wrong = client.post(address(place), {**data, "teko": "tallenna"})
    assert "Kirjoita, milloin on auki." in wrong.content.decode()
    client.post(address(place), {**data, "teko": "tallenna", "p1-opens_1": "10", "p1-closes_1": "12"})
    rows = HoursException.objects.order_by("starts_on").values_list("starts_on", "slots", "reason")
    assert list(rows) == [
        (date(2027, 3, 1), [["10:00", "12:00"]], {}),
        (date(2027, 6, 25), [], {"fi": "juhannus"}),
    ]


def test_exceptions_that_are_over_are_kept_for_history_and_not_shown() -> None:
    place, client = tupa(weekly(TUE, "09:00-11:00"), exceptions=[exception("2026-12-24")]), editor()
    assert client.get(address(place)).context["form"].exceptions == []
    send(client, place, k0r0__opens="10")
    assert HoursException.objects.get().starts_on == date(2026, 12, 24)


def test_the_result_is_told_in_three_languages_with_the_next_times() -> None:
    place, client = tupa(weekly(TUE, "09:00-11:00")), editor()
    data = {**shown(client.get(address(place))), "k0r0-closes": "11.30"}
    words = client.post(address(place, "esikatselu/"), data).content.decode().replace("\xa0", " ")
    assert "Suljettu nyt, aukeaa tiistaina klo 9" in words
    assert "Stängt nu, öppnar på tisdag kl. 9" in words
    assert "Closed now, opens on Tuesday at 9:00" in words
    assert "tiistaina klo 9–11.30" in words
    assert HoursPeriod.objects.get().slots == [[TUE, "09:00", "11:00"]]


def test_what_looks_odd_is_told_and_may_still_be_saved() -> None:
    place, client = tupa(weekly(TUE, "09:00-11:00")), editor()
    page = send(client, place, "lisaa-rivi:0")
    data = {**shown(page), "k0r1-days": ["1"], "k0r1-opens": "10", "k0r1-closes": "12"}
    words = client.post(address(place, "esikatselu/"), data).content.decode().replace("\xa0", " ")
    assert "Ajat menevät päällekkäin: ti klo 10–12." in words


def test_a_change_can_be_taken_back_at_once() -> None:
    place, client = tupa(weekly(TUE, "09:00-11:00")), editor()
    send(client, place, k0r0__opens="10")
    undo = client.session["workspace_told"][-1]["undo"]
    answer = client.post(undo, headers={"Referer": f"http://testserver{address(place)}"})
    assert answer.headers["Location"] == address(place)
    assert HoursPeriod.objects.get().slots == [[TUE, "09:00", "11:00"]]


def test_the_second_editor_sees_both_hours_and_chooses() -> None:
    place, client = tupa(weekly(TUE, "09:00-11:00")), editor()
    mine = {**shown(client.get(address(place))), "k0r0-opens": "8"}
    set_hours(HOUSE, place, periods=[weekly(WED, "12:00-14:00")])
    answer = client.post(address(place), {**mine, "teko": "tallenna"})
    page = answer.content.decode().replace("\xa0", " ")
    assert answer.status_code == 409
    assert "ti klo 8–11" in page
    assert "ke klo 12–14" in page
    again = shown(answer)
    assert again["k0r0-opens"] == "8"
    client.post(address(place), {**again, "teko": "tallenna", "valinta-hours": "toisen"})
    assert HoursPeriod.objects.get().slots == [[WED, "12:00", "14:00"]]
    client.post(address(place), {**again, "teko": "tallenna", "valinta-hours": "oma"})
    assert HoursPeriod.objects.get().slots == [[TUE, "08:00", "11:00"]]


def test_hours_of_the_register_are_read_and_days_that_differ_added() -> None:
    place, client = tupa(weekly(TUE, "09:00-11:00"), source="ptv"), editor()
    page = client.get(address(place))
    assert page.context["form"].seasons == []
    assert "Nämä ajat tulevat Palvelutietovarannosta" in page.content.decode()
    page = send(client, place, "lisaa-poikkeus:2027-06-25")
    assert client.post(address(place), {**shown(page), "teko": "tallenna"}).status_code == 302
    assert HoursPeriod.objects.count() == HoursException.objects.count() == 1


def test_a_service_at_a_place_has_hours_of_its_own_and_a_service_has_none() -> None:
    service = make_service(responsible=cast.own_organization())
    connection = connect(service, make_place())
    assert editor().get(f"/tyotila/tiedot/liitos/{connection.uuid}/ajat/").status_code == 200
    assert editor().get(f"/tyotila/tiedot/palvelu/{service.uuid}/ajat/").status_code == 404


def test_nonsense_in_the_buttons_changes_nothing() -> None:
    place, client = tupa(weekly(TUE, "09:00-11:00")), editor()
    for deed in (
        "poista-rivi:9:9",
        "poista-kausi:7",
        "lisaa-rivi:x",
        "poista-poikkeus:5",
        "jotain",
        "lisaa-poikkeus:x",
    ):
        assert send(client, place, deed).status_code == 200
    assert client.post(address(place), {"kausia": "999", "teko": "esikatsele"}).status_code == 200


def test_a_service_leads_to_its_hours_and_they_are_confirmed_with_it() -> None:
    service, place = make_service(responsible=cast.own_organization()), make_place()
    hours = f"/tyotila/tiedot/liitos/{connect(service, place).uuid}/ajat/"
    page = cast.browser_of(cast.editor()).get(f"/tyotila/tiedot/palvelu/{service.uuid}/").content.decode()
    assert page.count(f'href="{hours}"') == 2  # the tab, and beside the place
    told = cast.browser_of(cast.editor()).get(hours).content.decode()
    assert f'action="/tyotila/vahvista/service/{service.uuid}/' in told


def test_a_draft_is_not_confirmed() -> None:
    place = entries.create_place(HOUSE, name={"fi": "Tupa"}, organization=cast.own_organization())
    page = cast.browser_of(cast.editor()).get(f"/tyotila/tiedot/paikka/{place.uuid}/ajat/").content.decode()
    assert "Tiedot ovat ajan tasalla" not in page
