"""What counts as an answer, and as a first one."""

from datetime import timedelta

import pytest

from quizzes.models import Slot
from studyapp.progress.history import first_looks, looks_of, looks_of_everybody
from tests.factories import make_question, make_user
from tests.progress.studying import NOW, said, study

pytestmark = pytest.mark.django_db


def firsts(user):
    return [look.verdict for look in first_looks(looks_of(user))]


def test_the_first_answer_to_a_question_is_the_older_one(learner):
    question = make_question()
    study(learner, [question], [True], days_ago=1)
    study(learner, [question], [False], days_ago=5)

    assert firsts(learner) == ["wrong"]
    assert [look.verdict for look in looks_of(learner)] == ["wrong", "right"]


def test_of_many_revisions_the_last_counts(learner):
    study(learner, [make_question()], [False], mode="deferred")
    slot = Slot.objects.get()
    said(slot, True, NOW, revision=2).save()

    assert firsts(learner) == ["right"]


@pytest.mark.parametrize(("mode", "n"), [("practice", 1), ("deferred", 0), ("exam", 0)])
def test_an_open_attempt_that_tells_at_the_end_tells_nothing_here(learner, mode, n):
    study(learner, [make_question()], [True], mode=mode, finished=False)

    assert len(looks_of(learner)) == n


def test_a_question_left_open_at_the_end_was_seen_all_the_same(learner):
    question = make_question()
    study(learner, [question], [None], days_ago=3, mode="exam")
    study(learner, [question], [True], days_ago=1)

    assert firsts(learner) == [""]


def test_what_waits_in_an_open_attempt_was_not_seen(learner):
    study(learner, [make_question(), make_question()], [True, None], finished=False)

    assert len(looks_of(learner)) == 1


def test_an_answer_taken_back_is_none(learner):
    study(learner, [make_question()], [True], mode="deferred")
    taken = said(Slot.objects.get(), False, NOW + timedelta(minutes=1), revision=2)
    taken.response, taken.verdict = [], ""
    taken.save()

    assert firsts(learner) == [""]


def test_nobody_sees_anybody_elses(learner, outsider, django_assert_num_queries):
    study(outsider, [make_question()], [True])

    with django_assert_num_queries(1):
        assert looks_of(learner) == []


def test_everybody_comes_in_turn(learner, outsider):
    question = make_question()
    for user in (learner, outsider, make_user()):
        study(user, [question], [True])
        study(user, [question], [False], days_ago=9)

    turns = list(looks_of_everybody())

    assert [len(looks) for looks in turns] == [2, 2, 2]
    assert all(len({look.user for look in looks}) == 1 for looks in turns)
    assert all([look.verdict for look in looks] == ["wrong", "right"] for looks in turns)


def test_an_answer_stands_at_the_time_it_was_given(learner):
    study(learner, [make_question()], [True], days_ago=2)

    assert [look.at for look in looks_of(learner)] == [NOW - timedelta(days=2)]
