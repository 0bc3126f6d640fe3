"""A practice set of one's own, on a small phone by keyboard, and without JavaScript."""

import pytest
from playwright.sync_api import Page, expect

from quizzes.models import Attempt
from tests.e2e.conftest import Complaints, Visit
from tests.e2e.inspection import Inspection
from tests.e2e.steps import choose, choose_by_keyboard, current_slot, response_to, tab_to

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
SMALL = {"width": 360, "height": 640}


def take(page: Page, option: str) -> None:
    """Choose in a list by its first letters, as the keyboard does."""
    page.keyboard.type(option)


def press(page: Page, name: str, role: str = "button") -> None:
    tab_to(page, page.get_by_role(role, name=name, exact=True))  # type: ignore[arg-type]
    page.keyboard.press("Enter")


def test_a_set_is_built_left_and_gone_on_with_by_keyboard(visit: Visit, inspection: Inspection):
    page = visit("/practise/", viewport=SMALL)
    tab_to(page, page.get_by_label("Topic"))
    take(page, "Runtimes")
    tab_to(page, page.get_by_label("How many"))
    take(page, "5")
    press(page, "Begin the set")

    expect(page.get_by_text("1 of 5", exact=True)).to_be_visible()
    attempt = Attempt.objects.get()
    assert (attempt.mode, attempt.slots.count()) == ("practice", 5)
    assert attempt.title.endswith(": 5 questions")
    slot = current_slot(page, attempt)
    choose_by_keyboard(page, response_to(slot, right=False))
    press(page, "Check answer")
    expect(page.locator("h2.verdict")).to_be_focused()

    page.goto("/practise/")
    inspection.look(page, "an open set on the shelf")
    page.set_viewport_size(SMALL)
    tab_to(page, page.get_by_role("link", name=f"{attempt.title}: Go on"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("2 of 5", exact=True)).to_be_visible()


def test_nothing_missed_leads_to_the_nearest_set(
    visit: Visit, inspection: Inspection, complaints: Complaints
):
    complaints.expect("422")
    page = visit("/practise/", viewport=SMALL)
    tab_to(page, page.get_by_label("Which questions"))
    take(page, "Only")
    press(page, "Begin the set")

    expect(page.locator("main .notice")).to_contain_text("nothing that you missed")
    inspection.look(page, "nothing fits")
    page.set_viewport_size(SMALL)
    press(page, "10 questions not seen yet from all lessons")
    expect(page.get_by_text("1 of 10", exact=True)).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_lesson_tests_its_reader_out(visit: Visit, javascript: bool):
    page = visit("/learn/runtimes/", viewport=SMALL, java_script_enabled=javascript)
    page.get_by_role("button", name="Test me out").click()

    for position in range(1, 6):
        expect(page.get_by_text(f"{position} of 5", exact=True)).to_be_visible()
        choose(page, response_to(current_slot(page, Attempt.objects.get()), right=True))
        page.get_by_role("button", name="Next" if javascript else "Save answer").click()
    page.get_by_role("button", name="Finish and see the result").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("5 of 5 right")
