"""Tables of events. Write only through `commands`: they audit, keep revisions and renew pages and feeds.

Split by capability: programme (what takes place and when), registration (who comes), joining (the way in online).
"""

from kotikulma.events.models.joining import JoinInfo, SentLink
from kotikulma.events.models.programme import (
    OVER,
    Event,
    EventCode,
    EventDocument,
    EventWords,
    Occurrence,
    Organiser,
    Series,
)
from kotikulma.events.models.registration import (
    Hold,
    Intake,
    Message,
    Participant,
    Registration,
    RegistrationSetup,
    Tally,
)

__all__ = [
    "OVER",
    "Event",
    "EventCode",
    "EventDocument",
    "EventWords",
    "Hold",
    "Intake",
    "JoinInfo",
    "Message",
    "Occurrence",
    "Organiser",
    "Participant",
    "Registration",
    "RegistrationSetup",
    "SentLink",
    "Series",
    "Tally",
]
