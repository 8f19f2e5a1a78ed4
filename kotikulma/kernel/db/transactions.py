"""What must be written together with the change it belongs to."""

from django.db import connection


def require_transaction(what: str) -> None:
    """RuntimeError outside `transaction.atomic()`: alone, the row could outlive a change that was rolled back."""
    if not connection.in_atomic_block:
        raise RuntimeError(f"{what} belongs to the transaction of its change: wrap both in transaction.atomic().")
