"""Whole things in batches: a constant number of statements however many are asked for."""

from kotikulma.directory.queries.records.connections import load_connections
from kotikulma.directory.queries.records.hours import exception_value, period_value
from kotikulma.directory.queries.records.parts import contacts, organization_record, term_record
from kotikulma.directory.queries.records.places import address, load_channels, load_places
from kotikulma.directory.queries.records.services import load_services

__all__ = [
    "address",
    "contacts",
    "exception_value",
    "load_channels",
    "load_connections",
    "load_places",
    "load_services",
    "organization_record",
    "period_value",
    "term_record",
]
