"""Who sees a planned release: those who work with the client; who answers for the unit sees days without names."""

from collections.abc import Mapping

from django.db.models import Q, QuerySet

from kotikulma.casework.access.clients import own_relationships
from kotikulma.casework.models import Release
from kotikulma.kernel import clock
from kotikulma.kernel.permissions import CASEWORKERS, Row
from kotikulma.people.types import CaseStanding

INSTITUTION = "casework.release.institution"


def releases_of(standing: CaseStanding) -> QuerySet[Release]:
    """Planned ones of her own clients, and of units she answers for; never one under non-disclosure of others."""
    hers = own_relationships(standing, clock.now()).values("client")
    led = Q(unit__in=standing.led, client__protected=False)
    rows = Release.objects.filter(Q(client__in=hers) | led, ended_at=None, client__closed_at=None)
    return rows.exclude(client__wrapped_key=b"").select_related("client", "unit").order_by("release_on", "id")


_HERS = "Only a worker with a relationship to this client; everybody else meets 404, and the log says so"

PERMISSIONS: Mapping[str, Row] = {
    "casework:releases": Row(get=CASEWORKERS, note="One's own clients by name; of one's units the days alone"),
    "casework:release": Row(get=CASEWORKERS, post=CASEWORKERS, note=_HERS),
    "casework:release_deed": Row(post=CASEWORKERS, note=_HERS),
}
