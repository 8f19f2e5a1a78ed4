"""A counter per subject that grows with every published change: ETags and cached totals hang on it."""

from django.db.models import F

from kotikulma.kernel.db.transactions import require_transaction
from kotikulma.kernel.models import DataVersion


def bump(subject: str) -> None:
    """One up, in the caller's transaction (RuntimeError without one). Call it late: the row stays locked to the end."""
    require_transaction("A data version")
    rows = DataVersion.objects.filter(subject=subject)
    if not rows.update(version=F("version") + 1):
        DataVersion.objects.bulk_create([DataVersion(subject=subject, version=0)], ignore_conflicts=True)
        rows.update(version=F("version") + 1)


def current(subject: str) -> int:
    """The version now; 0 before the first change."""
    version = DataVersion.objects.filter(subject=subject).values_list("version", flat=True).first()
    return version or 0
