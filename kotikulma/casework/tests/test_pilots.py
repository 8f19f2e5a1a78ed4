"""Pilots: who takes part, what it helped, and that stopping takes nothing away."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from kotikulma.casework.access.pilots import PERMISSIONS
from kotikulma.casework.commands import ledger
from kotikulma.casework.commands import pilots as commands
from kotikulma.casework.models import Client, Episode, ListEvent, Pilot, Posting, Relationship, Result, Tenancy
from kotikulma.casework.queries import pilots as queries
from kotikulma.casework.rules import pilots as rules
from kotikulma.casework.tests.make import AINO, SAMPLES, make_client, make_pilot
from kotikulma.casework.types.clients import ClientNotFound, Identity
from kotikulma.casework.types.pilots import EpisodeEnd, Measure, Moment, NewPilot, PilotRefused, Spread
from kotikulma.casework.types.situations import SituationCode
from kotikulma.casework.types.statistics import FEW
from kotikulma.kernel import clock
from kotikulma.kernel.audit.models import AuditEvent
from kotikulma.kernel.types import Actor
from tests import cast

TODAY = date(2027, 2, 9)
TEXTS = {"fi": "Kotona", "sv": "Hemma", "en": "At home"}


def worker() -> Actor:
    return cast.actor(cast.caseworker())


def take_part(client: Client, pilot: Pilot, **values: int) -> Episode:
    return commands.begin_episode(worker(), client.uuid, pilot.uuid, on=clock.today(), values=values)


def stop(client: Client, episode: Episode, ending: str = EpisodeEnd.OWN_CHOICE, **values: int) -> None:
    commands.end_episode(worker(), client.uuid, episode.uuid, on=clock.today(), ending=ending, values=values)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": {"fi": "Kotona", "sv": "Hemma"}}, "name_en"),
        ({"tried": {**TEXTS, "sv": " "}}, "tried_sv"),
        ({"ends_on": TODAY - timedelta(days=1)}, "ends_on"),
        ({"measures": ["weight"]}, "measures"),
        ({"measures": []}, "measures"),
    ],
)
def test_a_pilot_says_in_three_languages_what_is_tried_and_measured(values: dict[str, Any], field: str) -> None:
    whole = {"unit": None, "name": TEXTS, "tried": TEXTS, "starts_on": TODAY, "measures": ["own"], **values}
    with pytest.raises(PilotRefused) as refused:
        rules.check_new(NewPilot(**whole))
    assert list(refused.value.fields) == [field]


@pytest.mark.parametrize(("measure", "value"), [("own", 11), ("nights", 31), ("own", -1), ("weight", 5)])
def test_answers_lie_on_closed_scales(measure: str, value: int) -> None:
    with pytest.raises(PilotRefused):
        rules.check_value(measure, value)


def test_the_middle_and_the_middle_half() -> None:
    assert rules.spread([1, 2, 3, 4], 10) == Spread(1.75, 2.5, 3.25, 10)
    assert rules.spread([7], 10) == Spread(7, 7, 7, 10)


def test_fewer_than_five_are_told_as_few_and_nothing_of_them() -> None:
    few = rules.result("own", [(2, 8)] * 4, 20)
    assert (few.n, few.before, few.after) == (FEW, None, None)
    told = rules.result("own", [(2, 8)] * 5, 20)
    assert told.n == 5
    assert told.after == Spread(8, 8, 8, 10)


def test_the_number_measured_does_not_betray_the_few_who_were_not() -> None:
    assert rules.result("own", [(2, 8)] * 17, 20).n == ".."


@pytest.mark.django_db
class TestEpisodes:
    def test_stopping_touches_neither_home_nor_rank_nor_support(self) -> None:
        client, pilot = make_client(), make_pilot()
        ledger.enter_list(worker(), client.uuid, clock.today(), situation=SituationCode.FRIENDS)
        ledger.begin_tenancy(worker(), client.uuid, clock.today())
        episode = take_part(client, pilot)
        tables = (Tenancy, ListEvent, Posting, Relationship)
        before = [list(table.objects.order_by("pk").values()) for table in tables]
        row = Client.objects.values().get()
        for ending in (EpisodeEnd.OWN_CHOICE,):
            stop(client, episode, ending)
        assert [list(table.objects.order_by("pk").values()) for table in tables] == before
        assert Client.objects.values().get() == row

    def test_every_ending_is_neutral(self) -> None:
        said = " ".join(str(one.label).lower() for one in EpisodeEnd)
        assert not {"epäonnistu", "rikko", "retkahd", "päihte", "erotettu", "keskeytti"} & set(said.split())

    def test_one_open_at_a_time_and_again_afterwards(self) -> None:
        client, pilot = make_client(), make_pilot()
        episode = take_part(client, pilot)
        with pytest.raises(PilotRefused, match=r"^Asiakas on jo mukana tässä kokeilussa\.$"):
            take_part(client, pilot)
        stop(client, episode)
        stop(client, episode, EpisodeEnd.MOVED_AWAY)
        episode.refresh_from_db()
        assert episode.ending == EpisodeEnd.OWN_CHOICE
        take_part(client, pilot)
        assert Episode.objects.count() == 2

    def test_an_answer_is_corrected_and_logged(self) -> None:
        client, pilot = make_client(), make_pilot()
        episode = take_part(client, pilot, own=3)
        commands.measure(worker(), client.uuid, episode.uuid, Moment.BEFORE, {"own": 4})
        assert Result.objects.get().value == 4
        assert AuditEvent.objects.filter(action="casework.episode.measured").count() == 1

    def test_only_while_the_pilot_runs_and_by_her_worker(self) -> None:
        client, pilot = make_client(), make_pilot()
        long_ago, colleague = clock.today() - timedelta(days=60), cast.actor(cast.case_colleague())
        with pytest.raises(PilotRefused, match="Kokeilu ei ollut silloin käynnissä"):
            commands.begin_episode(worker(), client.uuid, pilot.uuid, on=long_ago)
        with pytest.raises(ClientNotFound):
            commands.begin_episode(colleague, client.uuid, pilot.uuid, on=clock.today())

    def test_only_who_answers_for_the_unit_begins_a_pilot(self) -> None:
        new = NewPilot(unit=cast.county().uuid, name=TEXTS, tried=TEXTS, starts_on=clock.today(), measures=["own"])
        with pytest.raises(ClientNotFound):
            commands.begin_pilot(worker(), new)


@pytest.mark.django_db
class TestFigures:
    def test_before_and_after_with_median_and_spread_and_nobody(self) -> None:
        pilot = make_pilot()
        for number in range(6):
            client = make_client(Identity(f"Testi{number}", "Olematon"))
            stop(client, take_part(client, pilot, nights=20 + number), EpisodeEnd.AS_PLANNED, nights=number)
        page = queries.pilot(pilot.uuid)
        nights = next(one for one in page.results if one.measure == Measure.NIGHTS)
        assert (nights.n, nights.before, nights.after) == (
            6,
            Spread(21.25, 22.5, 23.75, 30),
            Spread(1.25, 2.5, 3.75, 30),
        )
        assert next(one for one in page.results if one.measure == Measure.OWN).before is None
        assert page.episodes == 6
        words = cast.browser_of(cast.coordinator()).get(reverse("casework:pilot", kwargs={"uuid": pilot.uuid}))
        assert "Olematon" not in words.content.decode()
        assert "22,5" in words.content.decode()

    def test_small_numbers_are_hidden(self) -> None:
        pilot = make_pilot()
        for number in range(3):
            client = make_client(Identity(f"Testi{number}", "Olematon"))
            stop(client, take_part(client, pilot, own=2), own=8)
        page = queries.pilot(pilot.uuid)
        assert page.episodes == FEW
        assert all(one.before is None for one in page.results)
        assert all(number == ".." for _label, number in page.endings)

    @pytest.mark.parametrize("count", [1, 20])
    def test_a_pilot_takes_as_many_statements_however_many_take_part(
        self, count: int, django_assert_num_queries: Any
    ) -> None:
        pilot, client = make_pilot(), make_client()
        for _each in range(count):
            stop(client, take_part(client, pilot, own=2), own=8)
        with django_assert_num_queries(3):
            queries.pilot(pilot.uuid)


@pytest.mark.django_db
def test_the_pages_begin_join_and_end() -> None:
    lead, browser, client = cast.browser_of(cast.case_lead()), cast.browser_of(cast.caseworker()), make_client()
    texts = {f"{field}_{language}": "Kotona" for field in ("name", "tried") for language in ("fi", "sv", "en")}
    typed = {"unit": str(cast.county().uuid), "starts_on": clock.today().isoformat(), "measures": ["own"], **texts}
    assert lead.post(reverse("casework:new_pilot"), {**typed, "name_sv": ""}).status_code == 422
    lead.post(reverse("casework:new_pilot"), typed)
    pilot = Pilot.objects.get()
    address = reverse("casework:episodes", kwargs={"uuid": client.uuid})
    day = clock.today().isoformat()
    assert browser.post(address, {"pilot": str(pilot.uuid), "on": day, "own": "11"}).status_code == 422
    browser.post(address, {"pilot": str(pilot.uuid), "on": day, "own": "3"})
    ended = {"ending": "own_choice", "ended_on": day, "own": "7"}
    episode = Episode.objects.get()
    where = reverse("casework:episode", kwargs={"uuid": client.uuid, "episode": episode.uuid})
    refused = browser.post(where, {**ended, "ending": "", "own": "6"})
    assert refused.status_code == 422
    assert 'value="6"' in refused.content.decode()
    assert Episode.objects.get().ends_on is None
    browser.post(where, ended)
    page = browser.get(address).content.decode()
    assert "Koti ja tuki jatkuvat ennallaan." in page
    assert sorted(Result.objects.values_list("moment", "value")) == [("after", 7), ("before", 3)]


@pytest.mark.django_db
def test_an_answer_is_asked_later_and_a_wrong_one_is_said_again() -> None:
    browser, client = cast.browser_of(cast.caseworker()), make_client()
    episode = take_part(client, make_pilot(), own=2)
    where = reverse("casework:episode", kwargs={"uuid": client.uuid, "episode": episode.uuid})
    empty = browser.post(where, {"act": "measure", "moment": "after"})
    assert empty.status_code == 422
    assert "Kirjaa ainakin yksi vastaus." in empty.content.decode()
    for value in ("9", "8"):
        assert browser.post(where, {"act": "measure", "moment": "after", "own": value}).status_code == 302
    assert sorted(Result.objects.values_list("moment", "value")) == [("after", 8), ("before", 2)]
    assert browser.post(where, {"act": "nonsense"}).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(name for name in PERMISSIONS if name not in ("casework:count",)))
def test_nobody_without_a_ground_reaches_them(name: str) -> None:
    people = cast.everybody()
    kwargs = dict(SAMPLES[name](people)) if name in SAMPLES else {}
    for person in (cast.newcomer(), cast.other_editor()):
        browser = cast.browser_of(person)
        for method in ("get", "post"):
            if PERMISSIONS[name].allowed(method.upper()) is not None:
                response = getattr(browser, method)(reverse(name, kwargs=kwargs))
                assert response.status_code == 404
                assert AINO.family_name not in response.content.decode()
