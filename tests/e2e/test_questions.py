"""Each kind of question: what is said while answering, what is refused, what is told after."""

import re

import pytest
from playwright.sync_api import Page, expect

from quizzes.models import Answer
from tests.e2e.conftest import Complaints, Visit
from tests.e2e.steps import check, sees_verdict, tab_to, verdict
from tests.factories import make_question

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def open_question(page: Page, kind: str, **body: object) -> None:
    page.goto(make_question(kind, slug=f"e2e-{kind}", **body).get_absolute_url())


def test_the_live_count_of_several_answers_is_shown_and_said(page: Page, complaints: Complaints):
    complaints.expect("status of 422")
    open_question(page, "multiple")
    line, status = page.locator(".count"), page.get_by_role("status")
    expect(line).to_have_text("Choose two · 0 chosen")

    for name, said in (("First", "1 chosen"), ("Second", "2 chosen"), ("Third", "3 chosen")):
        tab_to(page, page.get_by_role("checkbox", name=name))
        page.keyboard.press("Space")
        expect(line).to_contain_text(f"Choose two · {said}")
        expect(status).to_contain_text(f"Choose two · {said}")
    expect(line).to_contain_text("the question asks for 2")
    check(page)

    expect(page.get_by_role("alert").filter(has_text="Choose 2: you have 3.")).to_be_visible()
    expect(line).to_contain_text("3 chosen")
    page.get_by_role("checkbox", name="Second").uncheck(force=True)
    check(page)
    sees_verdict(page)
    expect(verdict(page)).to_have_text("✓ Right.")
    expect(status).to_be_empty()  # the focus has said it: not twice


@pytest.mark.parametrize("javascript", [True, False])
def test_a_half_right_answer_is_told_in_words(visit: Visit, javascript: bool):
    page = visit(java_script_enabled=javascript)
    open_question(page, "multiple")
    for name in ("First", "Second"):
        page.locator("label.option", has_text=name).click()
    check(page)

    expect(verdict(page)).to_have_text(
        re.compile(r"^✕ Partly right\. [A-E] and [A-E] are right\.$")
    )
    expect(page.locator(".option[data-state=right]")).to_contain_text("✓ Right, your answer")
    expect(page.locator(".option[data-state=missed]")).to_contain_text("✓ Right, not chosen")
    expect(page.locator(".option[data-state=wrong]")).to_contain_text("✕ Your answer")


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("typed", ["about 1769", ""])
def test_what_is_no_number_is_kept_and_explained_at_the_field(
    visit: Visit, complaints: Complaints, javascript: bool, typed: str
):
    complaints.expect("status of 422")
    page = visit(java_script_enabled=javascript)
    open_question(page, "numeric")
    field = page.get_by_role("textbox")
    field.fill(typed)
    field.press("Enter")

    refused = page.locator("#answer-error")
    expect(refused).to_contain_text("is not a number" if typed else "Type a number first.")
    expect(field).to_have_value(typed)
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile(re.escape(refused.inner_text())))
    if javascript:
        expect(field).to_be_focused()
    assert not Answer.objects.exists()
    field.fill("1,769 MB")
    check(page)
    expect(verdict(page)).to_have_text("✓ Right.")


def test_a_common_mistake_has_its_own_reason(page: Page):
    open_question(page, "numeric")
    page.get_by_role("textbox").fill("1792")
    check(page)

    sees_verdict(page)
    expect(verdict(page)).to_have_text("✕ Not quite. The answer is 1,769 MB.")
    expect(page.get_by_text("The digits are turned round.")).to_be_visible()


@pytest.mark.parametrize("kind", ["single", "multiple"])
@pytest.mark.parametrize("javascript", [True, False])
def test_no_choice_at_all_is_refused_in_words(
    visit: Visit, complaints: Complaints, javascript: bool, kind: str
):
    complaints.expect("status of 422")
    page = visit(java_script_enabled=javascript)
    open_question(page, kind)
    check(page)

    expect(page.get_by_role("alert").filter(has_text="Choose an answer first.")).to_be_visible()
    assert not Answer.objects.exists()


def test_the_same_numbers_and_new_ones(page: Page):
    many = {"min": "1", "max": "1000"}
    stem = "A function has {memory} MB and runs {times} times. How many GB is that?"
    open_question(page, "parameterised", stem=stem, params={"memory": many, "times": many})
    ask = page.locator("label.stem")
    asked = ask.inner_text()
    page.get_by_role("textbox").fill("0")
    check(page)
    sees_verdict(page)
    expect(page.locator(".stem")).to_have_text(asked)
    expect(page.get_by_role("heading", name="Worked solution")).to_be_visible()

    page.get_by_role("link", name="Same numbers again").click()
    expect(ask).to_have_text(asked)
    page.get_by_role("textbox").fill("0")
    check(page)
    page.get_by_role("link", name="New numbers").click()
    expect(ask).not_to_have_text(asked)


def test_a_right_answer_leads_to_its_place_in_the_lesson(page: Page):
    page.goto("/practise/questions/rt-go-runtime/")
    page.locator("label.option").first.click()
    check(page)
    page.locator(".basis").get_by_role("link").last.click()

    expect(page).to_have_url(re.compile(r"/learn/runtimes/#[a-z-]+$"))
    expect(page.locator(f"#{page.url.partition('#')[2]}")).to_be_in_viewport()
