"""The cost lab beyond one setting: predictions, puzzles, measurements, a second setting."""

import re
from contextlib import suppress

import pytest
from playwright.sync_api import Error, Locator, Page, Route, expect

from studyapp.labs.models import Prediction, Reached
from tests.e2e.conftest import Complaints, Visit
from tests.e2e.inspection import PHONE, TOO_WIDE, Inspection
from tests.e2e.steps import tab_to

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

POINTS = "128 37002.40\n256 18647.77\n512 8489.44\n1024 3890.89\n1536 2512.23\n3008 2009.79"


def result(page: Page) -> Locator:
    return page.locator("#result")


def number(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Memory", exact=True)


def wait_for(page: Page, held: list[Route], count: int) -> None:
    for _ in range(100):
        if len(held) >= count:
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"{len(held)} requests, not {count}")


@pytest.mark.parametrize("screen", [None, PHONE])
def test_a_puzzle_is_predicted_by_keyboard(visit: Visit, screen: dict | None):
    options = {"viewport": screen} if screen else {}
    page = visit("/labs/cost/?puzzle=cost-double-one-thread", **options)
    expect(result(page)).not_to_contain_text("$")

    tab_to(page, page.get_by_role("radio", name="It grows"))
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="It stays")).to_be_checked()
    tab_to(page, page.get_by_role("button", name="Predict"))
    page.keyboard.press("Enter")

    expect(page.locator("h2.verdict")).to_have_text("✓ As you predicted")
    expect(page.locator("h2.verdict")).to_be_focused()
    expect(result(page)).to_contain_text("Speed costs nothing there")
    assert Prediction.objects.get().right
    assert page.evaluate(TOO_WIDE) == []
    page.goto("/labs/cost/")
    expect(page.get_by_role("listitem").filter(has_text="solved")).to_have_count(1)


def test_a_change_is_tried_without_losing_the_focus(visit: Visit):
    page = visit("/labs/cost/?puzzle=cost-just-in-time", viewport=PHONE)
    expect(result(page)).to_contain_text("Change something")
    tab_to(page, number(page))
    page.keyboard.press("Control+A")
    page.keyboard.type("1,592")
    expect(result(page)).to_contain_text("Not solved yet: 1 change of 1")
    expect(number(page)).to_be_focused()
    page.keyboard.press("Backspace")
    page.keyboard.type("3")
    expect(result(page)).to_contain_text("✓ Solved in 1 change")
    expect(number(page)).to_be_focused()
    expect(result(page)).to_contain_text("It counts among your solved puzzles")
    expect(number(page)).to_be_focused()
    expect(page.get_by_role("button", name="Keep this solution")).to_have_count(0)
    assert Prediction.objects.get().right


def test_a_solved_change_is_ticked_with_its_answer(page: Page):
    page.goto("/labs/cost/?puzzle=cost-just-in-time")
    row = page.get_by_role("listitem").filter(has_text="Just in time")
    expect(row).not_to_contain_text("solved")
    number(page).fill("1593")
    expect(row).to_contain_text("✓")
    expect(row).to_contain_text("solved")
    number(page).fill("1500")
    expect(result(page)).to_contain_text("Not solved yet")
    expect(row).to_contain_text("solved")


def test_a_right_prediction_of_a_puzzle_is_ticked_with_its_verdict(page: Page):
    page.goto("/labs/cost/?puzzle=cost-double-one-thread")
    row = page.locator("#puzzle-cost-double-one-thread")
    expect(row).to_contain_text("○")
    page.get_by_label("It stays").check()
    page.get_by_role("button", name="Predict").click()
    expect(row).to_contain_text("✓")
    expect(row).to_contain_text("solved")
    expect(row.get_by_role("link")).to_have_attribute("aria-current", "page")


@pytest.mark.parametrize("asked", ["Predict", "Show it without predicting"])
def test_what_was_asked_before_a_change_does_not_come_after_it(
    page: Page, complaints: Complaints, asked: str
):
    complaints.expect("htmx:sendAbort|htmx:afterRequest")
    page.goto("/labs/cost/?look=0")
    page.locator(".lab-ask").get_by_role("radio").first.check()
    held: list[Route] = []
    page.route("**/labs/cost/**", lambda route: held.append(route))
    page.locator(".lab-ask").get_by_text(asked, exact=True).click()
    wait_for(page, held, 1)
    number(page).fill("2048")
    wait_for(page, held, 2)
    for route in reversed(held):
        with suppress(Error):  # the older one was given up
            route.continue_()

    expect(page).to_have_url(re.compile(r"\?memory=2048&look=0$"))
    page.wait_for_timeout(500)  # the older answer would be here by now
    expect(page).to_have_url(re.compile(r"\?memory=2048&look=0$"))
    expect(page.locator(".lab-ask [name=state]")).to_have_value("memory=2048")
    expect(page.get_by_role("button", name="Predict")).to_be_enabled()


def test_what_is_asked_during_a_change_waits_for_its_answer(page: Page):
    page.goto("/labs/cost/?look=0")
    held: list[Route] = []
    page.route("**/labs/cost/**", lambda route: held.append(route), times=1)
    number(page).fill("2048")
    wait_for(page, held, 1)
    page.get_by_role("link", name="Show it without predicting").click()
    held[0].continue_()

    expect(page.locator(".lab-ask [name=state]")).to_have_value("memory=2048")
    page.get_by_role("link", name="Show it without predicting").click()
    expect(page.locator("#result .tile").first).to_contain_text("1.16")
    expect(page).to_have_url(re.compile(r"\?memory=2048$"))


def test_nothing_said_is_told_at_the_question(page: Page, complaints: Complaints):
    complaints.expect("status of 422")
    page.goto("/labs/cost/?look=0")
    page.get_by_role("button", name="Predict").click()
    expect(page.locator("#said-error")).to_have_text("Say first what you expect.")
    expect(page.locator("#said-error")).to_be_focused()
    assert not Prediction.objects.exists()


def test_a_goal_is_kept_when_it_is_reached(page: Page):
    page.goto("/labs/cost/?memory=1024")
    number(page).fill("1769")
    expect(page.locator("#goals")).to_contain_text("Reached here, kept")
    assert Reached.objects.get().goal == "free-speed"
    number(page).fill("2048")
    expect(page.locator("#goals")).to_contain_text("Reached before")


@pytest.mark.parametrize("screen", [None, PHONE])
def test_measurements_by_keyboard(visit: Visit, complaints: Complaints, screen: dict | None):
    complaints.expect("status of 422")
    page = visit("/labs/cost/", **({"viewport": screen} if screen else {}))
    expect(page.get_by_label("Measurements", exact=True)).to_be_hidden()
    tab_to(page, page.get_by_role("radio", name="One CPU thread"))
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Fitted to measurements")).to_be_checked()
    expect(page.get_by_role("heading", name="Measured and modelled")).to_be_visible()

    tab_to(page, page.get_by_label("Measurements", exact=True))
    page.keyboard.press("End")
    expect(page.get_by_role("textbox", name="Measured settings")).to_be_visible()
    expect(page.get_by_role("alert").filter(has_text="two settings at least")).to_be_visible()
    tab_to(page, page.get_by_role("textbox", name="Measured settings"))
    page.keyboard.insert_text(POINTS)
    expect(result(page)).to_contain_text("2,324.79 ms CPU on one thread")
    expect(result(page)).to_contain_text("cheapest and balanced 1,536 MB; fastest 3,008 MB")
    page.keyboard.insert_text("\n4096 fast")
    expect(page.locator("#points-error")).to_contain_text("line 7")
    expect(page.get_by_role("textbox", name="Measured settings")).to_have_attribute(
        "aria-invalid", "true"
    )
    expect(page.get_by_role("textbox", name="Measured settings")).to_be_focused()
    assert page.evaluate(TOO_WIDE) == []


def test_a_second_setting_stands_beside_the_first(page: Page):
    page.goto("/labs/cost/?memory=512")
    page.get_by_text("A second setting, and balance").click()
    page.get_by_label("Memory of a second setting").fill("1769")
    table = page.get_by_role("region", name="Two settings", exact=True)
    expect(table).to_contain_text("−982.03 ms")
    page.locator("#compared > summary").click()
    page.get_by_label("Memory of a second setting").fill("")
    expect(table).to_have_count(0)
    expect(page.locator("#compared")).to_have_attribute("open", "")


def test_a_challenge_is_copied_without_its_answer(visit: Visit):
    page = visit("/labs/cost/?memory=2048", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("link", name="Copy this as a challenge").click()
    expect(page.get_by_role("status")).to_contain_text("Copied.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert re.search(r"/labs/cost/\?memory=2048&look=0$", copied)
    page.goto(copied)
    expect(page.locator(".lab-ask .eyebrow")).to_have_text("Predict first")


def test_puzzles_and_measurements_without_javascript(visit: Visit, complaints: Complaints):
    complaints.expect("status of 422")
    page = visit("/labs/", java_script_enabled=False, viewport=PHONE)
    page.get_by_role("link", name="Memory, vCPU, time and cost").click()
    expect(page.get_by_text("Copy this as a challenge")).to_be_hidden()
    page.get_by_role("link", name="A hundredth too much").click()
    page.get_by_role("textbox", name="How many milliseconds").fill("13")
    page.get_by_role("button", name="Predict").click()
    expect(page.locator("h2.verdict")).to_have_text("✓ As you predicted")

    page.goto("/labs/cost/?work=fit&sample=own")
    expect(page.get_by_role("alert").filter(has_text="two settings at least")).to_be_visible()
    page.get_by_role("textbox", name="Measured settings").fill(POINTS)
    page.get_by_role("button", name="Set").click()
    expect(result(page)).to_contain_text("2,324.79 ms CPU on one thread")
    assert page.evaluate(TOO_WIDE) == []


def test_the_new_parts_read_well(page: Page, complaints: Complaints, inspection: Inspection):
    complaints.expect("status of 422")
    for query in (
        "look=0",
        "puzzle=cost-large-event",
        "puzzle=cost-a-tie",
        "work=fit&sample=rust-sort-x86&threads=2&beside=10240&besidearch=arm64",
        "work=fit&sample=own&points=128+1%0A256+x",
    ):
        page.goto(f"/labs/cost/?{query}")
        inspection.look(page)
    for said in ("It grows", "It stays"):
        page.goto("/labs/cost/?puzzle=cost-double-one-thread")
        page.get_by_label(said).check()
        page.get_by_role("button", name="Predict").click()
        expect(page.locator("h2.verdict")).to_be_visible()
        inspection.look(page, f"verdict on {said}")
    page.goto("/labs/")
    inspection.look(page)
