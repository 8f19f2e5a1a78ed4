"""The checkout keeps the rules of docs/architecture.md that can be read from its files."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.architecture import rules

ROOT = Path(__file__).resolve().parents[2]
LINT_IMPORTS = Path(sys.executable).parent / "lint-imports"
Rule = Callable[[Path], list[str]]
pytestmark = pytest.mark.xdist_group("files")  # every file is read once


@pytest.mark.parametrize("rule", rules.ALL, ids=lambda rule: rule.__name__)
def test_the_rule_holds(rule: Rule) -> None:
    found = rule(ROOT)

    assert not found, "\n" + "\n".join(found)


def test_no_file_takes_the_reader_out_of_the_project() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)

    assert rules.words_from_elsewhere(ROOT, listed.stdout.splitlines()) == []


def test_modules_form_one_stack_and_keep_the_inner_order() -> None:
    run = subprocess.run([LINT_IMPORTS, "--no-cache"], cwd=ROOT, capture_output=True, text=True)

    assert run.returncode == 0, run.stdout
