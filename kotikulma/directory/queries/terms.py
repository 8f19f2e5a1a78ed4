"""Code lists as the pages need them."""

from collections.abc import Mapping
from functools import lru_cache

from kotikulma.directory.models import Term
from kotikulma.directory.types import TermScheme


def special_groups() -> Mapping[str, Mapping[str, str]]:
    """Code -> labels of our special groups; loaded once per process, since they change with the code."""
    return _labels(TermScheme.SPECIAL_GROUP)


@lru_cache(maxsize=4)
def _labels(scheme: str) -> dict[str, Mapping[str, str]]:
    return dict(Term.objects.filter(scheme=scheme).values_list("code", "labels"))
