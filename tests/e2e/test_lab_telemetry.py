"""The observability lab: tabs opened by keyboard, a fault named, the evidence shown."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Complaints, Visit
from tests.e2e.inspection import PHONE, Inspection
from tests.e2e.steps import tab_to

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def opened(page: Page):
    return page.locator("#tel-evidence").get_by_role("status")


@pytest.mark.parametrize("screen", [None, PHONE])
def test_a_fault_is_found_by_keyboard(visit: Visit, screen: dict | None):
    page = visit("/labs/telemetry/?case=24", **({"viewport": screen} if screen else {}))
    expect(opened(page)).to_contain_text("No tab opened.")

    tab_to(page, page.get_by_role("radio", name="None", exact=True))
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("region", name="Log lines")).to_contain_text("AccessDenied")
    expect(opened(page)).to_have_text("Logs. 1 tab opened.")
    expect(page.get_by_role("radio", name="Logs")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#tel-evidence svg:visible")).to_have_count(1)
    expect(opened(page)).to_have_text("Metrics. 2 tabs opened.")
    expect(page).to_have_url(re.compile("tab=metrics&seen=lm"))

    tab_to(page, page.get_by_role("radio", name="A call outlasts"))
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="The role lacks a permission")).to_be_checked()
    tab_to(page, page.get_by_role("button", name="Predict"))
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="✓ As you predicted")).to_be_focused()
    expect(page.locator(".tel-pieces mark").first).to_have_text("AccessDenied")
    expect(page.locator("#result")).to_contain_text("2 tabs opened")


def test_the_scene_is_changed_and_the_evidence_follows(page: Page):
    page.goto("/labs/telemetry/?fault=memory&tab=metrics&look=1")
    figure = page.locator("#tel-evidence figcaption")
    expect(figure).to_contain_text("Errors 16")
    page.get_by_text("Change the scene").click()
    page.get_by_label("Memory", exact=True).fill("700")
    expect(figure).to_contain_text("Errors 0")
    expect(page.locator("#result .tile", has_text="Errors")).to_contain_text("0")
    page.locator("label", has_text=re.compile("^No$")).first.click()
    page.locator("label", has_text=re.compile("^Logs$")).click()
    expect(page.locator("#tel-evidence")).to_contain_text("No log stream")


def test_from_a_log_line_to_its_trace_and_back(page: Page):
    page.goto("/labs/telemetry/?case=2&tab=logs")
    page.locator(".tel-log a").last.click()
    expect(page.locator("#tel-evidence h3")).to_contain_text("Request at 10:05")
    page.get_by_role("link", name="The log lines of this request").click()
    expect(page.locator(".tel-log li")).to_have_count(5)
    page.get_by_role("link", name="All lines").click()
    expect(page.locator(".tel-log li")).not_to_have_count(5)


def test_the_lab_without_javascript(visit: Visit):
    page = visit("/labs/telemetry/?case=24", java_script_enabled=False)
    page.locator("label", has_text=re.compile("^Logs$")).click()
    page.get_by_role("button", name="Set").click()
    expect(opened(page)).to_have_text("Logs. 1 tab opened.")
    page.locator("label", has_text=re.compile("^Trace$")).click()
    page.get_by_role("button", name="Set").click()
    expect(opened(page)).to_have_text("Trace. 2 tabs opened.")
    page.get_by_role("radio", name="Out of memory").check()
    page.get_by_role("button", name="Predict").click()
    expect(page.get_by_role("heading", name="✕ Not as you predicted")).to_be_visible()
    expect(page.locator("#result")).to_contain_text("The role lacks a permission")


def test_a_puzzle_of_a_change_is_solved_with_tabs_open(page: Page):
    page.goto("/labs/telemetry/?puzzle=telemetry-keep-the-metrics&tab=logs")
    page.get_by_text("Change the scene").click()
    page.locator("#id_logs label", has_text="No").click()
    expect(page.get_by_role("heading", name="✓ Solved in 1 change")).to_be_visible()


def test_the_lab_reads_well(page: Page, complaints: Complaints, inspection: Inspection):
    complaints.expect("status of 422")
    looks = ("", "tab=logs", "fault=timeout&twist=on&tab=metrics&look=1", "memory=1")
    looks += ("fault=init&style=older&tab=trace&look=1", "fault=throttle&tab=trace&look=1")
    looks += ("fault=twice&logs=off&tab=logs&look=1", "fault=poison&lines=json&tab=logs&look=1")
    for query in looks:
        page.goto(f"/labs/telemetry/?{query}")
        inspection.look(page)
