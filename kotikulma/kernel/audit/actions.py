"""The register of audit action names: dotted English name -> sentence a person reads.

A module registers its own in `AppConfig.ready()` or at the head of its commands:

    actions.register({"people.membership.ended": _("Lopetti jäsenyyden")})

Reference page: docs/reference/audit-actions.md, kept true by a test.
"""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){1,3}")
_sentences: dict[str, Any] = {}


def register(sentences: Mapping[str, Any]) -> None:
    """Add names. ValueError when one is not dotted lower case, such as `module.thing.happened`."""
    for name in sentences:
        if not _NAME.fullmatch(name):
            raise ValueError(f"Audit action {name!r} must look like module.thing.happened")
    _sentences.update(sentences)


def registered() -> dict[str, Any]:
    """Every name with its sentence, by name."""
    return dict(sorted(_sentences.items()))


def known(name: str) -> bool:
    return name in _sentences


def sentence(name: str) -> str:
    """What the audit page shows; the name itself when its module is gone."""
    return str(_sentences.get(name, name))


register(
    {
        "jobs.job.run_again": _("Käynnisti epäonnistuneen työn uudelleen"),
        "outbox.message.sent_again": _("Yritti viestin lähettämistä uudelleen"),
    }
)
