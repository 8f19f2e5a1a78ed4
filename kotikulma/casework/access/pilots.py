"""Who begins a pilot: who answers for a unit. Who sees what came of it: caseworkers and coordinators, no person."""

from collections.abc import Mapping

from kotikulma.casework.types.clients import ClientNotFound
from kotikulma.kernel.permissions import CASEWORKERS, COORDINATORS, NOBODY, SIGNED_IN, Audiences, Row
from kotikulma.people.types import CaseStanding

FIGURES: Audiences = COORDINATORS | CASEWORKERS


def check_leads(standing: CaseStanding, unit_id: int) -> None:
    if unit_id not in standing.led:
        raise ClientNotFound


_HERS = "Only a worker with a relationship to this client; everybody else meets 404, and the log says so"
_EDITOR: Audiences = frozenset({"editor"})

PERMISSIONS: Mapping[str, Row] = {
    "casework:pilots": Row(get=FIGURES, note="What is tried and where; no person"),
    "casework:pilot": Row(get=FIGURES, note="What came of it; small numbers hidden"),
    "casework:new_pilot": Row(get=NOBODY, post=NOBODY, note="Only for those who answer for a unit"),
    "casework:episodes": Row(get=CASEWORKERS, post=CASEWORKERS, note=_HERS),
    "casework:episode": Row(post=CASEWORKERS, note=_HERS),
    "casework:visits": Row(get=FIGURES, note="Numbers by week; small ones hidden; coordinators see every centre"),
    "casework:count": Row(get=SIGNED_IN, post=SIGNED_IN, note="Any member of the network; 404 without an organisation"),
    "casework:uncount": Row(post=_EDITOR, note="Whoever counted, on the same day"),
    "casework:client_visit": Row(post=CASEWORKERS, note=_HERS),
}
