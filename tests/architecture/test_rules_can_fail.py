"""Each rule turns red when it is broken: a check that cannot fail guards nothing."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.architecture import rules

ROOT = Path(__file__).resolve().parents[2]
LINT_IMPORTS = Path(sys.executable).parent / "lint-imports"
LONG = "def place():\n" + "    pass\n" * 25

BROKEN = [
    (
        rules.views_touching_models,
        "directory/views/place.py",
        "from kotikulma.directory.models import Place",
        "imports",
    ),
    (rules.views_touching_models, "directory/api.py", "rows = Place.objects.all()", "uses .objects"),
    (rules.foreign_doors, "directory/queries.py", "from kotikulma.people.models import Person", "is not a door"),
    (rules.foreign_doors, "directory/commands.py", "from kotikulma.people import access", "is not a door"),
    (rules.formats_reaching_out, "directory/formats/ptv.py", "from kotikulma.directory import models", "types only"),
    (rules.formats_reaching_out, "directory/formats/ptv.py", "from django.db import connection", "types only"),
    (rules.engines_reaching_out, "forecast/engine/model.py", "from django.utils import timezone", "numpy only"),
    (rules.engines_reaching_out, "forecast/engine/model.py", "from kotikulma.kernel import clock", "numpy only"),
    (rules.inner_imports, "people/rules.py", "def f():\n    from kotikulma.people import types", "inside f()"),
    (rules.signals, "people/apps.py", "from django.db.models.signals import post_save", "declare a slot"),
    (rules.memories, "people/queries/names.py", "_known: dict[int, str] = {}", "kernel.memory.Held"),
    (rules.file_names, "people/services.py", "", "by its subject"),
    (rules.file_names, "people/adapters.py", "", "not one of the names"),
    (rules.lengths, "people/queries.py", "x = 1\n" * 401, "401 lines"),
    (rules.lengths, "people/queries.py", "def f():\n" + "    pass\n" * 60, "f has 61 lines; 60 at most"),
    (rules.lengths, "directory/views/place.py", LONG, "place has 26 lines; 25 at most"),
    (rules.inline_code, "directory/templates/directory/place.html", "<p style='color: red'>", "a style attribute"),
    (rules.inline_code, "directory/templates/directory/place.html", "<script>x()</script>", "an inline script"),
    (rules.inline_code, "directory/templates/directory/place.html", '<a onclick="x()">', "an event attribute"),
]


@pytest.mark.parametrize(("rule", "path", "text", "sentence"), BROKEN)
def test_a_broken_example_is_seen(
    rule: Callable[[Path], list[str]], path: str, text: str, sentence: str, tmp_path: Path
) -> None:
    _write(tmp_path, f"kotikulma/{path}", text)

    assert sentence in "\n".join(rule(tmp_path))


def test_a_file_behind_a_folder_of_its_name_is_seen(tmp_path: Path) -> None:
    _write(tmp_path, "kotikulma/directory/queries/pages.py", "x = 1\n")
    _write(tmp_path, "kotikulma/directory/queries.py", "x = 1\n")

    assert rules.hidden_files(tmp_path) == [
        "kotikulma/directory/queries.py:1: a folder of this name hides the file: delete it"
    ]


@pytest.mark.parametrize("rule", rules.ALL, ids=lambda rule: rule.__name__)
def test_an_honest_example_passes(rule: Callable[[Path], list[str]], tmp_path: Path) -> None:
    _write(tmp_path, "kotikulma/directory/views.py", "from kotikulma.people import queries\n")
    _write(tmp_path, "kotikulma/forecast/engine/model.py", "import numpy as np\nfrom fractions import Fraction\n")
    _write(tmp_path, "kotikulma/directory/commands/imports/services.py", "from kotikulma.kernel import clock\n")
    _write(
        tmp_path, "kotikulma/directory/templates/x.html", '<script src="x"></script><script type="application/json">'
    )

    assert rule(tmp_path) == []


def test_a_registry_host_is_seen(tmp_path: Path) -> None:
    _write(tmp_path, "README.md", "see https://" + "py" + "pi.org/x")

    assert rules.words_from_elsewhere(tmp_path, ["README.md"]) == ["README.md: " + rules.ELSEWHERE[0]]


_ROOMS = (
    "",
    "config/",
    "forecast/",
    "forecast/engine/",
    "casework/",
    "events/",
    "feedback/",
    "directory/",
    "people/",
    "kernel/",
)
STRAIGHT = [
    *(f"{name}__init__.py" for name in _ROOMS),
    *(
        f"{module}/{name}.py"
        for module in ("casework", "events", "feedback", "directory", "people")
        for name in ("models", "types", "commands")
    ),
    *(f"config/{name}.py" for name in ("api", "schedule", "settings", "urls", "wsgi")),
    *(f"forecast/engine/{name}.py" for name in ("model", "deterministic", "stochastic", "calibration", "report")),
]
CROOKED = [
    ("kernel/clock.py", "import kotikulma.people.types", "Modules form one stack"),
    ("letters/__init__.py", "", "Modules form one stack"),
    ("forecast/queries.py", "import kotikulma.casework.commands", "Nobody but the composition root imports casework"),
    (
        "config/urls.py",
        "import kotikulma.forecast.engine.report",
        "Servers and schedules start without the engine, and so without numpy",
    ),
    ("people/models.py", "import kotikulma.people.commands", "Inside a module the same order everywhere"),
    ("people/adapters.py", "", "Inside a module the same order everywhere"),
]


@pytest.mark.parametrize(("path", "text", "contract"), CROOKED)
def test_a_broken_import_contract_is_seen(path: str, text: str, contract: str, tmp_path: Path) -> None:
    contracts = (ROOT / "pyproject.toml").read_text()
    _write(tmp_path, "pyproject.toml", contracts[contracts.index("[tool.importlinter]") :])
    for name in STRAIGHT:
        _write(tmp_path, f"kotikulma/{name}", "")
    _write(tmp_path, f"kotikulma/{path}", text)

    run = subprocess.run(
        [LINT_IMPORTS, "--no-cache"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )

    assert run.returncode == 1
    assert f"{contract} BROKEN" in run.stdout


def _write(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
