"""Token buckets in the database: one count for every worker and node."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from kotikulma.kernel import clock
from kotikulma.people import rules
from kotikulma.people.models import RateBucket
from kotikulma.people.types import Limit, TooMany


def take(limit: Limit, subject: str) -> None:
    """Take one token of the subject's bucket, or raise TooMany with the minutes to wait.

    The token is spent before the attempt, so that parallel attempts cannot share one. The commit is its own:
    call it outside the transaction of the attempt, or a refusal would give the token back.
    """
    now = clock.now()
    key = salted_hmac(
        "kotikulma.people.limits", f"{limit.name}|{subject}", secret=settings.SECRET_KEY, algorithm="sha256"
    )
    with transaction.atomic():
        fresh = RateBucket(key=key.hexdigest(), tokens=limit.amount, at=now)
        RateBucket.objects.bulk_create([fresh], ignore_conflicts=True)
        bucket = RateBucket.objects.select_for_update().get(key=fresh.key)
        tokens = rules.refilled(limit, bucket.tokens, bucket.at, now)
        if tokens >= 1:
            RateBucket.objects.filter(key=fresh.key).update(tokens=tokens - 1, at=max(now, bucket.at))
            return
    raise TooMany(rules.wait_minutes(limit, tokens))


def forget_buckets() -> int:
    """Nightly: drop buckets untouched for a day; every limit is full again by then."""
    return RateBucket.objects.filter(at__lt=clock.now() - timedelta(days=1)).delete()[0]
