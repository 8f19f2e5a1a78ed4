"""Ask every board of the workspace, signed in: python -m bench.support.ask_boards TIMES. Prints one line of JSON.

One process with production settings and Django's client: a request passes every middleware, the view and the
template, and is one thread, so CPU is the request's own. Each page is asked with changing parameters; then again
straight after a change of an entry and of a feedback, when nothing that was remembered holds.
"""

import json
import math
import secrets
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from typing import Any, NamedTuple

from bench.support import pace, start

start.django()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from kotikulma.config import assets, messages  # noqa: E402
from kotikulma.directory.commands import verification  # noqa: E402
from kotikulma.directory.models import DuplicatePair, Place, Report, Service  # noqa: E402
from kotikulma.directory.types import Status  # noqa: E402
from kotikulma.feedback import commands as feedback  # noqa: E402
from kotikulma.feedback.models import Feedback  # noqa: E402
from kotikulma.kernel import garbage  # noqa: E402
from kotikulma.kernel.types import ANONYMOUS, system  # noqa: E402
from kotikulma.people.models import JoinRequest, Organization, Person  # noqa: E402
from tests import cast  # noqa: E402

HOUSE = system("bench")
AFTER = 2  # times as few requests after a change
TOWNS = ("179", "180", "500", "410", "992")


class Asked(NamedTuple):
    """Of one request. `statements`: what the database was asked."""

    wall: float
    cpu: float
    statements: int
    kilobytes: float


def main() -> None:
    messages.compile_all()
    assets.build()
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("migrate", interactive=False, verbosity=0)  # a kept database may be of older code
    boards = {name: list(paths) for name, paths in _boards().items()}
    clients = {"": cast.browser_of(None)}
    for who in ("coordinator", "administrator", "editor0", "editor9"):
        clients[who] = cast.browser_of(Person.objects.get(email=f"{who}@example.org"))
    change, times = _changes(), int(sys.argv[1])
    garbage.settle()  # as a server's worker
    report = {}
    for name, paths in boards.items():
        who, _, _page = name.partition(": ")
        client = clients[WHO[who]]
        _ask(client, paths[0])
        again, first, paces = [], [], []
        for path in islice(cycle(paths), times):
            paces.append(pace.pace())
            again.append(_ask(client, path))
        for path in islice(cycle(paths), times // AFTER):
            next(change)
            paces.append(pace.pace())
            first.append(_ask(client, path))
        report[name] = {"again": _told(again), "first": _told(first), "pace": statistics.median(paces)}
    print(json.dumps({"boards": report, "files": _files(clients["coordinator"]), "passwords": _passwords(times)}))


# Whom a workload is asked as: two editors, the one of a city with a fifth of all entries, and of one association
WHO = {"all": "coordinator", "city": "editor0", "one": "editor9", "house": "administrator", "resident": ""}


def _boards() -> dict[str, Iterator[str]]:
    """Workload -> addresses to go round."""
    states, kinds = ("", "&tila=hidden", "&tila=warning"), ("", "&laji=place", "&laji=service")
    every = Organization.objects.order_by("id").values_list("uuid", flat=True)
    handled = Feedback.objects.exclude(unit_id=None).order_by("id")
    own = {
        "list": [f"?kaikki=1{kind}" for kind in ("", "&laji=palvelu", "&laji=paikka", "&tila=luonnos")],
        "list, to mend": ["?kaikki=1&tee=paranna", "?kaikki=1&tee=paranna&laji=palvelu"],
        "list, to translate": ["?kaikki=1&tee=kaanna", "?kaikki=1&tee=kaanna&laji=paikka"],
        "list, to confirm": ["?kaikki=1&tee=vahvista"],
        "list, words": [f"?kaikki=1&q={word}" for word in ("neuvonta", "kirjasto", "Kuusi", "ryhm", "ei-ole-olemassa")],
        "list, further": [f"?kaikki=1&jalkeen=palvelu:{uuid}" for uuid in _spread(Service)],
    }
    found: dict[str, Any] = {
        "all: today": ["/tyotila/"],
        "city: today": ["/tyotila/"],
        "one: today": ["/tyotila/"],
        **{f"all: {name}": [f"/tyotila/tiedot/{query}" for query in queries] for name, queries in own.items()},
        "city: list": ["/tyotila/tiedot/", "/tyotila/tiedot/?tee=paranna", "/tyotila/tiedot/?tee=kaanna"],
        "one: list": ["/tyotila/tiedot/", "/tyotila/tiedot/?tee=paranna"],
        "city: table": ["/tyotila/tiedot/taulukko/"],
        "all: freshness": ["/tyotila/ajantasaisuus/"],
        "city: freshness": ["/tyotila/ajantasaisuus/"],
        "all: freshness list": [f"/tyotila/ajantasaisuus/luettelo/?{a}{b}" for a in states for b in kinds],
        "all: freshness list, every": [f"/tyotila/ajantasaisuus/luettelo/?tila=kaikki&alku={n}" for n in (0, 50, 5000)],
        "all: freshness list, area": [f"/tyotila/ajantasaisuus/luettelo/?kunta={town}" for town in (*TOWNS, "ei")],
        "all: freshness list, lacking": [
            f"/tyotila/ajantasaisuus/luettelo/?tila=kaikki&puuttuu={code}" for code in ("sv", "en")
        ],
        "all: freshness list, keeper": [
            f"/tyotila/ajantasaisuus/luettelo/?tila=kaikki&organisaatio={uuid}" for uuid in every[:10]
        ],
        "all: region": ["/tyotila/alue/"],
        "all: organisations": [f"/tyotila/alue/organisaatiot/?alku={n}" for n in (0, 50, 400)],
        "all: organisations unkept": ["/tyotila/alue/organisaatiot/?ilman=muokkaajaa"],
        "all: duplicates": ["/tyotila/kaksoiskappaleet/", "/tyotila/kaksoiskappaleet/?alku=30"],
        "all: duplicate": [f"/tyotila/kaksoiskappaleet/{uuid}/" for uuid in _uuids(DuplicatePair)],
        "all: reports": [
            "/tyotila/ilmoitukset/",
            "/tyotila/ilmoitukset/?alku=200",
            "/tyotila/ilmoitukset/?tila=kasitellyt",
        ],
        "city: reports": ["/tyotila/ilmoitukset/", "/tyotila/ilmoitukset/?tila=kasitellyt"],
        "all: report": [f"/tyotila/ilmoitukset/{uuid}/" for uuid in _uuids(Report)],
        "all: history, 500 changes": [f"/tyotila/tiedot/palvelu/{_changed()}/historia/"],
        "all: approvals": ["/tyotila/hyvaksynnat/"],
        "all: approval": [f"/tyotila/hyvaksynnat/{uuid}/" for uuid in _uuids(JoinRequest)],
        "city: members": [f"/tyotila/organisaatiot/{every[0]}/jasenet/"],
        "house: mail": ["/tyotila/posti/"],
        "house: jobs": ["/tyotila/ajot/"],
        "all: queue": [f"/tyotila/palaute/?nayta={view}" for view in "open new late mine promised closed".split()],
        "all: queue, words": [
            "/tyotila/palaute/?q=neuvonta",
            "/tyotila/palaute/?laji=idea&q=kahvi",
            "/tyotila/palaute/?q=xyz",
        ],
        "city: queue": [f"/tyotila/palaute/?nayta={view}" for view in ("open", "late", "closed")],
        "all: case": [f"/tyotila/palaute/{one}/" for one in handled.values_list("reference", flat=True)[:400:10]],
        "all: numbers, a year": ["/tyotila/palaute/luvut/?jakso=365"],
        "all: numbers, shorter": ["/tyotila/palaute/luvut/?jakso=30", "/tyotila/palaute/luvut/?jakso=90"],
        "city: numbers": ["/tyotila/palaute/luvut/?jakso=365"],
        "resident: feedback": [
            f"/palaute/?nayta={view}&laji={kind}" for view in ("all", "done") for kind in ("", "idea")
        ],
        "resident: feedback, area": [f"/palaute/?kunta={town}" for town in TOWNS],
        "resident: one feedback": [f"/palaute/{one}/" for one in _public()],
    }
    return {name: paths for name, paths in found.items() if paths}


def _spread(model: Any) -> list[str]:
    return [str(uuid) for uuid in _uuids(model, 2000)[::50]]


def _uuids(model: Any, number: int = 20) -> list[Any]:
    return list(model.objects.order_by("id").values_list("uuid", flat=True)[:number])


def _changed() -> str:
    return str(Service.objects.filter(status=Status.PUBLISHED).order_by("id")[0].uuid)


def _public() -> list[str]:
    return list(Feedback.objects.filter(shown_at__isnull=False).values_list("reference", flat=True)[:40])


def _changes() -> Iterator[None]:
    """One entry confirmed and one feedback supported, each time others."""
    entries = Place.objects.filter(status=Status.PUBLISHED).order_by("id")
    rows = Feedback.objects.filter(shown_at__isnull=False).order_by("id").values_list("reference", flat=True)
    for number, (entry, reference) in enumerate(zip(cycle(list(entries)), cycle(list(rows)), strict=False)):
        verification.verify(HOUSE, entry)
        source = f"10.{number // 200}.{number % 200}.1"
        feedback.support(ANONYMOUS, reference, device=secrets.token_hex(8), source=source)
        yield


def _ask(client: Client, path: str) -> Asked:
    asked = [0]

    def count(execute: Callable[..., Any], *words: Any) -> Any:
        asked[0] += 1
        return execute(*words)

    with connection.execute_wrapper(count):
        wall, cpu = time.perf_counter(), time.process_time()
        response = client.get(path)
        body = response.content
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    if response.status_code != 200:
        raise RuntimeError(f"{path} answered {response.status_code}")
    return Asked(wall * 1000, cpu * 1000, asked[0], len(body) / 1024)


def _told(asked: list[Asked]) -> dict[str, float]:
    found = {"statements": max(one.statements for one in asked), "kB": max(one.kilobytes for one in asked)}
    for name in ("wall", "cpu"):
        times = sorted(getattr(one, name) for one in asked)
        found |= {
            f"{name}_p50": times[len(times) // 2],
            f"{name}_p95": times[math.ceil(len(times) * 0.95) - 1],
        }
    return found


def _files(client: Client) -> dict[str, dict[str, float]]:
    """Whole lists as files: seconds of CPU, kB, and MB of memory the process took beyond what it had."""
    found = {}
    for form in ("csv", "xlsx"):
        for name, path in (
            ("entries", "/tyotila/ajantasaisuus/luettelo/?tila=kaikki"),
            ("organisations", "/tyotila/alue/organisaatiot/?"),
            ("reports", "/tyotila/ilmoitukset/?"),
            ("duplicates", "/tyotila/kaksoiskappaleet/?"),
        ):
            had, begun = _peak(), pace.steady()
            asked = _ask(client, f"{path}&muoto={form}")
            found[f"{name}, {form}"] = {
                "cpu": asked.cpu,
                "wall": asked.wall,
                "kB": asked.kilobytes,
                "MB": _peak() - had,
                "pace": (begun + pace.steady()) / 2,
            }
    return found


def _peak() -> float:
    """The most memory held since the last look, in MB; then counted anew."""
    with open("/proc/self/status") as status:
        peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    with open("/proc/self/clear_refs", "w") as counter:
        counter.write("5")
    return peak / 1024


def _passwords(times: int) -> dict[str, float]:
    """Milliseconds of CPU of a wrong password, tried by turns for three kinds of addresses: the middle one."""
    addresses = {
        "known": "editor{}@example.org",
        "known, has none": "asker{}@example.org",
        "unknown": "nobody{}@example.org",
    }
    took: dict[str, list[float]] = {name: [] for name in addresses}
    for number in range(times):
        for name, address in addresses.items():
            typed = {"email": address.format(number), "password": "a wrong one, but long"}
            cpu = time.process_time()
            Client().post("/tili/kirjaudu/salasanalla/", typed)
            took[name].append((time.process_time() - cpu) * 1000)
    return {name: statistics.median(times) for name, times in took.items()}


if __name__ == "__main__":
    main()
