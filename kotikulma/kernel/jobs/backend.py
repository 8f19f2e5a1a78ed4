from django_tasks.backends.immediate import ImmediateBackend


class LeaseBackend(ImmediateBackend):
    """Stand-in until the lease table exists."""
