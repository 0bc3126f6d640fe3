"""The permissions lab: predicted and repaired by keyboard, shared, used without a script."""

import json
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Complaints, Visit
from tests.e2e.inspection import PHONE, Inspection
from tests.e2e.steps import tab_to

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
URL = "/labs/permissions/"


def reading(resource: str) -> str:
    said = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": resource}
    return json.dumps({"Version": "2012-10-17", "Statement": [said]}, indent=2)


OPEN = reading("arn:aws:s3:::uploads/*")


def card(page: Page, name: str) -> Locator:
    return page.get_by_role("textbox", name=name, exact=True)


def verdict(page: Page) -> Locator:
    return page.locator("#result .perm-verdict h2")


@pytest.mark.parametrize("screen", [None, PHONE])
def test_predicted_and_repaired_by_keyboard(visit: Visit, screen: dict | None):
    page = visit(URL, **({"viewport": screen} if screen else {}))
    expect(page.locator(".perm-verdict")).to_have_count(0)

    tab_to(page, page.get_by_role("radio", name="Allowed"))
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Denied: nothing allows it")).to_be_checked()
    tab_to(page, page.get_by_role("button", name="Predict"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="As you predicted")).to_be_focused()
    expect(page.locator("#result mark").first).to_have_text("/cat.png")
    expect(page.locator("#result")).to_contain_text("because no identity-based policy allows")

    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    tab_to(page, card(page, "Identity policy"))
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(OPEN)
    expect(verdict(page)).to_have_text("✓ Allowed")
    expect(page.get_by_role("status")).to_contain_text("Allowed")
    expect(page).to_have_url(re.compile(r"\?s=1"))
    expect(card(page, "Identity policy")).to_be_focused()

    other = visit(page.url)
    expect(verdict(other)).to_have_text("✓ Allowed")
    expect(card(other, "Identity policy")).to_have_value(OPEN)


def test_what_is_wrong_is_said_at_its_card(page: Page, complaints: Complaints):
    complaints.expect("status of 422")
    page.goto(f"{URL}?look=1")
    page.locator("#card-boundary > summary").click()
    card(page, "Permissions boundary").fill('{"Version": "2012-10-17",\n "Version": "x"}')

    expect(page.locator("#boundary-error")).to_contain_text("line 2: “Version” stands twice")
    expect(page.get_by_role("alert").filter(has_text="No result yet.")).to_be_visible()
    card(page, "Permissions boundary").fill("")
    expect(verdict(page)).to_be_visible()
    expect(page.locator("#boundary-error")).to_be_empty()


def test_a_puzzle_is_solved_with_one_edit(page: Page):
    page.goto(f"{URL}?puzzle=perm-full-access-gone")
    page.locator("#id_full label", has_text="Attached").click()

    expect(page.get_by_role("heading", name="Solved in 1 change")).to_be_visible()
    expect(verdict(page)).to_have_text("✓ Allowed")


def test_the_lab_without_javascript(visit: Visit, complaints: Complaints):
    complaints.expect("status of 422")
    page = visit(URL, java_script_enabled=False)
    page.get_by_role("radio", name="Denied: nothing allows it").check()
    page.get_by_role("button", name="Predict").click()
    expect(page.get_by_role("heading", name="As you predicted")).to_be_visible()

    card(page, "Identity policy").fill(OPEN)
    page.get_by_role("button", name="Set").click()
    expect(verdict(page)).to_have_text("✓ Allowed")
    expect(page).to_have_url(re.compile(r"\?s=1"))

    card(page, "Identity policy").fill("{")
    page.get_by_role("button", name="Set").click()
    expect(page.locator("#identity-error")).to_contain_text("still open")
    expect(card(page, "Identity policy")).to_have_value("{")


def test_the_lab_reads_well(page: Page, complaints: Complaints, inspection: Inspection):
    complaints.expect("status of 422")
    for query in ("", "?look=1", "?puzzle=perm-other-side", "?puzzle=perm-missing-key&look=1"):
        page.goto(f"{URL}{query}")
        inspection.look(page)
    page.goto(f"{URL}?identity=%7B&look=1")
    inspection.look(page, "refused")
