"""Rows of the hours editor: a season and its rows, and a day that differs."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kotikulma.directory.types import HoursException, HoursKind, Period, Recurrence, Slot
from kotikulma.kernel.date_words import weekday_name
from kotikulma.kernel.i18n import clean_map

LANGUAGES = ("fi", "sv", "en")
SPANS = 2
NTH = (("1", _("ensimmäinen")), ("2", _("toinen")), ("3", _("kolmas")), ("4", _("neljäs")), ("-1", _("viimeinen")))
Raw = dict[str, Any]


class WallTime(forms.CharField):
    """ "9", "9.30", "0930" or "24": a time on the wall."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric", "size": 5, "autocomplete": "off"}))
        super().__init__(max_length=5, required=False, **kwargs)

    def clean(self, value: Any) -> Any:
        text = str(super().clean(value) or "")
        if not text:
            return None
        found = re.fullmatch(r"(\d{1,2})(?:[.:,]?(\d{2}))?", text)
        hours, minutes = (int(found[1]), int(found[2] or 0)) if found else (99, 0)
        if (hours, minutes) == (24, 0):
            return time(0)
        if hours > 23 or minutes > 59:
            raise forms.ValidationError(_("Kirjoita kellonaika, esimerkiksi 9 tai 9.30."))
        return time(hours, minutes)


class RowForm(forms.Form):
    """Weekdays that share their times, kind and rhythm."""

    days = forms.MultipleChoiceField(label=_("Päivät"), required=False, widget=forms.CheckboxSelectMultiple)
    opens = WallTime(label=_("Alkaa klo"))
    closes = WallTime(label=_("Päättyy klo"))
    kind = forms.ChoiceField(label=_("Mitä silloin on"), choices=HoursKind.choices)
    recurrence = forms.ChoiceField(label=_("Kuinka usein"), choices=Recurrence.choices)
    interval = forms.IntegerField(label=_("Joka monesko viikko"), required=False, min_value=2, max_value=12)
    anchor = forms.DateField(
        label=_("Jokin päivä, jolloin tämä on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    nth = forms.MultipleChoiceField(
        label=_("Monesko kuukaudessa"), choices=NTH, required=False, widget=forms.CheckboxSelectMultiple
    )
    always = forms.BooleanField(label=_("Ympäri vuorokauden"), required=False)
    note_fi = forms.CharField(label=_("Lisätieto suomeksi"), max_length=150, required=False)
    note_sv = forms.CharField(label=_("Lisätieto ruotsiksi"), max_length=150, required=False)
    note_en = forms.CharField(label=_("Lisätieto englanniksi"), max_length=150, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["days"].choices = [(str(day), weekday_name(day)) for day in range(7)]

    @property
    def empty(self) -> bool:
        """Nothing was written: such a row is left out."""
        data = getattr(self, "cleaned_data", {})
        return not any(
            data.get(name) for name in ("days", "opens", "closes", "always", "note_fi", "note_sv", "note_en")
        )

    def clean(self) -> Raw:
        data = dict(super().clean() or self.cleaned_data)
        note = any(data.get(f"note_{language}") for language in LANGUAGES)
        timed = data.get("opens") is not None or data.get("closes") is not None or bool(data.get("days"))
        if data.get("always") or not timed or {"opens", "closes"} & set(self.errors):
            return data
        if not data.get("days"):
            self.add_error("days", _("Valitse vähintään yksi päivä."))
        for name in ("opens", "closes"):
            if data.get(name) is None and not (note and not data.get("days")):
                self.add_error(name, _("Kirjoita kellonaika, esimerkiksi 9 tai 9.30."))
        if data.get("opens") is not None and data.get("opens") == data.get("closes") != time(0):
            self.add_error("closes", _("Aika alkaa ja päättyy samaan aikaan. Korjaa kellonajat."))
        if data.get("recurrence") == Recurrence.NTH_WEEKDAY and not data.get("nth"):
            self.add_error("nth", _("Valitse, monesko viikonpäivä kuukaudessa."))
        return data


class SeasonForm(forms.Form):
    """When the rows of a season are in force."""

    valid_from = forms.DateField(
        label=_("Voimassa alkaen"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    valid_to = forms.DateField(
        label=_("Viimeinen päivä"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, rows: Sequence[RowForm] = (), **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.rows = list(rows)

    def clean(self) -> Raw:
        data = dict(super().clean() or self.cleaned_data)
        begins, ends = data.get("valid_from"), data.get("valid_to")
        if begins and ends and ends < begins:
            self.add_error("valid_to", _("Viimeinen päivä on ennen ensimmäistä. Korjaa päivät."))
        for row in self.rows:
            counted = row.is_valid() and row.cleaned_data["recurrence"] == Recurrence.EVERY_N_WEEKS
            if counted and not (row.cleaned_data.get("anchor") or begins):
                row.add_error("anchor", _("Kerro yksi päivä, jolloin tämä pidetään. Muuten viikkoja ei voi laskea."))
        return data

    def periods(self) -> list[Period]:
        """Rows that differ only in their times are one period."""
        begins, ends = self.cleaned_data.get("valid_from"), self.cleaned_data.get("valid_to")
        found: dict[Any, list[Slot]] = {}
        for row in self.rows:
            if row.empty:
                continue
            data = row.cleaned_data
            note = clean_map({language: data.get(f"note_{language}", "") for language in LANGUAGES})
            rhythm = Recurrence(data["recurrence"])
            key = (
                HoursKind(data["kind"]),
                rhythm,
                (data.get("interval") or 2) if rhythm == Recurrence.EVERY_N_WEEKS else 1,
                data.get("anchor") if rhythm == Recurrence.EVERY_N_WEEKS else None,
                tuple(int(each) for each in data.get("nth", ())) if rhythm == Recurrence.NTH_WEEKDAY else (),
                bool(data.get("always")),
                tuple(note.items()),
            )
            timed = not data.get("always") and data.get("opens") is not None
            slots = [Slot(int(day), data["opens"], data["closes"]) for day in data["days"]] if timed else []
            found.setdefault(key, []).extend(slots)
        return [
            Period(
                kind,
                tuple(sorted(slots, key=lambda slot: (slot.weekday, slot.opens))),
                begins,
                ends,
                rhythm,
                interval,
                anchor,
                nth,
                always,
                dict(note),
            )
            for (kind, rhythm, interval, anchor, nth, always, note), slots in found.items()
        ]


class ExceptionForm(forms.Form):
    """A day, or days in a row, that differ."""

    starts_on = forms.DateField(
        label=_("Ensimmäinen päivä"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Valitse päivä.")},
    )
    ends_on = forms.DateField(
        label=_("Viimeinen päivä"),
        help_text=_("Tyhjä: sama päivä."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Valitse päivä.")},
    )
    closed = forms.ChoiceField(
        label=_("Silloin"),
        choices=[("1", _("Suljettu")), ("0", _("Auki muina aikoina"))],
        initial="1",
        widget=forms.RadioSelect,
    )
    kind = forms.ChoiceField(
        choices=HoursKind.choices, initial=HoursKind.OPEN, required=False, label=_("Mitä silloin on")
    )
    reason_fi = forms.CharField(label=_("Syy suomeksi"), max_length=150, required=False)
    reason_sv = forms.CharField(label=_("Syy ruotsiksi"), max_length=150, required=False)
    reason_en = forms.CharField(label=_("Syy englanniksi"), max_length=150, required=False)

    def __init__(self, *args: Any, spans: int = SPANS, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.spans = spans
        for number in range(1, spans + 1):
            self.fields[f"opens_{number}"] = WallTime(label=_("Alkaa klo"))
            self.fields[f"closes_{number}"] = WallTime(label=_("Päättyy klo"))

    @property
    def times(self) -> list[Any]:
        return [(self[f"opens_{number}"], self[f"closes_{number}"]) for number in range(1, self.spans + 1)]

    @property
    def empty(self) -> bool:
        return not getattr(self, "cleaned_data", {}).get("starts_on") and not self.errors

    def clean(self) -> Raw:
        data = dict(super().clean() or self.cleaned_data)
        begins, ends = data.get("starts_on"), data.get("ends_on")
        written = any(data.get(f"reason_{language}") for language in LANGUAGES) or ends
        if not begins and written and "starts_on" not in self.errors:
            self.add_error("starts_on", _("Valitse päivä."))
        if begins and ends and ends < begins:
            self.add_error("ends_on", _("Viimeinen päivä on ennen ensimmäistä. Korjaa päivät."))
        if begins and data.get("closed") == "0":
            self._check_times(data)
        return data

    def _check_times(self, data: Raw) -> None:
        pairs = [(data.get(f"opens_{n}"), data.get(f"closes_{n}"), n) for n in range(1, self.spans + 1)]
        if not any(opens is not None or closes is not None for opens, closes, _n in pairs):
            self.add_error("opens_1", _("Kirjoita, milloin on auki."))
        for opens, closes, number in pairs:
            if (opens is None) != (closes is None):
                name = f"opens_{number}" if opens is None else f"closes_{number}"
                if name not in self.errors:
                    self.add_error(name, _("Kirjoita kellonaika, esimerkiksi 9 tai 9.30."))

    def value(self, made: Mapping[tuple[date, date], Any]) -> HoursException:
        """`made`: when exceptions of the same days were first made; the age of an unchanged one stays."""
        data = self.cleaned_data
        begins, ends = data["starts_on"], data.get("ends_on") or data["starts_on"]
        pairs = [(data.get(f"opens_{n}"), data.get(f"closes_{n}")) for n in range(1, self.spans + 1)]
        slots = tuple((o, c) for o, c in pairs if o is not None and c is not None) if data["closed"] == "0" else ()
        reason = clean_map({language: data.get(f"reason_{language}", "") for language in LANGUAGES})
        kind = HoursKind(data.get("kind") or HoursKind.OPEN)
        return HoursException(begins, ends, slots, kind, reason, made.get((begins, ends)))
