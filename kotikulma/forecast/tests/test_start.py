"""What starts does not pay for the one command that reckons."""

import os
import subprocess
import sys

from kotikulma.config.environment import ROOT

STARTED = """
import sys
import kotikulma.config.cli
assert "numpy" not in sys.modules and "django" not in sys.modules
import kotikulma.config.wsgi
from django.urls import get_resolver
assert get_resolver().url_patterns
print("numpy" in sys.modules)
"""


def test_neither_the_command_line_nor_a_server_loads_numpy() -> None:
    given = os.environ | {"KOTIKULMA_MODE": "test", "DATABASE_URL": "sqlite:///:memory:"}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", STARTED],
        cwd=ROOT,
        env=given,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == "False", done.stderr
