"""Hours of two services at one place, when the two become one: chosen, kept beside each other, given back exactly."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kotikulma.directory.commands import duplicates, publishing
from kotikulma.directory.commands.hours import set_hours
from kotikulma.directory.commands.merging import merge, undo_merge
from kotikulma.directory.models import HoursException, HoursPeriod, Merge, Service, ServiceAt
from kotikulma.directory.queries import duplicates as queries
from kotikulma.directory.queries.comparison import shared_hours
from kotikulma.directory.rules.merging import go_together, shared_group
from kotikulma.directory.tests.make import MON, TUE, WED, at, exception, make_schedule, weekly
from kotikulma.directory.tests.make_entries import connect, make_channel, make_place, make_service
from kotikulma.directory.types import HoursKind, Period
from kotikulma.kernel import clock
from kotikulma.kernel.models import Revision
from tests import cast
from tests.cast import HOUSE

NOW = at("2027-01-20 12:00")
MONDAY, TUESDAY = weekly(MON, "09:00-11:00"), weekly(TUE, "12:00-14:00")
stored = pytest.mark.usefixtures("db", "frozen")
Two = tuple[ServiceAt, ServiceAt]


def two(one: Period | None = MONDAY, other: Period | None = TUESDAY) -> Two:
    """Connections of two services to one place."""
    spot = make_place("Tupa")
    services = make_service("Digituki"), make_service("Digituki")
    first, second = (
        connect(each, spot, *[p for p in (own,) if p]) for each, own in zip(services, (one, other), strict=True)
    )
    return first, second


def fold(first: ServiceAt, second: ServiceAt, **choice: Any) -> Merge:
    end = first.place or first.channel
    assert end
    group = {name: [shared_group(end.uuid)] for name in choice}
    return merge(HOUSE, "service", kept=first.service.uuid, gone=second.service.uuid, **group)


def rows(*connections: ServiceAt) -> list[Any]:
    """Every column of the hours of each, and its locks."""
    return [
        (
            list(HoursPeriod.objects.filter(connection=each).order_by("pk").values()),
            list(HoursException.objects.filter(connection=each).order_by("pk").values()),
            ServiceAt.objects.get(pk=each.pk).locked_fields,
        )
        for each in connections
    ]


def days(one: ServiceAt) -> list[int]:
    return sorted(slot[0] for period in HoursPeriod.objects.filter(connection=one) for slot in period.slots)


# The rule


@pytest.mark.parametrize(
    ("other", "together"),
    [
        (weekly(TUE, "12:00-14:00"), True),
        (weekly(MON, "11:00-13:00"), True),
        (weekly(MON, "10:00-12:00"), False),
        (weekly(MON, "10:00-12:00", kind=HoursKind.PHONE), False),
        (
            weekly(
                TUE, "12:00-14:00", valid_from=at("2027-06-01 12:00").date(), valid_to=at("2027-08-31 12:00").date()
            ),
            False,
        ),
        (Period(kind=HoursKind.DROP_IN, always_open=True), False),
    ],
)
def test_hours_stand_together_when_neither_hides_or_meets_the_other(other: Period, together: bool) -> None:
    assert go_together(make_schedule(MONDAY), make_schedule(other), NOW) is together


def test_a_day_that_one_closes_is_not_closed_for_the_other() -> None:
    closed = make_schedule(MONDAY, exceptions=(exception("2027-02-02"),))
    assert not go_together(closed, make_schedule(TUESDAY), NOW)


# Choosing


@stored
def test_without_a_choice_the_kept_one_has_its_own() -> None:
    first, second = two()
    merge(HOUSE, "service", kept=first.service.uuid, gone=second.service.uuid)
    assert (days(first), days(second)) == ([MON], [TUE])


@stored
def test_the_others_hours_are_taken() -> None:
    first, second = two()
    fold(first, second, take=True)
    first.refresh_from_db()
    assert (days(first), first.locked_fields) == ([TUE], ["hours"])
    assert Revision.objects.filter(object_uuid=first.uuid).latest("id").action == "hours"


@stored
def test_both_are_kept_as_rows_and_residents_see_both(client: Any) -> None:
    first, second = two()
    fold(first, second, both=True)
    assert days(first) == [MON, TUE]
    html = client.get(f"/palvelut/{first.service.uuid}/").content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert "ma klo 9–11, ti klo 12–14" in html


@stored
def test_a_shared_channel_is_chosen_as_a_place_is() -> None:
    line = make_channel("Puhelin")
    first, second = (connect(make_service("Digituki"), line, own) for own in (MONDAY, TUESDAY))
    fold(first, second, take=True)
    assert days(first) == [TUE]


# Undoing


@stored
@pytest.mark.parametrize("choice", [{}, {"take": True}, {"both": True}])
def test_undoing_gives_back_every_row(choice: dict[str, bool]) -> None:
    first, second = two()
    set_hours(HOUSE, second, periods=[TUESDAY], exceptions=[exception("2027-03-02", "2027-03-03")])
    before = rows(first, second)
    undo_merge(HOUSE, fold(first, second, **choice).uuid)
    assert rows(first, second) == before


@stored
def test_a_field_that_was_locked_before_stays_locked() -> None:
    first, second = two()
    ServiceAt.objects.filter(pk=first.pk).update(locked_fields=["hours"])
    undo_merge(HOUSE, fold(first, second, both=True).uuid)
    first.refresh_from_db()
    assert first.locked_fields == ["hours"]


@stored
@pytest.mark.parametrize("choice", ["take", "both"])
def test_hours_edited_meanwhile_stay_and_the_other_has_its_own_again(choice: str) -> None:
    first, second = two()
    row = fold(first, second, **{choice: True})
    set_hours(HOUSE, first, periods=[weekly(WED, "10:00-12:00")])
    undo_merge(HOUSE, row.uuid)
    assert (days(first), days(second)) == ([WED], [TUE])


# The page


@stored
def test_the_page_offers_both_only_when_they_do_not_clash_and_does_what_was_chosen() -> None:
    first, _second = two()
    duplicates.find_duplicates()
    [pair] = queries.queue(HOUSE)
    inside, page = cast.browser_of(cast.coordinator()), f"/tyotila/kaksoiskappaleet/{pair.uuid}/"
    group = shared_group(first.place.uuid)  # type: ignore[union-attr]
    html = inside.get(page).content.decode()
    assert ("Ajat: Tupa" in html, html.count(f'name="valinta-{group}"')) == (True, 3)
    inside.post(page, {"sailyta": "first", f"valinta-{group}": "both"})
    kept = ServiceAt.objects.get(service=Service.objects.get(status="published"))
    assert days(kept) == [MON, TUE]


@stored
def test_hours_that_clash_or_are_missing_are_one_or_the_other() -> None:
    for other, sides in ((weekly(MON, "10:00-12:00"), 2), (None, 2), (MONDAY, 0)):
        first, _second = two(MONDAY, other)
        duplicates.find_duplicates()
        found = [line for pair in queries.queue(HOUSE) for line in shared_hours(pair, clock.now())]
        lines = [line for line in found if line.group == shared_group(first.place.uuid)]  # type: ignore[union-attr]
        assert [line.both for line in lines] == [False] * (sides // 2)
        Service.objects.update(status="archived")


@stored
@pytest.mark.parametrize("size", [1, 20])
def test_twenty_shared_places_cost_as_many_statements_as_one(size: int) -> None:
    services = make_service("Digituki"), make_service("Digituki")
    with publishing.bulk():
        for number in range(size):
            spot = make_place(f"Tupa {number}", municipality_code="179", street_address={"fi": f"Tie {number}"})
            for service, own in zip(services, (MONDAY, TUESDAY), strict=True):
                connect(service, spot, own)
    duplicates.find_duplicates()
    [pair] = [each for each in queries.queue(HOUSE) if each.kind == "service"]
    with CaptureQueriesContext(connection) as asked:
        assert len(shared_hours(pair, clock.now())) == size
    assert len(asked) == 3


@stored
def test_the_choice_can_be_undone_for_thirty_days(frozen: Any) -> None:
    first, second = two()
    row, before = fold(first, second, both=True), days(second)
    frozen.shift(timedelta(days=30))
    undo_merge(HOUSE, row.uuid)
    assert (before, days(first), days(second)) == ([], [MON], [TUE])
