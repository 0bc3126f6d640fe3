"""The stamp of the ledger and the bank is another one after every change of what pages rest on."""

import pytest
from django.db import transaction

from quizzes.models import Question, QuestionVersion, Slot, Standing
from studyapp.lessons.models import Edition, Fact, Lesson
from tests.factories import make_attempt, make_fact, make_lesson, make_question, make_user

pytestmark = pytest.mark.django_db


def stamp():
    return Edition.objects.values_list("stamp", flat=True).first()


@pytest.mark.parametrize(
    "change",
    [
        lambda: Fact.objects.update(value="10,241"),
        lambda: Lesson.objects.update(title="Another"),
        lambda: make_fact("another-fact"),
        lambda: make_lesson("another"),
        lambda: Fact.objects.filter(key="mem-max-default").update(checked_on="2026-11-22"),
        lambda: make_question(),
        lambda: QuestionVersion.objects.update(state="superseded"),
        lambda: Standing.objects.create(
            question=Question.objects.get(), state="contested", case_against="a", case_for="b"
        ),
        lambda: Question.objects.all().delete(),
    ],
)
def test_a_change_renews_the_stamp(change):
    make_question()
    before = stamp()

    change()

    assert before
    assert stamp() != before


def test_what_learners_do_leaves_the_stamp():
    question = make_question()
    before = stamp()

    make_attempt(make_user("learner@example.org"))

    assert question
    assert stamp() != before  # the quiz of the attempt has new questions
    before = stamp()
    Slot.objects.update(flagged=True)
    assert stamp() == before


def test_a_change_taken_back_takes_its_stamp_back():
    make_fact()
    before = stamp()

    with transaction.atomic():
        Fact.objects.update(value="1")
        between = stamp()
        transaction.set_rollback(True)

    assert between != before
    assert stamp() == before
