"""A review from the plan of the day to its end: by keyboard on a small phone, and plainly."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from quizzes.models import Answer, Attempt, QuestionVersion
from studyapp.accounts.models import User
from studyapp.lessons.models import Lesson
from studyapp.review.models import Plan
from tests.e2e.conftest import Visit
from tests.e2e.inspection import Inspection
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
from tests.factories import make_user
from tests.review.logs import practised, recalled

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
SMALL = {"width": 360, "height": 740}
BEFORE = timedelta(days=20)


@pytest.fixture
def known(content) -> User:
    """A learner who met three questions and a prompt some weeks ago."""
    user, when = make_user("known@example.org"), timezone.now() - BEFORE
    Plan.objects.create(user=user, minutes=5)
    by_fact = {}
    for version in QuestionVersion.objects.drawable().select_related("question"):
        if version.body["kind"] == "single":
            by_fact.setdefault(version.body["facts"][0], version.question)
    for question in list(by_fact.values())[:3]:
        attempt = practised(user, question, when, response=["a"])
        attempt.finish(when + timedelta(minutes=5))
    lesson = Lesson.objects.get(slug="runtimes")
    recalled(user, lesson, when, "not-yet", prompt=lesson.prompts()[0]["id"])
    return user


def press(page: Page, role: str, name: str) -> None:
    goal = page.get_by_role(role, name=name, exact=True).first
    tab_to(page, goal)
    page.keyboard.press("Enter")


def answer(page: Page, attempt: Attempt, *, right: bool, keyboard: bool) -> None:
    response = response_to(current_slot(page, attempt), right=right)
    if keyboard:
        choose_by_keyboard(page, response)
        press(page, "button", "Check answer")
        sees_verdict(page)
        return
    choose(page, response)
    check(page)
    expect(verdict(page)).to_be_visible()


@pytest.mark.parametrize("keyboard", [True, False])
def test_a_session_to_its_end(
    visit: Visit, known: User, inspection: Inspection, keyboard: bool
) -> None:
    """By keyboard with JavaScript; by mouse without."""
    page = visit("/", user=known, viewport=SMALL, java_script_enabled=keyboard)
    go = press if keyboard else lambda page, role, name: page.get_by_role(role, name=name).click()
    expect(page.get_by_role("heading", name="Today: 5 min · 4 items")).to_be_visible()
    page.get_by_role("link", name="Today: 5 min").click()
    if keyboard:
        inspection.look(page, "review")
        page.set_viewport_size(SMALL)
    go(page, "button", "Start with 3 questions")

    expect(page.get_by_text("1 of 3", exact=True)).to_be_visible()
    attempt = Attempt.objects.get(mode="review")
    for position in (1, 2, 3):
        expect(page.get_by_text(f"{position} of 3", exact=True)).to_be_visible()
        expect(page.get_by_text("min left")).to_be_visible()
        answer(page, attempt, right=position != 2, keyboard=keyboard)
        if position < 3:
            go(page, "link", "Next")
    go(page, "button", "Next")

    expect(page.get_by_text("4 of 4", exact=True)).to_be_visible()
    answer(page, attempt, right=True, keyboard=keyboard)
    go(page, "button", "Next")

    expect(page.get_by_role("heading", level=1)).to_have_text("3 done, 1 to see tomorrow")
    expect(page.get_by_text("Strength in four weeks")).to_be_visible()
    if keyboard:
        inspection.look(page, "the end of a review")
    assert Answer.objects.filter(slot__attempt=attempt).count() == 4
    go(page, "link", "Stop for today")
    expect(page).to_have_url("/")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_prompt_is_answered_on_the_spot(visit: Visit, known: User, javascript: bool) -> None:
    page = visit("/review/", user=known, viewport=SMALL, java_script_enabled=javascript)
    page.get_by_text("Show answer").first.click()
    page.get_by_role("button", name="Knew it").first.click()

    expect(page.get_by_text("Noted: you knew it.")).to_be_visible()
    page.goto("/review/")
    expect(page.get_by_role("heading", name="Recall prompts")).to_have_count(0)


def test_the_plan_is_kept_and_can_be_read_by_all(
    visit: Visit, known: User, inspection: Inspection
) -> None:
    page = visit("/plan/", user=known, viewport=SMALL)
    day = timezone.now().date() + timedelta(days=3)
    page.get_by_label("Day of the exam").fill(day.isoformat())
    page.get_by_label("Minutes a day").select_option("20 minutes")
    page.get_by_role("button", name="Keep the plan").click()

    expect(page.get_by_text("Your plan is kept.")).to_be_visible()
    expect(page.get_by_text("3 days to your exam")).to_be_visible()
    inspection.look(page, "plan")
    for path in ("/plan/exam-day/", "/plan/how-did-it-go/"):
        page.goto(path)
        inspection.look(page)
