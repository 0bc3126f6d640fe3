"""Lets a page of a lower app say what waits or is under way, without knowing of reviews."""

from math import ceil
from typing import Any

from django import template

from quizzes.cards import Shelf
from studyapp.lessons.truth import Turns
from studyapp.review.models import Session
from studyapp.review.waiting import queue_of

register = template.Library()
WORDS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]


@register.simple_tag
def n_waiting(user: Any) -> int:
    """How many things wait for this learner's review; none for a stranger."""
    if not user.is_authenticated:
        return 0
    return len(queue_of(user, Turns(Shelf.whole().facts.values())))


@register.simple_tag
def minutes_left(attempt: Any, progress: Any) -> int:
    """How long the rest of a review takes at the learner's own pace; 0 when all is answered."""
    session = Session.objects.filter(attempt=attempt.pk).first()
    left = progress.n_slots - progress.n_answered if progress else 0
    return ceil(left * session.seconds_each / 60) if session else 0


@register.filter
def in_words(count: int) -> str:
    """ "one thing waits", "ten things wait", "11 things wait" """
    number = WORDS[count] if count < len(WORDS) else str(count)
    return f"{number} thing waits" if count == 1 else f"{number} things wait"
