"""What the pages of attempts need beyond Django's own tags."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from quizzes.summary import Progress

register = template.Library()


@register.simple_tag
def steps(progress: Progress) -> SafeString:
    """The way through an attempt, an item for each question.

    In Python, for a loop over 65 items is most of the work of such a page in a template;
    numbers and words of our own need no escaping.
    """
    here = progress.position
    return mark_safe("".join(_step(at, state, at == here) for at, state in progress.segments))  # noqa: S308


def _step(at: int, state: str, is_here: bool) -> str:
    shown = "now" if is_here and state == "left" else state
    return f'<li data-state="{shown}"><span>{at:d} {"here" if is_here else state}</span></li>'
