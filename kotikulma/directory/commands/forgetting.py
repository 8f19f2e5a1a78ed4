"""An erased person is forgotten here too: what she did stays, who did it does not."""

from uuid import UUID

from kotikulma.directory.models import DuplicatePair, Merge, Report, Verification


def forget_person(uuid: UUID) -> None:
    """Plugged into the slot `people.person_erased`; inside its transaction."""
    Verification.objects.filter(actor_id=uuid).update(actor_id=None)
    DuplicatePair.objects.filter(decided_by=uuid).update(decided_by=None)
    Merge.objects.filter(actor_id=uuid).update(actor_id=None)
    Report.objects.filter(handled_by=uuid).update(handled_by=None)
