"""The context of /progress/: as many statements for a hundred attempts as for none."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from quizzes.cards import Shelf
from quizzes.models import Attempt, Report
from studyapp.lessons.models import Lesson, LessonRead, Recall
from studyapp.lessons.truth import Turns, n_known
from studyapp.progress.bank import Bank, bank
from studyapp.progress.calendar import calendar
from studyapp.progress.calibration import calibration
from studyapp.progress.digests import tally_of
from studyapp.progress.forecasting import Accuracy
from studyapp.progress.mastery import Mastery, mastery
from studyapp.progress.readiness import Readiness
from studyapp.progress.recalling import Recalls, recalls_of
from studyapp.progress.tally import Tally

ROWS: Final = 12  # attempts on a page


@dataclass(frozen=True)
class History:
    """One page of the attempts, newest first. Whether there is another costs no counting."""

    rows: list[Attempt]
    number: int
    has_more: bool


def overview_of(user: Any, page: int, at: datetime) -> dict[str, Any]:
    """Everything kept about this learner's work, worked out from it."""
    tally, today = tally_of(user), timezone.localdate(at)
    recalls = recalls_of(user, today)
    traits = bank(recalls.edition)
    lessons, has_marks = _lessons(user, tally, traits, recalls)
    history = _history(user, page)
    return {
        "readiness": Readiness(tally, traits, recalls, Accuracy.now(), at),
        "lessons": lessons,
        "exam_day": recalls.exam,
        "calendar": calendar(tally.spent, today),
        "calibration": calibration(tally.said),
        "history": history,
        "reports": Report.objects.of(user).with_subject()[:20],
        "has_answers": bool(tally),
        "has_work": bool(tally or has_marks or history.rows),
    }


def _lessons(
    user: Any, tally: Tally, traits: Bank, recalls: Recalls
) -> tuple[list[dict[str, Any]], bool]:
    """Each lesson with what was done in it; and whether anything was."""
    marks = LessonRead.objects.of(user).filter(lesson=OuterRef("pk")).values("read_at")
    found = list(Lesson.objects.annotate(read_at=Subquery(marks[:1])))
    standings = Recall.objects.of(user).standings() if recalls.n_prompts else {}
    turns = Turns(Shelf.at(recalls.edition).facts.values() if standings else ())
    words = mastery(tally, traits, recalls.then)
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


def _history(user: Any, page: int) -> History:
    """The result of a finished attempt counts its scored questions, as its report does."""
    start = (page - 1) * ROWS
    rows = Attempt.objects.of(user).with_result().select_related("quiz")
    found = list(rows[start : start + ROWS + 1])
    return History(found[:ROWS], page, len(found) > ROWS)
