"""What was never answered, or taken back: said in words on every page of a finished attempt."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import make_answer, make_attempt, make_question, make_quiz
from tests.quizzes.bank import make_bank, make_exam

pytestmark = pytest.mark.django_db


def text_of(client, url):
    page = client.get(url)
    assert page.status_code == 200
    return page.content.decode()


@pytest.fixture(params=["sureness alone", "taken back", "an empty save"])
def ended(request, as_learner, learner):
    """A set of two questions, ended: the first as the parameter says, the second not touched."""
    attempt = make_attempt(learner, make_quiz(2), "deferred")
    url = attempt.slots.get(position=1).get_absolute_url()
    if request.param == "taken back":
        as_learner.post(url, {"answer": "a", "client_id": uuid.uuid4(), "revision": 1})
    said = {"sureness": "guess"} if request.param == "sureness alone" else {}
    as_learner.post(url, {**said, "client_id": uuid.uuid4(), "revision": 2})
    as_learner.post(reverse("quizzes:finish", args=[attempt.pk]))
    return attempt


def test_the_result_says_which_had_no_answer(as_learner, ended):
    html = text_of(as_learner, ended.get_absolute_url())
    assert "2 had no answer" in html
    assert (html.count("– Not answered"), html.count("✕ Not quite")) == (2, 0)


@pytest.mark.parametrize("position", [1, 2])
def test_its_page_says_so_and_what_is_right(as_learner, ended, position):
    html = text_of(as_learner, reverse("quizzes:slot", args=[ended.pk, position]))
    letter = "ABCD"[ended.slots.get(position=position).option_order.index("a")]
    assert f"– Not answered. {letter} is right." in html
    assert "Not quite" not in html
    assert "✓ Saved" not in html


@pytest.mark.parametrize(
    "kind", ["numeric", "ordering", "matching", "log", "hotspot", "policy", "multiple"]
)
def test_every_kind_can_be_left_open(as_learner, learner, kind):
    attempt = make_attempt(learner, make_quiz([make_question(kind)]), "deferred")
    make_answer(attempt.slots.get(), [], sureness="certain")
    attempt.finish(timezone.now())

    assert "– Not answered." in text_of(as_learner, attempt.slots.get().get_absolute_url())
    assert "– Not answered" in text_of(as_learner, attempt.get_absolute_url())


def test_an_exam_says_the_same(as_learner, learner):
    make_bank(40)
    exam = make_exam(learner)
    slot = exam.slots.complete().first()
    make_answer(slot, [], sureness="guess")
    exam.finish(timezone.now())

    assert "– Not answered. " in text_of(as_learner, slot.get_absolute_url())
