"""What stands beside the lessons and in them: the calculator, filters, the sheet, look-alikes."""

import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.e2e.conftest import Visit
from tests.e2e.inspection import PHONE, TOO_WIDE
from tests.e2e.steps import tab_to

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

LESSON = "/learn/memory-and-cost/"
SMALLEST_POINTS = 6.5
TYPE = """() => [...document.querySelectorAll(".sheet :is(h2, dt, dd, dd *), .sheet-foot")]
  .map((element) => parseFloat(getComputedStyle(element).fontSize) * 0.75)"""
CUT_OFF = """() => [...document.querySelectorAll(".sheet h2, .sheet dt, .sheet dd")]
  .filter((element) => element.scrollWidth > element.clientWidth + 1)
  .map((element) => element.innerText)"""


# The calculator inside a lesson.


def lab(page: Page) -> Locator:
    return page.locator(".lab-embed")


def tile(page: Page, label: str) -> Locator:
    return lab(page).locator("#result .tile", has_text=label).locator("dd").first


def arrives(page: Page) -> Locator:
    """Scroll to the lab of the lesson; return its slider."""
    expect(page.locator("#lab")).to_have_count(0)
    lab(page).scroll_into_view_if_needed()
    slider = lab(page).get_by_role("slider", name="Memory")
    expect(slider).to_be_visible()
    return slider


def test_the_lab_of_a_lesson_arrives_when_it_comes_into_view(page: Page):
    page.goto(LESSON)
    slider = arrives(page)
    before = tile(page, "Duration").inner_text()

    share = tile(page, "vCPU share")
    for _ in range(40):  # the script that listens to it may still be on its way
        slider.fill(slider.get_attribute("max") or "")
        page.wait_for_timeout(250)
        if share.inner_text() == "5.79":
            break

    expect(share).to_have_text("5.79")
    expect(tile(page, "Duration")).not_to_have_text(before)
    expect(lab(page).get_by_role("textbox", name="Memory", exact=True)).to_have_value("10,240")
    expect(page).to_have_url(re.compile(rf"{LESSON}$"))


def test_a_slider_moved_before_its_script_has_come_counts(page: Page):
    held: list[Route] = []
    page.route("**/js/cost*.js", lambda route: held.append(route))
    page.goto(LESSON)
    slider = arrives(page)
    slider.fill(slider.get_attribute("max") or "")
    expect(lab(page).get_by_role("textbox", name="Memory", exact=True)).to_have_value("1,024")
    while not held:
        page.wait_for_timeout(50)
    held[0].continue_()

    expect(lab(page).get_by_role("textbox", name="Memory", exact=True)).to_have_value("10,240")
    expect(tile(page, "vCPU share")).to_have_text("5.79")
    expect(slider).to_have_attribute("aria-valuetext", "10,240 MB")


@pytest.mark.parametrize("screen", [None, PHONE])
def test_the_lab_of_a_lesson_by_keyboard(visit: Visit, screen: dict | None):
    page = visit(LESSON, **({"viewport": screen} if screen else {}))
    slider = arrives(page)
    number = lab(page).get_by_role("textbox", name="Memory", exact=True)
    number.click()

    page.keyboard.press("Control+A")
    page.keyboard.type("1,769")
    expect(tile(page, "vCPU share")).to_have_text("1.00")
    expect(slider).to_have_attribute("aria-valuetext", "1,769 MB")
    tab_to(page, slider)
    page.keyboard.press("Home")
    expect(number).to_have_value("128")
    expect(tile(page, "vCPU share")).to_have_text("0.07")
    expect(slider).to_be_focused()
    tab_to(page, lab(page).locator("#more-inputs > summary"))
    page.keyboard.press("Enter")
    expect(lab(page).get_by_text("Waits on a database")).to_be_visible()
    expect(page).to_have_url(re.compile(rf"{LESSON}$"))
    assert page.evaluate(TOO_WIDE) == []


def test_the_lab_of_a_lesson_is_fetched_once(page: Page):
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    page.goto(LESSON)
    assert [url for url in fetched if "embedded" in url] == []
    arrives(page)
    for _ in range(2):
        page.evaluate("scrollTo(0, 0)")
        lab(page).scroll_into_view_if_needed()

    assert len([url for url in fetched if "/labs/" in url]) == 1
    assert len([url for url in fetched if "cost.js" in url]) == 1


def test_the_lab_of_a_lesson_without_javascript_is_a_link(visit: Visit):
    page = visit(LESSON, java_script_enabled=False)
    page.get_by_role("link", name="Open the lab on its own page").click()

    expect(page).to_have_url("/labs/cost/")
    expect(page.locator("#result")).to_be_visible()


# The ledger and its filters.


def facts(page: Page) -> Locator:
    return page.locator("#facts .ledger-rows > li")


def test_a_filter_of_the_ledger_takes_effect_at_once(page: Page):
    page.goto("/facts/")
    page.get_by_label("Topic").select_option("runtimes")

    expect(page.locator("#facts h2")).to_have_text(["Runtimes"])
    expect(page).to_have_url("/facts/?topic=runtimes&age=&changed=")
    expect(page.get_by_role("status")).to_have_text(f"{facts(page).count()} facts")
    page.get_by_label("Older material").select_option("2022")
    expect(page.get_by_text("No fact fits these filters.")).to_be_visible()

    page.go_back()
    expect(page.locator("#facts h2")).to_have_text(["Runtimes"])
    expect(page.get_by_label("Topic")).to_have_value("runtimes")


def test_the_filters_of_the_ledger_by_keyboard(page: Page):
    page.goto("/facts/")
    tab_to(page, page.get_by_label("Topic"))
    page.keyboard.type("Runtimes")

    expect(page.locator("#facts h2")).to_have_text(["Runtimes"])
    expect(page.get_by_label("Topic")).to_be_focused()


def test_the_filters_of_the_ledger_without_javascript(visit: Visit):
    page = visit("/facts/", java_script_enabled=False)
    page.get_by_label("Topic").select_option("compute")
    page.get_by_label("Older material").select_option("any")
    page.get_by_role("button", name="Show").click()

    expect(page.locator("#facts h2")).to_have_text(["Compute"])
    expect(page.get_by_label("Older material")).to_have_value("any")
    assert all("changed" in row for row in facts(page).all_inner_texts())


def test_the_pages_of_the_ledger_keep_the_filter(page: Page):
    page.goto("/facts/")
    page.get_by_label("Topic").select_option("prices")
    expect(page.locator("#facts h2")).to_have_text(["Prices"])
    page.get_by_role("link", name="Next").click()

    expect(page).to_have_url("/facts/?topic=prices&page=2")
    expect(page.locator("#facts h2")).to_have_text(["Prices"])
    expect(page.get_by_text("Page 2 of")).to_be_visible()


# The cheat sheet.


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


def test_the_cheat_sheet_prints_on_one_side_of_a4(page: Page):
    page.goto("/cheat-sheet/")
    cues = page.locator(".sheet dl > div").count()

    assert cues > 50
    assert pages_of(page.pdf(format="A4", prefer_css_page_size=True)) == 1


def test_the_printed_sheet_can_be_read(page: Page):
    page.goto("/cheat-sheet/")
    page.emulate_media(media="print")

    assert min(page.evaluate(TYPE)) >= SMALLEST_POINTS
    assert page.evaluate(CUT_OFF) == []
    for bar in (".topbar", ".foot", ".btn-row"):
        expect(page.locator(bar).first).to_be_hidden()


def test_the_print_button_prints(page: Page):
    page.goto("/cheat-sheet/")
    page.evaluate("window.print = () => { document.title = 'printed'; }")
    page.get_by_role("button", name="Print").click()

    expect(page).to_have_title("printed")


def test_without_javascript_there_is_no_button_that_does_nothing(visit: Visit):
    page = visit("/cheat-sheet/", java_script_enabled=False)

    expect(page.get_by_role("button", name="Print")).to_be_hidden()


# Look-alikes and words.


def test_a_comparison_on_a_phone_needs_no_scrolling_sideways(visit: Visit, bundle):
    page = visit(viewport=PHONE)
    for slug, entry in bundle.look_alikes.items():
        page.goto(f"/look-alikes/{slug}/")
        assert page.evaluate(TOO_WIDE) == [], slug
        table = page.get_by_role("table").first
        assert table.evaluate("table => table.scrollWidth <= table.clientWidth"), slug
        expect(table.get_by_role("columnheader")).to_have_count(len(entry.sides) + 1)
        expect(table.get_by_role("rowheader")).to_have_count(len(entry.rows))


def test_a_comparison_leads_to_its_drill(page: Page):
    page.goto("/look-alikes/")
    page.get_by_role("main").get_by_role("listitem").first.click()
    title = page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("link", name="Start the drill").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.get_by_role("button", name="Start").click()

    expect(page.locator("form.question")).to_be_visible()


def test_a_word_leads_to_its_lesson_and_back(page: Page):
    page.goto("/learn/runtimes/")
    words = page.get_by_role("region", name="Words of this lesson")
    words.get_by_role("link").first.click()
    term = page.locator(".term:target")
    expect(term).to_be_in_viewport()
    term.get_by_role("link", name=re.compile("run", re.I)).last.scroll_into_view_if_needed()
    term.locator("dd.meta a").first.click()

    expect(page).to_have_url(re.compile(r"/learn/runtimes/#[\w-]+$"))
    expect(page.locator(":target")).to_be_in_viewport()
