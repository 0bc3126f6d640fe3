"""A browser that can keep nothing: what is answered is sent from the page, or one is told."""

import re

import pytest
from playwright.sync_api import Page, expect

from quizzes.models import Answer, Attempt
from studyapp.accounts.models import User
from tests.e2e.conftest import Complaints, Visit
from tests.e2e.steps import choose, current_slot, response_to
from tests.factories import make_attempt, make_question, make_quiz, make_user
from tests.quizzes.bank import make_exam

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
NO_STORAGE = """Object.defineProperty(window, "indexedDB", { value: { open() {
  const asked = {};
  setTimeout(() => {
    asked.error = new DOMException("no", "InvalidStateError");
    asked.onerror?.();
  }, 5);
  return asked;
} } });"""


@pytest.fixture
def learner(content: object) -> User:
    return make_user("learner@example.org")


def page_of(visit: Visit, user: User) -> Page:
    page = visit(user=user)
    page.context.add_init_script(NO_STORAGE)
    return page


def test_every_answer_of_a_set_is_sent(visit: Visit, learner: User):
    attempt = make_attempt(learner, make_quiz([make_question() for _ in range(3)]), "deferred")
    page = page_of(visit, learner)
    page.goto(f"/attempts/{attempt.pk}/1/")
    for position in (1, 2, 3):
        expect(page.get_by_text(f"{position} of 3", exact=True)).to_be_visible()
        page.locator("label.option:has(input[value=b])").click()
        page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Every question has its answer")

    assert [answer.response for answer in Answer.objects.all()] == [["b"]] * 3


def test_every_answer_of_a_mock_exam_is_sent(visit: Visit, learner: User):
    exam = make_exam(learner)
    page = page_of(visit, learner)
    page.goto(exam.get_absolute_url())
    for position in (1, 2, 3):
        expect(page.get_by_text(f"Question {position} of 20", exact=True)).to_be_visible()
        choose(page, response_to(current_slot(page, exam), right=True))
        page.get_by_role("button", name="Next").click()
    expect(page.get_by_text("Question 4 of 20", exact=True)).to_be_visible()

    assert exam.slots.filter(answers__points=1).count() == 3


def test_what_cannot_be_sent_keeps_one_on_the_page(
    visit: Visit, learner: User, complaints: Complaints
):
    complaints.expect("ERR_FAILED|htmx:")
    attempt = make_attempt(learner, make_quiz([make_question(), make_question()]), "deferred")
    page = page_of(visit, learner)
    page.goto(f"/attempts/{attempt.pk}/1/")
    page.route("**/*", lambda r: r.abort() if r.request.method == "POST" else r.continue_())
    page.locator("label.option:has(input[value=c])").click()
    expect(page.locator("#strip")).to_contain_text("only while this page is open (1 waiting)")
    page.get_by_role("button", name="Next").click()
    expect(page.locator("[data-saved]")).to_contain_text("Stay on this page and try again.")
    expect(page.get_by_text("1 of 2", exact=True)).to_be_visible()
    expect(page.locator("input[value=c]")).to_be_checked()
    page.unroute("**/*")
    page.get_by_role("button", name="Next").click()

    expect(page.get_by_text("2 of 2", exact=True)).to_be_visible()
    assert [answer.response for answer in Answer.objects.all()] == [["c"]]


def test_practice_tells_and_counts_as_ever(visit: Visit, learner: User):
    attempt = make_attempt(learner, make_quiz([make_question(), make_question()]))
    page = page_of(visit, learner)
    page.goto(f"/attempts/{attempt.pk}/1/")
    page.locator("label.option:has(input[value=b])").click()
    page.get_by_role("button", name="Check answer").click()

    expect(page.locator("h2.verdict")).to_have_text(re.compile("Not quite"))
    assert Attempt.objects.get().slots.filter(answers__verdict="wrong").count() == 1
