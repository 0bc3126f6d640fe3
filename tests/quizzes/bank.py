"""A bank of questions for mock exams, and a learner who takes one."""

import itertools
import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.utils import timezone

from quizzes.mocks import start, unsaved
from quizzes.models import Attempt, Question, QuestionVersion
from quizzes.models.bank import body_hash
from tests.factories import make_answer, make_body, make_fact, make_lesson

_names = itertools.count(1)
DOMAIN_OF = [1, 1, 1, 2, 2, 2, 3, 3, 4, 4]
TASKS_OF = {1: 3, 2: 2, 3: 5, 4: 4}


def make_bank(size: int = 120, lessons: Sequence[str] = ("runtimes",)) -> list[QuestionVersion]:
    """`size` published questions over all domains, a quarter multiple response. Few statements.

    Over all tasks as well, and the lessons in turn.
    """
    make_fact()
    for slug in lessons:
        make_lesson(slug)
    run = next(_names)
    questions = Question.objects.bulk_create(
        [Question(slug=f"bank-{run}-{number}") for number in range(size)]
    )
    rows = []
    for number, question in enumerate(questions):
        kind = "multiple" if number % 4 == 0 else "single"
        domain = DOMAIN_OF[number % 10]
        body = make_body(
            kind,
            task=f"{domain}.{1 + number // 10 % TASKS_OF[domain]}",
            lesson=f"{lessons[number % len(lessons)]}#start",
            level="exam",
            difficulty=1 + number % 5,
            facts=[f"fact-{run}-{number}"],
            topic=f"topic {number}",
        )
        rows.append(
            QuestionVersion(
                question=question,
                number=1,
                state="published",
                body=body,
                content_hash=body_hash(body),
            )
        )
    return QuestionVersion.objects.bulk_create(rows)


def make_exam(user: Any, size: int = 20, *, minutes_ago: float = 0, extra: bool = False) -> Attempt:
    at = timezone.now() - timedelta(minutes=minutes_ago)
    return start(unsaved(user, uuid.uuid4(), at, "Mock exam"), size, extra=extra)


def response_of(slot: Any, *, right: bool) -> list[str]:
    """A whole response that is right, or wrong."""
    key = sorted(slot.item.key)
    wrong = next(option.id for option in slot.item.options if not option.correct)
    return key if right else [wrong, *key[1:]]


def take(attempt: Attempt, rights: Any = (True, False, None), **beside: Any) -> None:
    """Answer question after question: right, wrong or not (None), in turn."""
    slots = attempt.slots.select_related("version__question", "attempt")
    for slot, right in zip(slots, itertools.cycle(rights), strict=False):
        if right is not None:
            make_answer(slot, response_of(slot, right=right), **beside)
