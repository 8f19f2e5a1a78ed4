"""What an organiser types of times: a single one, a rhythm, and what is different this time."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from kotikulma.events.forms.organising import MomentForm, check_end, day_field, time_field
from kotikulma.events.queries.choosing import Choice
from kotikulma.events.queries.times import OneTime
from kotikulma.events.types import HolidayPolicy, Rule
from kotikulma.events.types.rhythm import Rhythm
from kotikulma.kernel import clock, date_words
from kotikulma.kernel.i18n import clean_map

CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FIELDS: Mapping[str, str] = {
    "minutes": "ends",
    "start_time": "begins",
    "rule": "days",
    "until": "until",
    "kept": "days",
}
NTH = [("1", "1."), ("2", "2."), ("3", "3."), ("4", "4."), ("5", "5."), ("-1", _("viimeinen"))]
MOST_KEPT = 60


class TimeForm(MomentForm):
    """A single time more."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class RhythmForm(forms.Form):
    """A rule in the organiser's words. Free days are left out unless she says they are held."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    frequency = forms.ChoiceField(
        label=_("Miten se toistuu?"),
        choices=[("WEEKLY", _("Viikoittain")), ("MONTHLY", _("Kuukausittain"))],
        widget=forms.RadioSelect,
        initial="WEEKLY",
    )
    days = forms.MultipleChoiceField(
        label=_("Viikonpäivät"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Valitse ainakin yksi viikonpäivä.")},
    )
    nth = forms.ChoiceField(label=_("Monesko kuukaudessa"), choices=NTH, initial="1", required=False)
    interval = forms.TypedChoiceField(
        label=_("Kuinka usein"),
        coerce=int,
        choices=[(1, _("Joka kerta")), (2, _("Joka toinen")), (3, _("Joka kolmas")), (4, _("Joka neljäs"))],
        initial=1,
    )
    starts_on = day_field(_("Ensimmäinen päivä"), error_messages={"required": _("Anna ensimmäinen päivä.")})
    begins = time_field(_("Alkaa"), error_messages={"required": _("Anna alkamisaika.")})
    ends = time_field(_("Päättyy"), error_messages={"required": _("Anna päättymisaika.")})
    until = day_field(_("Viimeinen päivä"), required=False, help_text=_("Tai kerro kertojen määrä."))
    count = forms.IntegerField(label=_("Kertoja"), required=False, min_value=1, max_value=520)

    def __init__(self, data: Any = None, *, rhythm: Rhythm | None = None, version: int = 0) -> None:
        self.stored = rhythm
        super().__init__(data, initial={"version": version, **(_initial(rhythm) if rhythm else {})}, label_suffix="")
        forms_of = date_words.forms().names
        self.fields["days"].choices = [(code, forms_of[place]) for place, code in enumerate(CODES)]

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or self.cleaned_data)
        if data.get("until") and data.get("count"):
            self.add_error("count", _("Anna joko viimeinen päivä tai kertojen määrä."))
        if data.get("until") and data.get("starts_on") and data["until"] < data["starts_on"]:
            self.add_error("until", _("Viimeinen päivä on ennen ensimmäistä."))
        check_end(self, data)
        return data

    def rhythm(self) -> Rhythm:
        data = self.cleaned_data
        monthly = data["frequency"] == "MONTHLY"
        byday = tuple(f"{data['nth'] or 1}{code}" if monthly else code for code in data["days"])
        rule = Rule(data["frequency"], byday, data["interval"], data["until"], data["count"])
        holidays = self.stored.holidays if self.stored else HolidayPolicy.SKIP
        skipped = self.stored.skipped if self.stored else frozenset()
        minutes = _minutes(data["starts_on"], data["begins"], data["ends"])
        return Rhythm(data["starts_on"], data["begins"], minutes, rule, holidays, skipped, self.kept())

    def kept(self) -> frozenset[date]:
        """Free days on which it is held all the same."""
        if not self.is_bound:
            return self.stored.kept if self.stored else frozenset()
        found = set()
        for value in self.data.getlist("kept")[:MOST_KEPT] if hasattr(self.data, "getlist") else ():
            try:
                found.add(date.fromisoformat(value))
            except ValueError:
                continue
        return frozenset(found)

    def refuse(self, fields: Mapping[str, Any], message: Any) -> None:
        for name, sentence in fields.items():
            at = FIELDS.get(name, name)
            self.add_error(at if at in self.fields else None, str(sentence))
        if not fields:
            self.add_error(None, str(message))


class OneTimeForm(MomentForm):
    """What is different this time. Empty: as the event says."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    place_text = forms.CharField(
        label=_("Etsi paikka nimellä"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    place = forms.ChoiceField(label=_("Paikka tällä kertaa"), required=False, widget=forms.RadioSelect)
    place_note = forms.CharField(label=_("Tila ja ovi tällä kertaa"), max_length=200, required=False)
    note = forms.CharField(
        label=_("Mikä on toisin tällä kertaa?"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Esimerkiksi: Retki, ota eväät mukaan."),
    )

    def __init__(self, data: Any = None, *, time: OneTime, places: Sequence[Choice], language: str) -> None:
        self.time, self.language = time, language
        record = time.record
        starts, ends = (at.astimezone(clock.HELSINKI) for at in (record.starts_at, record.ends_at))
        own_note = "" if record.place_note == record.event.place_note else record.place_note.get(language, "")
        initial = {
            "version": time.version,
            "day": starts.date(),
            "begins": starts.time(),
            "ends": ends.time(),
            "place": str(time.own_place or ""),
            "place_note": own_note,
            "note": record.note.get(language, ""),
        }
        super().__init__(data, initial=initial, label_suffix="")
        self.fields["place"].choices = [
            ("", _("Sama kuin muilla kerroilla")),
            *((one.uuid, one.name) for one in places),
        ]

    def values(self) -> dict[str, Any]:
        data, record = self.cleaned_data, self.time.record
        own = {} if record.place_note == record.event.place_note else record.place_note
        return {
            "place": UUID(data["place"]) if data["place"] else None,
            "place_note": clean_map({**own, self.language: data["place_note"]}),
            "note": clean_map({**record.note, self.language: data["note"]}),
        }


def _minutes(day: date, begins: Any, ends: Any) -> int:
    """Wall time from one to the other; ending past midnight is the next day."""
    length = datetime.combine(day, ends) - datetime.combine(day, begins)
    return int((length if length > timedelta() else length + timedelta(days=1)).total_seconds() // 60)


def _initial(rhythm: Rhythm) -> dict[str, Any]:
    rule = rhythm.rule
    ends = datetime.combine(rhythm.starts_on, rhythm.start_time) + timedelta(minutes=rhythm.minutes)
    return {
        "frequency": rule.frequency,
        "days": [code[-2:] for code in rule.byday],
        "nth": rule.byday[0][:-2] or "1",
        "interval": rule.interval,
        "starts_on": rhythm.starts_on,
        "begins": rhythm.start_time,
        "ends": ends.time(),
        "until": rule.until,
        "count": rule.count,
    }
