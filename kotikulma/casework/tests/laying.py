"""Ledgers of tests in the database, as an import would have left them."""

from collections.abc import Iterable, Mapping

from kotikulma.casework.commands import postings
from kotikulma.casework.models import ListEvent, Subject, Tenancy
from kotikulma.casework.types.ledger import Entry
from kotikulma.casework.types.statistics import TenancyFacts


def lay(people: Mapping[int, Iterable[Entry]], **facts: object) -> dict[int, Subject]:
    subjects = {number: Subject.objects.create(**facts) for number in people}
    ListEvent.objects.bulk_create(
        ListEvent(subject=subjects[number], **{name: getattr(one, name) for name in postings.ENTRY})
        for number, entries in people.items()
        for one in entries
    )
    postings.rebuild([one.pk for one in subjects.values()])
    return subjects


def lay_tenancies(tenancies: Iterable[TenancyFacts]) -> None:
    Tenancy.objects.bulk_create(
        Tenancy(
            subject=Subject.objects.create(),
            moved_in_on=one.start,
            ended_on=one.end,
            end_reason=one.reason,
            seen_on=one.seen,
        )
        for one in tenancies
    )
