"""A log of answers and recalls, written straight into the tables."""

import json
import uuid
from datetime import UTC, datetime, timedelta

from quizzes.models import Answer, Attempt, QuestionVersion
from studyapp.lessons.models import Recall
from studyapp.review.folding import cards_of
from studyapp.review.models import Folding

START = datetime(2026, 10, 1, 9, tzinfo=UTC)


def at(day, minutes=0):
    return START + timedelta(days=day, minutes=minutes)


def attempt_at(user, questions, when, mode="practice"):
    """An attempt at these questions, begun at a moment."""
    versions = {v.question_id: v for v in QuestionVersion.objects.filter(state="published")}
    attempt = Attempt(user=user, mode=mode, title="Some", started_at=when)
    return attempt.begin(attempt.layout([versions[question.pk] for question in questions]))


def answer_at(slot, when, right=True, *, revision=1, sureness="", seconds=None, response=None):
    item = slot.version.item()
    wrong = [option.id for option in item.options if not option.correct][: len(item.key)]
    if response is None:
        response = sorted(item.key) if right else wrong
    return Answer.objects.create(
        slot=slot,
        revision=revision,
        response=response,
        points=int(right),
        verdict=("right" if right else "wrong") if response else "",
        sureness=sureness,
        seconds=seconds,
        client_id=uuid.uuid4(),
        answered_at=when,
    )


def practised(user, question, when, right=True, **said):
    """One question answered by its link."""
    attempt = attempt_at(user, [question], when)
    answer_at(attempt.slots.get(), when, right, **said)
    return attempt


def recalled(user, lesson, when, outcome="knew", prompt="why"):
    return Recall.objects.create(
        user=user, lesson=lesson, prompt=prompt, outcome=outcome, at=when, client_id=uuid.uuid4()
    )


def canonical(user):
    """The whole cache of a learner in one text."""
    cards = sorted((card.as_record() for card in cards_of(user).values()), key=str)
    told = ("upto", "n_answers", "n_recalls", "horizon", "paces", "rules")
    folding = Folding.objects.filter(user=user).values(*told).first()
    return json.dumps([cards, folding], default=str, sort_keys=True)
