"""What the index follows beside the imports. Why by a signal: docs/decisions."""

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver

from studyapp.lessons.models import Fact
from studyapp.search.indexing import refresh_fact


@receiver(post_save, sender=Fact, dispatch_uid="search-follows-facts")
def follow(instance: Fact, *, created: bool, raw: bool, **_: Any) -> None:
    """A fact edited in the admin is found by its new words; an import rebuilds the whole index."""
    if not (created or raw):
        refresh_fact(instance)
