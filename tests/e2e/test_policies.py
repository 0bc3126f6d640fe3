"""Editing a policy: by keyboard, on a phone, without scripts."""

import pytest
from playwright.sync_api import Page, expect

from quizzes.models import Answer
from tests.e2e.conftest import Complaints, Visit
from tests.e2e.inspection import Inspection
from tests.e2e.steps import check, sees_verdict, tab_to, verdict
from tests.factories import POLICY, make_question

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
SMALL = {"width": 360, "height": 740}


def open_question(page: Page, **body: object) -> None:
    page.goto(make_question("policy", slug="e2e-policy", **body).get_absolute_url())


def test_a_policy_is_edited_by_keyboard(page: Page):
    open_question(page)
    text = page.get_by_role("textbox", name="so that the function can read its bucket")
    expect(page.get_by_role("row", name="read an object")).to_contain_text("allowed")
    expect(text).to_have_value(POLICY["start"])

    tab_to(page, text)
    page.keyboard.press("Control+End")
    for _ in range(3):
        page.keyboard.press("ArrowUp")
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    page.keyboard.type("/*")
    tab_to(page, page.get_by_role("button", name="Check answer"))
    page.keyboard.press("Enter")

    sees_verdict(page)
    expect(verdict(page)).to_have_text("✓ Right.")
    assert Answer.objects.get().response == [POLICY["start"].replace("uploads", "uploads/*")]


@pytest.mark.parametrize("javascript", [True, False])
def test_a_slip_is_told_with_its_line_and_what_was_typed_stays(
    visit: Visit, complaints: Complaints, javascript: bool
):
    complaints.expect("status of 422")
    page = visit(java_script_enabled=javascript, viewport=SMALL)
    open_question(page)
    broken = POLICY["start"].replace('"Allow",', '"Allow"')
    page.locator("#answer").fill(broken)
    check(page)

    alert = page.get_by_role("alert").filter(has_text="Line 7: a comma is missing before this.")
    expect(alert).to_contain_text('It reads: "Action": "s3:GetObject",')
    expect(page.locator("#answer")).to_have_value(broken)
    page.get_by_text("Your text with line numbers").click()
    expect(page.locator(".numbered li").nth(6)).to_have_text('"Action": "s3:GetObject",')
    assert not Answer.objects.exists()

    page.locator("#answer").fill(POLICY["solution"])
    check(page)
    expect(verdict(page)).to_have_text("✓ Right.")


@pytest.mark.parametrize("javascript", [True, False])
def test_the_first_wrong_request_is_explained(visit: Visit, javascript: bool):
    page = visit(java_script_enabled=javascript, viewport=SMALL)
    open_question(page)
    page.locator("#answer").fill(POLICY["solution"].replace("uploads/*", "*"))
    check(page)

    expect(verdict(page)).to_have_text("✕ Not quite. 2 of 3 requests are decided as wanted.")
    row = page.get_by_role("row", name="read elsewhere")
    expect(row).to_contain_text("Wanted: denied")
    expect(row).to_contain_text("Decided: ✕ allowed")
    expect(page.locator(".policy-why")).to_have_text(
        "Allowed by statement 1 (“Read”, line 4) of the policy you edit."
    )
    expect(page.get_by_text("A policy that does it")).to_be_visible()


def test_pages_of_a_policy_are_readable_for_all(page: Page, inspection: Inspection):
    beside = {"kind": "boundary", "title": "boundary of the role", "text": POLICY["solution"]}
    open_question(page, beside=[beside])
    inspection.look(page, "asked")
    page.locator("#answer").fill(POLICY["solution"].replace("s3:GetObject", "s3:*"))
    check(page)
    expect(page.get_by_text("Wider than this question lets through")).to_be_visible()
    inspection.look(page, "told")
