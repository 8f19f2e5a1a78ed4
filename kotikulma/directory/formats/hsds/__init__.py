"""HSDS 3.1 out: our records as Open Referral's services, organisations and locations. Pure mapping.

Ids are ours, those of parts are uuid5 of their owner; empty keys are left out. `Ground` carries the day and the rules.
"""

from kotikulma.directory.formats.hsds.hours import schedules
from kotikulma.directory.formats.hsds.organizations import organization_detail, organization_item
from kotikulma.directory.formats.hsds.places import location, service_at_location_detail, service_at_location_item
from kotikulma.directory.formats.hsds.services import service_detail, service_item
from kotikulma.directory.formats.hsds.terms import TAXONOMIES, own_terms, taxonomy, term
from kotikulma.directory.formats.hsds.values import Ground

__all__ = [
    "TAXONOMIES",
    "Ground",
    "location",
    "organization_detail",
    "organization_item",
    "own_terms",
    "schedules",
    "service_at_location_detail",
    "service_at_location_item",
    "service_detail",
    "service_item",
    "taxonomy",
    "term",
]
