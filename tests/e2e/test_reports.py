"""Reporting a problem in a browser: by keyboard in place, and without JavaScript on a page."""

import re

import pytest
from playwright.sync_api import Page, expect

from quizzes.models import Report, Slot
from tests.e2e.conftest import Complaints, Visit
from tests.e2e.inspection import PHONE, Inspection
from tests.e2e.steps import check, sees_verdict, tab_to
from tests.factories import make_attempt, make_question, make_quiz, make_user
from tests.quizzes.reporting import make_report, rule

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def test_a_problem_is_reported_by_keyboard_without_leaving_the_question(
    page: Page, complaints: Complaints
):
    complaints.expect("status of 422")
    page.goto("/practise/questions/rt-gb-seconds/?seed=7")
    page.locator("#answer").fill("1")
    check(page)
    sees_verdict(page)

    tab_to(page, page.locator(".report > summary"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("What is wrong?")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.get_by_label("The answer marked as right is wrong")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    field = page.get_by_label("Say more")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    page.keyboard.type("The price is for Arm.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator(".report-sent")).to_be_focused()
    expect(page.locator("h2.verdict")).to_be_visible()
    report, slot = Report.objects.get(), Slot.objects.get()
    assert (report.slot, report.seed, report.text) == (slot, 7, "The price is for Arm.")
    page.get_by_role("link", name="Progress, Your reports").click()
    expect(page.locator("#your-reports")).to_contain_text("The price is for Arm.")


def test_what_is_typed_stays_when_the_place_is_closed_and_when_the_line_fails(
    page: Page, complaints: Complaints
):
    complaints.expect("ERR_FAILED|htmx:")
    page.goto(make_question().get_absolute_url())
    page.get_by_text("Report a problem").click()
    page.get_by_label("Something else").check()
    page.get_by_label("Say more").fill("Half a thought")
    page.get_by_text("Report a problem").click()
    page.get_by_text("Report a problem").click()
    expect(page.get_by_label("Say more")).to_have_value("Half a thought")
    page.route("**/report/**", lambda route: route.abort())
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("alert").filter(has_text="Not saved")).to_be_visible()
    expect(page.get_by_label("Say more")).to_have_value("Half a thought")
    page.unroute_all()
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_text("Your report is kept.")).to_be_visible()
    assert Report.objects.get().text == "Half a thought"


@pytest.mark.parametrize("about", ["question", "fact"])
def test_without_javascript_a_report_is_a_page(visit: Visit, complaints: Complaints, about: str):
    complaints.expect("status of 422")
    question = make_question()
    path = question.get_absolute_url() if about == "question" else "/facts/mem-max-default/"
    page = visit(path, java_script_enabled=False, viewport=PHONE)
    page.get_by_text("Report a problem").click()
    page.get_by_role("link", name="Write a report").click()
    expect(page.get_by_role("heading", name="Report a problem")).to_be_visible()
    page.get_by_label("It is outdated: AWS has changed this").check()
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_text("Say in a sentence or two why")).to_be_visible()
    expect(page.get_by_label("It is outdated")).to_be_checked()
    page.get_by_label("Say more").fill("The page says otherwise since May.")
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("heading", name="Your report")).to_be_visible()
    expect(page.get_by_text("The page says otherwise since May.")).to_be_visible()
    assert Report.objects.get().user.is_guest


def test_the_pages_of_doubt(visit: Visit, complaints: Complaints, inspection: Inspection):
    complaints.expect("status of (410|422)")
    question, gone = make_question("multiple"), make_question("parameterised")
    learner = make_user("learner@example.org")
    attempt = make_attempt(learner, make_quiz([question, gone]))
    attempt.finish(attempt.started_at)
    report = make_report(question, learner, text="A long-word-" * 40)
    make_report(gone, learner)
    Report.objects.exclude(pk=report.pk).settle("It stands.", learner, attempt.started_at)
    rule(question, case_against="Two\n\nparagraphs", case_for="https://example.org/" + "x" * 90)
    rule(gone, "withdrawn")
    page = visit(user=learner)
    for path in (
        "/contested/",
        f"/report/question/{question.slug}/",
        "/report/fact/mem-max-default/",
        report.get_absolute_url(),
        "/progress/",
        attempt.get_absolute_url(),
        gone.get_absolute_url(),
    ):
        page.goto(path)
        inspection.look(page)
    page.goto(f"/report/question/{question.slug}/")
    page.get_by_label("It is outdated").check()
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_label("Say more")).to_be_focused()
    inspection.look(page, "report refused")


def test_an_instructor_sees_the_question_without_a_script(visit: Visit, inspection: Inspection):
    report = make_report(make_question())
    root = make_user("root@example.org", is_staff=True, is_superuser=True)
    page = visit(f"/admin/quizzes/report/{report.pk}/change/", user=root)
    expect(page.locator(".seen-card .stem")).to_have_text("Which runtime runs a Go program?")
    option = page.locator(".seen-card .option").first
    assert re.match(r"\d", option.evaluate("e => getComputedStyle(e).borderTopWidth"))
    assert option.evaluate("e => getComputedStyle(e).display") == "grid"
    inspection.look(page, "admin report")
    page.goto("/admin/quizzes/report/")
    inspection.look(page, "admin queue")
