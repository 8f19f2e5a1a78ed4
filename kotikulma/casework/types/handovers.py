"""Clients nobody works with any more."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class OrphanLine:
    """Whose client it was and since when; who the client is is not told. `uuid` names the relationship that fell."""

    uuid: UUID
    worker: str
    unit: Mapping[str, str]
    task: Any
    since: datetime
