"""The sheet of a learner's own misses: the last answer counts, and nothing is told too early."""

from datetime import timedelta

import pytest
from django.utils import timezone

from quizzes.misses import MOST, misses_of
from quizzes.models import Attempt, SealedForm
from tests.factories import make_answer, make_attempt, make_lesson, make_question, make_quiz

pytestmark = pytest.mark.django_db

BUDGET = 12
URL = "/progress/misses/"
EMPTY = "Nothing here: no question that you answered last is wrong."


def take(user, question, right=False, *, after=0, mode="practice", finish=True):
    """One attempt with one answer, `after` minutes from now."""
    attempt = make_attempt(user, make_quiz([question]), mode)
    give(attempt, right, after=after)
    if finish:
        attempt.finish(attempt.started_at)
    return attempt


def give(attempt, right, *, after=0):
    slot = attempt.slots.complete().get(position=1)
    item = slot.version.item()
    response = sorted(item.key) if right else [next(o.id for o in item.options if not o.correct)]
    at = timezone.now() + timedelta(minutes=after)
    make_answer(slot, response, at=at)


def missed(user):
    return [card.slot.version.question.slug for group in misses_of(user) for card in group]


def page(client):
    response = client.get(URL)
    assert response.status_code == 200
    return response.content.decode()


def test_a_miss_stands_with_its_idea_under_its_lesson(as_learner, learner):
    question = make_question(explanation="The idea that settles it.", topic="cold starts")
    take(learner, question)

    html = page(as_learner)

    assert '<h2><a href="/learn/runtimes/#start">Runtimes</a></h2>' in html
    assert f'<a href="{question.get_absolute_url()}">Cold starts</a>' in html
    assert "The idea that settles it." in html
    assert EMPTY not in html


def test_the_misses_of_one_lesson_stand_together(learner):
    make_lesson("versions")
    for slug, lesson in (("a", "versions"), ("b", "runtimes"), ("c", "versions")):
        take(learner, make_question(slug=slug, lesson=f"{lesson}#start"))

    groups = [[card.slot.version.question.slug for card in group] for group in misses_of(learner)]

    assert groups == [["b"], ["a", "c"]]


@pytest.mark.parametrize(
    ("first", "second", "shown"), [(False, True, []), (True, False, ["one"]), (True, True, [])]
)
def test_only_the_last_answer_counts(learner, first, second, shown):
    question = make_question(slug="one")
    take(learner, question, first, after=0)
    take(learner, question, second, after=1)

    assert missed(learner) == shown


def test_a_later_answer_that_was_taken_back_lets_the_miss_stand(learner):
    question = make_question(slug="one")
    take(learner, question, False)
    again = take(learner, question, True, after=1, mode="deferred", finish=False)
    make_answer(again.slots.get(), [], at=timezone.now() + timedelta(minutes=2))
    again.finish(timezone.now())

    assert missed(learner) == ["one"]


def test_a_wrong_answer_that_was_taken_back_is_no_miss(learner):
    attempt = take(learner, make_question(), False, mode="deferred", finish=False)
    make_answer(attempt.slots.get(), [], at=timezone.now() + timedelta(minutes=2))
    attempt.finish(timezone.now())

    assert missed(learner) == []


def test_what_was_put_right_by_a_later_answer_of_one_attempt_is_no_miss(learner):
    attempt = take(learner, make_question(), mode="deferred", finish=False)
    give(attempt, True, after=1)
    attempt.finish(attempt.started_at)

    assert missed(learner) == []


def test_a_question_missed_twice_stands_once(learner):
    question = make_question(slug="one")
    take(learner, question, after=0)
    take(learner, question, after=1)

    assert missed(learner) == ["one"]


# What is kept back.


def test_what_an_open_exam_asks_is_not_told_by_an_older_miss(learner):
    asked, other = make_question(slug="asked"), make_question(slug="other")
    take(learner, asked)
    take(learner, other)
    attempt = make_attempt(learner, make_quiz([asked]), "deferred")

    assert missed(learner) == ["other"]

    attempt.finish(attempt.started_at)
    assert sorted(missed(learner)) == ["asked", "other"]


def test_what_is_set_aside_for_a_mock_exam_is_not_told(learner):
    asked = make_question(slug="asked")
    take(learner, asked)
    SealedForm(user=learner, questions=[[asked.pk, True]]).keep()

    assert missed(learner) == []


def test_an_open_attempt_with_answers_at_the_end_tells_nothing(as_learner, learner):
    question = make_question(explanation="The idea that settles it.")
    attempt = take(learner, question, mode="deferred", finish=False)

    html = page(as_learner)
    assert EMPTY in html
    assert "The idea that settles it." not in html
    assert question.slug not in html

    attempt.finish(attempt.started_at)
    assert "The idea that settles it." in page(as_learner)


@pytest.mark.parametrize("right", [True, False])
def test_an_open_attempt_tells_nothing_of_an_older_miss_either(learner, right):
    """Neither its key, nor whether the new answer is right."""
    question = make_question(slug="one")
    take(learner, question, after=0)
    take(learner, question, right, after=1, mode="deferred", finish=False)

    assert missed(learner) == []


def test_an_open_attempt_makes_no_miss_of_what_was_right_before(learner):
    question = make_question()
    take(learner, question, True, after=0)
    take(learner, question, False, after=1, mode="deferred", finish=False)

    assert missed(learner) == []


def test_an_open_attempt_with_answers_as_you_go_has_told_already(learner):
    quiz = make_quiz([make_question(slug="one"), make_question(slug="two")])
    attempt = make_attempt(learner, quiz)
    give(attempt, False)

    assert attempt.is_open
    assert missed(learner) == ["one"]


def test_the_misses_of_another_are_never_shown(as_learner, learner, outsider):
    take(outsider, make_question(explanation="Somebody else's."))

    assert EMPTY in page(as_learner)
    assert missed(learner) == []


def test_a_visitor_without_a_session_has_no_misses_and_gets_no_row(client, outsider):
    take(outsider, make_question())

    assert EMPTY in page(client)
    assert Attempt.objects.count() == 1


# How much.


def test_the_sheet_holds_the_newest_misses(learner):
    again = make_question(slug="again")
    take(learner, again, after=0)
    for n in range(MOST):
        take(learner, make_question(slug=f"other-{n:02}"), after=n + 1)
    assert sorted(missed(learner)) == [f"other-{n:02}" for n in range(MOST)]

    take(learner, again, after=MOST + 1)

    assert sorted(missed(learner)) == ["again", *(f"other-{n:02}" for n in range(1, MOST))]


def test_the_text_of_a_miss_is_text(as_learner, learner):
    make_lesson("runtimes", title="<script>x()</script>")
    take(learner, make_question(topic="<b>topic</b>", explanation="An <i>idea</i>."))

    html = page(as_learner)

    assert "<script>x()" not in html
    assert "<b>topic" not in html
    assert "<i>idea" not in html


@pytest.mark.parametrize("size", [1, 60])
def test_the_sheet_costs_the_same_however_many(
    as_learner, learner, size, django_assert_max_num_queries
):
    for n in range(size):
        make_lesson(f"lesson-{n}")
        take(learner, make_question(lesson=f"lesson-{n}#start"), after=n)

    with django_assert_max_num_queries(BUDGET):
        html = page(as_learner)

    assert html.count("<dt>") == min(size, MOST)
