"""The live PTV open API: every page of an organisation or a municipality, politely, again from where it broke off.

Yields rows for `imports.import_ptv`, with a checkpoint after every page. Reading only; no key is needed.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import httpx
from django.conf import settings
from django.utils.translation import gettext as _

from kotikulma.directory.commands.imports import Checkpoint, SourceBroken
from kotikulma.directory.formats import ptv
from kotikulma.directory.formats.ptv.values import PtvChannel, PtvOrganization, PtvRow, PtvService
from kotikulma.kernel import clock, external_ids

BASE_URL = "https://api.palvelutietovaranto.suomi.fi/api/v11"
PAUSE = 0.2  # seconds between requests
TIMEOUT = 60.0
ATTEMPTS = 6
LONGEST_WAIT = 120.0
GUIDS = 100  # the API's limit for one request
Items = Iterator[PtvRow | Checkpoint]


class Api:
    """One connection to the API: waits between requests, and again longer when asked to or when it fails."""

    def __init__(
        self, base_url: str = BASE_URL, *, pause: float = PAUSE, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self.base_url, self.pause, self.sleep = base_url.rstrip("/"), pause, sleep
        agent = f"Kotikulma (+{settings.BASE_URL})"
        headers = {"User-Agent": agent, "Accept": "application/json"}
        self.http = httpx.Client(timeout=TIMEOUT, follow_redirects=True, headers=headers)
        self._asked = False

    def get(self, path: str, params: Mapping[str, Any] | None = None) -> httpx.Response:
        """The answer, whatever it says, or SourceBroken when there is none after several attempts."""
        for attempt in range(ATTEMPTS):
            if self._asked:
                self.sleep(self.pause)
            self._asked = True
            try:
                answer = self.http.get(f"{self.base_url}/{path}", params=dict(params or {}))
            except httpx.TransportError:
                wait = float(2**attempt)
            else:
                if answer.status_code != 429 and answer.status_code < 500:
                    return answer
                wait = retry_after(answer.headers.get("Retry-After", ""), clock.now()) or float(2**attempt)
            if attempt < ATTEMPTS - 1:
                self.sleep(min(wait, LONGEST_WAIT))
        raise SourceBroken(
            _("PTV ei vastaa (%(path)s). Anna sama komento myöhemmin, niin tuonti jatkuu siitä, mihin se jäi.")
            % {"path": path}
        )

    def page(self, path: str, params: Mapping[str, Any]) -> tuple[list[Any], int]:
        """The objects of one page and how many pages there are; nothing behind a 404."""
        answer = self.get(path, params)
        if answer.status_code == 404 and not urlsplit(self.base_url).path:
            answer = self._below(path, params) or answer
        if answer.status_code == 404:
            return [], 0
        try:
            body = answer.json() if answer.is_success else None
        except ValueError:
            body = None
        if isinstance(body, list):
            return body, 1
        if isinstance(body, Mapping):
            items = body.get("itemList")
            return (items if isinstance(items, list) else []), int(body.get("pageCount") or 0)
        raise SourceBroken(
            _("PTV vastasi odottamatta (%(path)s, %(status)d). Tarkista tunnus ja osoite, ja yritä uudelleen.")
            % {"path": path, "status": answer.status_code}
        )

    def _below(self, path: str, params: Mapping[str, Any]) -> httpx.Response | None:
        """A host alone was given and it knows nothing of the path: perhaps all is where the real API keeps it."""
        root, self.base_url = self.base_url, self.base_url + urlsplit(BASE_URL).path
        answer = self.get(path, params)
        if answer.status_code != 404:
            return answer
        self.base_url = root
        return None


def retry_after(value: str, now: datetime) -> float:
    """Seconds to wait from a Retry-After header, as seconds or as a date; 0 when it says nothing."""
    if value.strip().isdigit():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - now).total_seconds())
    except (ValueError, TypeError):
        return 0.0


def fetch(
    api: Api,
    *,
    organization: str = "",
    municipality: str = "",
    cursor: Mapping[str, Any] | None = None,
    waiting: Mapping[str, set[str]] | None = None,
    archived_since: datetime | None = None,
) -> Items:
    """Organisations, services (with their general descriptions), channels, what these point to, what has gone.

    `cursor`: of an earlier Checkpoint. `waiting`: ids by resource that an earlier part of the run pointed to.
    `archived_since`: ask for what was archived after it.
    """
    mentioned: dict[str, set[str]] = {"Organization": set(), "ServiceChannel": set()}
    for resource, ids in (waiting or {}).items():
        mentioned[resource] |= ids
    done = dict(cursor or {})
    stages = _stages(organization, municipality)
    reached = [name for name, _path, _params in stages]
    start = reached.index(done["stage"]) if done.get("stage") in reached else 0
    if done.get("stage") in ("mentioned", "archived"):
        start = len(stages)
    for name, path, params in stages[start:]:
        first = int(done.get("page", 0)) + 1 if done.get("stage") == name else 1
        yield from _pages(api, name, path, params, first, mentioned)
    yield from _mentioned(api, mentioned)
    yield Checkpoint({"stage": "mentioned"})
    if archived_since:
        yield from _archived(api, archived_since)


def _stages(organization: str, municipality: str) -> list[tuple[str, str, dict[str, Any]]]:
    if organization:
        return [
            ("organizations", "Organization/list", {"guids": organization}),
            ("services", "Service/list/organization", {"organizationId": organization, "serviceWithGD": "true"}),
            ("channels", f"ServiceChannel/organization/{organization}", {}),
        ]
    area = f"list/area/Municipality/code/{municipality}"
    return [
        ("organizations", f"Organization/{area}", {}),
        ("services", f"Service/{area}", {"serviceWithGD": "true", "includeWholeCountry": "false"}),
        ("channels", f"ServiceChannel/{area}", {"includeWholeCountry": "false"}),
    ]


def _pages(
    api: Api, name: str, path: str, params: Mapping[str, Any], first: int, mentioned: dict[str, set[str]]
) -> Items:
    number = first
    while True:
        items, count = api.page(path, {**params, "page": number})
        if items and _only_named(items):
            items = _whole(api, path.split("/")[0], [str(item.get("id")) for item in items])
        for position, item in enumerate(items):
            row = ptv.read_object(item, f"{path}?page={number}[{position}]")
            _remember(row, mentioned)
            yield row
        yield Checkpoint({"stage": name, "page": number})
        if number >= count:
            return
        number += 1


def _only_named(items: Sequence[Any]) -> bool:
    """Some lists answer with ids and names alone."""
    return all(isinstance(item, Mapping) and set(item) <= {"id", "name"} for item in items)


def _whole(api: Api, resource: str, ids: Sequence[str]) -> list[Any]:
    found: list[Any] = []
    for start in range(0, len(ids), GUIDS):
        items, _count = api.page(f"{resource}/list", {"guids": ",".join(ids[start : start + GUIDS])})
        found += items
    return found


def _remember(row: PtvRow, mentioned: dict[str, set[str]]) -> None:
    """Note what the row points to, and that it is here itself."""
    thing = row.thing
    if isinstance(thing, PtvService):
        mentioned["ServiceChannel"] |= {connection.other_id for connection in thing.connections}
        mentioned["Organization"] |= {party.id for party in (thing.responsible, *thing.producers) if party}
    elif isinstance(thing, PtvChannel):
        mentioned.setdefault("here", set()).add(thing.id)
        mentioned["Organization"] |= {thing.organization_id} - {""}
    elif isinstance(thing, PtvOrganization):
        mentioned.setdefault("here", set()).add(thing.id)
        mentioned["Organization"] |= {thing.parent_id} - {""}


def _mentioned(api: Api, mentioned: dict[str, set[str]]) -> Items:
    """Channels and organisations of others that ours use; two rounds, as such a channel has a keeper too."""
    asked = set(mentioned.get("here", set()))
    for resource in ("ServiceChannel", "Organization"):
        wanted = sorted(mentioned[resource] - asked)
        for start in range(0, len(wanted), GUIDS):
            for position, item in enumerate(_whole(api, resource, wanted[start : start + GUIDS])):
                row = ptv.read_object(item, f"{resource}/list[{start + position}]")
                _remember(row, mentioned)
                yield row


def _archived(api: Api, since: datetime) -> Items:
    """Tombstones for those of ours that have been archived; the API tells the whole country's."""
    moment = since.strftime("%Y-%m-%dT%H:%M:%S")
    for resource, kind in (("Service", "service"), ("ServiceChannel", "channel"), ("Organization", "organization")):
        number, count = 1, 1
        while number <= count:
            items, count = api.page(resource, {"status": "Archived", "date": moment, "page": number})
            rows = [
                ptv.read_object(item, f"{resource}?status=Archived[{at}]", archived=kind)
                for at, item in enumerate(items)
            ]
            known = external_ids.find(f"ptv.{kind}", {row.thing.id for row in rows if row.thing})
            yield from (row for row in rows if row.thing and row.thing.id in known)
            number += 1
