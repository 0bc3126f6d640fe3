"""Work that a learner did, made row by row, and how to count it again."""

import re
import uuid

from django.test import Client
from django.utils import timezone

from quizzes.models import Answer, Attempt
from studyapp.accounts.models import User
from studyapp.lessons.models import LessonRead, Recall
from tests.factories import make_attempt, make_lesson, make_quiz

PASSWORD = "a quiet brown fox"


def answer_slots(attempt: Attempt, n: int) -> None:
    """Answer the first `n` questions that have no answer yet."""
    for slot in attempt.slots.filter(answers=None)[:n]:
        Answer.objects.create(
            slot=slot,
            revision=1,
            response=["a"],
            points=1,
            verdict="right",
            client_id=uuid.uuid4(),
            answered_at=timezone.now(),
        )


def recall(user: User, n: int = 1) -> None:
    lesson = make_lesson()
    for _ in range(n):
        Recall.objects.create(
            user=user, lesson=lesson, prompt="why", outcome="knew", client_id=uuid.uuid4()
        )


def do_work(user: User) -> None:
    """3 answers, 2 lesson marks, 1 recall prompt."""
    answer_slots(make_attempt(user, make_quiz(3)), 3)
    for slug in ("runtimes", "networking"):
        LessonRead.objects.create(user=user, lesson=make_lesson(slug))
    recall(user)


def work_of(user: User) -> dict[str, int]:
    return {
        "answers": Answer.objects.filter(slot__attempt__user=user).count(),
        "attempts": Attempt.objects.filter(user=user).count(),
        "marks": LessonRead.objects.filter(user=user).count(),
        "recalls": Recall.objects.filter(user=user).count(),
    }


def token_in(response) -> str:
    """The CSRF token of the first form on a page."""
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', response.content.decode())
    assert found, "no form on this page"
    return found[1]


def browser() -> Client:
    """A client that is held to the CSRF rules, as a browser is."""
    return Client(enforce_csrf_checks=True)
