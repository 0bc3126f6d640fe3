"""The demo: one class with a month of answers, drawn from a fixed seed."""

import random
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from quizzes.cards import Shelf
from quizzes.engine.draws import draw
from quizzes.engine.items import Response
from quizzes.models import Attempt, Quiz, Slot, Sureness
from quizzes.taking import Said, answer, said
from studyapp.accounts.models import Cohort, Enrolment, User
from studyapp.accounts.roles import make_instructor
from studyapp.lessons.models import Lesson, LessonRead, Recall

PASSWORD = "demo-ledger-2026"  # noqa: S105  a demo's, printed when it is made
LEARNERS = 12
DAYS = 30


@transaction.atomic
def make_demo(now: datetime) -> int:
    """Make the class once; return how many answers it holds, 0 if it was there."""
    cohort, fresh = Cohort.objects.get_or_create(slug="demo", defaults={"name": "Demo class"})
    if not fresh:
        return 0
    chance = random.Random(1769)  # noqa: S311  repeatable, and nothing secret
    teacher = User.objects.create_user("teacher@demo.example", PASSWORD, name="Demo teacher")
    make_instructor(teacher)
    Enrolment.objects.create(cohort=cohort, user=teacher, role=Enrolment.Role.TEACHER)
    learners = [
        User.objects.create_user(f"learner{i}@demo.example", PASSWORD, name=f"Demo learner {i}")
        for i in range(1, LEARNERS + 1)
    ]
    Enrolment.objects.bulk_create(Enrolment(cohort=cohort, user=user) for user in learners)
    return sum(_study(user, chance.uniform(0.45, 0.9), chance, now) for user in learners)


def _study(user: User, skill: float, chance: random.Random, now: datetime) -> int:
    """One learner's month: lessons read, prompts tried, quizzes taken; how many answers."""
    count = 0
    begun = now - timedelta(days=DAYS)
    for lesson in Lesson.objects.all():
        if chance.random() < 0.8:
            at = begun + timedelta(days=chance.uniform(0, DAYS))
            LessonRead.objects.create(user=user, lesson=lesson, read_at=at)
            for prompt in lesson.prompts():
                outcome = "knew" if chance.random() < skill else "not-yet"
                Recall.objects.create(
                    user=user,
                    lesson=lesson,
                    prompt=prompt["id"],
                    outcome=outcome,
                    at=at,
                    client_id=uuid.UUID(int=chance.getrandbits(128)),
                )
    for quiz in Quiz.objects.open():
        for _ in range(chance.randint(1, 2)):
            at = begun + timedelta(days=chance.uniform(0, DAYS - 1))
            count += _take(user, quiz, skill, chance, at)
    return count


def _take(user: User, quiz: Quiz, skill: float, chance: random.Random, at: datetime) -> int:
    attempt = Attempt(
        id=uuid.UUID(int=chance.getrandbits(128)), user=user, quiz=quiz, started_at=at
    )
    attempt.begin(attempt.layout(quiz.current_versions()))
    slots = list(attempt.slots.complete())
    shelf = Shelf.of(slot.version.item() for slot in slots)
    stops = len(slots) if chance.random() < 0.85 else chance.randint(1, len(slots) - 1)
    for slot in slots[:stops]:
        at += timedelta(seconds=chance.uniform(20, 110))
        right = chance.random() < skill
        response = _response(slot, shelf, right, chance)
        given = said(response, uuid.UUID(int=chance.getrandbits(128)), **_beside(right, chance))
        _give(user, slot, given, at)
    attempt.finish(at)
    return stops


def _give(user: User, slot: Slot, given: Said, at: datetime) -> None:
    answer(user, slot.attempt_id, slot.position, lambda _: dict(given), at)


def _beside(right: bool, chance: random.Random) -> dict[str, Any]:
    """How sure, a little too sure; and how long."""
    words = ["", Sureness.GUESS, Sureness.FAIRLY, Sureness.CERTAIN]
    weights = (3, 1, 3, 4) if right else (3, 3, 3, 1)
    return {
        "sureness": str(chance.choices(words, weights)[0]),
        "seconds": chance.randint(15, 150),
    }


def _response(slot: Slot, shelf: Shelf, right: bool, chance: random.Random) -> Response:
    item = slot.version.item()
    if not item.in_exam_format:
        numbers = slot.numbers_over(shelf.numbers)
        make = item.rules.right if right else item.rules.wrong
        return make(item, slot.seed, numbers)
    if item.is_number:
        value = draw(item, slot.seed, slot.numbers_over(shelf.numbers)).answer
        return (str(value if right else value + chance.randint(1, 900)),)
    if right:
        return tuple(sorted(item.key))
    options = [option.id for option in item.options]
    wrong = [option.id for option in item.options if not option.correct]
    if len(item.key) == 1:
        return (chance.choice(wrong),)
    picked = {chance.choice(wrong)}
    while len(picked) < len(item.key):
        picked.add(chance.choice(options))
    return tuple(sorted(picked))
