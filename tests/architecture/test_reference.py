"""What the code declares and what docs/reference says are the same; texts are translated."""

import ast
from pathlib import Path

import pytest

from kotikulma.config import messages, reference
from kotikulma.kernel.audit import actions
from tests.architecture.rules import product_files

ROOT = Path(__file__).resolve().parents[2]


def test_generated_pages_are_up_to_date() -> None:
    assert reference.differences() == [], "run make docs"


def test_a_page_that_says_something_else_is_seen(tmp_path: Path) -> None:
    reference.write(tmp_path)
    (tmp_path / "settings.md").write_text("something else")

    assert reference.differences(tmp_path) == ["settings.md"]


def test_every_audit_action_in_the_code_is_registered() -> None:
    used = {name for path in product_files(ROOT) for name in _recorded(path.read_text())}

    assert used - actions.registered().keys() == set()


def _recorded(text: str) -> list[str]:
    """Names given in so many words to audit.record(actor, name, …)."""
    calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call) and len(node.args) > 1]
    named = [call.args[1] for call in calls if ast.unparse(call.func) in {"audit.record", "log.record"}]
    return [str(argument.value) for argument in named if isinstance(argument, ast.Constant)]


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_every_string_is_translated(language: str) -> None:
    found = messages.faults(messages.gather(), language)

    assert not found, "\n" + "\n".join(found)
