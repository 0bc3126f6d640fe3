"""What a learner got wrong the last time, and what to hold on to about it."""

from collections.abc import Set
from itertools import groupby
from typing import Any

from quizzes.cards import Card, cards
from quizzes.models import Answer, Attempt, Slot, kept_back

MOST = 40
"""Misses on one sheet of paper."""


def missed_slots(user: Any, kept: Set[int]) -> list[int]:
    """The slots of the questions whose last answer was wrong, the newest last. One query.

    Without the questions that are `kept` back.

    What an open attempt keeps back until its end is not told here either.
    """
    mine = Answer.objects.filter(slot__attempt__in=Attempt.objects.of(user).telling())
    rows = mine.order_by("answered_at", "revision").values_list(
        "slot__version__question_id", "slot_id", "verdict"
    )
    last: dict[int, tuple[int, str]] = {}
    for question, slot, verdict in rows:
        if question in kept:
            continue
        last.pop(question, None)  # a question stands where it was answered last
        last[question] = (slot, verdict)
    return [slot for slot, verdict in last.values() if verdict in ("wrong", "partly")]


def misses_of(user: Any) -> list[list[Card]]:
    """Those questions as cards by lesson; of many the newest."""
    slots = Slot.objects.complete().filter(pk__in=missed_slots(user, kept_back(user))[-MOST:])
    shown = cards(slots, reveal=True)
    shown.sort(key=lambda card: (card.lesson_title, card.item.lesson, card.slot.pk))
    return [list(group) for _, group in groupby(shown, key=lambda card: card.lesson_title)]
