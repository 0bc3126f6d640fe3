"""The context of /progress/: as many statements for a hundred attempts as for none."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from quizzes.models import Attempt, Report
from studyapp.lessons.models import Fact, Lesson, LessonRead, Recall
from studyapp.lessons.truth import Turns, n_known
from studyapp.progress.bank import Bank, bank
from studyapp.progress.calendar import calendar
from studyapp.progress.calibration import calibration
from studyapp.progress.forecasting import Accuracy
from studyapp.progress.history import Look, looks_of
from studyapp.progress.mastery import Mastery, mastery
from studyapp.progress.readiness import Readiness
from studyapp.progress.recalling import Recalls, recalls_of

ROWS: Final = 12  # attempts on a page


@dataclass(frozen=True)
class Past:
    """An attempt in the list, with what came of its scored questions."""

    attempt: Attempt
    n_scored: int
    n_right: int


@dataclass(frozen=True)
class History:
    """One page of the attempts, newest first. Whether there is another costs no counting."""

    rows: list[Past]
    number: int
    has_more: bool


def overview_of(user: Any, page: int, at: datetime) -> dict[str, Any]:
    """Everything kept about this learner's work, worked out from it."""
    looks, today = looks_of(user), timezone.localdate(at)
    recalls = recalls_of(user, today)
    traits = bank(recalls.edition)
    lessons, has_marks = _lessons(user, looks, traits, recalls)
    history = _history(user, looks, page)
    return {
        "readiness": Readiness(looks, traits, recalls, Accuracy.now(), at),
        "lessons": lessons,
        "exam_day": recalls.exam,
        "calendar": calendar(looks, today),
        "calibration": calibration(looks),
        "history": history,
        "reports": Report.objects.of(user).with_subject()[:20],
        "has_answers": bool(looks),
        "has_work": bool(looks or has_marks or history.rows),
    }


def _lessons(
    user: Any, looks: list[Look], traits: Bank, recalls: Recalls
) -> tuple[list[dict[str, Any]], bool]:
    """Each lesson with what was done in it; and whether anything was."""
    marks = LessonRead.objects.of(user).filter(lesson=OuterRef("pk")).values("read_at")
    found = list(Lesson.objects.annotate(read_at=Subquery(marks[:1])))
    standings = Recall.objects.of(user).standings()
    turns = Turns(Fact.objects.revised() if standings else ())
    words = mastery(looks, traits, recalls.then)
    rows = [
        {
            "lesson": lesson,
            "read_at": lesson.read_at,
            "n_knew": n_known(lesson, standings, turns),
            "n_prompts": len(lesson.prompts()),
            "mastery": words.get(lesson.pk, Mastery()),
        }
        for lesson in found
    ]
    return rows, bool(standings) or any(lesson.read_at for lesson in found)


def _history(user: Any, looks: list[Look], page: int) -> History:
    """The result of a finished attempt counts its scored questions, as its report does."""
    start = (page - 1) * ROWS
    rows = Attempt.objects.of(user).with_progress().select_related("quiz")
    found = list(rows[start : start + ROWS + 1])
    scored = Counter(look.attempt for look in looks if look.scored)
    right = Counter(look.attempt for look in looks if look.scored and look.is_right)
    past = [Past(attempt, scored[attempt.pk], right[attempt.pk]) for attempt in found[:ROWS]]
    return History(past, page, len(found) > ROWS)
