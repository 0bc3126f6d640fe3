"""The quiz pages: the same number of queries however much there is."""

import pytest
from django.utils import timezone

from tests.factories import make_attempt, make_question, make_quiz

BUDGET = 12


@pytest.fixture(params=[1, 12], ids=["small", "large"])
def scene(request, learner):
    """A learner with finished and open attempts at quizzes of one or twelve questions."""
    size = request.param
    questions = [make_question("single" if i % 2 else "parameterised") for i in range(size)]
    quizzes = [make_quiz(questions) for _ in range(size)]
    for _ in range(size):
        past = make_attempt(learner, quizzes[0])
        past.finish(timezone.now())
    return quizzes[0], make_attempt(learner, quizzes[0]), past


@pytest.mark.parametrize("page", ["home", "index", "quiz", "slot", "answer", "result", "progress"])
def test_a_page_costs_the_same_for_one_question_and_for_twelve(
    scene, as_learner, page, django_assert_max_num_queries
):
    quiz, going, past = scene
    slot = going.slots.first()
    url = {
        "home": "/",
        "index": "/practise/",
        "quiz": quiz.get_absolute_url(),
        "slot": slot.get_absolute_url(),
        "answer": slot.get_absolute_url(),
        "result": past.get_absolute_url(),
        "progress": "/progress/",
    }[page]
    answer = slot.option_order[0] if slot.option_order else "1"

    if page == "home":
        as_learner.get(url)  # a process reads the ledger and the bank once
    # Savepoints count too where a page writes; they stand for BEGIN and COMMIT.
    with django_assert_max_num_queries(BUDGET):
        if page == "answer":
            response = as_learner.post(url, {"answer": answer}, headers={"HX-Request": "true"})
        else:
            response = as_learner.get(url)
    assert response.status_code == 200
