"""Further figures of homelessness: a picture, the same as a table, as a file, and what each word means."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kotikulma.casework.queries import figures as queries
from kotikulma.casework.types.ledger import HOUSEHOLD, EventType
from kotikulma.casework.types.metrics import BY_NAME, METRICS
from kotikulma.casework.types.statistics import FEW, LOCAL_GOAL, SUPPRESSED_BELOW, Fairness, Goal, Kept, Share
from kotikulma.casework.views.statistics import SEEN_BY, day_of, group_names
from kotikulma.kernel import clock
from kotikulma.kernel.ui import exports, workspace
from kotikulma.kernel.ui.workspace import Bar

Rows = Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Page:
    """What `casework/figure.html` shows. `lines`: ranges on a common scale of 0–100, told by `legend`."""

    name: str
    title: str
    lead: str
    headings: Sequence[str]
    rows: Rows
    words: Sequence[str]
    bars: Sequence[Bar] = ()
    lines: Sequence[Any] = ()
    years: Sequence[int] = ()
    year: int | None = None
    notes: Sequence[str] = ()
    legend: str = ""

    @property
    def metrics(self) -> list[Any]:
        return [BY_NAME[word] for word in self.words]


def _figure(make: Callable[[HttpRequest], Page]) -> Callable[[HttpRequest], HttpResponse]:
    """A page of figures for those who see figures, or its table as a file."""

    @never_cache
    @login_required
    @require_safe
    def view(request: HttpRequest) -> HttpResponse:
        workspace.enter(request, SEEN_BY)
        page = make(request)
        if exports.wanted_form(request):
            year = f"-{page.year}" if page.year else ""
            return exports.table(request, f"asunnottomuus-{page.name}{year}", page.headings, page.rows)
        return render(request, "casework/figure.html", {"page": page})

    view.__doc__ = make.__doc__
    return view


@_figure
def flows(request: HttpRequest) -> Page:
    """Who came and left in a whole year: periods of one's own choice, compared, would tell the small numbers."""
    years, year = _year(request)
    headings = [_("Tapahtuma"), _("Ihmisiä")]
    title = _("Tulleet ja lähteneet")
    if year is None:
        return Page("virrat", title, "", headings, [], ["flows"])
    opening, closing, told = queries.flows(year)
    rows: list[Sequence[Any]] = [(_("Vuoden alussa"), opening)]
    for effect, heading in (("in", _("Tuli")), ("out", _("Lähti")), ("adjustments", _("Oikaisu"))):
        rows += [(f"{heading}: {_event(name)}", number) for name, number in told[effect].items() if number != 0]
    rows.append((_("Vuoden lopussa"), closing))
    bars = [
        Bar(label, number if isinstance(number, int) and number > 0 else 0, more=[number]) for label, number in rows
    ]
    lead = _("Vuonna %(year)s luku muuttui: %(opening)s → %(closing)s.") % {
        "year": year,
        "opening": opening,
        "closing": closing,
    }
    return Page("virrat", title, lead, headings, rows, ["flows", "homeless", "few"], bars, years=years, year=year)


@_figure
def goals(request: HttpRequest) -> Page:
    """The long-term homeless against three lines, with what chance alone makes of the number."""
    found = queries.goals(clock.today())
    headings = [_("Päivä"), _("Pitkään"), _("Vaihteluväli"), _("Oma tavoite 10"), _("Kynnys"), _("Maan tavoite 0")]
    rows = [
        (
            day_of(one.on),
            one.told,
            f"{one.low}–{one.high}" if one.low is not None else "..",
            *(_judged(one.lines[code]) for code in ("local", "threshold", "national")),
        )
        for one in found
    ]
    most = max((one.high or 0 for one in found), default=0) or 1
    lines = [_line(one, most) for one in found]
    title, words = _("Tavoitteet ja nolla"), ["goals", "long_term", "chance", "few"]
    lead = _("Tavoite on saavutettu varmasti vasta, kun sattumakaan ei veisi lukua sen yli.") if found else ""
    legend = _("Vaalea palkki on vaihteluväli, tumma viiva luku ja vihreä viiva oma tavoite.")
    return Page("tavoitteet", title, lead, headings, rows, words, lines=lines, legend=legend)


@_figure
def equity(request: HttpRequest) -> Page:
    """Does a home come to each group alike?"""
    years, year = _year(request)
    names = group_names()
    found = queries.equity(year) if year else []
    headings = [
        _("Ryhmä"),
        _("Osuus listalla"),
        _("Osuus kodin saaneista"),
        _("Ero"),
        _("Aika kotiin, päivää"),
        _("Palasi kahdessa vuodessa"),
    ]
    rows = [(names[one.group], *_alike(one)) for one in found]
    lines = [_shares(names[one.group], one) for one in found]
    title, words = _("Saavatko kaikki kodin"), ["equity", "time_home", "few"]
    lead = _("Ryhmän osuus listalla vuoden lopussa ja kodin saaneissa vuoden aikana.") if found else ""
    legend = _(
        "Vaalea palkki on kodin saaneiden osuuden vaihteluväli, tumma viiva osuus ja vihreä viiva osuus listalla."
    )
    more: dict[str, Any] = {"years": years, "year": year, "lines": lines, "legend": legend}
    return Page("yhdenvertaisuus", title, lead, headings, rows, words, **more)


@_figure
def kept(request: HttpRequest) -> Page:
    """Homes kept 6, 12 and 24 months, and how soon those that were lost were."""
    found = queries.kept()
    headings = [
        _("Aika muutosta"),
        _("Koti pysyi"),
        _("Vaihteluväli"),
        _("Jos tuntemattomat menettivät"),
        _("Jos pitivät"),
    ]
    rows = [_kept_for(month, one) for month, one in found.months.items()] if found.n else []
    lines = [_spread(row[0], row[1], one) for row, one in zip(rows, found.months.values(), strict=False)]
    legend = _("Vaalea palkki on vaihteluväli ja tumma viiva niiden kotien osuus, jotka pysyivät.")
    sentence = _("Menetetty %(days)s päivän kuluessa: %(number)s.")
    notes = [sentence % {"days": days, "number": _few(number)} for days, number in found.returns.items()]
    lead = _("Koteja on seurattu %(number)s.") % {"number": _few(found.n)}
    title, words = _("Kodit, jotka pysyvät"), ["kept", "lost", "few"]
    return Page("pysyminen", title, lead, headings, rows, words, lines=lines, notes=notes, legend=legend)


@_figure
def vintages(request: HttpRequest) -> Page:
    """What was published when and where, side by side."""
    headings = [_("Alue"), _("Vuosi"), _("Mitä laskettiin"), _("Luku"), _("Julkaistu"), _("Lähde")]
    rows = [
        (one.area, one.year, _category(one.category), one.value, day_of(one.published), one.source)
        for one in queries.vintages()
    ]
    lead = _("Näin luvut on julkaistu. Myöhempi julkaisu ei korvaa aiempaa.") if rows else ""
    return Page("julkaistut", _("Julkaistut luvut"), lead, headings, rows, ["published"])


@never_cache
@login_required
@require_safe
def definitions(request: HttpRequest) -> HttpResponse:
    workspace.enter(request, SEEN_BY)
    return render(request, "casework/definitions.html", {"metrics": METRICS})


def _year(request: HttpRequest) -> tuple[list[int], int | None]:
    years = queries.years(clock.today())
    asked = request.GET.get("vuosi", "")
    return years, next((one for one in years if str(one) == asked), years[0] if years else None)


def _line(goal: Goal, most: int) -> dict[str, Any]:
    """Shares of the picture's width."""
    scale = 100 / most
    known = isinstance(goal.told, int)
    return {
        "label": day_of(goal.on),
        "value": goal.told,
        "low": round((goal.low or 0) * scale) if known else None,
        "width": round(((goal.high or 0) - (goal.low or 0)) * scale),
        "at": round(int(goal.told) * scale) if known else None,
        "limit": round(LOCAL_GOAL * scale),
    }


def _shares(label: str, one: Fairness) -> dict[str, Any]:
    """The same picture of a group: its share of those housed against its share of the list."""
    housed = one.housed
    return {
        "label": label,
        "value": ".." if housed is None else _percent(housed.part),
        "low": round(housed.low * 100) if housed else None,
        "width": round((housed.high - housed.low) * 100) if housed else 0,
        "at": round(housed.part * 100) if housed else None,
        "limit": round(one.listed.part * 100) if one.listed else None,
    }


def _spread(label: str, value: str, one: Kept) -> dict[str, Any]:
    """A share of kept homes between all and none."""
    low, high = round((one.low or 0) * 100), round((one.high or 0) * 100)
    at = None if one.km is None else round(one.km * 100)
    return {"label": label, "value": value, "low": low, "width": high - low, "at": at, "limit": None}


def _alike(one: Fairness) -> tuple[Any, ...]:
    differ = {True: _("Suurempi kuin sattuma"), False: _("Voi olla sattumaa"), None: ".."}[one.apart]
    days = ".." if one.days is None else one.days
    return _share(one.listed), _share(one.housed), differ, days, _share(one.returned)


def _kept_for(month: int, one: Kept) -> tuple[str, ...]:
    label = _("%(number)s kuukautta") % {"number": month}
    return label, _percent(one.km), _between(one), _percent(one.worst), _percent(one.best)


def _judged(sure: bool | None) -> str:
    return {True: _("Varmasti alle"), False: _("Ei varmasti"), None: ".."}[sure]


def _event(name: str) -> str:
    if name == HOUSEHOLD:
        return _("Perheen kanssa tai yksin")
    return str(EventType(name).label)


def _share(one: Share | None) -> str:
    return ".." if one is None else f"{_percent(one.part)} ({round(one.low * 100)}–{round(one.high * 100)})"


def _percent(part: float | None) -> str:
    return ".." if part is None else f"{round(part * 100)} %"


def _between(one: Kept) -> str:
    return ".." if one.low is None or one.high is None else f"{round(one.low * 100)}–{round(one.high * 100)} %"


def _few(number: int) -> str:
    return FEW if 0 < number < SUPPRESSED_BELOW else str(number)


def _category(code: str) -> str:
    return {"alone": _("Yksin asuvia"), "long_term": _("Pitkäaikaisasunnottomia"), "families": _("Perheitä")}.get(
        code, code
    )
