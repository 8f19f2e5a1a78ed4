"""The accessibility statement as data: read once from data/accessibility.toml."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from kotikulma.kernel.i18n import Localised, localise

SOURCE = Path(__file__).parent / "data" / "accessibility.toml"
STATUSES = {"full", "partial", "none"}


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that does not yet meet a criterion; `texts` is a language map."""

    criterion: str
    texts: dict[str, str]

    @property
    def text(self) -> Localised:
        return localise(self.texts)


@dataclass(frozen=True, slots=True)
class Statement:
    status: str
    standard: str
    reviewed: date
    feedback: str
    answer_days: int
    authority: str
    authority_url: str
    gaps: tuple[Gap, ...]


@lru_cache(maxsize=1)
def read() -> Statement:
    """The statement; ValueError names a bad status, KeyError a missing value."""
    data = tomllib.loads(SOURCE.read_text())
    if data["status"] not in STATUSES:
        raise ValueError(f"status {data['status']!r} in {SOURCE.name}; use one of {', '.join(sorted(STATUSES))}")
    gaps = tuple(
        Gap(row["criterion"], {lang: text for lang, text in row.items() if lang != "criterion"}) for row in data["gaps"]
    )
    return Statement(
        data["status"], data["standard"], data["reviewed"], data["feedback"], data["answer_days"],
        data["authority"], data["authority_url"], gaps,
    )  # fmt: skip
