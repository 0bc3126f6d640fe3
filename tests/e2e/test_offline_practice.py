"""Practice without a network tells what the server would tell, and keeps what was told."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from quizzes.models import Answer, Attempt, StrayAnswer
from studyapp.accounts.models import User
from tests.e2e.conftest import Complaints, Visit
from tests.e2e.test_outbox import LINE, eventually, option
from tests.factories import make_answer, make_attempt, make_question, make_quiz, make_user
from tests.quizzes import typed

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
READ = "cases => import('/static/js/comparing.js').then(m => cases.map(c => m.numberIn(...c)))"


@pytest.fixture
def learner(content: object) -> User:
    return make_user("learner@example.org")


@pytest.fixture(autouse=True)
def expected(complaints: Complaints) -> None:
    complaints.expect(LINE)


def kept_page(visit: Visit, attempt: Attempt, position: int = 1) -> Page:
    """A question of an attempt whose packet the browser has."""
    page = visit(user=attempt.user)
    with page.expect_response("**/packet/") as packet:
        page.goto(f"/attempts/{attempt.pk}/{position}/")
    packet.value.finished()
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(300)  # it is written to the disk
    return page


def test_a_browser_reads_numbers_as_the_server_does(visit: Visit):
    page = visit("/")

    read = page.evaluate(READ, [[text, unit] for text, unit, _ in typed.READ])
    assert [one.get("number") for one in read] == [float(number) for *_, number in typed.READ]

    refused = page.evaluate(READ, [[text, "MB"] for text in typed.REFUSED])
    words = [typed.words_of(text, "MB") for text in typed.REFUSED]
    assert [one.get("refused") for one in refused] == words

    others = [text for text, _ in typed.ASKED] + typed.NOTHING
    refused = page.evaluate(READ, [[text, "MB"] for text in others])
    assert [one.get("refused") for one in refused] == [typed.words_of(t, "MB") for t in others]


@pytest.mark.parametrize(
    ("given", "words"), [("17,69", "Did you mean 17.69?"), ("many", "“many” is not a number")]
)
def test_what_is_no_number_is_refused_offline_without_the_key(
    visit: Visit, learner: User, given: str, words: str
):
    attempt = make_attempt(learner, make_quiz([make_question("numeric"), make_question()]))
    page = kept_page(visit, attempt)
    page.context.set_offline(True)
    page.locator("#answer").fill(given)
    page.get_by_role("button", name="Check answer").click()
    expect(page.locator("[data-saved]")).to_contain_text(words)
    expect(page.locator("h2.verdict")).to_have_count(0)
    page.locator("#answer").fill("1.769e3")
    page.get_by_role("button", name="Check answer").click()
    expect(page.locator("h2.verdict")).to_have_text("✓ Right.")
    page.context.set_offline(False)

    eventually(page, lambda: Answer.objects.exists())
    assert [(a.response, a.points) for a in Answer.objects.all()] == [(["1769"], 1)]
    page.wait_for_load_state("networkidle")


def test_too_many_options_are_refused_offline_without_the_key(visit: Visit, learner: User):
    attempt = make_attempt(learner, make_quiz([make_question("multiple"), make_question()]))
    page = kept_page(visit, attempt)
    page.context.set_offline(True)
    for value in ("a", "b", "c"):
        option(page, value).click()
    page.get_by_role("button", name="Check answer").click()

    expect(page.locator("[data-saved]")).to_have_text("Choose 2: you have 3.")
    expect(page.locator("h2.verdict")).to_have_count(0)
    assert "Needed" not in page.locator("#take").inner_text()


def test_an_answer_whose_key_was_told_is_not_replaced_by_another_tab(visit: Visit, learner: User):
    attempt = make_attempt(learner, make_quiz([make_question(), make_question()]))
    one = kept_page(visit, attempt)
    two = one.context.new_page()
    two.goto(f"/attempts/{attempt.pk}/1/")
    two.wait_for_load_state("networkidle")
    one.context.set_offline(True)
    for tab, value in ((one, "b"), (two, "a")):
        option(tab, value).click()
        tab.get_by_role("button", name="Check answer").click()
        # The second is told the answer that stands, as the server will say.
        expect(tab.locator("h2.verdict")).to_contain_text("Not quite")
    expect(two.get_by_text("answered before, perhaps in another tab")).to_be_visible()
    one.context.set_offline(False)

    eventually(one, lambda: StrayAnswer.objects.exists())
    assert [(a.response, a.points) for a in Answer.objects.all()] == [(["b"], 0)]
    assert [(s.response, s.why) for s in StrayAnswer.objects.all()] == [(["a"], "superseded")]
    one.wait_for_load_state("networkidle")


def test_a_review_goes_on_without_the_network(visit: Visit, learner: User):
    attempt = make_attempt(learner, make_quiz([make_question() for _ in range(3)]), "review")
    make_answer(attempt.slots.get(position=1), ["a"], at=timezone.now())
    page = kept_page(visit, attempt, 2)
    page.context.set_offline(True)
    option(page, "a").click()
    page.get_by_role("button", name="Check answer").click()
    expect(page.locator("h2.verdict")).to_have_text(re.compile("Right"))
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_text("3 of 3", exact=True)).to_be_visible()
    page.context.set_offline(False)

    eventually(page, lambda: Answer.objects.count() == 2)
    page.wait_for_load_state("networkidle")
