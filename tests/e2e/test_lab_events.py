"""The lab of events and schedules: predict, look, change, by keyboard and without JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Complaints, Visit
from tests.e2e.inspection import PHONE, Inspection
from tests.e2e.steps import tab_to

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

URL = "/labs/events/"
FRIDAYS = f"{URL}?tab=schedules&expression=cron(0+9+%3F+*+6L+*)&now=2026-11-23T09:00"
TWICE = 'json.loads(json.loads(event["Records"][0]["body"])["Message"])["order"]'


@pytest.mark.parametrize("screen", [None, PHONE])
def test_a_value_is_predicted_and_reached_by_keyboard(visit: Visit, screen: dict | None):
    page = visit(URL, **({"viewport": screen} if screen else {}))
    expect(page.locator("#result")).not_to_contain_text("Step by step")
    key = page.get_by_role("textbox", name="Key of the object")
    tab_to(page, key)
    page.keyboard.press("Control+A")
    page.keyboard.type("a b.pdf")
    expect(page).to_have_url(re.compile(r"key=a\+b\.pdf"))

    tab_to(page, page.get_by_role("radio", name="a text"))
    page.keyboard.press("Space")
    tab_to(page, page.get_by_role("button", name="Predict"))
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="As you predicted")).to_be_focused()
    expect(page.locator(".evt-value")).to_have_text('"a+b.pdf"')
    expect(page.locator(".evt-line[data-lit]")).to_contain_text('"a+b.pdf"')
    expect(page.locator(".evt-line[data-lit] mark")).to_be_visible()


def test_the_path_is_followed_while_it_is_written(page: Page):
    page.goto(f"{URL}?source=snssqs&look=1")
    path = page.get_by_role("textbox", name="Path to a value")
    path.fill('event["Records"][0]["body"]["Message"]')
    expect(page.locator("#result")).to_contain_text("goes wrong at character 28")
    path.fill(TWICE)
    expect(page.locator(".evt-value")).to_have_text('"A-1"')
    expect(page.locator(".lab-goals li").first).to_contain_text("✓")
    page.get_by_role("radio", name="On").last.check(force=True)
    expect(page.locator("#result")).to_contain_text("no value")
    expect(page).to_have_url(re.compile("raw=on"))


@pytest.mark.parametrize("screen", [None, PHONE])
def test_days_are_chosen_on_a_calendar_by_keyboard(visit: Visit, screen: dict | None):
    page = visit(FRIDAYS, **({"viewport": screen} if screen else {}))
    for name in ("Fri 27 Nov 2026", "Fri 25 Dec 2026"):
        tab_to(page, page.get_by_role("checkbox", name=name))
        page.keyboard.press("Space")
    tab_to(page, page.get_by_role("button", name="Predict"))
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="As you predicted")).to_be_focused()
    expect(page.locator(".evt-cell[data-runs]")).to_have_count(2)
    expect(page.locator(".evt-runs li").first).to_contain_text("Fri 27 Nov 2026, 09:00")


def test_without_javascript(visit: Visit, complaints: Complaints):
    complaints.expect("status of 422")
    page = visit(FRIDAYS, java_script_enabled=False)
    page.get_by_role("button", name="Predict").click()
    expect(page.locator("#said-error")).to_have_text("Say first what you expect.")
    page.get_by_role("checkbox", name="Fri 27 Nov 2026").check()
    page.get_by_role("checkbox", name="Fri 25 Dec 2026").check()
    page.get_by_role("button", name="Predict").click()
    expect(page.get_by_role("heading", name="As you predicted")).to_be_visible()

    page.get_by_role("link", name="Batch answer").click()
    page.get_by_role("link", name="Show it without predicting").click()
    expect(page.locator(".evt-batch tr[data-then=again]")).to_have_count(1)
    page.get_by_role("combobox", name="Source").select_option("kinesis")
    page.get_by_role("button", name="Set").click()
    expect(page.locator(".evt-batch tr[data-then=again]")).to_have_count(3)
    page.get_by_role("textbox", name="Failed", exact=True).fill("9")
    page.get_by_role("button", name="Set").click()
    expect(page.locator("#failed-error")).to_contain_text("1 to 5")


def test_a_puzzle_is_solved_by_a_change(page: Page):
    page.goto(f"{URL}?puzzle=evt-p-inside-out")
    page.get_by_role("textbox", name="Path to a value").fill(TWICE)
    expect(page.get_by_role("heading", name="Solved in 1 change")).to_be_visible()
    expect(page.get_by_text("It counts among your solved puzzles")).to_be_visible()


STATES = (
    "",
    "?look=1&key=a+b.pdf",
    "?source=http&look=1&path=event%5B%22headers%22%5D&cookies=a%3Db&method=POST",
    "?source=snssqs&count=3&look=1&path=event%5B%22Records%22%5D%5B0%5D%5B%22body%22%5D%5B%22x%22%5D",
    "?tab=batch",
    "?tab=batch&look=1&feed=fifo",
    "?tab=schedules",
    "?tab=schedules&look=1&service=scheduler&zone=Europe/Berlin&expression=rate(1+minute)",
    "?tab=schedules&look=1&expression=cron(0+25+*+*+%3F+*)",
    "?tab=schedules&expression=",
    "?puzzle=evt-p-tokyo-rule",
)


def test_the_lab_reads_well(page: Page, complaints: Complaints, inspection: Inspection):
    complaints.expect("status of 422")
    for state in STATES:
        page.goto(f"{URL}{state}")
        inspection.look(page)
