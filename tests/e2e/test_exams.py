"""A mock exam from its start to its report: by keyboard on a small phone, without JavaScript."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from quizzes.models import Answer, Attempt, Slot, StrayAnswer
from studyapp.accounts.models import User
from tests.e2e.conftest import Complaints, Visit
from tests.e2e.inspection import Inspection
from tests.e2e.steps import choose, choose_by_keyboard, current_slot, response_to, tab_to
from tests.factories import make_user
from tests.quizzes.bank import make_exam, take

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

SMALL = {"width": 360, "height": 740}


@pytest.fixture
def candidate(content: object) -> User:
    return make_user("candidate@example.org")


@pytest.mark.parametrize("javascript", [True, False])
def test_twenty_questions_from_start_to_report(visit: Visit, candidate: User, javascript: bool):
    """With JavaScript by keyboard alone, and the same without JavaScript."""
    page = visit("/exam/", user=candidate, java_script_enabled=javascript, viewport=SMALL)
    press(page, page.get_by_role("button", name="Start the clock"), javascript)
    answer = choose_by_keyboard if javascript else choose
    right = 0
    for position in range(1, 21):
        expect(page.get_by_text(f"Question {position} of 20", exact=True)).to_be_visible()
        slot = current_slot(page, Attempt.objects.get())
        answer(page, response_to(slot, right=position % 2 > 0))
        right += slot.scored and position % 2 > 0
        onward = "Next" if javascript else "Save answer"
        press(page, page.get_by_role("button", name=onward), javascript)

    expect(page.get_by_text("All 20 have an answer.")).to_be_visible()
    press(page, page.get_by_role("button", name="Submit the exam"), javascript)

    expect(page.get_by_role("heading", level=1)).to_have_text("Report")
    expect(page.get_by_text(f"{right} of the 15 scored ones are right.")).to_be_visible()
    assert Answer.objects.values("slot").distinct().count() == 20
    if javascript:
        assert not Answer.objects.filter(seconds=None).exists()


def press(page: Page, goal: Locator, by_keyboard: bool) -> None:
    if not by_keyboard:
        goal.click()
        return
    tab_to(page, goal)
    page.keyboard.press("Enter")


def test_every_page_of_it_can_be_read_by_all(visit: Visit, candidate: User, inspection: Inspection):
    page = visit("/exam/", user=candidate)
    inspection.look(page, "before the start")
    exam = make_exam(candidate)
    take(exam)
    page.goto("/exam/")
    inspection.look(page, "in the middle")
    for slot in exam.slots.all()[:2]:
        page.goto(slot.get_absolute_url())
        inspection.look(page, "a question of an exam")
    page.goto(exam.report_url)
    inspection.look(page, "the grid")
    page.get_by_role("button", name="Submit the exam").click()
    inspection.look(page, "the report")
    page.goto(slot.get_absolute_url())
    inspection.look(page, "a question of a finished exam")
    page.goto("/exam/")
    inspection.look(page, "after it")


@pytest.mark.parametrize("days", [-1, 1])
def test_the_clock_of_the_browser_changes_nothing(visit: Visit, candidate: User, days: int):
    exam = make_exam(candidate, minutes_ago=10)
    page = visit(user=candidate)
    page.clock.set_system_time(datetime.now(UTC) + timedelta(days=days))
    page.goto(exam.get_absolute_url())
    expect(page.get_by_role("timer")).to_have_text("30 min left")
    slot = current_slot(page, exam)
    choose(page, response_to(slot, right=True))
    page.clock.set_system_time(datetime.now(UTC) - timedelta(days=days))
    page.wait_for_timeout(1_500)  # the clock on the page has ticked
    expect(page.get_by_role("timer")).to_have_text("30 min left")
    page.get_by_role("button", name="Next").click()

    expect(page.get_by_text("Question 2 of 20", exact=True)).to_be_visible()
    expect(page.get_by_role("timer")).to_have_text("30 min left")
    stored = slot.answers.latest("revision")
    assert stored.points == 1
    assert abs(timezone.now() - stored.answered_at) < timedelta(minutes=5)
    assert stored.seconds is not None
    assert stored.seconds < 300


def test_when_the_time_is_over_the_page_freezes_and_nothing_is_lost(visit: Visit, candidate: User):
    exam = make_exam(candidate, minutes_ago=40 - 6 / 60)
    page = visit(exam.get_absolute_url(), user=candidate)
    slot = current_slot(page, exam)
    choose(page, response_to(slot, right=True))

    expect(page.get_by_role("alert").first).to_contain_text("Time is over.")
    expect(page.get_by_role("button", name="Next")).to_be_disabled()
    expect(page.locator("[data-saved]")).to_have_text("✓ Saved")
    page.get_by_role("link", name="Go to the end").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Time is over")
    page.get_by_role("button", name="See the report").click()

    expect(page.get_by_text("The time ran out: you answered 1 of 20")).to_be_visible()
    exam.refresh_from_db()
    assert exam.finished_at == exam.deadline_at


def test_an_answer_that_still_waits_at_the_deadline_is_named(
    visit: Visit, candidate: User, complaints: Complaints
):
    complaints.expect("ERR_INTERNET_DISCONNECTED|ERR_FAILED|htmx:|ERR_NETWORK")
    exam = make_exam(candidate, minutes_ago=40 - 8 / 60)
    page = visit(exam.get_absolute_url(), user=candidate)
    slot = current_slot(page, exam)
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    choose(page, response_to(slot, right=True))
    told = page.get_by_role("alert").first
    expect(told).to_contain_text("Still waiting in this browser: question 1.")
    past = timezone.now() - timedelta(seconds=2)
    Attempt.objects.filter(pk=exam.pk).update(deadline_at=past, closes_at=past)
    page.context.set_offline(False)

    expect(told).to_contain_text("Arrived after the end, so not counted: question 1.")
    expect(told).not_to_contain_text("Still waiting")
    expect(page.locator("[data-saved]")).not_to_contain_text("Saved")
    assert StrayAnswer.objects.get().why == "late"


def test_the_clock_speaks_at_milestones_and_when_asked(visit: Visit, candidate: User):
    exam = make_exam(candidate)
    page = visit(user=candidate)
    page.clock.install()
    page.goto(exam.get_absolute_url())
    status = page.locator("#status")
    said = []
    for minutes in (20, 10, 5, 4):
        page.clock.fast_forward(minutes * 60_000 + 1_500)
        page.clock.run_for(200)
        said.append(status.inner_text())

    assert said[0].startswith("Half of the time is over, 20 min left")
    assert [text.partition(" min")[0] for text in said[1:3]] == ["10", "5"]
    assert "seconds left." in said[3]

    page.keyboard.press("t")
    page.clock.run_for(200)
    expect(status).to_contain_text("seconds left")
    page.get_by_role("button", name="Hide the clock").click()
    expect(page.get_by_role("timer")).to_be_hidden()
    page.reload()
    expect(page.get_by_role("timer")).to_be_hidden()


def test_a_choice_is_not_lost_by_a_link_nor_a_strike_by_leaving(visit: Visit, candidate: User):
    exam = make_exam(candidate)
    page = visit(exam.get_absolute_url(), user=candidate)
    slot = current_slot(page, exam)
    with page.expect_response(lambda response: "/marks/" in response.url):
        page.get_by_role("button", name="Strike out").last.click()
    key = set(response_to(slot, right=True))
    choose(page, sorted(key))
    page.get_by_role("link", name="All questions").click()

    expect(page.get_by_text("19 of 20 have no answer.")).to_be_visible()
    assert slot.answers.latest("revision").points == 1
    assert set(Slot.objects.get(pk=slot.pk).struck) <= {slot.option_order[-1]} - key


def test_a_tag_counts_at_once(visit: Visit, candidate: User):
    exam = make_exam(candidate)
    take(exam, [False])
    exam.finish(timezone.now())
    page = visit(exam.report_url, user=candidate)
    page.get_by_label("Why?").first.select_option("misread")
    expect(page.locator("#tags")).to_contain_text("I misread it")
    assert Slot.objects.filter(attempt=exam, miss_tag="misread").count() == 1
