"""What `kotikulma serve` becomes: granian with the code loaded before its workers are forked, so that they share it.

A worker has 90 MB of code and catalogues, which stay as they are; each alone would hold its own copy. New code needs
a new start of the whole server: workers that are only renewed run what was loaded.
"""

from django.conf import settings
from django.db import connections
from django.urls import resolve
from django.utils import translation
from granian.cli import entrypoint

from kotikulma.config.wsgi import application
from kotikulma.kernel import garbage

__all__ = ["application"]


def load() -> None:
    """All that a first page would load, and nothing that two processes may not share."""
    resolve("/")
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            translation.gettext("")
    connections.close_all()
    garbage.settle()


if __name__ == "__main__":
    load()
    entrypoint()
