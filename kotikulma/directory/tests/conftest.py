"""What a process remembers by the data's version is forgotten between tests: a rolled back version comes again."""

import pytest


@pytest.fixture(autouse=True)
def _forget() -> None:
    # Imported here: this file is read before Django is set up.
    from kotikulma.directory.queries import documents, freshness, hsds

    for memory in (documents._totals, hsds._ids, hsds._terms, freshness._known):
        memory.clear()
