"""What changed for a client on the by-name list. Reasons stay with the statistics, so they name nobody."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from kotikulma.casework.commands.listing import LEAVES
from kotikulma.casework.forms.checks import ONE, day
from kotikulma.casework.types.ledger import EventType
from kotikulma.casework.types.listing import EventLine, ListingPage
from kotikulma.casework.types.situations import ARA, Certainty, SituationCode
from kotikulma.kernel import clock

PLACES = [("", _("Valitse")), *((one.value, one.label) for one in SituationCode if one in ARA)]
A_WORD = _("Sana siitä")
NAMELESS = _("Ei nimiä eikä sairauksia: sana jää tilastoihin.")


def _reason(label: Any = A_WORD, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, help_text=NAMELESS, max_length=200, **{"required": False, **more})


class ListForm(forms.Form):
    """`page`: how things stand, for the choices."""

    def __init__(self, *args: Any, page: ListingPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.page = page

    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class EnterForm(ListForm):
    situation = forms.ChoiceField(label=_("Missä hän nyt on?"), choices=PLACES, error_messages=ONE)
    on = day(_("Mistä päivästä tiedämme sen?"), initial=clock.today)
    since = day(_("Milloin asunnottomuus alkoi, jos aiemmin?"), required=False)
    factor = forms.BooleanField(
        label=_("Sosiaalinen tai terveydellinen ongelma vaikeuttaa asumista"),
        help_text=_("Vaikuttaa vain siihen, milloin asunnottomuus on pitkäaikaista."),
        required=False,
    )


class PlaceForm(ListForm):
    code = forms.ChoiceField(label=_("Missä hän nyt on?"), choices=PLACES, error_messages=ONE)
    start = day(_("Mistä päivästä?"), initial=clock.today)
    certainty = forms.ChoiceField(
        label=_("Mistä tiedämme sen?"), choices=Certainty.choices, initial=Certainty.TOLD, error_messages=ONE
    )


class FamilyForm(ListForm):
    together = forms.TypedChoiceField(
        label=_("Kenen kanssa hän on ilman asuntoa?"),
        choices=[("no", _("Yksin")), ("yes", _("Perheen tai puolison kanssa"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages=ONE,
    )
    mark = forms.CharField(
        label=_("Perheen tunnus"),
        help_text=_("Jos joku perheestä on jo listalla, tunnus on hänen sivullaan. Muuten jätä tyhjäksi."),
        max_length=20,
        required=False,
    )
    on = day(_("Mistä päivästä?"), initial=clock.today)


class LeaveForm(ListForm):
    type = forms.ChoiceField(
        label=_("Miten hän lähti listalta?"),
        choices=[(one.value, one.label) for one in LEAVES],
        widget=forms.RadioSelect,
        error_messages=ONE,
    )
    on = day(_("Minä päivänä?"), initial=clock.today)
    reason = _reason()


class LostForm(ListForm):
    approver = forms.ChoiceField(
        label=_("Kuka hyväksyi?"),
        help_text=_("Joku muu kuin sinä. Hänen nimensä jää merkintään."),
        error_messages={"required": _("Nimeä, kuka hyväksyi merkinnän.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["approver"].choices = [("", _("Valitse")), *self.page.approvers]


class LongTermForm(ListForm):
    decided = forms.TypedChoiceField(
        label=_("Onko asunnottomuus pitkäaikaista?"),
        choices=[("yes", _("On")), ("no", _("Ei ole"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages=ONE,
    )
    reason = _reason(_("Miksi, jos päätät toisin kuin sääntö?"))


class SameForm(ListForm):
    other = forms.ChoiceField(label=_("Toinen merkintä"), error_messages=ONE)
    on = day(_("Mistä päivästä?"), initial=clock.today)
    reason = _reason()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].choices = [(str(uuid), name) for uuid, name in self.page.same]

    def values(self) -> dict[str, Any]:
        return {**self.cleaned_data, "other": UUID(self.cleaned_data["other"])}


class MendForm(forms.Form):
    """What an entry ought to say. A situation is asked where the entry tells one."""

    reason = _reason(_("Mikä oli väärin?"), required=True, error_messages={"required": _("Kerro, mitä korjataan.")})
    on = day(_("Minä päivänä se tapahtui?"))
    situation = forms.ChoiceField(label=_("Missä hän oli?"), choices=PLACES, required=False)
    void = forms.BooleanField(label=_("Tätä ei tapahtunut"), required=False)

    def __init__(self, *args: Any, line: EventLine, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial |= {"on": line.on, "situation": line.situation}
        if not line.situation or line.type == EventType.HOME:
            del self.fields["situation"]
