"""The environments lab: predict, look, play, reach a goal; by keyboard, on a phone, without JS."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Complaints, Visit
from tests.e2e.inspection import PHONE, Inspection
from tests.e2e.steps import tab_to

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

LAB = "/labs/environments/"


def tile(page: Page, label: str) -> Locator:
    return page.locator("#result .tile", has_text=label).locator("dd").first


@pytest.mark.parametrize("screen", [None, PHONE])
def test_predict_and_change_by_keyboard(visit: Visit, screen: dict | None):
    page = visit(LAB, **({"viewport": screen} if screen else {}))
    expect(page.locator("#result svg")).to_have_count(0)
    tab_to(page, page.get_by_role("textbox", name="How many environments"))
    page.keyboard.type("10")
    page.keyboard.press("Enter")
    expect(page.locator("#result")).to_contain_text("Not as you predicted")
    expect(tile(page, "Environments")).to_have_text("6")
    expect(page.locator("svg.env:visible .env-lane")).to_have_count(6)

    page.evaluate("document.activeElement.blur()")
    reserved = page.get_by_role("textbox", name="Reserved concurrency")
    tab_to(page, reserved)
    page.keyboard.type("3")
    expect(tile(page, "Environments")).to_have_text("3")
    expect(page.locator("svg.env:visible")).to_contain_text("reserved 3")
    expect(page.locator("#result .env-reasons")).to_contain_text("ReservedFunctionConcurrent")
    expect(page).to_have_url(re.compile(r"reserved=3"))
    expect(reserved).to_be_focused()
    expect(page.get_by_role("status")).to_contain_text("3 cold starts")
    goal = page.get_by_role("listitem").filter(has_text="Let requests to a function be refused")
    expect(goal).to_contain_text("Reached here, kept")


def test_the_run_is_played_from_event_to_event(page: Page):
    page.goto(f"{LAB}?look=1&arrivals=0,5&init=1&duration=2")
    picture = page.locator("svg.env:visible")
    later = picture.locator("[data-later]")
    expect(later).to_have_count(0)
    slider = page.get_by_role("slider", name="Time in the run")
    tab_to(page, slider)
    page.keyboard.press("Home")
    expect(slider).to_have_attribute("aria-valuetext", "0 s")
    expect(later).to_have_count(1)
    expect(picture.locator(".env-cursor")).to_have_attribute("visibility", "visible")
    expect(picture.locator(".env-box")).to_have_text("globals 1, /tmp 1")

    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Pause")).to_be_focused()
    expect(slider).to_have_attribute("aria-valuetext", "5 s")
    expect(later).to_have_count(0)
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    expect(picture.locator(".env-cursor")).to_have_attribute("visibility", "hidden")
    expect(picture.locator(".env-box")).to_have_text("globals 2, /tmp 2")


def test_the_run_glides_and_can_be_stopped(visit: Visit):
    page = visit(f"{LAB}?look=1", reduced_motion="no-preference")
    page.get_by_role("button", name="Play").click()
    slider = page.get_by_role("slider", name="Time in the run")
    expect(slider).not_to_have_value("1000")
    page.get_by_role("button", name="Pause").click()
    stopped = slider.input_value()
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    assert slider.input_value() == stopped


def test_the_fields_follow_the_pattern(page: Page, complaints: Complaints):
    complaints.expect("status of 422")
    page.goto(f"{LAB}?look=1")
    expect(page.get_by_label("Seed")).to_be_hidden()
    page.get_by_label("Requests arrive").select_option("poisson")
    expect(page.get_by_label("Seed")).to_be_visible()
    expect(page.get_by_label("Arrivals")).to_be_hidden()
    expect(page).to_have_url(re.compile("pattern=poisson"))
    page.get_by_label("Rate").fill("5000")
    expect(page.locator("#span-error")).to_contain_text("at most 10,000 requests")
    expect(page.get_by_role("textbox", name="For", exact=True)).to_have_attribute(
        "aria-invalid", "true"
    )
    page.get_by_label("Rate").fill("500")
    expect(page.locator("#span-error")).to_be_empty()
    expect(page.locator("svg.env:visible")).to_contain_text("cold hatched, warm solid")


def test_a_puzzle_is_solved_by_one_change(page: Page):
    page.goto(f"{LAB}?puzzle=env-p-no-cold")
    expect(tile(page, "Cold starts")).to_have_text("8")
    page.get_by_role("textbox", name="Provisioned concurrency").fill("8")
    expect(tile(page, "Cold starts")).to_have_text("0")


def test_the_lab_without_javascript(visit: Visit, complaints: Complaints):
    complaints.expect("status of 422")
    page = visit(LAB, java_script_enabled=False)
    page.get_by_label("How many environments").fill("6")
    page.get_by_role("button", name="Predict").click()
    expect(page.locator("#result")).to_contain_text("As you predicted")
    expect(page.get_by_role("button", name="Play")).to_be_hidden()
    expect(page.locator("svg.env:visible .env-number")).to_have_count(10)
    page.get_by_label("Provisioned concurrency").fill("2")
    page.get_by_role("button", name="Set").click()
    expect(tile(page, "Cold starts")).to_have_text("3")
    page.get_by_label("Arrivals").fill("soon")
    page.get_by_role("button", name="Set").click()
    expect(page.locator("#arrivals-error")).to_contain_text("cannot be read")


def test_the_lab_inside_its_lesson(page: Page):
    page.goto("/learn/concurrency/")
    page.locator(".lab-embed").scroll_into_view_if_needed()
    page.get_by_role("link", name="Show it without predicting").click()
    expect(tile(page, "Environments")).to_have_text("6")
    expect(page.get_by_role("button", name="Play")).to_be_visible()


def test_the_lab_reads_well(page: Page, complaints: Complaints, inspection: Inspection):
    complaints.expect("status of 422")
    crowd = "arrivals=12@0,3@5&reserved=10&fails=3&how=timeout&others=blue+R%3D2+3@0"
    many = "pattern=poisson&rate=200&span=20&reserved=100"
    for query in ("", "?look=1", f"?look=1&{crowd}", f"?look=1&{many}", "?arrivals=soon"):
        page.goto(f"{LAB}{query}")
        inspection.look(page)
