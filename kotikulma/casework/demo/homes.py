"""Homes of the demo: landlords that cannot exist, who needs a home, one list to offer from, offers in every state."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any

from kotikulma.casework.commands import clients, homes, matches, offers, orders
from kotikulma.casework.models import Client, Offer, Relationship, ShortlistEntry, Vacancy
from kotikulma.casework.queries.matches import turns
from kotikulma.casework.types.clients import Identity, Task
from kotikulma.casework.types.fidelity import ReadinessRefused
from kotikulma.casework.types.homes import HomeFacts, NewVacancy
from kotikulma.casework.types.matches import Need
from kotikulma.casework.types.offers import LandlordReason, Lease
from kotikulma.casework.types.orders import FIRST, NewOrder
from kotikulma.kernel import clock
from kotikulma.kernel.types import Actor, system

NEEDS = (
    (400, Need(situation="friends", long_term=True, step_free=True)),
    (210, Need(situation="emergency_shelter", refused=("40320",))),
    (160, Need(situation="hostel", long_term=True, pets=True)),
    (95, Need(situation="relatives", household_size=1, wished=("40520", "40630"))),
    (30, Need(situation="friends", max_rent=560)),
    (3, Need(situation="")),
)
MORE = (
    (Identity("Onni", "Vesixaari", date(1972, 9, 9)), 300, Need(situation="friends", long_term=True)),
    (Identity("Raakel", "Mäntyqoski", date(1999, 2, 2)), 240, Need(situation="outdoors", safety=("40520",))),
    (Identity("Eino", "Sulkazuo", date(1961, 7, 1)), 50, Need(situation="own_rented")),
)
QVADRAATTI, ZIRKUMFLEXI, XYLITOLI = "Kuukoti Qvadraatti Oy", "Vuokratalot Zirkumflexi Oy", "Kotisäätiö Xylitoli"


def lay(mine: Actor, nurse: Actor, own: Sequence[Client], team: Any, monday: date) -> None:
    """`own`: clients of `mine`. Once, after them."""
    _decided(monday - timedelta(days=60))
    for client, (days, need) in zip(own, NEEDS, strict=False):
        _on(monday - timedelta(days=2), matches.save_need, mine, client.uuid, need, since=monday - timedelta(days=days))
    for identity, days, need in MORE:
        since = monday - timedelta(days=days)
        made = _on(since, clients.create_client, nurse, team.uuid, identity, task=Task.HEALTH_CARE)
        _on(since, matches.save_need, nurse, made.uuid, need)
    day = monday - timedelta(days=28)
    _living(mine, team, day, "Yksiö, Keltinmäki", HomeFacts("40640", 1, 520, True), ZIRKUMFLEXI)
    _refused(mine, team, day + timedelta(days=14), "Yksiö, Lohikoski", HomeFacts("40320", 2, 590), QVADRAATTI)
    _agreed(mine, team, monday - timedelta(days=4), "Yksiö, Palokka", HomeFacts("40270", 2, 570), QVADRAATTI)
    _waiting(mine, team, monday - timedelta(days=3), "Kaksio, Huhtasuo", HomeFacts("40340", 2, 640), ZIRKUMFLEXI)
    free = _vacancy(mine, team, monday, "Kaksio, Kuokkala", HomeFacts("40520", 2, 610, True, True), XYLITOLI)
    _on(monday, matches.make_shortlist, mine, free.uuid)
    _vacancy(mine, team, monday, "Kolmio, Vaajakoski", HomeFacts("40800", 4, 790), XYLITOLI)
    with suppress(ReadinessRefused):
        _vacancy(mine, team, monday, "Yksiö, Jyskä", HomeFacts("40420", 1, 500), XYLITOLI, "Vain päihteettömille.")


def _decided(day: date) -> None:
    """What the city of the demo has decided: the order the house begins with, with a reason."""
    new = NewOrder(
        places=FIRST.places,
        deadline_days=FIRST.deadline_days,
        effective_from=day,
        decided_by="Esittelykaupungin asumislautakunta",
        decided_on=day,
        grounds="Ensin ne, joilla ei ole kattoa. Esittelyn päätös, 0 §.",
        after=FIRST.version,
    )
    _on(day, orders.decide_order, system("demo"), new)


def _living(mine: Actor, team: Any, day: date, *home: Any) -> None:
    row = _offered(mine, team, day, *home)
    who = _worker(mine, row)
    _on(day + timedelta(days=2), offers.accept, who, row.uuid)
    _on(day + timedelta(days=4), offers.approve, who, row.uuid)
    _on(day + timedelta(days=7), offers.sign, who, row.uuid, lease=Lease.LASTING)
    _on(day + timedelta(days=20), offers.move_in, who, row.uuid, on=day + timedelta(days=20))


def _refused(mine: Actor, team: Any, day: date, *home: Any) -> None:
    row = _offered(mine, team, day, *home)
    who = _worker(mine, row)
    _on(day + timedelta(days=1), offers.accept, who, row.uuid)
    _on(day + timedelta(days=3), offers.refuse, who, row.uuid, reason=LandlordReason.CREDIT)
    _on(day + timedelta(days=4), homes.withdraw_vacancy, mine, row.vacancy.uuid)


def _waiting(mine: Actor, team: Any, day: date, *home: Any) -> None:
    row = _offered(mine, team, day, *home)
    at = datetime.combine(day + timedelta(days=5), time(16, 30), clock.HELSINKI)
    _on(day, offers.arrange_viewing, _worker(mine, row), row.uuid, viewing_at=at)


def _agreed(mine: Actor, team: Any, day: date, *home: Any) -> None:
    row = _offered(mine, team, day, *home)
    _on(day, offers.accept, _worker(mine, row), row.uuid)


def _offered(mine: Actor, team: Any, day: date, *home: Any) -> Offer:
    """To whoever is next, by her own worker."""
    vacancy = _vacancy(mine, team, day, *home)
    _on(day, matches.make_shortlist, mine, vacancy.uuid)
    entry = ShortlistEntry.objects.get(shortlist__vacancy=vacancy, client=turns([vacancy.pk])[vacancy.pk])
    made: Offer = _on(day, offers.make_offer, _of_client(mine, entry.client), entry.uuid)
    return made


def _vacancy(
    mine: Actor, team: Any, day: date, label: str, facts: HomeFacts, landlord: str, words: str = ""
) -> Vacancy:
    new = NewVacancy(
        unit=team.uuid,
        label=label,
        address=f"Keksitynkatu {len(label)} A 0",
        facts=facts,
        available_on=day + timedelta(days=14),
        landlord_name=landlord,
        landlord_email="vuokraus@example.org",
        rooms={"Y": 1, "K": 2}.get(label[0], 3) + label.startswith("Kol"),
        requirements=("no_pets",) if facts.no_pets else (),
        words=words,
    )
    made: Vacancy = _on(day, homes.open_vacancy, mine, new)
    return made


def _worker(mine: Actor, row: Offer) -> Actor:
    return _of_client(mine, row.client)


def _of_client(mine: Actor, client: Client) -> Actor:
    """Somebody who works with the client: `mine` when she does."""
    found = list(Relationship.objects.filter(client=client).order_by("id").values_list("worker__uuid", flat=True))
    return mine if mine.id in found else Actor(mine.kind, found[0])


def _on(day: date, deed: Callable[..., Any], *args: Any, **values: Any) -> Any:
    with clock.standing_at(datetime.combine(day, time(10), tzinfo=clock.HELSINKI)):
        return deed(*args, **values)
