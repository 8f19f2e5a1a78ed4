"""A day of the mobile team: plans in clients' own words, visits of today, tasks, people around. Made with commands."""

from contextlib import AbstractContextManager
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid5

from kotikulma.casework.commands import network, plans
from kotikulma.casework.queries.network import services
from kotikulma.casework.types.network import Near, NewMember, Ring
from kotikulma.casework.types.plans import GoalState, NewContact, NewTodo, NewVisit, Profession, Step
from kotikulma.directory.queries import names as directory
from kotikulma.kernel import clock
from kotikulma.kernel.types import Actor
from kotikulma.people import queries as people

OURS = UUID("3b0c7a52-5f0e-4d57-9d0c-6b1f6f0d2a11")
TOWN = "179"
GOALS = (
    ("Haluan oman avaimen ja oven, jonka saa lukkoon.", "Haluan nähdä tyttäreni ennen kesää."),
    ("Haluan pitää tämän kodin.", "Haluan nukkua yöni."),
    ("Haluan, että kukaan ei enää komenna.",),
    ("Haluan koulun loppuun.", "En halua asua enää sohvilla."),
)
REACHED = "Haluan oman pankkikortin."
SISTER = "Sisko Qvistizz"
STEPS: tuple[tuple[tuple[str, str, str], ...], ...] = (  # what, who, when
    (
        ("Soitetaan vuokranantajalle yhdessä", "worker", "tällä viikolla"),
        ("Täytetään asumistuen hakemus", "worker", "ennen kuun loppua"),
        ("Viesti tyttärelle", "client", "kun siltä tuntuu"),
        ("Sunnuntairuoka", "near", "sunnuntaisin"),
        ("Jutellaan unesta", f"role/{Profession.PSYCHIATRIC_NURSE}", "joka toinen viikko"),
    ),
    (("Maksusuunnitelma vuokrasta", "worker", "perjantaina"), ("Avataan posti yhdessä", "worker", "joka käynnillä")),
    (("Kahvi palvelukeskuksessa", "client", "tiistaisin"),),
    (("Puhelu opinto-ohjaajan kanssa", "worker", "ensi viikolla"),),
)
VISITS = (  # agreed hour, minutes, why, place of the directory, or where else
    (13, 45, "Asumistuen hakemus valmiiksi", "Palvelukeskus Hanska", ""),
    (11, 30, "Posti ja maksusuunnitelma", "", "Kotona, ovikello ei toimi"),
    (None, 30, "Kuulumisia", "Hätämajoitus, keskusta", ""),
    (None, 30, "Koulun paperit", "Keltinmäen hyvinvointitupa", ""),
)
CONTACTS: tuple[tuple[int, str, bool, str, str], ...] = (  # days ago, channel, reached, what was said, next step
    (12, "visit", True, "Kahviteltiin. Yöt ovat olleet rauhallisia.", "Kysyn vuokranantajalta näytöstä."),
    (6, "phone", False, "", ""),
    (2, "message", True, "Vastasi viestiin: tapaaminen sopii.", ""),
)
NEAR = (
    (Near.RELATIVE, Ring.CLOSE, "Sisko", "Soittaa sunnuntaisin"),
    (Near.PEER, Ring.CLOSE, "Vertainen palvelukeskuksesta", "Lähtee mukaan virastoon"),
    (Near.FRIEND, Ring.FAR, "Naapuri", "Ottaa postin"),
)
SERVICES = (("palvelukeskus Hanska", Ring.MIDDLE, "Ruoka ja pyykki"), ("asumisneuvonta", Ring.MIDDLE, "Vuokrarästit"))
TODOS = (("Varaa aika Kelaan", -2), ("Tulosta vuokrasopimus", 0), ("Kysy asuntonäytöstä", 3))


def lay(mine: Actor, nurse: Actor, clients: list[Any]) -> None:
    """`clients`: those of the instructor, the oldest first; the nurse shares the first."""
    today = clock.today()
    with _at(today - timedelta(days=14), 14):
        near = _network(mine, clients[0])
        _roles(mine, nurse, clients[0])
        for number in range(len(GOALS)):
            _plan(mine, clients[number], number, near)
    for days, channel, reached, words, step in CONTACTS:
        _contact(mine, clients[0], today - timedelta(days=days), channel, reached, words, step)
    for number, client in enumerate(clients[: len(VISITS)]):
        with _at(today - timedelta(days=3), 15):
            _visit(mine, client, today, number)
            if number < len(TODOS):
                words, days = TODOS[number]
                due = today + timedelta(days=days)
                plans.write_todo(
                    mine, client.uuid, NewTodo(form_key=_key("todo", number), owner=_id(mine), due_on=due, words=words)
                )


def _plan(mine: Actor, client: Any, number: int, near: UUID) -> None:
    """The first has reached a goal already; the second is due to be looked at today."""
    goals = [(_key("goal", number, place), words) for place, words in enumerate(GOALS[number])]
    who = {"worker": f"worker/{_id(mine)}", "near": f"near/{near}"}
    steps = [
        Step(_key("step", number, place), what, who.get(does, does), when)
        for place, (what, does, when) in enumerate(STEPS[number])
    ]
    reached = (_key("goal", number, 9), REACHED)
    review = clock.today() + timedelta(days=14 if number == 1 else 60)
    own = [reached, *goals] if number == 0 else goals
    plans.save_plan(mine, client.uuid, number=0, goals=own, steps=steps, review_on=review)
    if number == 0:
        plans.end_goal(mine, client.uuid, reached[0], state=GoalState.REACHED, word="Kortti tuli postissa.")


def _network(mine: Actor, client: Any) -> UUID:
    """Those near the client; her sister gave leave to be named. Her uuid."""
    made = []
    for kind, ring, relation, words in NEAR:
        new = NewMember(kind=kind, ring=ring, relation=relation, words=words)
        made.append(network.add_member(mine, client.uuid, new).uuid)
    for text, ring, words in SERVICES:
        for uuid, _name in services(text)[:1]:
            new = NewMember(kind=Near.SERVICE, ring=ring, service=UUID(uuid), words=words)
            network.add_member(mine, client.uuid, new)
    day = clock.today()
    network.ask_consent(mine, client.uuid, made[0], on=day)
    network.give_consent(mine, client.uuid, made[0], on=day, name=SISTER)
    network.ask_consent(mine, client.uuid, made[1], on=day)
    return made[0]


def _roles(mine: Actor, nurse: Actor, client: Any) -> None:
    wanted = {mine.id: Profession.SOCIAL_INSTRUCTOR, nurse.id: Profession.PSYCHIATRIC_NURSE}
    for row in client.relationships.select_related("worker"):
        if row.worker and row.worker.uuid in wanted:
            plans.give_role(mine, client.uuid, row.uuid, profession=wanted[row.worker.uuid])


def _contact(mine: Actor, client: Any, day: date, channel: str, reached: bool, words: str, step: str) -> None:
    with _at(day, 12):
        new = NewContact(
            form_key=_key("contact", day.toordinal()),
            happened_at=clock.now() - timedelta(hours=1),
            channel=channel,
            reached=reached,
            words=words,
            next_step=step,
        )
        plans.record_contact(mine, client.uuid, new)


def _visit(mine: Actor, client: Any, day: date, number: int) -> None:
    hour, minutes, purpose, place, where = VISITS[number]
    new = NewVisit(
        form_key=_key("visit", number),
        day=day,
        worker=_id(mine),
        starts_at=datetime.combine(day, time(hour), clock.HELSINKI) if hour else None,
        minutes=minutes,
        purpose=purpose,
        place=_places().get(place),
        where=where,
        municipality="" if place else TOWN,
    )
    plans.plan_visit(mine, client.uuid, new)


def _places() -> dict[str, UUID]:
    """Finnish name -> uuid of every place anybody keeps."""
    return {place.name.get("fi", ""): place.uuid for place in directory.places_kept_by(people.organization_ids())}


def _at(day: date, hour: int) -> AbstractContextManager[None]:
    return clock.standing_at(datetime.combine(day, time(hour), clock.HELSINKI))


def _key(*parts: object) -> UUID:
    """The same in each demo, so that laying it again makes nothing twice."""
    return uuid5(OURS, "/".join(map(str, parts)))


def _id(actor: Actor) -> UUID:
    return actor.id or OURS
