from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_save


class SearchConfig(AppConfig):
    name = "studyapp.search"

    def ready(self) -> None:
        post_save.connect(_follow, sender="lessons.Fact", dispatch_uid="search-follows-facts")


def _follow(instance: Any, *, created: bool, raw: bool, **_: Any) -> None:
    """A fact edited in the admin is found by its new words; an import rebuilds the whole index."""
    from studyapp.search.indexing import refresh_fact

    if not (created or raw):
        refresh_fact(instance)
