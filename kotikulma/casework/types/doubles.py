"""Two clients of one register who may be the same person."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Verdict(TextChoices):
    SAME = "same", _("Sama ihminen")
    DIFFERENT = "different", _("Eri ihmiset")


@dataclass(frozen=True, slots=True)
class PairLine:
    """A pair as a worker sees it: her own client by name, of the other only the units to call.

    `own` is empty for a lead who works with neither. `decides`: the viewer answers for a unit of theirs.
    """

    uuid: UUID
    own: str
    client: UUID | None
    units: tuple[Any, ...]
    found_at: datetime
    decides: bool
    verdict: str
