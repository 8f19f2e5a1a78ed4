"""What figures are read from, reckoned anew from the ledger: the same entries always give the same rows."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kotikulma.casework.models import FOREVER, ListEvent, Posting
from kotikulma.casework.rules import ledger
from kotikulma.casework.types.ledger import Entry, KnownPosting
from kotikulma.kernel.db import plain

ENTRY = "number type valid_date recorded_at situation household alone factor since delta supersedes reason".split()
COLUMNS = (
    "subject number rank type by_rule valid_date known_from known_to before_class before_long after_class after_long"
    " situation household"
).split()


def entries_of(subjects: Iterable[int]) -> Mapping[int, list[Entry]]:
    """The whole ledger of these subjects, in the order of recording."""
    found: dict[int, list[Entry]] = defaultdict(list)
    rows = ListEvent.objects.filter(subject__among=subjects).order_by("subject", "number")
    for subject, *values in plain.read(rows, "subject_id", *ENTRY):
        found[subject].append(Entry(**dict(zip(ENTRY, values, strict=True))))
    return found


def post(histories: Mapping[int, Sequence[KnownPosting]]) -> None:
    """In the transaction of the entries they come from."""
    Posting.objects.filter(subject__among=list(histories)).delete()
    plain.insert(Posting, COLUMNS, _rows(histories))


def rebuild(subjects: Iterable[int]) -> None:
    post({subject: ledger.history(entries) for subject, entries in entries_of(subjects).items()})


def _rows(histories: Mapping[int, Sequence[KnownPosting]]) -> Iterator[Sequence[object]]:
    for subject, history in histories.items():
        for one in history:
            posting, before, after = one.posting, one.posting.before, one.posting.after
            yield (
                subject,
                posting.number,
                posting.rank,
                posting.type,
                posting.by_rule,
                posting.valid_date,
                one.known_from,
                one.known_to or FOREVER,
                before.ara if before else "",
                before is not None and before.long_term,
                after.ara if after else "",
                after is not None and after.long_term,
                after.situation if after else "",
                after.household if after else None,
            )
