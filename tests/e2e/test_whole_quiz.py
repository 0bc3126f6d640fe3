"""A whole quiz from its front page to its result: by keyboard, without JavaScript, deferred."""

import pytest
from playwright.sync_api import Locator, Page, expect

from quizzes.models import Answer, Attempt, Quiz, Slot
from tests.e2e.conftest import Visit
from tests.e2e.inspection import PHONE, Inspection
from tests.e2e.steps import (
    check,
    choose,
    choose_by_keyboard,
    current_slot,
    response_to,
    sees_verdict,
    tab_to,
    verdict,
)

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

SMALL = {"width": 360, "height": 740}


@pytest.mark.parametrize("javascript", [True, False])
def test_a_quiz_from_its_start_to_its_result(visit: Visit, javascript: bool):
    """With JavaScript by keyboard alone, and the same without JavaScript."""
    page = visit("/practise/runtimes/", java_script_enabled=javascript, viewport=PHONE)
    answer = answer_by_keyboard if javascript else answer_plainly
    n_right = 0
    press(page, page.get_by_role("button", name="Start"))
    for position in range(1, 13):
        expect(page.get_by_text(f"{position} of 12", exact=True)).to_be_visible()
        slot = current_slot(page, Attempt.objects.get())
        right = position % 3 > 0
        n_right += right
        answer(page, response_to(slot, right=right))
        onward = page.get_by_role("link", name="Next" if position < 12 else "See the result")
        press(page, onward) if javascript else onward.click()

    expect(page.get_by_role("heading", level=1)).to_have_text(f"{n_right} of 12 right")
    assert Answer.objects.filter(points=1).count() == n_right
    assert Answer.objects.count() == 12


def press(page: Page, goal: Locator) -> None:
    tab_to(page, goal)
    page.keyboard.press("Enter")


def answer_by_keyboard(page: Page, response: list[str]) -> None:
    choose_by_keyboard(page, response)
    press(page, page.get_by_role("button", name="Check answer"))
    sees_verdict(page)


def answer_plainly(page: Page, response: list[str]) -> None:
    choose(page, response)
    check(page)
    expect(verdict(page)).to_be_visible()


def test_a_set_from_its_start_to_its_result_by_keyboard_on_a_small_phone(
    visit: Visit, inspection: Inspection
):
    page = visit("/practise/runtimes/", viewport=SMALL)

    def look(name: str) -> None:
        inspection.look(page, name)
        page.set_viewport_size(SMALL)

    tab_to(page, page.get_by_label("Practise: after each answer"))
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Set: all at the end")).to_be_checked()
    press(page, page.get_by_role("button", name="Start"))
    n_right = 0
    for position in range(1, 13):
        expect(page.get_by_text(f"{position} of 12", exact=True)).to_be_visible()
        slot = current_slot(page, Attempt.objects.get())
        right = position % 3 > 0
        n_right += right
        choose_by_keyboard(page, response_to(slot, right=right))
        expect(page.locator("[data-saved]")).to_have_text("✓ Saved")
        if position == 2:
            press(page, page.get_by_role("button", name="Flag"))
            look("a question of a set")
        press(page, page.get_by_role("button", name="Next"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Every question has its answer")
    expect(page.get_by_role("row", name="Question 2 ")).to_contain_text("flagged")
    look("before the end")
    press(page, page.get_by_role("button", name="Finish and see the result"))

    expect(page.get_by_role("heading", level=1)).to_have_text(f"{n_right} of 12 right")
    first_miss = page.locator("#question-3 summary").first
    press(page, first_miss)
    why = page.locator("#why-3")
    tab_to(page, why)
    page.keyboard.press("ArrowDown")
    expect(page.locator("#tags")).to_contain_text("I did not know the fact")
    look("the result")
    assert Answer.objects.values("slot").distinct().count() == 12
    assert Slot.objects.filter(flagged=True).count() == 1


@pytest.mark.parametrize(("quiz", "javascript"), [("runtimes", True), ("permissions", False)])
def test_answers_at_the_end_are_saved_changed_and_marked(visit: Visit, quiz: str, javascript: bool):
    page = visit(f"/practise/{quiz}/", java_script_enabled=javascript)
    # With scripts each change has been saved before.
    onward = "Next" if javascript else "Save answer"
    page.get_by_label("All at the end").check()
    page.get_by_role("button", name="Start").click()
    for position in range(1, 13):
        expect(page.get_by_text(f"{position} of 12", exact=True)).to_be_visible()
        attempt = Attempt.objects.get()
        expect(page).to_have_url(attempt.slots.get(position=position).get_absolute_url())
        choose(page, response_to(current_slot(page, attempt), right=False))
        page.get_by_role("button", name=onward).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Every question has its answer")
    expect(page.get_by_role("banner")).to_have_count(1)

    page.goto("/")  # what only waits to be finished is not asked again
    following = Quiz.objects.open().exclude(slug=quiz).first()
    action = f"{following.get_absolute_url()}first/"
    expect(page.locator("form.question")).to_have_attribute("action", action)
    page.goto(attempt.get_absolute_url())
    page.get_by_role("link", name="Question 2", exact=True).click()
    slot = current_slot(page, attempt)
    wrong = response_to(slot, right=False)
    expect(page.locator(f"input[value='{wrong[0]}']")).to_be_checked()
    for box in page.locator("form.question input[type=checkbox]").all():
        box.uncheck(force=True)
    choose(page, response_to(slot, right=True))
    page.get_by_role("button", name=onward).click()
    expect(page.get_by_text("3 of 12", exact=True)).to_be_visible()

    page.goto(attempt.get_absolute_url())
    page.get_by_role("button", name="Finish and see the result").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("1 of 12 right")
    revisions = [answer.revision for answer in slot.answers.all()]
    assert revisions == list(range(1, len(revisions) + 1))
    assert slot.answers.last().response == [*response_to(slot, right=True)]
    if not javascript:
        assert (len(revisions), Answer.objects.count()) == (2, 13)
