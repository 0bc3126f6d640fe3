"""The facts that a state needs, read once in a process and edition."""

from collections.abc import Set as AbstractSet
from functools import lru_cache

from studyapp.lessons.models import Edition, Fact

MOST = 64  # sets of keys that are kept; a lab has few


def read(keys: AbstractSet[str]) -> dict[str, Fact]:
    """These facts, by their keys. One query where this process knows the edition, else two."""
    stamp = Edition.now()
    wanted = frozenset(keys)
    return dict(_read(stamp, wanted) if stamp else _read.__wrapped__("", wanted))


@lru_cache(MOST)
def _read(stamp: str, keys: frozenset[str]) -> dict[str, Fact]:
    return Fact.objects.in_bulk(sorted(keys))
