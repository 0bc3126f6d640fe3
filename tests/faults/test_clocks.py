"""Several machines, whose clocks differ."""

from datetime import timedelta

import pytest

from quizzes.models import Answer, Attempt
from tests.factories import make_answer, make_attempt, make_quiz, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("mode", ["practice", "exam"])
def test_an_attempt_that_another_clock_began_later_ends_at_its_start(learner, mode):
    attempt = make_attempt(learner, make_quiz(1), mode)
    behind = attempt.started_at - timedelta(seconds=3)

    attempt.finish(behind)

    assert attempt.finished_at == attempt.started_at
    attempt.refresh_from_db()
    assert attempt.finished_at == attempt.started_at


def test_a_deadline_still_ends_it_before_now(learner):
    attempt = make_attempt(learner, make_quiz(1), "exam")
    attempt.deadline_at = attempt.closes_at = attempt.started_at + timedelta(seconds=1)
    attempt.save()

    attempt.finish(attempt.started_at + timedelta(seconds=9))

    attempt.refresh_from_db()
    assert attempt.finished_at == attempt.deadline_at


def test_merged_attempts_end_after_their_start_whatever_the_clocks_say(learner):
    quiz, guest = make_quiz(1), make_user("")
    mine, theirs = make_attempt(learner, quiz), make_attempt(guest, quiz)
    for attempt in (mine, theirs):
        make_answer(attempt.slots.get(), ["a"])
    # As a clock that is behind would have written them.
    Attempt.objects.update(finished_at=None)
    Answer.objects.update(answered_at=mine.started_at - timedelta(seconds=3))

    Attempt.objects.hand_over(guest, learner)

    assert Attempt.objects.of(learner).finished().count() == 1
