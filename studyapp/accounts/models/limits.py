"""Counting, in the database, what one address did: it holds over all processes."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F


class RateCountManager(models.Manager["RateCount"]):
    def hit(self, key: str, window: timedelta, at: datetime) -> tuple[int, datetime]:
        """Count one more for `key`; return the count and when its window ends.

        A guarded UPDATE, then an INSERT that may lose to another process, then
        the UPDATE again: no count is lost whoever comes first.
        """
        for _ in range(2):
            current = self.filter(key=key, ends_at__gt=at)
            if current.update(count=F("count") + 1):
                row = self.get(key=key)
                return row.count, row.ends_at
            self.filter(key=key, ends_at__lte=at).delete()
            fresh = RateCount(key=key, count=0, ends_at=at + window)
            self.bulk_create([fresh], ignore_conflicts=True)
        raise AssertionError("a row just made has gone")  # pragma: no cover


class RateCount(models.Model):
    """How often a key was hit in its current window. The key is a hash, not an address."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField()
    ends_at = models.DateTimeField(db_index=True)

    objects = RateCountManager()

    def __str__(self) -> str:
        return f"{self.count} until {self.ends_at:%H:%M}"
