"""What a learner does at a question, by keyboard or by mouse."""

from playwright.sync_api import Locator, Page, expect

from quizzes.cards import Shelf
from quizzes.engine.draws import draw
from quizzes.models import Attempt, Slot

HAS_RING = """element => {
  const rows = ".option:not(.order-row), .log-line, .card-link, .segmented > label";
  const shown = element.closest(rows) ?? element;
  const { outlineStyle, outlineWidth } = getComputedStyle(shown);
  const drawn = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  return element.matches(":focus-visible") && drawn;
}"""
IS_ON_TOP = """element => {
  const { x, y, height } = element.getBoundingClientRect();
  const above = document.elementFromPoint(x + 4, y + height / 2);
  return above !== null && (element.contains(above) || above.contains(element));
}"""
TAB_STOPS = 90


def tab_to(page: Page, goal: Locator) -> None:
    """Press Tab until `goal` has the focus, and see that the focus shows."""
    element = goal.element_handle()
    for _ in range(TAB_STOPS):
        page.keyboard.press("Tab")
        if element.evaluate("element => element === document.activeElement"):
            assert element.evaluate(HAS_RING), f"the focus cannot be seen on {goal}"
            return
    raise AssertionError(f"{TAB_STOPS} Tabs do not lead to {goal}")


def current_slot(page: Page, attempt: Attempt) -> Slot:
    """The slot whose form the page shows."""
    action = page.locator("form.question").get_attribute("action") or ""
    return attempt.slots.get(position=int(action.rstrip("/").rpartition("/")[2]))


def response_to(slot: Slot, *, right: bool) -> list[str]:
    """A right response, or one that is wrong in as many options."""
    item = slot.version.item()
    numbers = Shelf.of([item]).numbers
    if item.is_number:
        answer = draw(item, slot.seed, numbers).answer
        return [str(answer if right else answer + 1)]
    make = item.rules.right if right else item.rules.wrong
    return list(make(item, slot.seed, numbers))


def choose(page: Page, response: list[str]) -> None:
    """Fill in the question at hand by mouse."""
    typed = page.locator("#answer")
    if typed.count():
        typed.fill(response[0])
        return
    lists = page.locator("form.question select")
    if lists.count():
        for value in as_sent(response):
            lists.and_(page.locator(f"select:has(option[value='{value}'])")).select_option(value)
        return
    for value in response:
        page.locator(f"label:has(input[name=answer][value='{value}'])").click()


def as_sent(response: list[str]) -> list[str]:
    """What the lists of a form send: an order comes as "a=1", a pair as it is."""
    places = [f"{name}={place}" for place, name in enumerate(response, 1)]
    return response if "=" in response[0] else places


def choose_by_keyboard(page: Page, response: list[str]) -> None:
    typed = page.locator("#answer")
    if typed.count():
        tab_to(page, typed)
        page.keyboard.press("Control+A")  # a policy begins with one to edit
        page.keyboard.type(response[0])
        return
    boxes = page.locator("form.question input[type=checkbox][name=answer]")
    if boxes.count():
        for box in boxes.all():
            if box.get_attribute("value") in response:
                tab_to(page, box)
                page.keyboard.press("Space")
        return
    tab_to(page, page.locator("form.question input[type=radio][name=answer]").first)
    page.keyboard.press("Space")
    wanted = page.locator(f"form.question input[name=answer][value='{response[0]}']")
    while not wanted.is_checked():
        page.keyboard.press("ArrowDown")


def check(page: Page) -> None:
    page.get_by_role("button", name="Check answer").click()


def verdict(page: Page) -> Locator:
    return page.locator("h2.verdict")


def sees_verdict(page: Page) -> None:
    """The verdict has the focus and nothing covers it."""
    expect(verdict(page)).to_be_focused()
    expect(verdict(page)).to_be_in_viewport(ratio=1)
    assert verdict(page).evaluate(IS_ON_TOP), "something lies over the verdict"
