"""What is set aside for a mock exam, or asked in an open one, is in no review."""

from datetime import timedelta

import pytest
from django.utils import timezone

from quizzes.models import Answer, SealedForm
from studyapp.review.today import today_of
from tests.factories import make_answer, make_attempt, make_question, make_quiz

pytestmark = pytest.mark.django_db


@pytest.fixture
def questions(learner):
    """Two on one fact, missed nine days ago."""
    questions = [make_question(facts=["mem-max-default"]) for _ in range(2)]
    for slot in make_attempt(learner, make_quiz(questions)).slots.all():
        make_answer(slot, ["b"])
    long_ago = timezone.now() - timedelta(days=9)
    Answer.objects.update(answered_at=long_ago)
    return questions


def asked(learner):
    return {item.question for item in today_of(learner, timezone.now()).picks}


def test_a_question_set_aside_waits_in_no_review(learner, questions):
    before = asked(learner)
    SealedForm.objects.create(user=learner, questions=[[q.pk, True] for q in questions])

    assert before <= {q.pk for q in questions}
    assert before
    assert not asked(learner)


def test_what_an_open_set_or_exam_asks_waits_until_its_end(learner, questions):
    """A review would tell the key of what is still to be answered."""
    assert asked(learner)
    attempt = make_attempt(learner, make_quiz(questions), "deferred")

    assert not asked(learner)

    attempt.finish(timezone.now())
    assert asked(learner)
