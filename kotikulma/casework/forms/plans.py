"""The plan as it is typed together with the client; visits, contacts and tasks."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from kotikulma.casework.forms.checks import ONE, KeyedForm, day
from kotikulma.casework.types.plans import (
    ContactChannel,
    Correction,
    GoalState,
    NewContact,
    NewTodo,
    NewVisit,
    Plan,
    Profession,
    Step,
)
from kotikulma.kernel import clock, municipalities
from kotikulma.kernel.merging import Clash

EMPTY_GOALS, EMPTY_STEPS = 1, 2


def _words(label: Any, rows: int = 2, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=2000, widget=forms.Textarea(attrs={"rows": rows}), **more)


def _time(label: Any, **more: Any) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, widget=widget, error_messages={"invalid": _("Tarkista kellonaika.")}, **more)


class PlanForm(forms.Form):
    """Rows of goals and steps, each under its own name: "goal-UUID", "what-UUID", "who-UUID", "when-UUID".

    `plan`: what the rows begin with. `clashes`: what somebody else wrote into the same rows meanwhile.
    """

    review_on = day(_("Milloin katsotte suunnitelmaa yhdessä?"))
    number = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, plan: Plan, doers: Sequence[tuple[str, str]], clashes: Sequence[Clash] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.clashes = {clash.field: clash for clash in clashes}
        self.goal_ids, self.step_ids = self._ids("goal-"), self._ids("what-")
        if not self.is_bound:
            open_goals = [goal for goal in plan.goals if goal.state == GoalState.OPEN]
            self.goal_ids = [
                *(goal.uuid for goal in open_goals),
                *(uuid4() for _each in range(EMPTY_GOALS if open_goals else 2)),
            ]
            self.step_ids = [*(step.uuid for step in plan.steps), *(uuid4() for _each in range(EMPTY_STEPS))]
            self.initial |= {f"goal-{goal.uuid}": goal.words for goal in open_goals}
            for step in plan.steps:
                values = (("what", step.what), ("who", step.who), ("when", step.when))
                self.initial |= {f"{name}-{step.uuid}": value for name, value in values}
        for row in self.goal_ids:
            self.fields[f"goal-{row}"] = _words(_("Tavoite asiakkaan omin sanoin"), required=False)
        for row in self.step_ids:
            self.fields[f"what-{row}"] = forms.CharField(label=_("Mitä tehdään"), max_length=2000, required=False)
            self.fields[f"who-{row}"] = forms.ChoiceField(label=_("Kuka"), choices=doers, required=False)
            self.fields[f"when-{row}"] = forms.CharField(label=_("Milloin"), max_length=200, required=False)

    @property
    def goals(self) -> Iterator[dict[str, Any]]:
        for goal in self.goal_ids:
            yield {"field": self[f"goal-{goal}"], "theirs": self.clashes.get(f"goal/{goal}/words")}

    @property
    def steps(self) -> Iterator[dict[str, Any]]:
        for step in self.step_ids:
            theirs = [self.clashes.get(f"step/{step}/{name}") for name in ("what", "who", "when")]
            fields = [self[f"{name}-{step}"] for name in ("what", "who", "when")]
            yield {"fields": fields, "theirs": [clash for clash in theirs if clash]}

    @property
    def review_clash(self) -> Clash | None:
        return self.clashes.get("review_on")

    def typed(self) -> dict[str, Any]:
        data = self.cleaned_data
        steps = [
            Step(uuid, data[f"what-{uuid}"], data[f"who-{uuid}"] or "client", data[f"when-{uuid}"])
            for uuid in self.step_ids
        ]
        return {
            "number": data["number"],
            "goals": [(uuid, data[f"goal-{uuid}"]) for uuid in self.goal_ids],
            "steps": steps,
            "review_on": data["review_on"],
        }

    def _ids(self, prefix: str) -> list[UUID]:
        """Of what was posted, in its order; a name that is none of ours is left out."""
        found = []
        for name in self.data:
            try:
                found += [UUID(name.removeprefix(prefix))] if name.startswith(prefix) else []
            except ValueError:
                continue
        return found


class GoalForm(forms.Form):
    """How it went with a goal."""

    state = forms.ChoiceField(
        label=_("Miten tavoitteelle kävi?"),
        choices=[(one.value, one.label) for one in GoalState if one != GoalState.OPEN],
        widget=forms.RadioSelect,
        error_messages=ONE,
    )
    word = forms.CharField(
        label=_("Sana siitä"),
        help_text=_("Mieluiten asiakkaan omin sanoin."),
        max_length=300,
        error_messages={"required": _("Kirjoita sana tai kaksi, mieluiten asiakkaan omin sanoin.")},
    )
    changed_to = _words(_("Uusi tavoite, jos se muuttui"), required=False)


class ContactForm(KeyedForm):
    """What happened, with one thumb."""

    channel = forms.ChoiceField(
        label=_("Miten otit yhteyttä?"), choices=ContactChannel.choices, widget=forms.RadioSelect, error_messages=ONE
    )
    reached = forms.ChoiceField(
        label=_("Tavoititko hänet?"),
        choices=[("yes", _("Kyllä")), ("no", _("En tavoittanut"))],
        widget=forms.RadioSelect,
        error_messages=ONE,
    )
    words = _words(_("Mitä kuului?"), 4, required=False, help_text=_("Vain se, mitä työ vaatii."))
    next_step = forms.CharField(label=_("Mitä seuraavaksi?"), max_length=2000, required=False)
    next_on = day(_("Mihin mennessä?"), required=False, help_text=_("Päivästä tulee sinulle tehtävä."))
    happened_at = day(_("Minä päivänä?"), initial=clock.today)
    time = _time(_("Mihin aikaan?"), initial=lambda: clock.local_now().time())
    visit = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def new(self) -> NewContact:
        data = self.cleaned_data
        return NewContact(
            form_key=data["key"],
            happened_at=datetime.combine(data["happened_at"], data["time"], clock.HELSINKI),
            channel=data["channel"],
            reached=data["reached"] == "yes",
            words=data["words"],
            next_step=data["next_step"],
            next_on=data["next_on"],
            visit=data["visit"],
        )


class CorrectionForm(ContactForm):
    """The same, as it ought to stand, with a word about why. `number`: how often it was corrected when it was read."""

    next_on = None
    struck = forms.BooleanField(
        label=_("Tätä yhteydenottoa ei ollut"),
        help_text=_("Esimerkiksi: kirjattiin väärälle asiakkaalle. Kirjaus jää luettavaksi, mutta sitä ei lasketa."),
        required=False,
    )
    reason = forms.CharField(
        label=_("Mikä oli väärin?"),
        max_length=300,
        error_messages={"required": _("Kerro lyhyesti, mikä oli väärin.")},
    )
    number = forms.IntegerField(widget=forms.HiddenInput)

    @staticmethod
    def begun(known: Correction) -> dict[str, Any]:
        local = known.happened_at.astimezone(clock.HELSINKI)
        values = {name: getattr(known, name) for name in ("number", "channel", "words", "next_step", "struck")}
        return {
            **values,
            "reached": "yes" if known.reached else "no",
            "happened_at": local.date(),
            "time": local.time(),
        }

    def correction(self, known: Correction) -> Correction:
        """A time left as it was keeps its seconds."""
        data, begun = self.cleaned_data, self.begun(known)
        same = data["happened_at"] == begun["happened_at"] and f"{data['time']:%H:%M}" == f"{begun['time']:%H:%M}"
        at = datetime.combine(data["happened_at"], data["time"], clock.HELSINKI)
        values = {name: data[name] for name in ("number", "channel", "words", "next_step", "struck", "reason")}
        return Correction(**values, reached=data["reached"] == "yes", happened_at=known.happened_at if same else at)


class VisitForm(KeyedForm):
    """When, where, who and why. Without a time it lies where it suits the way."""

    purpose = forms.CharField(
        label=_("Miksi tavataan?"),
        max_length=2000,
        error_messages={"required": _("Kirjoita lyhyesti, miksi tavataan.")},
    )
    day = day(_("Päivä"))
    time = _time(_("Sovittu kellonaika"), required=False, help_text=_("Ilman aikaa käynti asettuu reitin mukaan."))
    minutes = forms.TypedChoiceField(
        label=_("Kesto"),
        choices=[(15, _("15 min")), (30, _("30 min")), (45, _("45 min")), (60, _("1 h")), (90, _("1,5 h"))],
        coerce=int,
        initial=30,
    )
    worker = forms.ChoiceField(label=_("Kuka käy?"))
    place = forms.ChoiceField(label=_("Paikka hakemistosta"), required=False)
    where = forms.CharField(
        label=_("Tai muu paikka"),
        help_text=_("Esimerkiksi: kotona, ovikoodi vuorolta."),
        max_length=300,
        required=False,
    )
    municipality = forms.ChoiceField(label=_("Kunta"), required=False)

    def __init__(
        self, *args: Any, workers: Sequence[tuple[str, str]], places: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["worker"].choices = workers
        self.fields["place"].choices = [("", "–"), *places]
        towns = [(one.code, municipalities.name(one.code)) for one in municipalities.in_project()]
        self.fields["municipality"].choices = [("", "–"), *towns]

    def new(self) -> NewVisit:
        data = self.cleaned_data
        at = datetime.combine(data["day"], data["time"], clock.HELSINKI) if data["time"] else None
        return NewVisit(
            form_key=data["key"],
            day=data["day"],
            worker=UUID(data["worker"]),
            starts_at=at,
            minutes=data["minutes"],
            purpose=data["purpose"],
            where=data["where"],
            place=UUID(data["place"]) if data["place"] else None,
            municipality=data["municipality"],
        )


class TodoForm(KeyedForm):
    words = forms.CharField(
        label=_("Mitä tehdään?"), max_length=2000, error_messages={"required": _("Kirjoita, mitä tehdään.")}
    )
    due_on = day(_("Mihin mennessä?"), initial=clock.today)
    owner = forms.ChoiceField(label=_("Kuka tekee?"))

    def __init__(self, *args: Any, workers: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = workers

    def new(self) -> NewTodo:
        data = self.cleaned_data
        return NewTodo(form_key=data["key"], owner=UUID(data["owner"]), due_on=data["due_on"], words=data["words"])


class RoleForm(forms.Form):
    profession = forms.ChoiceField(
        label=_("Missä roolissa hän auttaa asiakasta?"),
        choices=Profession.choices,
        widget=forms.RadioSelect,
        error_messages=ONE,
    )
