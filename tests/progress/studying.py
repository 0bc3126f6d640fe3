"""Learners with answers of all ages, made row by row."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from quizzes.models import Answer, Attempt, Question, Slot
from tests.factories import make_question, published_version

NOW = timezone.now()


def make_bank(n: int = 24) -> list[Question]:
    """Questions of all four domains in turn, of one lesson."""
    tasks = ("1.1", "2.1", "3.1", "4.1")
    return [make_question(task=tasks[number % 4]) for number in range(n)]


def study(
    user: Any,
    questions: Sequence[Question],
    rights: Iterable[bool | None],
    *,
    days_ago: float = 1,
    mode: str = "practice",
    finished: bool = True,
    pilot: Iterable[int] = (),
    **beside: Any,
) -> Attempt:
    """One attempt over `questions`, all answered `days_ago`; None leaves one open."""
    at = NOW - timedelta(days=days_ago)
    attempt = Attempt.objects.create(
        id=uuid.uuid4(),
        user=user,
        mode=mode,
        started_at=at - timedelta(hours=1),
        finished_at=at + timedelta(hours=1) if finished else None,
    )
    positions = set(pilot)
    slots = [
        Slot(
            attempt=attempt,
            position=position,
            version=published_version(question),
            seed=1,
            scored=position not in positions,
        )
        for position, question in enumerate(questions, 1)
    ]
    Slot.objects.bulk_create(slots)
    given = zip(slots, rights, strict=True)
    Answer.objects.bulk_create(
        said(slot, right, at, **beside) for slot, right in given if right is not None
    )
    return attempt


def said(slot: Slot, right: bool, at: datetime, **beside: Any) -> Answer:
    return Answer(
        slot=slot,
        response=["a" if right else "b"],
        points=int(right),
        verdict="right" if right else "wrong",
        client_id=uuid.uuid4(),
        answered_at=at,
        **{"revision": 1, **beside},
    )
