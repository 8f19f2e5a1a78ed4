"""Pilots and what came of them, without anybody; a client's own part in them."""

from collections import Counter, defaultdict
from uuid import UUID

from kotikulma.casework import access
from kotikulma.casework.access import Opened
from kotikulma.casework.models import Episode, Pilot, Result
from kotikulma.casework.queries import clients
from kotikulma.casework.rules import pilots as rules
from kotikulma.casework.rules import suppression
from kotikulma.casework.types.clients import DataClass
from kotikulma.casework.types.pilots import (
    EpisodeEnd,
    EpisodeLine,
    Measure,
    Moment,
    PilotLine,
    PilotNotFound,
    PilotPage,
)
from kotikulma.casework.types.statistics import FEW
from kotikulma.kernel import clock
from kotikulma.kernel.i18n import localise
from kotikulma.kernel.types import Actor
from kotikulma.people import queries as people


def opened(viewer: Actor, uuid: UUID) -> Opened:
    return access.open_client(viewer, uuid, DataClass.IDENTITY, DataClass.NETWORK, DataClass.PILOTS)


def pilots() -> list[PilotLine]:
    """Those that run first, the newest first. Nothing of anybody."""
    lines = [_line(row) for row in Pilot.objects.select_related("unit").order_by("-starts_on", "-id")]
    return sorted(lines, key=lambda line: not line.running)


def pilot(uuid: UUID) -> PilotPage:
    """Numbers of one pilot, small ones hidden; PilotNotFound. Nobody can be found from it, so nothing is logged."""
    row = Pilot.objects.select_related("unit").filter(uuid=uuid).first()
    if row is None:
        raise PilotNotFound
    endings = Counter(row.episodes.values_list("ending", flat=True))
    total = sum(endings.values())
    told, parts = suppression.parts({one: endings[one] for one in ("", *EpisodeEnd.values) if endings[one]})
    pairs: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for (_episode, measure), values in _values(row).items():
        if len(values) == len(Moment):
            pairs[measure].append((values[Moment.BEFORE], values[Moment.AFTER]))
    results = [rules.result(measure, pairs[measure], total) for measure in row.measures]
    named = [(EpisodeEnd(one).label if one else None, number) for one, number in parts.items()]
    return PilotPage(_line(row), FEW if suppression.is_small(total) else told, named, results)


def led_units(viewer: Actor) -> list[tuple[str, str]]:
    """(uuid, name) of units the viewer may begin a pilot in; empty for everybody else."""
    standing = people.case_standing(viewer)
    found = people.organizations(clients.HOUSE, standing.led).values() if standing and standing.led else []
    return sorted(((str(one.uuid), localise(one.name).text) for one in found), key=lambda pair: pair[1])


def episodes(opened: Opened) -> list[EpisodeLine]:
    """A client's own, the newest first. Part of what `opened` logged."""
    rows = opened.client.episodes.select_related("pilot").prefetch_related("results").order_by("-starts_on", "-id")
    return [_episode_line(row) for row in rows]


def joinable(opened: Opened) -> list[PilotLine]:
    """Pilots that run today and she is not in."""
    inside = set(opened.client.episodes.filter(ends_on=None).values_list("pilot__uuid", flat=True))
    return [line for line in pilots() if line.running and line.uuid not in inside]


def _values(row: Pilot) -> dict[tuple[int, str], dict[str, int]]:
    found: dict[tuple[int, str], dict[str, int]] = {}
    rows = Result.objects.filter(episode__pilot=row).values_list("episode_id", "measure", "moment", "value")
    for episode, measure, moment, value in rows:
        found.setdefault((episode, measure), {})[moment] = value
    return found


def _line(row: Pilot) -> PilotLine:
    today = clock.today()
    running = row.starts_on <= today and (row.ends_on is None or row.ends_on >= today)
    return PilotLine(
        row.uuid, row.name, row.tried, row.unit.name, row.starts_on, row.ends_on, tuple(row.measures), running
    )


def _episode_line(row: Episode) -> EpisodeLine:
    values = {(one.measure, one.moment): one.value for one in row.results.all()}
    results = [
        (Measure(each).label, values.get((each, Moment.BEFORE)), values.get((each, Moment.AFTER)))
        for each in row.pilot.measures
    ]
    return EpisodeLine(
        row.uuid,
        row.pilot.name,
        row.starts_on,
        row.ends_on,
        row.get_ending_display(),
        tuple(row.pilot.measures),
        results,
    )
