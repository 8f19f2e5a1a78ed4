"""What the code declares and what docs/reference says are the same; texts are translated."""

from pathlib import Path

import pytest

from kotikulma.config import messages, reference
from kotikulma.kernel.audit import actions
from tests.architecture.rules import facts, product_files

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.xdist_group("files")  # every file is read once


def test_generated_pages_are_up_to_date() -> None:
    assert reference.differences() == [], "run make docs"


def test_a_page_that_says_something_else_is_seen(tmp_path: Path) -> None:
    reference.write(tmp_path)
    (tmp_path / "settings.md").write_text("something else")

    assert reference.differences(tmp_path) == ["settings.md"]


def test_every_audit_action_in_the_code_is_registered() -> None:
    used = {name for path in product_files(ROOT) for name in facts(path).recorded}

    assert used - actions.registered().keys() == set()


@pytest.fixture(scope="module")
def gathered() -> dict[messages.Key, messages.Message]:
    return messages.gather()


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_every_string_is_translated(language: str, gathered: dict[messages.Key, messages.Message]) -> None:
    found = messages.faults(gathered, language)

    assert not found, "\n" + "\n".join(found)
