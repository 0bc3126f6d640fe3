"""The network lab: predicted first, then changed, by keyboard, on a phone, without JavaScript."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Complaints, Visit
from tests.e2e.inspection import PHONE, Inspection
from tests.e2e.steps import tab_to

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def found(page: Page) -> Locator:
    return page.locator("#result .net-verdict")


@pytest.mark.parametrize("screen", [None, PHONE])
def test_predict_then_break_it_by_keyboard(visit: Visit, screen: dict | None):
    page = visit("/labs/network/", **({"viewport": screen} if screen else {}))
    expect(
        page.locator("legend", has_text="Does the function reach the public API?")
    ).to_be_visible()
    expect(found(page)).to_have_count(0)

    tab_to(page, page.get_by_role("radio").first)
    page.keyboard.press("Space")
    tab_to(page, page.get_by_role("button", name="Predict"))
    page.keyboard.press("Enter")
    expect(page.locator("h2.verdict")).to_be_focused()
    expect(page.locator("h2.verdict")).to_have_text("✓ As you predicted")
    expect(found(page)).to_contain_text("✓ Reachable")

    page.goto("/labs/network/?look=1")
    tab_to(page, page.get_by_label("The function's subnet"))
    page.keyboard.press("End")
    expect(found(page)).to_contain_text("IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS")
    expect(page).to_have_url(re.compile(r"place=public-a"))
    expect(page.get_by_label("The function's subnet")).to_be_focused()
    expect(page.get_by_role("status")).to_contain_text("Not reachable")


def test_on_a_phone_what_follows_stays_in_view_below_the_form(visit: Visit):
    page = visit("/labs/network/", viewport=PHONE)
    below = page.locator("#lab-now")
    expect(below).to_contain_text("Predict first. Does the function reach the public API?")
    expect(below).to_be_in_viewport(ratio=1)

    page.goto("/labs/network/?look=1")
    page.get_by_label("The function's subnet").select_option("public-a")
    expect(below).to_contain_text("Not reachable")
    expect(below).to_be_in_viewport(ratio=1)
    expect(found(page)).not_to_be_in_viewport()
    below.get_by_role("link").click()
    expect(found(page)).to_be_in_viewport()


def test_a_rule_is_typed_and_a_wrong_one_is_said_at_its_field(page: Page, complaints: Complaints):
    complaints.expect("status of 422")
    page.goto("/labs/network/?look=1")
    page.get_by_text("Network ACLs", exact=True).click()
    rules = page.get_by_label("Network ACL of private-a, inbound")
    rules.fill("100 allow tcp 443 0.0.0.0/0")
    expect(found(page)).to_contain_text("SUBNET_ACL_RESTRICTION")
    expect(page.get_by_role("heading", name="The reply")).to_be_visible()

    rules.fill("100 allow tcp 443 pl-s3")
    expect(page.locator("#acl_a_in-error")).to_contain_text("no groups and no prefix lists")
    rules.fill("100 allow tcp 1024-65535 0.0.0.0/0")
    expect(found(page)).to_contain_text("✓ Reachable")
    expect(page.locator("#acl_a_in-error")).to_be_empty()


def test_a_puzzle_is_repaired_in_one_move(page: Page):
    page.goto("/labs/network/?puzzle=net-p-way-back")
    expect(page.get_by_role("heading", name="An active peering that stays silent")).to_be_visible()
    expect(found(page)).to_contain_text("no way back")
    if page.locator("#net-peering").get_attribute("open") is None:
        page.get_by_text("Peering and IPv6").click()
    page.get_by_label("Table of VPC-B: VPC-A to the peering").select_option("on")
    expect(page.locator("h2.verdict")).to_have_text("✓ Solved in 1 change")


@pytest.mark.parametrize("width", [390, 1440])
def test_one_picture_fits_the_screen_with_letters_that_can_be_read(visit: Visit, width: int):
    page = visit("/labs/network/?look=1", viewport={"width": width, "height": 900})
    picture = page.locator("svg.net-picture:visible")
    expect(picture).to_have_count(1)
    sizes = picture.locator("text").evaluate_all(
        """(texts) => texts.filter((text) => text.textContent.trim()).map((text) => {
          const scale = text.getScreenCTM().a;
          return parseFloat(getComputedStyle(text).fontSize) * scale;
        })"""
    )
    assert min(sizes) >= 11.9


def test_the_lab_without_javascript(visit: Visit):
    page = visit("/labs/network/", java_script_enabled=False, viewport=PHONE)
    page.locator("label", has_text="No").last.click()
    page.get_by_role("button", name="Predict").click()
    expect(page.locator("h2.verdict")).to_have_text("✕ Not as you predicted")
    page.get_by_label("What is called").select_option("peer")
    page.get_by_role("button", name="Set").click()
    expect(found(page)).to_contain_text("IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS")
    page.get_by_text("Start from another network").click()
    page.get_by_role("link", name="Peering with VPC-B").click()
    page.get_by_role("link", name="Show it without predicting").click()
    expect(found(page)).to_contain_text("✓ Reachable")


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?look=1",
        "?look=1&place=public-a&event=create",
        "?look=1&acl_a_in=100+allow+tcp+32768-61000+0.0.0.0/0",
        "?look=1&acl_a_in=nonsense",
        "?puzzle=net-p-way-back",
    ],
)
def test_every_state_is_readable_for_all(
    page: Page, inspection: Inspection, complaints: Complaints, query: str
):
    complaints.expect("status of 422")
    page.goto(f"/labs/network/{query}")
    inspection.look(page)


def test_it_stands_in_its_lesson(page: Page):
    page.goto("/learn/network-paths/")
    page.locator(".lab-embed").scroll_into_view_if_needed()
    expect(page.get_by_label("What is called")).to_be_visible()
    page.get_by_role("link", name="Show it without predicting").click()
    expect(found(page)).to_contain_text("✓ Reachable")
