"""Where a statistical person lives now, as the by-name list knows it."""

from uuid import UUID

from kotikulma.casework.models import FOREVER, Posting
from kotikulma.kernel import clock


def situation_of(subject: UUID | None) -> str:
    """A SituationCode; empty off the list."""
    if subject is None:
        return ""
    rows = Posting.objects.filter(subject__uuid=subject, known_to=FOREVER, valid_date__lte=clock.today())
    newest = rows.order_by("-valid_date", "-rank").values_list("after_class", "situation").first()
    return newest[1] if newest and newest[0] else ""
