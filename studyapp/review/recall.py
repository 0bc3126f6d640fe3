"""How likely what a learner has met is recalled on a day to come."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from studyapp.review.folding import Mark, cards_of, catch_up
from studyapp.review.models import Card

WITHOUT_EXAM = timedelta(days=28)
"""Who has set no day of the exam prepares for four weeks from now."""


def on_day(user: Any, day: date) -> dict[int, float]:
    """The predicted recall of every question this learner was told the result of: {question: p}.

    For the day itself, if nothing is done until then. Two queries where nothing is new.
    """
    catch_up(user)
    return {
        card.question_id: card.recall_on(day)
        for card in cards_of(user).values()
        if card.question_id is not None
    }


def strength(cards: Iterable[Card], day: date) -> float | None:
    """The mean predicted recall of these cards on a day; None without any."""
    each = [card.recall_on(day) for card in cards]
    return sum(each) / len(each) if each else None


def aim_of(mark: Mark, today: date) -> date:
    """The day to be strong on: that of the exam, as long as it lies ahead."""
    if mark.horizon and mark.horizon > today:
        return mark.horizon
    return today + WITHOUT_EXAM
