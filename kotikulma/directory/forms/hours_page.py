"""The hours editor as a page: seasons of rows, and days that differ. Rows come and go by buttons, without a script."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _now

from kotikulma.directory.forms.hours import LANGUAGES, SPANS, ExceptionForm, Raw, RowForm, SeasonForm
from kotikulma.directory.queries.hours_desk import HoursDesk
from kotikulma.directory.rules.seasons import following_dates, last_season, next_season
from kotikulma.directory.types import HoursException, HoursKind, Period, Recurrence

MOST_ROWS, MOST_SEASONS, MOST_EXCEPTIONS = 40, 20, 60


@dataclass(slots=True)
class SeasonDraft:
    valid_from: Any = ""
    valid_to: Any = ""
    rows: list[Raw] = field(default_factory=list)


@dataclass(slots=True)
class Draft:
    """What is on the page, as it was written: rows are added and taken here before anything is read."""

    seasons: list[SeasonDraft] = field(default_factory=list)
    exceptions: list[Raw] = field(default_factory=list)

    def do(self, deed: str, desk: HoursDesk, today: date) -> None:
        """`lisaa-rivi:0`, `poista-rivi:0:2`, `lisaa-kausi`, `kopioi-kausi`, `lisaa-poikkeus:2027-06-24` …"""
        name, *rest = deed.split(":")
        numbers = [int(each) for each in rest if each.isdecimal()]
        if name == "lisaa-kausi" and len(self.seasons) < MOST_SEASONS:
            self.seasons.append(SeasonDraft(rows=[new_row()]))
        elif name == "kopioi-kausi" and len(self.seasons) < MOST_SEASONS:
            self._copy_season((*desk.past_periods, *desk.periods), today)
        elif name == "poista-kausi" and numbers[:1] and numbers[0] < len(self.seasons):
            del self.seasons[numbers[0]]
        elif name == "lisaa-rivi" and numbers[:1] and numbers[0] < len(self.seasons):
            rows = self.seasons[numbers[0]].rows
            if len(rows) < MOST_ROWS:
                rows.append(new_row(rows[-1] if rows else None))
        elif name == "poista-rivi" and len(numbers) == 2 and numbers[0] < len(self.seasons):
            del self.seasons[numbers[0]].rows[numbers[1] : numbers[1] + 1]
        elif name == "lisaa-poikkeus" and len(self.exceptions) < MOST_EXCEPTIONS:
            self.exceptions.append({"starts_on": rest[0] if rest else "", "closed": "1", "kind": HoursKind.OPEN})
        elif name == "poista-poikkeus" and numbers:
            del self.exceptions[numbers[0] : numbers[0] + 1]

    def _copy_season(self, periods: Sequence[Period], today: date) -> None:
        season = last_season(periods)
        self.seasons += seasons_of(next_season(season, *following_dates(season, today)))


class HoursForm:
    """All of the page as forms. `bound`: read and checked; otherwise only shown as written."""

    def __init__(self, draft: Draft, *, bound: bool) -> None:
        self.seasons = [_season(season, number, bound) for number, season in enumerate(draft.seasons)]
        self.exceptions = [_exception(raw, number, bound) for number, raw in enumerate(draft.exceptions)]

    def is_valid(self) -> bool:
        """Each form is asked, so that every error shows at its row."""
        fine = [season.is_valid() for season in self.seasons]
        fine += [row.is_valid() for season in self.seasons for row in season.rows]
        fine += [item.is_valid() for item in self.exceptions]
        return all(fine)

    def periods(self) -> list[Period]:
        return [period for season in self.seasons if _readable(season) for period in season.periods()]

    def exception_values(self, stored: Sequence[HoursException]) -> list[HoursException]:
        made = {(item.starts_on, item.ends_on): item.created_at for item in stored}
        return [item.value(made) for item in self.exceptions if item.is_valid() and not item.empty]

    def errors(self) -> list[tuple[str, str]]:
        """(id, sentence) of everything that is wrong, for the summary above the page."""
        found = []
        for number, season in enumerate(self.seasons, start=1):
            named = _now("Kausi %(number)d") % {"number": number} if len(self.seasons) > 1 else ""
            found += _told(season, named)
            for line, row in enumerate(season.rows, start=1):
                found += _told(row, ", ".join(filter(None, (named, _now("rivi %(number)d") % {"number": line}))))
        for number, item in enumerate(self.exceptions, start=1):
            found += _told(item, _now("Poikkeus %(number)d") % {"number": number})
        return found


def draft_of(desk: HoursDesk) -> Draft:
    """What is stored, as the page shows it; an empty row to begin with."""
    seasons = [] if desk.owned else seasons_of(desk.periods)
    if not seasons and not desk.owned:
        seasons = [SeasonDraft(rows=[new_row()])]
    return Draft(seasons, [_exception_raw(item) for item in desk.exceptions])


def draft_from(data: QueryDict) -> Draft:
    """What was posted, as written."""
    seasons = []
    for number in range(_count(data, "kausia", MOST_SEASONS)):
        prefix = f"k{number}"
        rows = [
            _raw(data, f"{prefix}r{row}", RowForm.base_fields)
            for row in range(_count(data, f"{prefix}-riveja", MOST_ROWS))
        ]
        seasons.append(SeasonDraft(data.get(f"{prefix}-valid_from", ""), data.get(f"{prefix}-valid_to", ""), rows))
    exceptions = []
    for number in range(_count(data, "poikkeuksia", MOST_EXCEPTIONS)):
        spans = max(SPANS, _count(data, f"p{number}-aikoja", 10))
        names = [
            *ExceptionForm.base_fields,
            *(f"{end}_{n}" for n in range(1, spans + 1) for end in ("opens", "closes")),
        ]
        exceptions.append({**_raw(data, f"p{number}", names), "spans": spans})
    return Draft(seasons, exceptions)


def seasons_of(periods: Sequence[Period]) -> list[SeasonDraft]:
    seasons: dict[Any, SeasonDraft] = {}
    for period in periods:
        key = (period.valid_from, period.valid_to)
        season = seasons.setdefault(key, SeasonDraft(_iso(period.valid_from), _iso(period.valid_to)))
        season.rows += _rows_of(period)
    return list(seasons.values())


def new_row(like: Mapping[str, Any] | None = None) -> Raw:
    """An empty row of the same kind and rhythm as the one before it."""
    kept = {name: like.get(name, "") for name in ("kind", "recurrence", "interval", "anchor", "nth")} if like else {}
    return {"kind": HoursKind.OPEN, "recurrence": Recurrence.WEEKLY, **kept}


def _rows_of(period: Period) -> list[Raw]:
    common: Raw = {
        "kind": period.kind,
        "recurrence": period.recurrence,
        "interval": period.interval if period.recurrence == Recurrence.EVERY_N_WEEKS else "",
        "anchor": _iso(period.anchor),
        "nth": [str(number) for number in period.nth],
        "always": period.always_open,
        **{f"note_{language}": period.note.get(language, "") for language in LANGUAGES},
    }
    times: dict[Any, list[str]] = {}
    for slot in sorted(period.slots, key=lambda slot: (slot.weekday, slot.opens)):
        times.setdefault((slot.opens, slot.closes), []).append(str(slot.weekday))
    rows = [
        {**common, "days": days, "opens": time_text(opens), "closes": time_text(closes, closing=True)}
        for (opens, closes), days in times.items()
    ]
    return rows or [common]


def _exception_raw(item: HoursException) -> Raw:
    spans = {
        key: value
        for number, (opens, closes) in enumerate(item.slots, start=1)
        for key, value in (
            (f"opens_{number}", time_text(opens)),
            (f"closes_{number}", time_text(closes, closing=True)),
        )
    }
    return {
        "starts_on": _iso(item.starts_on),
        "ends_on": _iso(item.ends_on) if item.ends_on != item.starts_on else "",
        "closed": "1" if item.closed else "0",
        "kind": item.kind,
        **spans,
        "spans": max(SPANS, len(item.slots)),
        **{f"reason_{language}": item.reason.get(language, "") for language in LANGUAGES},
    }


def _season(season: SeasonDraft, number: int, bound: bool) -> SeasonForm:
    prefix = f"k{number}"
    rows = [RowForm(**_given(raw, f"{prefix}r{line}", bound)) for line, raw in enumerate(season.rows)]
    dates = {"valid_from": season.valid_from, "valid_to": season.valid_to}
    return SeasonForm(**_given(dates, prefix, bound), rows=rows)


def _exception(raw: Raw, number: int, bound: bool) -> ExceptionForm:
    return ExceptionForm(**_given(raw, f"p{number}", bound), spans=int(raw.get("spans") or SPANS))


def _given(raw: Mapping[str, Any], prefix: str, bound: bool) -> dict[str, Any]:
    if not bound:
        return {"initial": dict(raw), "prefix": prefix}
    data = QueryDict(mutable=True)
    for name, value in raw.items():
        if isinstance(value, list):
            data.setlist(f"{prefix}-{name}", value)
        elif value not in (False, None):
            data[f"{prefix}-{name}"] = str(value)
    return {"data": data, "prefix": prefix}


def _raw(data: QueryDict, prefix: str, names: Any) -> Raw:
    several = ("days", "nth")
    return {
        name: data.getlist(f"{prefix}-{name}") if name in several else data.get(f"{prefix}-{name}", "")
        for name in names
    }


def _count(data: QueryDict, name: str, most: int) -> int:
    value = data.get(name, "0")
    return min(int(value), most) if value.isdecimal() and len(value) < 4 else 0


def _readable(season: SeasonForm) -> bool:
    return season.is_valid() and all(row.is_valid() for row in season.rows)


def _told(form: forms.Form, named: str) -> list[tuple[str, str]]:
    found = []
    for name, sentences in form.errors.items():
        bound = form[name]
        first = f"{bound.auto_id}_0" if isinstance(bound.field.widget, forms.CheckboxSelectMultiple) else bound.auto_id
        label = ", ".join(filter(None, (named, str(bound.label))))
        found += [(first, f"{label}: {sentence}") for sentence in sentences]
    return found


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def time_text(moment: time, *, closing: bool = False) -> str:
    """ "9.00"; midnight as an end is "24.00"."""
    hour = 24 if closing and moment == time(0) else moment.hour
    return f"{hour}.{moment.minute:02}"
