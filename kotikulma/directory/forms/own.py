"""Input of the editors' list. A filter the address does not know is ignored, never an error."""

from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict

from kotikulma.directory.queries.own_entries import OwnFilters
from kotikulma.directory.types import Status

LONGEST = 100
WORDS = {"vahvista": "confirm", "kaanna": "translate", "paranna": "mend"}
STATES = {"luonnos": Status.DRAFT, "julkaistu": Status.PUBLISHED, "arkisto": Status.ARCHIVED}
KINDS = {"palvelu": "service", "paikka": "place", "kanava": "channel"}


def own_filters(query: QueryDict) -> OwnFilters:
    return OwnFilters(
        text=query.get("q", "").replace("\x00", "")[:LONGEST],
        kind=KINDS.get(query.get("laji", ""), ""),
        status=STATES.get(query.get("tila", ""), ""),
        waits=WORDS.get(query.get("tee", ""), ""),
        everywhere=query.get("kaikki") == "1",
        after=_after(query.get("jalkeen", "")),
    )


def having(query: QueryDict, **values: str) -> str:
    """The query with these keys set or, when empty, removed; the list always starts over."""
    kept = {key: query.get(key, "") for key in ("q", "laji", "tila", "tee", "kaikki", "jalkeen")}
    wanted = {**kept, "jalkeen": "", **values}
    return "?" + urlencode({key: value for key, value in wanted.items() if value})


def _after(value: str) -> tuple[str, UUID] | None:
    kind, _colon, uuid = value.partition(":")
    try:
        return (KINDS[kind], UUID(uuid))
    except (KeyError, ValueError):
        return None
