"""Lets a page of a lower app say that something waits, without knowing of reviews."""

from typing import Any

from django import template

from studyapp.review.waiting import queue_of

register = template.Library()
WORDS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]


@register.simple_tag
def n_waiting(user: Any) -> int:
    """How many things wait for this learner's review."""
    return len(queue_of(user))


@register.filter
def in_words(count: int) -> str:
    """ "one thing waits", "ten things wait", "11 things wait" """
    number = WORDS[count] if count < len(WORDS) else str(count)
    return f"{number} thing waits" if count == 1 else f"{number} things wait"
