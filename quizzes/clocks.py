"""The clock of a mock exam as a page shows it: by the server's time, in words."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse

from quizzes.engine.pacing import pace, time_left
from quizzes.models import Attempt
from quizzes.summary import Progress

HEADER = "X-Seconds-Left"


@dataclass(frozen=True)
class Clock:
    """Seconds left and in all, said in words; `pace` is "" where nothing can be said."""

    left: int
    total: int
    words: str
    pace: str = ""


def clock_of(attempt: Attempt, at: datetime, progress: Progress | None = None) -> Clock | None:
    """None where no clock runs."""
    left = attempt.seconds_left(at)
    if left is None or attempt.deadline_at is None:
        return None
    total = round((attempt.deadline_at - attempt.started_at).total_seconds())
    if not progress:
        return Clock(left, total, time_left(left))
    waiting = progress.n_slots - progress.n_answered
    words = pace(progress.position, left, waiting, total / progress.n_slots)
    return Clock(left, total, time_left(left), words)


def with_clock(response: HttpResponse, attempt: Attempt, at: datetime) -> HttpResponse:
    """Tell the page's own clock what is left; nobody's wall clock is asked."""
    left = attempt.seconds_left(at)
    if left is not None:
        response.headers[HEADER] = str(left)
    return response
