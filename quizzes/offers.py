"""Questions offered before anything is saved: on the home page, and by a link."""

import uuid
from typing import Any

from django.utils import timezone

from quizzes.engine.draws import chance
from quizzes.models import Attempt, Question, QuestionVersion, Quiz, Slot, sealed_for


def next_slot(user: Any) -> Slot | None:
    """The question to put before this learner now, saved or not.

    The first quiz they have not finished: where they are in it, or its first
    question. A quiz with every answer in only waits to be finished: it is passed
    over. When all are done, one question of the bank by the day. Never one that is
    sealed for this learner.
    """
    sealed = sealed_for(user)
    done = Attempt.objects.of(user).finished().exclude(quiz=None).values("quiz")
    for quiz in Quiz.objects.open().exclude(pk__in=done):
        attempt = Attempt.objects.of(user).open().filter(quiz=quiz).first()
        if attempt:
            slots = attempt.slots.complete()
            slot = next((slot for slot in slots if not slot.is_answered), None)
        else:
            slot = offered(quiz, uuid.uuid4())
        if slot and slot.version.question_id not in sealed:
            return slot
    return _of_the_day(sealed)


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
    versions = QuestionVersion.objects.drawable().exclude(question__in=sealed)
    pks = list(versions.order_by("pk").values_list("pk", flat=True))
    if not pks:
        return None
    day = timezone.now().date().toordinal()
    version = versions.select_related("question").get(pk=pks[chance(day, "question") % len(pks)])
    return single(version, uuid.uuid4(), chance(day, "numbers") % 2**31)


def question_version(question: Question) -> QuestionVersion | None:
    """The version of a question that learners get, with the question at hand."""
    version = question.published()
    if version:
        version.question = question
    return version
