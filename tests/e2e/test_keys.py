"""Single keys at a question, and what a screen reader meets there (journey J5)."""

import re

import pytest
from playwright.sync_api import Page, expect

from quizzes.models import Answer, Attempt
from tests.e2e.conftest import Complaints, Visit
from tests.factories import make_attempt, make_question, make_quiz, make_user

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
LISTEN = """() => {
  window.heard = [];
  const status = document.getElementById("status");
  new MutationObserver(() => { if (status.textContent) window.heard.push(status.textContent); })
    .observe(status, { childList: true, characterData: true, subtree: true });
}"""


@pytest.fixture
def attempt(content: object) -> Attempt:
    kinds = ("multiple", "single")
    return make_attempt(
        make_user("learner@example.org"), make_quiz(list(map(make_question, kinds)))
    )


@pytest.fixture
def page(visit: Visit, attempt: Attempt) -> Page:
    page = visit(f"/attempts/{attempt.pk}/1/", user=attempt.user)
    expect(page.locator(".strike").first).to_be_visible()
    return page


def test_a_question_is_answered_by_single_keys(page: Page, attempt: Attempt):
    for key in ("a", "2", "s"):
        page.keyboard.press(key)
    expect(page.locator("input:checked")).to_have_count(3)
    page.keyboard.press("Enter")
    expect(page.locator("h2.verdict")).to_be_focused()
    page.keyboard.press("e")
    expect(page.locator(".basis")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.get_by_text("2 of 2", exact=True)).to_be_visible()
    answer = Answer.objects.get()
    assert (len(answer.response), answer.sureness) == (2, "guess")
    assert answer.device is not None
    assert answer.sequence > 0


def test_x_strikes_out_by_letter_or_focus(page: Page):
    page.keyboard.press("x")
    page.keyboard.press("c")
    expect(page.get_by_role("button", name="Struck out option C")).to_be_visible()
    page.locator("label.option input").nth(1).focus()
    page.keyboard.press("x")

    expect(page.get_by_role("button", name="Struck out option B")).to_be_visible()
    expect(page.locator("input:checked")).to_have_count(0)


def test_keys_are_nobodys_while_typing_with_ctrl_or_when_switched_off(page: Page):
    page.get_by_text("Note to self").click()
    page.get_by_role("textbox", name="Note to self").press_sequentially("abc?")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+a")
    page.keyboard.press("Alt+b")
    expect(page.locator("input:checked, dialog[open]")).to_have_count(0)
    page.locator("h1").click(force=True)
    page.keyboard.press("?")
    page.get_by_label("Use single keys").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("a")

    expect(page.locator("input:checked")).to_have_count(0)
    page.get_by_role("button", name="Keys").click()
    expect(page.get_by_role("dialog", name="Keys at a question")).to_be_visible()


def test_what_a_screen_reader_meets(page: Page, attempt: Attempt):
    expect(page).to_have_title(f"Question 1 of 2 · {attempt.quiz.title} · Lambda Ledger")
    tree = page.locator("#take").aria_snapshot()
    assert 'group "Which actions are needed? (Choose TWO.)"' in tree
    assert 'group "How sure are you?"' in tree
    assert tree.count('checkbox "Option') == 5
    assert "Choose two" in tree
    page.evaluate(LISTEN)
    page.locator("input[value=b]").check()
    expect(page.locator("#status")).to_have_text("Choose two · 1 chosen")
    page.locator("input[value=d]").check()
    expect(page.locator("#status")).to_have_text("Choose two · 2 chosen")
    page.evaluate("window.heard.length = 0")
    page.get_by_role("button", name="Check answer").click()

    verdict = page.get_by_role("heading", level=2, name="Not quite.")
    expect(verdict).to_be_focused()
    page.wait_for_timeout(300)
    assert page.evaluate("window.heard") == []
    expect(page.get_by_role("status")).to_have_count(1)
    assert page.locator("[aria-live], [role=status], [role=alert]").count() == 2


def test_what_is_refused_is_said_where_the_focus_goes(
    visit: Visit, attempt: Attempt, complaints: Complaints
):
    complaints.expect("status of 422")
    question = make_question(stem="A team moves on.\n\nWhich runtime runs Go?")
    page = visit(question.get_absolute_url(), user=attempt.user)
    page.get_by_role("button", name="Check answer").click()

    expect(page.locator("#answer-error")).to_be_focused()
    expect(page.locator("#answer-error")).to_have_text("Choose an answer first.")


def test_a_field_that_is_refused_has_the_focus_and_the_words(
    visit: Visit, attempt: Attempt, complaints: Complaints
):
    complaints.expect("status of 422")
    question = make_question("numeric", stem="A team grows.\n\nHow much memory is one vCPU?")
    page = visit(question.get_absolute_url(), user=attempt.user)
    page.get_by_role("button", name="Check answer").click()

    expect(page.locator("#answer")).to_be_focused()
    expect(page.locator("#answer")).to_have_accessible_description(re.compile("Type a number"))


@pytest.mark.parametrize("mode", ["practice", "deferred"])
def test_the_sheet_lists_a_key_only_where_it_works(visit: Visit, mode: str):
    attempt = make_attempt(make_user(), make_quiz([make_question()]), mode)
    page = visit(f"/attempts/{attempt.pk}/1/", user=attempt.user)
    expect(page.locator(".strike").first).to_be_visible()
    page.keyboard.press("?")

    flags = page.get_by_role("dialog").get_by_text("flag the question")
    expect(flags).to_have_count(0 if mode == "practice" else 1)
