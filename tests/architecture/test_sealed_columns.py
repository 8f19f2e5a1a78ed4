"""Whatever lies sealed in a table can be put under a new key: `kotikulma keys rewrap` knows everybody who seals."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2] / "kotikulma"
# Under the key of the house itself: `reseal` of the module seals it anew
SEALS = {
    "casework/access/homes.py": "casework/commands/homes.py",
    "events/commands/joining.py": "events/commands/resealing.py",
    "events/commands/registration/own.py": "events/commands/resealing.py",
    "events/commands/registration/registering.py": "events/commands/resealing.py",
    "events/commands/resealing.py": "events/commands/resealing.py",
}
# Under keys of the records' own: `rewrap` of the module wraps those anew
MAKES_KEYS = {
    "casework/access/referrals.py": "casework/commands/checks.py",
    "casework/commands/clients.py": "casework/commands/clients.py",
}


def callers(call: str) -> set[str]:
    files = (path for path in ROOT.rglob("*.py") if "tests" not in path.parts)
    return {
        str(path.relative_to(ROOT))
        for path in files
        if re.search(call, path.read_text()) and "kernel" not in path.parts
    }


def test_who_seals_under_the_key_of_the_house_seals_anew_too() -> None:
    assert callers(r"sealing\.seal\(") == set(SEALS)
    assert all("def reseal(" in (ROOT / where).read_text() for where in SEALS.values())


def test_who_makes_keys_of_records_wraps_them_anew_too() -> None:
    assert callers(r"own_keys\.make\(") == set(MAKES_KEYS)
    assert all("def rewrap(" in (ROOT / where).read_text() for where in MAKES_KEYS.values())


def test_the_command_calls_them_all() -> None:
    command = (ROOT / "config/cli_secrets.py").read_text()
    for where in {*SEALS.values(), *MAKES_KEYS.values()}:
        assert re.search(rf"\b{Path(where).stem}\.(reseal|rewrap)\(", command), where
