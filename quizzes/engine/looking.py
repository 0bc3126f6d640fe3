"""How long a question was looked at, by the saves of its answer. One definition for every page."""

from collections.abc import Iterable
from datetime import datetime

SLACK = 2
"""Seconds by which two clocks may differ over one look at a question."""

Save = tuple[datetime, int | None]
"""When an answer reached us, and the seconds its browser had counted; None: no clock ran."""


def more(save: Save, before: Save | None) -> int | None:
    """What a save adds to the seconds of its question; None where no clock ran.

    A browser counts from the moment the question was opened. More seconds than have gone by
    since the save before it can only be the same look, counted on.
    """
    at, seconds = save
    if seconds is None or before is None or before[1] is None:
        return seconds
    gap = (at - before[0]).total_seconds()
    counted_on = seconds > gap + SLACK and seconds >= before[1]
    return seconds - before[1] if counted_on else seconds


def looked_at(saves: Iterable[Save]) -> int | None:
    """Seconds of all looks at one question, of its saves in their order; None without a clock.

    >>> noon = datetime(2026, 11, 23, 12)
    >>> looked_at([(noon, 100), (noon.replace(minute=15), 5)])
    105
    >>> looked_at([(noon.replace(second=20), 20), (noon.replace(second=25), 25)])
    25
    """
    total, before = None, None
    for save in saves:
        seconds = more(save, before)
        if seconds is not None:
            total = (total or 0) + seconds
        before = save
    return total
