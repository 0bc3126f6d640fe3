"""Questions offered before anything is saved: on the home page, and by a link."""

import uuid
from typing import Any

from django.db.models import Count, F, OuterRef, Subquery, Value, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from quizzes.engine.draws import chance
from quizzes.models import Attempt, Question, QuestionVersion, Quiz, Slot, sealed_for


def next_slot(user: Any) -> Slot | None:
    """The question to put before this learner now, saved or not. Four queries, whatever is open.

    The first quiz they have not finished: where they are in it, or its first
    question. A quiz with every answer in only waits to be finished: it is passed
    over. When all are done, one question of the bank by the day. Never one that is
    sealed for this learner.
    """
    sealed = sealed_for(user)
    for quiz in _left(user):
        question = quiz.next_question if quiz.going else quiz.first_question
        if question is None or question in sealed:
            continue
        if quiz.going:
            return Slot.objects.at_hand().get(pk=quiz.next_slot)
        return offered(quiz, uuid.uuid4())
    return _of_the_day(sealed)


def _left(user: Any) -> Any:
    """The open quizzes that a learner has not finished, each with where they are. One query."""
    quizzes, own = Quiz.objects.open(), OuterRef("pk")
    first = QuestionVersion.objects.drawable().filter(question__quiz_items__quiz=own)
    first = first.order_by("question__quiz_items__position")
    going = Attempt.objects.of(user).open().filter(quiz=own).order_by()
    slots = Slot.objects.of(user).filter(attempt__quiz=own, attempt__finished_at=None)
    waiting = slots.unanswered().order_by("position")
    done = Attempt.objects.of(user).finished().exclude(quiz=None).values("quiz")
    return quizzes.exclude(pk__in=done).annotate(
        first_question=Subquery(first.values("question")[:1]),
        going=Subquery(going.values("pk")[:1]),
        next_slot=Subquery(waiting.values("pk")[:1]),
        next_question=Subquery(waiting.values("version__question")[:1]),
    )


def offered(quiz: Quiz, attempt_id: uuid.UUID, user: Any = None) -> Slot | None:
    """The first slot that an attempt with this id would have."""
    attempt = Attempt(id=attempt_id, quiz=quiz, user=user, started_at=timezone.now())
    slots = attempt.layout(quiz.current_versions())
    return slots[0] if slots else None


def single(version: QuestionVersion, attempt_id: uuid.UUID, seed: int, user: Any = None) -> Slot:
    """The one slot of an attempt at a single question, with the numbers of `seed`."""
    attempt = Attempt(id=attempt_id, user=user, started_at=timezone.now())
    return attempt.layout([version], seed)[0]


def _of_the_day(sealed: set[int]) -> Slot | None:
    """A question that is everybody's on this day. One query."""
    day = timezone.now().date().toordinal()
    versions = QuestionVersion.objects.drawable().exclude(question__in=sealed)
    placed = versions.annotate(
        place=Window(RowNumber(), order_by="pk"), total=Window(Count("pk"))
    ).order_by()
    todays = placed.filter(place=1 + Value(chance(day, "question") % 2**31) % F("total"))
    version = todays.select_related("question").first()
    return single(version, uuid.uuid4(), chance(day, "numbers") % 2**31) if version else None


def question_version(question: Question) -> QuestionVersion | None:
    """The version of a question that learners get, with the question at hand."""
    version = question.published()
    if version:
        version.question = question
    return version
