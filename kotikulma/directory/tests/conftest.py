"""What a process remembers by the data's version is forgotten between tests: a rolled back version comes again."""

import pytest


@pytest.fixture(autouse=True)
def _forget() -> None:
    # Imported here: this file is read before Django is set up.
    from kotikulma.directory.queries import candidates, documents, freshness, hsds, rows
    from kotikulma.directory.queries.remembered import Remembered
    from kotikulma.directory.templatetags import directory_lists

    for memory in (documents._totals, hsds._ids, hsds._terms, freshness._known):
        memory.clear()
    for module in (candidates, rows, directory_lists):
        for memory in vars(module).values():
            if isinstance(memory, Remembered):
                memory._state = None
