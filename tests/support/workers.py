"""Which worker of `-n 2 --dist loadgroup` gets which test: a file marked `xdist_group("name")` stays with one."""

import re
from functools import cache
from pathlib import Path
from typing import Any

from xdist.scheduler import LoadScopeScheduling

ROOT = Path(__file__).resolve().parents[2]
_GROUP = re.compile(r'xdist_group\("([^"]+)"\)')


class Groups(LoadScopeScheduling):
    """xdist's own way writes the group into a name that pytest 9.2 no longer reads: every test would go its own way."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid.partition("::")[0]) or nodeid


@cache
def group_of(file: str) -> str:
    found = _GROUP.search((ROOT / file).read_text())
    return found[1] if found else ""


def make_scheduler(config: Any, log: Any) -> Groups | None:
    return Groups(config, log) if config.getoption("dist") == "loadgroup" else None
