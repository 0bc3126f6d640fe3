"""Reports and rulings for tests."""

import uuid
from typing import Any

from django.urls import reverse
from django.utils import timezone

from quizzes.models import Question, Report, Standing
from studyapp.lessons.models import Fact
from tests.factories import make_question, make_user, published_version

AGAINST, FOR = "The guide says otherwise.", "The page was read again: it says so."


def make_report(about: Question | Fact | None = None, user: Any = None, **fields: Any) -> Report:
    about = about or make_question()
    given: dict[str, Any] = {
        "reason": "wrong",
        "text": "C is right too.",
        "client_id": uuid.uuid4(),
    }
    if isinstance(about, Fact):
        given |= {"fact": about, "fact_said": about.statement}
    else:
        given |= {"version": published_version(about), "seed": 7}
    return Report.objects.create(user=user or make_user(), **given | fields)


def rule(about: Question | Fact, state: str = "contested", **fields: Any) -> Standing:
    """Let `about` be contested, withdrawn or verified again."""
    of = {"fact": about} if isinstance(about, Fact) else {"question": about}
    wanted = Standing(**of, state=state, **{"case_against": AGAINST, "case_for": FOR} | fields)
    Standing.objects.rule(wanted, over=about.standings.now(), at=timezone.now())
    return about.standings.now()


def url_of(about: Question | Fact) -> str:
    if isinstance(about, Fact):
        return reverse("quizzes:report_fact", args=[about.key])
    return reverse("quizzes:report_question", args=[about.slug])


def typed(**changes: Any) -> dict[str, Any]:
    """The form as a browser sends it."""
    return {"reason": "wrong", "text": "C is right too.", "client_id": uuid.uuid4()} | changes
