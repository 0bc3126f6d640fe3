"""What the pages of attempts need beyond Django's own tags."""

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from quizzes.summary import Progress

register = template.Library()
STEP = '<li data-state="{}"><span>{} {}</span></li>'


@register.simple_tag
def steps(progress: Progress) -> SafeString:
    """The way through an attempt, an item for each question.

    In Python, for a loop over 65 items is most of the work of such a page in a template.
    """
    here = progress.position
    return format_html_join(
        "",
        STEP,
        (
            (
                "now" if at == here and state == "left" else state,
                at,
                "here" if at == here else state,
            )
            for at, state in progress.segments
        ),
    )
