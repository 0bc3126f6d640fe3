"""What is counted of an attempt in the query that reads it: one number for each row returned."""

from functools import cache
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from quizzes.models.answers import Answer
from quizzes.models.slots import Slot


def number(rows: QuerySet[Any], attempt: str) -> Coalesce:
    """How many of these an attempt has, as a column; `attempt` leads from them to it."""
    counted = rows.order_by().values(attempt).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


@cache
def columns() -> dict[str, Coalesce | Case]:
    """What may be counted of an attempt; of answers those that count."""
    is_open = Q(finished_at=None)
    slots = Slot.objects.filter(attempt=OuterRef("pk"))
    later = Answer.objects.filter(slot=OuterRef("slot"), revision__gt=OuterRef("revision"))
    newest = Answer.objects.filter(~Exists(later), slot__attempt=OuterRef("pk"))
    n_slots = number(slots, "attempt")
    n_answered = number(newest.exclude(verdict=""), "slot__attempt")
    n_scored = number(slots.filter(scored=True), "attempt")
    n_hits = number(newest.filter(slot__scored=True, verdict="right"), "slot__attempt")
    return {
        "n_slots": n_slots,
        "n_answered": n_answered,
        "n_right": number(newest.filter(points=1), "slot__attempt"),
        "n_asked": Case(When(is_open, then=n_slots), default=n_scored),
        "n_got": Case(When(is_open, then=n_answered), default=n_hits),
    }
