"""The Atom feed every module's feed is made with."""

from datetime import UTC, datetime

from django.utils.feedgenerator import Atom1Feed

_NEVER = datetime(2026, 1, 1, tzinfo=UTC)


class Feed(Atom1Feed):
    """An empty feed has not changed just now: it would look new each time it is read."""

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else _NEVER
