"""Questions that a learner answered before the ledger began to say something else."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q
from django.utils.text import Truncator

from quizzes.engine.findings import plain
from quizzes.models import Answer, Attempt, Question, QuestionVersion
from studyapp.lessons.truth import News, Turns


@dataclass(frozen=True)
class Outdated:
    """A question as it is asked now, when it was answered last, and what changed since."""

    version: QuestionVersion
    answered_at: datetime
    news: list[News]

    @property
    def topic(self) -> str:
        return str(self.version.body.get("topic", ""))

    @property
    def opening(self) -> str:
        """The first words of what it asks, by which a learner knows it again."""
        return Truncator(plain(str(self.version.body.get("stem", "")))).words(16, truncate=" …")

    @property
    def lesson_slug(self) -> str:
        return str(self.version.body.get("lesson", "")).partition("#")[0]


def outdated_of(user: Any, turns: Turns) -> list[Outdated]:
    """What of this learner's last answers rests on a fact that turned since. Three queries.

    What an open attempt keeps back until its end is not told here either.
    """
    if not turns.facts:
        return []
    basis: dict[int, list[str]] = {}
    link = Question.basis.through._default_manager.filter(fact__in=turns.facts.keys())
    for question, key in link.order_by("pk").values_list("question_id", "fact_id"):
        basis.setdefault(question, []).append(key)
    rows = Answer.objects.filter(
        slot__attempt__in=Attempt.objects.of(user), slot__version__question__in=basis.keys()
    ).select_related("slot__attempt", "slot__version")
    last = {row.slot.version.question_id: row for row in rows.order_by("answered_at", "revision")}
    news = {
        question: turns.since(row.answered_at, basis[question])
        for question, row in last.items()
        if row.slot.attempt.tells
    }
    published = QuestionVersion.objects.drawable().filter(
        question__in=[question for question, told in news.items() if told]
    )
    return [
        Outdated(version, last[version.question_id].answered_at, news[version.question_id])
        for version in published.select_related("question")
    ]


def met_since(user: Any, turns: Turns) -> set[str]:
    """The turned facts on which this learner has answered some question since. One query."""
    if not turns.facts or not user.is_authenticated:
        return set()
    attempt = "question__versions__slots__attempt"
    tells = Q(**{f"{attempt}__mode__in": Attempt.TELL_AT_ONCE})
    tells |= Q(**{f"{attempt}__finished_at__isnull": False})
    since = {"question__versions__slots__answers__answered_at__gt": F("fact__revised_at")}
    rows = Question.basis.through._default_manager.filter(
        tells, fact__in=turns.facts.keys(), **{f"{attempt}__user": user}, **since
    )
    return set(rows.values_list("fact_id", flat=True).distinct())
