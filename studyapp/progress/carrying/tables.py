"""One's own answers as a table for a spreadsheet."""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO
from typing import Any

from quizzes.models import Answer

COLUMNS = (
    "answered_at",
    "question",
    "version",
    "quiz",
    "mode",
    "attempt",
    "position",
    "revision",
    "response",
    "sureness",
    "seconds",
    "verdict",
    "points",
    "fraction",
)
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(value: Any) -> Any:
    """A text that a spreadsheet would compute, made one that it shows.

    >>> harmless("=1+1"), harmless("a-b"), harmless(-1)
    ("'=1+1", 'a-b', -1)
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def answers_of(user: Any) -> Iterator[bytes]:
    """Every answer with its mark, where that is told already; the oldest first."""
    mine = Answer.objects.filter(slot__attempt__user=user).order_by("answered_at", "pk")
    chain = "slot__version__question", "slot__attempt__quiz"
    rows = mine.select_related(*chain).iterator(chunk_size=500)
    yield b"\xef\xbb\xbf" + _line(COLUMNS)  # without this mark Excel takes UTF-8 for something else
    for answer in rows:
        yield _line(_cells(answer))


def _line(cells: Iterable[Any]) -> bytes:
    line = StringIO()
    csv.writer(line).writerow(map(harmless, cells))
    return line.getvalue().encode()


def _cells(answer: Answer) -> tuple[Any, ...]:
    slot, attempt = answer.slot, answer.slot.attempt
    marks = (answer.verdict, answer.points, answer.fraction) if attempt.tells else ("", "", "")
    return (
        answer.answered_at.isoformat(timespec="seconds"),
        slot.version.question.slug,
        slot.version.number,
        attempt.quiz.slug if attempt.quiz else "",
        attempt.mode,
        attempt.pk,
        slot.position,
        answer.revision,
        " ".join(answer.response),
        answer.sureness,
        answer.seconds,
        *marks,
    )
