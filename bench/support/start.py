"""Django for a bench script, with the environment the bench has set."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def django() -> None:
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    os.environ["DJANGO_SETTINGS_MODULE"] = "kotikulma.config.settings"
    import django as framework

    framework.setup()
