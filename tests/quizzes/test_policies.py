"""A policy to edit, on its pages: what is kept, what is told, what is not."""

import pytest

from quizzes.models import Answer
from tests.factories import POLICY, make_attempt, make_question, make_quiz

BROKEN = POLICY["start"].replace('"Allow",', '"Allow"')


@pytest.fixture
def slot(learner):
    return make_attempt(learner, make_quiz([make_question("policy")])).slots.get()


def test_before_the_answer_the_page_tells_no_solution(as_learner, slot):
    page = as_learner.get(slot.get_absolute_url()).content.decode()

    assert "arn:aws:s3:::uploads&quot;" in page
    assert "uploads/*" not in page
    assert "It only ever reads objects" not in page


def test_what_cannot_be_read_is_shown_again_as_typed(as_learner, slot):
    typed = BROKEN.replace("Read", "<b>")
    page = as_learner.post(slot.get_absolute_url(), {"answer": typed})

    assert page.status_code == 422
    assert "Line 7: a comma is missing before this." in page.content.decode()
    assert "&lt;b&gt;" in page.content.decode()
    assert "<b>" not in page.content.decode()
    assert page.context["form"].typed == typed
    assert not Answer.objects.exists()


def test_a_text_that_grew_too_long_is_refused(as_learner, slot):
    page = as_learner.post(slot.get_absolute_url(), {"answer": "x" * 5_000})

    assert page.status_code == 422
    assert "has 5,000 characters; here at most 4,000" in page.content.decode()


def test_the_answer_is_marked_and_the_solution_shown(as_learner, slot):
    wide = POLICY["solution"].replace("s3:GetObject", "s3:*")
    page = as_learner.post(
        slot.get_absolute_url(), {"answer": wide}, headers={"HX-Request": "true"}
    )
    told = page.content.decode()

    assert Answer.objects.get().points == 0
    assert "Line 7: <code>s3:*</code>" in told
    assert "A policy that does it" in told
    assert "It only ever reads objects." in told


def test_where_marks_come_at_the_end_half_a_policy_is_kept(as_learner, learner):
    attempt = make_attempt(learner, make_quiz([make_question("policy")]), mode="deferred")
    slot = attempt.slots.get()
    as_learner.post(slot.get_absolute_url(), {"answer": BROKEN})

    assert Answer.objects.get().response == [BROKEN]
    assert 'name="answer"' in (page := as_learner.get(slot.get_absolute_url()).content.decode())
    assert "The policy you began with" in page
    as_learner.post(f"/attempts/{attempt.pk}/finish/")
    told = as_learner.get(attempt.get_absolute_url()).content.decode()
    assert "Nothing could be decided, because this is no policy. Line 7: a comma" in told


def test_a_policy_sent_as_it_began_is_no_answer_in_a_set(as_learner, learner):
    attempt = make_attempt(learner, make_quiz([make_question("policy")]), mode="deferred")
    slot = attempt.slots.get()

    as_learner.post(slot.get_absolute_url(), {"answer": POLICY["start"], "flag": "1"})

    page = as_learner.get(attempt.get_absolute_url() + "?end").content.decode()
    assert "Not answered, flagged" in page
