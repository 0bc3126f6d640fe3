"""The cost lab: slider, number, presets and links set the memory; the result follows."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Complaints, Visit
from tests.e2e.inspection import PHONE, Inspection
from tests.e2e.steps import tab_to

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def tile(page: Page, label: str) -> Locator:
    return page.locator("#result .tile", has_text=label).locator("dd").first


def number(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Memory", exact=True)


@pytest.mark.parametrize("screen", [None, PHONE])
def test_the_memory_by_keyboard(visit: Visit, screen: dict | None):
    page = visit("/labs/cost/?memory=512", **({"viewport": screen} if screen else {}))
    slider = page.get_by_role("slider", name="Memory")
    expect(tile(page, "Duration")).to_have_text("1,382.03 ms")

    tab_to(page, number(page))
    page.keyboard.press("Control+A")
    page.keyboard.type("1,769")
    expect(tile(page, "vCPU share")).to_have_text("1.00")
    expect(tile(page, "Duration")).to_have_text("400 ms")
    expect(slider).to_have_attribute("aria-valuetext", "1,769 MB")
    expect(page).to_have_url(re.compile(r"memory=1769"))

    tab_to(page, slider)
    page.keyboard.press("End")
    expect(number(page)).to_have_value("10,240")
    expect(tile(page, "vCPU share")).to_have_text("5.79")
    page.keyboard.press("Home")
    expect(number(page)).to_have_value("128")
    expect(tile(page, "vCPU share")).to_have_text("0.07")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(number(page)).not_to_have_value("128")
    expect(slider).to_be_focused()
    expect(page.get_by_role("status")).to_contain_text(number(page).input_value())


def test_a_preset_and_a_recommendation_by_keyboard(page: Page):
    page.goto("/labs/cost/")
    before = tile(page, "Duration").inner_text()
    tab_to(page, page.get_by_role("radio", name="One CPU thread"))
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("radio", name="Waits on a database")).to_be_checked()
    expect(tile(page, "Duration")).not_to_have_text(before)

    recommended = page.locator("#result a[id^=set-][data-memory]:visible").first
    memory = recommended.get_attribute("data-memory") or ""
    tab_to(page, recommended)
    page.keyboard.press("Enter")

    expect(number(page)).to_have_value(f"{int(memory):,}")
    expect(page.get_by_text(re.compile(rf"{int(memory):,} MB is set"))).to_be_visible()


def test_own_numbers_begin_with_those_of_the_preset(page: Page):
    page.goto("/labs/cost/?memory=1769")
    expect(page.get_by_label("CPU time on one thread")).to_be_hidden()
    page.get_by_text("Own numbers").click()

    own = page.get_by_label("CPU time on one thread")
    expect(own).to_have_value("400")
    own.fill("800")
    expect(tile(page, "Duration")).to_have_text("800 ms")


def test_what_cannot_be_reckoned_is_said_at_the_field(page: Page, complaints: Complaints):
    complaints.expect("status of 422")
    page.goto("/labs/cost/")
    number(page).fill("64")

    expect(page.get_by_role("alert").filter(has_text="No result yet.")).to_be_visible()
    expect(page.locator("#memory-error")).to_contain_text("from 128 to 10,240 MB")
    expect(number(page)).to_have_attribute("aria-invalid", "true")
    expect(number(page)).to_have_value("64")
    number(page).fill("128")
    expect(tile(page, "vCPU share")).to_have_text("0.07")
    expect(page.locator("#memory-error")).to_be_empty()
    expect(number(page)).to_have_attribute("aria-invalid", "false")


def test_the_lab_without_javascript(visit: Visit, complaints: Complaints):
    complaints.expect("status of 422")
    page = visit("/labs/cost/", java_script_enabled=False)
    number(page).fill("1769")
    page.keyboard.press("Enter")
    expect(tile(page, "Duration")).to_have_text("400 ms")
    expect(page).to_have_url(re.compile("memory=1769"))
    page.get_by_text("Waits on a database").click()
    page.get_by_role("button", name="Set").click()
    expect(tile(page, "Duration")).not_to_have_text("400 ms")

    number(page).fill("12 monkeys")
    page.get_by_role("button", name="Set").click()

    expect(page.locator("#memory-error")).to_contain_text("from 128 to 10,240 MB")
    expect(number(page)).to_have_value("12 monkeys")
    page.goto("/labs/cost/?memory=512")
    page.locator("#compared summary").click()
    page.get_by_role("link", name="2,048", exact=True).click()
    expect(number(page)).to_have_value("2,048")


@pytest.mark.parametrize("screen", [None, PHONE])
def test_a_further_charge_by_keyboard(visit: Visit, screen: dict | None):
    page = visit("/labs/cost/", **({"viewport": screen} if screen else {}))
    bill = page.locator("#result .bill")
    expect(page.get_by_label("Snapshots kept, a month")).to_be_hidden()
    tab_to(page, page.locator("#more-charges > summary"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_label("Snapshots kept, a month"))
    page.keyboard.press("Control+A")
    page.keyboard.type("720")
    expect(bill).to_contain_text("SnapStart cache")
    expect(page).to_have_url(re.compile("snap=720"))

    page.keyboard.press("Shift+Tab")
    expect(page.get_by_label("Where it runs")).to_be_focused()
    page.keyboard.press("End")
    expect(bill).to_contain_text("vCPUs of MicroVMs")
    expect(page.get_by_label("Launches a month")).to_be_visible()
    for none in ("Requests a month", "Region", "Kafka pollers"):
        expect(page.get_by_label(none, exact=True)).to_be_hidden()
    page.keyboard.press("ArrowUp")
    expect(bill).to_contain_text("Fee for Managed Instances")
    expect(page.get_by_label("Launches a month")).to_be_hidden()
    expect(page.get_by_label("Requests a month")).to_be_visible()
    expect(bill).not_to_contain_text("SnapStart cache")
    expect(page.get_by_label("Snapshots kept, a month")).to_be_hidden()
    expect(number(page)).to_be_hidden()
    expect(page.get_by_text("though entered: Snapshots kept, a month")).to_be_visible()
    page.keyboard.press("Home")
    expect(page.get_by_label("Snapshots kept, a month")).to_have_value("720")
    expect(bill).to_contain_text("SnapStart cache")


def test_the_further_charges_without_javascript(visit: Visit):
    page = visit("/labs/cost/", java_script_enabled=False)
    page.locator("#more-charges > summary").click()
    page.get_by_label("Where it runs").select_option("edge")
    page.get_by_role("button", name="Set").click()
    expect(page.locator("#result .bill")).to_contain_text("no free tier here")
    expect(page.get_by_label("Where it runs")).to_be_visible()
    expect(page.get_by_label("Region", exact=True)).to_be_hidden()
    page.get_by_label("Where it runs").select_option("default")
    page.get_by_label("Operations a month").fill("1000000")
    page.get_by_role("button", name="Set").click()
    expect(page.locator("#result .bill")).to_contain_text("Durable operations")


def test_a_link_carries_the_whole_state(visit: Visit, page: Page):
    page.goto("/labs/cost/")
    number(page).fill("3072")
    page.locator("#id_arch label", has_text="arm64").click()
    page.get_by_text("Six parallel threads").click()
    expect(page).to_have_url(re.compile(r"(?=.*memory=3072)(?=.*work=six)(?=.*arch=arm64)"))
    expect(page.locator("#result")).not_to_have_attribute("aria-busy", "true")
    expect(tile(page, "vCPU share")).to_have_text("1.74")
    shown = page.locator("#result .tiles").inner_text()

    other = visit(page.url)

    assert other.locator("#result .tiles").inner_text() == shown


def test_the_lab_reads_well(page: Page, complaints: Complaints, inspection: Inspection):
    complaints.expect("status of 422")
    charges = "?snap=744&restores=9&streamed=9&streammb=9&ops=1&kafka=1&sqs=1&free=on&leftreq=0"
    for query in ("", "?memory=128&timeout=3", "?memory=1", charges, "?place=managed"):
        page.goto(f"/labs/cost/{query}")
        inspection.look(page)
    page.goto("/labs/cost/?work=own&memory=10240&requests=1000000000000&region=af-south-1&units=3")
    inspection.look(page)
