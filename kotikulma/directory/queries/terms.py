"""Code lists as the pages need them."""

from collections.abc import Mapping

from kotikulma.directory.models import Term
from kotikulma.directory.types import TermScheme
from kotikulma.kernel.memory import Held

Labels = Mapping[str, Mapping[str, str]]
_known: Held[Labels] = Held()


def special_groups() -> Labels:
    """Code -> labels of our special groups. Kept per process once there are some: they change with the code."""
    return _known.get(TermScheme.SPECIAL_GROUP) or _load(TermScheme.SPECIAL_GROUP)


def _load(scheme: str) -> Labels:
    found: Labels = dict(Term.objects.filter(scheme=scheme).values_list("code", "labels"))
    if found:
        _known[scheme] = found
    return found
