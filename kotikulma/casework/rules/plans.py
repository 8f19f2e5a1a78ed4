"""What a plan, a visit, a contact and a task must be, and how two workers' changes to one plan go together."""

import json
from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kotikulma.casework.types.plans import (
    ContactChannel,
    Correction,
    Goal,
    GoalState,
    NewContact,
    NewTodo,
    NewVisit,
    Plan,
    PlanRefused,
    Profession,
    Step,
)
from kotikulma.kernel import municipalities
from kotikulma.kernel.clock import HELSINKI
from kotikulma.kernel.merging import Clash, three_way

HOUSING_STANDS = gettext_lazy("Koti ei riipu tästä suunnitelmasta: asunnon ehtona ei ole raittius, hoito eikä valmius.")
THE_CLIENT = gettext_lazy("Asiakas itse")
BACK = AHEAD = timedelta(days=400)
SKEW = timedelta(minutes=5)  # by so much a phone's clock may be ahead
LONGEST = 2000
MOST_GOALS, MOST_STEPS = 12, 24
SHORTEST_VISIT, LONGEST_VISIT = 5, 480

Spell = tuple[datetime, datetime]


def check_contact(new: NewContact, now: datetime) -> None:
    """PlanRefused with a sentence for each field that cannot be so."""
    faults: dict[str, Any] = {}
    if new.happened_at > now + SKEW:
        faults["happened_at"] = _("Aika on vasta tulossa. Kirjaa yhteydenotto, kun se on tapahtunut.")
    elif new.happened_at < now - BACK:
        faults["happened_at"] = _("Ajasta on yli 400 päivää. Tarkista päivä.")
    if new.channel not in ContactChannel.values:
        faults["channel"] = _("Valitse, miten otit yhteyttä.")
    if new.next_on and not new.next_step.strip():
        faults["next_step"] = _("Kirjoita, mitä seuraavaksi tehdään.")
    if new.next_on and not new.happened_at.astimezone(HELSINKI).date() <= new.next_on <= (now + AHEAD).date():
        faults["next_on"] = _("Tarkista päivä. Seuraava askel on yhteydenoton jälkeen.")
    _check_length(faults, words=new.words, next_step=new.next_step)
    _refuse(faults)


def check_correction(new: Correction, stood: datetime, now: datetime) -> None:
    """What stands corrected must be possible, and somebody must have said why. A time that stays is not asked again."""
    faults: dict[str, Any] = {}
    if not new.reason.strip():
        faults["reason"] = _("Kerro lyhyesti, mikä oli väärin.")
    _check_length(faults, reason=new.reason)
    _refuse(faults)
    at = now if new.happened_at == stood else new.happened_at
    words, step = new.words, new.next_step
    check_contact(
        NewContact(
            form_key=UUID(int=0), happened_at=at, channel=new.channel, reached=new.reached, words=words, next_step=step
        ),
        now,
    )


def check_visit(new: NewVisit, now: datetime, taken: Iterable[Spell]) -> None:
    """`taken`: when the worker is on other visits already."""
    faults: dict[str, Any] = {}
    today = now.astimezone(HELSINKI).date()
    if new.day < today:
        faults["day"] = _("Päivä on jo mennyt. Kirjaa tehty käynti yhteydenottona.")
    elif new.day > today + AHEAD:
        faults["day"] = _("Päivä on yli 400 päivän päässä. Tarkista päivä.")
    elif new.starts_at and new.starts_at < now:
        faults["time"] = _("Kellonaika on jo mennyt. Valitse myöhempi, tai kirjaa käynti yhteydenottona.")
    if not SHORTEST_VISIT <= new.minutes <= LONGEST_VISIT:
        faults["minutes"] = _("Käynti kestää 5–480 minuuttia.")
    if new.municipality and municipalities.get(new.municipality) is None:
        faults["municipality"] = _("Valitse kunta luettelosta.")
    if not new.purpose.strip():
        faults["purpose"] = _("Kirjoita lyhyesti, miksi tavataan.")
    _check_length(faults, purpose=new.purpose, where=new.where)
    _refuse(faults)
    if new.starts_at and (other := overlapping(spell(new.starts_at, new.minutes), taken)):
        times = {"start": _clock(other[0]), "end": _clock(other[1])}
        sentence = _("Työntekijällä on jo käynti klo %(start)s–%(end)s. Valitse toinen aika.") % times
        raise PlanRefused(sentence, fields={"time": sentence})


def check_todo(new: NewTodo, today: date) -> None:
    faults: dict[str, Any] = {}
    if not new.words.strip():
        faults["words"] = _("Kirjoita, mitä tehdään.")
    if not today <= new.due_on <= today + AHEAD:
        faults["due_on"] = _("Tarkista päivä. Valitse tämä päivä tai myöhempi.")
    _check_length(faults, words=new.words)
    _refuse(faults)


def check_plan(plan: Plan, today: date) -> None:
    """A plan is the client's: without a goal of her own there is none."""
    faults: dict[str, Any] = {}
    if not plan.goals:
        faults["goals"] = _("Suunnitelma tarvitsee asiakkaan oman tavoitteen. Kysy, mitä hän itse haluaa.")
    if plan.review_on is None or not today <= plan.review_on <= today + AHEAD:
        faults["review_on"] = _("Valitse päivä, jolloin katsotte suunnitelmaa yhdessä, enintään 400 päivän päästä.")
    if len(plan.goals) > MOST_GOALS or len(plan.steps) > MOST_STEPS:
        faults[""] = _("Suunnitelma on liian pitkä. Jätä siihen vain tärkein.")
    if any(not is_doer(step.who) for step in plan.steps):
        faults["steps"] = _("Valitse jokaiselle kohdalle, kuka sen tekee.")
    texts = [*(goal.words for goal in plan.goals), *(text for step in plan.steps for text in (step.what, step.when))]
    if any(len(text) > LONGEST for text in texts):
        faults[""] = _("Teksti on liian pitkä. Lyhennä sitä.")
    _refuse(faults)


def is_doer(who: str) -> bool:
    """ "client", "worker/UUID", "role/Profession" or "near/UUID"."""
    kind, _slash, which = who.partition("/")
    if kind == "role":
        return which in Profession.values
    return who == "client" or (kind in ("worker", "near") and _is_uuid(which))


def typed(before: Plan, goals: Iterable[tuple[UUID, str]], steps: Iterable[Step], review_on: date | None) -> Plan:
    """The plan as somebody typed it who began from `before`; ended goals stay, an emptied line is gone."""
    words = {uuid: text.strip() for uuid, text in goals}
    kept = [
        replace(goal, words=words.get(goal.uuid, "")) if goal.state == GoalState.OPEN else goal for goal in before.goals
    ]
    known = {goal.uuid for goal in before.goals}
    kept += [Goal(uuid, text) for uuid, text in words.items() if uuid not in known]
    cleaned = [replace(step, what=step.what.strip(), when=step.when.strip()) for step in steps]
    return Plan(tuple(goal for goal in kept if goal.words), tuple(step for step in cleaned if step.what), review_on)


def ended_goal(plan: Plan, goal: UUID, *, state: str, word: str, today: date, new: Goal | None = None) -> Plan:
    """The plan with a goal reached, given up by the client, or changed into `new`. A closed one stays closed."""
    found = next((one for one in plan.goals if one.uuid == goal and one.state == GoalState.OPEN), None)
    if found is None:
        raise PlanRefused(_("Tavoite on jo päätetty. Lataa sivu uudelleen."))
    faults: dict[str, Any] = {}
    if state not in GoalState.values or state == GoalState.OPEN:
        faults["state"] = _("Valitse, miten tavoitteelle kävi.")
    if not word.strip():
        faults["word"] = _("Kirjoita sana tai kaksi, mieluiten asiakkaan omin sanoin.")
    if state == GoalState.CHANGED and (new is None or not new.words):
        faults["changed_to"] = _("Kirjoita uusi tavoite asiakkaan omin sanoin.")
    _check_length(faults, word=word, changed_to=new.words if new else "")
    _refuse(faults)
    closed = replace(found, state=state, word=word.strip(), ended_on=today)
    goals = [closed if one is found else one for one in plan.goals]
    if new and state == GoalState.CHANGED:
        goals.insert(goals.index(closed) + 1, new)
    return replace(plan, goals=tuple(goals))


def merged(before: Plan, theirs: Plan, mine: Plan) -> tuple[Plan, tuple[Clash, ...]]:
    """Mine with what somebody else changed since `before`; clashes where both changed the same words.

    In a clash the plan holds mine, and theirs is in the clash: no word is lost.
    """
    parts = [_flat(plan) for plan in (before, theirs, mine)]
    names = dict.fromkeys([*parts[1], *parts[2], *parts[0]])
    found = three_way(*({name: part.get(name, "") for name in names} for part in parts))
    return _raised(found.values), found.clashes


def packed(plan: Plan) -> str:
    """As it is sealed."""
    return json.dumps(asdict(plan), ensure_ascii=False, default=str)


def unpacked(text: str) -> Plan:
    stored = json.loads(text)
    return Plan(
        tuple(
            Goal(**{**goal, "uuid": UUID(goal["uuid"]), "ended_on": _day(goal["ended_on"])}) for goal in stored["goals"]
        ),
        tuple(Step(**{**step, "uuid": UUID(step["uuid"])}) for step in stored["steps"]),
        _day(stored["review_on"]),
    )


def spell(starts_at: datetime, minutes: int) -> Spell:
    return starts_at, starts_at + timedelta(minutes=minutes)


def overlapping(one: Spell, others: Iterable[Spell]) -> Spell | None:
    """The first of the others that has a moment in common with it; half-open."""
    return next((other for other in sorted(others) if one[0] < other[1] and other[0] < one[1]), None)


def _flat(plan: Plan) -> dict[str, str]:
    """ "goal/UUID/words" -> text: what two people may change apart from each other."""
    flat = {"review_on": plan.review_on.isoformat() if plan.review_on else ""}
    for kind, rows in (("goal", plan.goals), ("step", plan.steps)):
        for row in rows:
            values = asdict(row)
            flat |= {f"{kind}/{row.uuid}/{name}": str(values[name] or "") for name in values if name != "uuid"}
    return flat


def _raised(flat: dict[str, Any]) -> Plan:
    """A goal or step without its words is gone."""
    rows: dict[str, dict[str, dict[str, Any]]] = {"goal": {}, "step": {}}
    for field, text in flat.items():
        if field != "review_on":
            kind, uuid, name = field.split("/")
            rows[kind].setdefault(uuid, {})[name] = text
    goals = [
        Goal(UUID(uuid), **{**row, "ended_on": _day(row.get("ended_on"))})
        for uuid, row in rows["goal"].items()
        if row["words"]
    ]
    steps = [Step(UUID(uuid), **row) for uuid, row in rows["step"].items() if row["what"]]
    return Plan(tuple(goals), tuple(steps), _day(flat["review_on"]))


def _check_length(faults: dict[str, Any], **texts: str) -> None:
    for name, text in texts.items():
        if len(text) > LONGEST:
            faults[name] = _("Teksti on liian pitkä. Lyhennä sitä.")


def _refuse(faults: dict[str, Any]) -> None:
    if faults:
        raise PlanRefused(next(iter(faults.values())), fields=faults)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _clock(moment: datetime) -> str:
    return f"{moment.astimezone(HELSINKI):%-H.%M}"


def _is_uuid(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False
