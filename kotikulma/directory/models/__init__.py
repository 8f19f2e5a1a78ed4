"""Tables of the directory, split by capability.

Do not write here from anywhere but `commands`: search, open intervals and public documents
are renewed in the same transaction as the change.
"""

from kotikulma.directory.models.duplicates import DuplicatePair, Merge
from kotikulma.directory.models.entries import NAMES, TITLE, Channel, Place, Service, ServiceAt, ServiceProducer, Term
from kotikulma.directory.models.exchange import ImportRun, PendingConnection, PublicDocument
from kotikulma.directory.models.hints import EntryHints
from kotikulma.directory.models.hours import ChangedLine, HoursException, HoursPeriod, OpenInterval
from kotikulma.directory.models.keeping import Reminder, Report, Verification

__all__ = [
    "NAMES",
    "TITLE",
    "ChangedLine",
    "Channel",
    "DuplicatePair",
    "EntryHints",
    "HoursException",
    "HoursPeriod",
    "ImportRun",
    "Merge",
    "OpenInterval",
    "PendingConnection",
    "Place",
    "PublicDocument",
    "Reminder",
    "Report",
    "Service",
    "ServiceAt",
    "ServiceProducer",
    "Term",
    "Verification",
]
