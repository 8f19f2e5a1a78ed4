"""Token buckets in the database: one count for every worker and node."""

from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils.crypto import salted_hmac

from kotikulma.kernel import clock
from kotikulma.kernel.db.transactions import require_transaction
from kotikulma.people import rules
from kotikulma.people.models import RateBucket
from kotikulma.people.types import Limit, TooMany

# One statement for all buckets; where a bucket has less than a token nothing changes and no row comes back. The same
# arithmetic as rules.refilled, which says how long to wait.
_ELAPSED = {
    "sqlite": "MAX(0, unixepoch(excluded.at, 'subsec') - unixepoch(kept.at, 'subsec'))",
    "postgresql": "GREATEST(0, EXTRACT(EPOCH FROM excluded.at - kept.at))",
}
_LEAST = {"sqlite": "MIN", "postgresql": "LEAST"}
_TAKE = """
INSERT INTO people_ratebucket AS kept (key, tokens, at) VALUES {rows}
ON CONFLICT (key) DO UPDATE
SET tokens = {refilled} - 1, at = CASE WHEN kept.at < excluded.at THEN excluded.at ELSE kept.at END
WHERE {refilled} >= 1
RETURNING key
"""
_REFILLED = "{least}(excluded.tokens + 1, kept.tokens + {elapsed} * (CASE kept.key {rates} END))"


def take(limit: Limit, subject: str) -> None:
    """Take one token of the subject's bucket, or raise TooMany with the minutes to wait.

    The token is spent before the attempt, so that parallel attempts cannot share one. The commit is its own:
    call it outside the transaction of the attempt, or a refusal would give the token back.
    """
    with transaction.atomic():
        refused = spend((limit, subject))
    if refused:
        raise refused


def spend(*wanted: tuple[Limit, str]) -> TooMany | None:
    """One token of each, in the caller's transaction, which must then commit, refused or not. In one statement.

    What it returns is to be raised after the commit.
    """
    require_transaction("A token")
    now = clock.now()
    limits = {_key(limit, subject): limit for limit, subject in wanted}
    at = connection.ops.adapt_datetimefield_value(now)
    rates = [value for key, limit in limits.items() for value in (key, limit.amount / limit.seconds)]
    refilled = _REFILLED.format(
        least=_LEAST[connection.vendor],
        elapsed=_ELAPSED[connection.vendor],
        rates="WHEN %s THEN %s " * len(limits),
    )
    statement = _TAKE.format(rows=", ".join(["(%s, %s, %s)"] * len(limits)), refilled=refilled)
    rows = [value for key, limit in limits.items() for value in (key, float(limit.amount - 1), at)]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*rows, *rates, *rates])
        taken = {row[0] for row in cursor.fetchall()}
    empty = RateBucket.objects.in_bulk(set(limits) - taken) if len(taken) < len(limits) else {}
    waits = [
        rules.wait_minutes(limits[key], rules.refilled(limits[key], bucket.tokens, bucket.at, now))
        for key, bucket in empty.items()
    ]
    return TooMany(max(waits)) if waits else None


def _key(limit: Limit, subject: str) -> str:
    """Keyed, so that no address can be read from the row."""
    text = f"{limit.name}|{subject}"
    secret = settings.SECRET_KEY
    return salted_hmac("kotikulma.people.limits", text, secret=secret, algorithm="sha256").hexdigest()


def forget_buckets() -> int:
    """Nightly: drop buckets untouched for a day; every limit is full again by then."""
    return RateBucket.objects.filter(at__lt=clock.now() - timedelta(days=1)).delete()[0]
