"""Time on a question: the report, the calendar and the review count the same looks."""

from datetime import timedelta
from random import Random

import pytest
from django.utils import timezone

from quizzes.mock_reports import report_of
from studyapp.progress.digests import tally_of
from studyapp.review.log import read
from tests.factories import make_answer
from tests.quizzes.bank import make_bank, make_exam

pytestmark = pytest.mark.django_db


def looked(exam, slot, *looks, sureness=""):
    """Saves of one question, as (seconds since the start, what the browser had counted)."""
    for base, (after, seconds) in enumerate(looks):
        at = exam.started_at + timedelta(seconds=after)
        make_answer(slot, ["a"], base=base, seconds=seconds, at=at, sureness=sureness)


def everywhere(exam, learner):
    """The seconds of all questions, as each page has them."""
    told = [line.asked.seconds for line in report_of(exam)["lines"] if line.asked.given]
    minded = [entry.seconds for entry in read(learner).entries]
    return sum(told), sum(tally_of(learner).spent.values()), sum(minded)


@pytest.mark.parametrize(
    ("looks", "seconds"),
    [
        ([(100, 100), (900, 5)], 105),  # two looks
        ([(20, 20), (25, 25), (40, 40)], 40),  # one, saved at each change
        ([(20, 20), (40, 40), (300, 50)], 90),  # one saved twice, then another
        ([(200, 9), (400, 11)], 20),  # the second is longer, and yet another one
    ],
)
def test_every_look_counts_and_counts_once(learner, looks, seconds):
    make_bank(40)
    exam = make_exam(learner, minutes_ago=30)
    looked(exam, exam.slots.complete().first(), *looks)
    exam.finish(timezone.now())

    assert everywhere(exam, learner) == (seconds, seconds, seconds)


@pytest.mark.parametrize("seed", range(4))
def test_all_agree_whatever_was_looked_at(learner, seed):
    chance = Random(seed)
    make_bank(40)
    exam = make_exam(learner, minutes_ago=40)
    for slot in exam.slots.complete():
        moments = sorted(chance.sample(range(10, 2300), chance.choice([0, 1, 2, 3])))
        looked(exam, slot, *((after, chance.randint(1, 150)) for after in moments))
    exam.finish(timezone.now())

    told, spent, minded = everywhere(exam, learner)
    assert told == spent == minded > 0


def test_a_short_second_look_is_not_fast(learner):
    make_bank(40)
    exam = make_exam(learner, minutes_ago=30)
    looked(exam, exam.slots.complete().first(), (120, 120), (600, 3), sureness="certain")
    exam.finish(timezone.now())

    assert [entry.seconds for entry in read(learner).entries] == [123]
