"""Which Finnish analyser this process uses: Voikko where it is installed, else the bundled dictionary."""

import threading
from pathlib import Path

from django.conf import settings

from kotikulma.kernel.text.dictionary import Dictionary
from kotikulma.kernel.text.types import Finnish
from kotikulma.kernel.text.voikko import Voikko, VoikkoMissing

_lock = threading.Lock()
_chosen: dict[str, Finnish] = {}


def finnish() -> Finnish:
    """The analyser of this process, loaded on first use. `KOTIKULMA_VOIKKO=off` forces the bundled one."""
    wish = getattr(settings, "VOIKKO", "auto")
    analyser = _chosen.get(wish)
    if analyser is None:
        with _lock:
            analyser = _chosen.get(wish) or _choose(wish)
            _chosen[wish] = analyser
    return analyser


def prepare() -> str:
    """Load the analyser now and build what it needs (once, about 10 s for the bundled one); returns its name."""
    analyser = finnish()
    analyser.analyse("talo")
    return analyser.name


def _choose(wish: str) -> Finnish:
    if wish != "off":
        try:
            return Voikko()
        except VoikkoMissing:
            pass
    return Dictionary(Path(settings.VAR) / "text")
