# Django is read as untyped; only its enumerations are told to mypy (see db/models).
from typing import Any

VERSION: tuple[int, int, int, str, int]

def __getattr__(name: str) -> Any: ...
