"""An old result shows the numbers it was marked by, whatever the ledger says today."""

import pytest
from django.utils import timezone

from quizzes.models import Slot
from studyapp.lessons.models import Fact
from tests.factories import make_attempt, make_fact, make_question, make_quiz
from tests.quizzes.test_attempts import send

pytestmark = pytest.mark.django_db
DRAWN = {
    "step": [{"name": "most", "expr": "fact('limit')", "text": "The limit is {most}."}],
    "answer": "most + memory * 0",
    "unit": "MB",
    "decimals": 0,
    "facts": ["mem-max-default"],
}


@pytest.fixture
def slot(learner):
    make_fact("limit", number="3008", value="3,008")
    make_fact("mem-max-default")
    return make_attempt(learner, make_quiz([make_question("parameterised", **DRAWN)])).slots.get()


def test_the_numbers_of_the_draw_are_fixed_when_the_attempt_begins(slot):
    assert slot.numbers == {"limit": "3008"}


def test_an_answer_is_marked_and_shown_by_the_fixed_numbers(as_learner, slot):
    Fact.objects.filter(key="limit").update(number="10240", value="10,240")

    page = send(as_learner, slot, "3008").content.decode()
    later = as_learner.get(slot.attempt.get_absolute_url()).content.decode()

    assert slot.answers.get().points == 1
    for shown in (page, later):
        assert "The limit is 3,008." in shown
        assert "10,240." not in shown


def test_an_attempt_from_before_uses_todays_numbers(as_learner, slot):
    slot.numbers = {}
    slot.save()
    Fact.objects.filter(key="limit").update(number="10240", value="10,240")
    assert "The limit is 10,240." in send(as_learner, slot, "3008").content.decode()
    assert slot.answers.get().points == 0


def test_a_first_answer_fixes_them_too(client, slot, learner):
    slot.attempt.finish(timezone.now())
    question = slot.version.question
    page = client.get(question.get_absolute_url())
    offer = {"attempt": page.context["attempt"].pk, "seed": 3, "answer": "3008"}
    client.post(question.get_absolute_url(), offer)
    kept = Slot.objects.get(attempt=offer["attempt"])
    assert (kept.numbers, kept.latest().points) == ({"limit": "3008"}, 1)


def test_a_question_without_a_draw_fixes_nothing(learner):
    quiz = make_quiz([make_question(), make_question("numeric")])
    attempt = make_attempt(learner, quiz)
    assert [slot.numbers for slot in attempt.slots.all()] == [{}, {}]
