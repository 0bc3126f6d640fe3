"""Double clicks, two tabs, the back button, a bad line: never two answers, never none."""

from collections.abc import Callable

import pytest
from django.conf import LazySettings
from playwright.sync_api import Page, Route, expect

from quizzes.models import Answer, Attempt
from studyapp.accounts.models import User
from tests.e2e.conftest import Complaints, Visit
from tests.e2e.steps import check, sees_verdict, verdict
from tests.factories import make_attempt, make_question, make_quiz, make_user

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
STANDS = "That answer stands."


def responses() -> list[list[str]]:
    return [answer.response for answer in Answer.objects.order_by("pk")]


def option(page: Page, value: str):
    return page.locator(f"label.option:has(input[value='{value}'])")


@pytest.fixture
def attempt(content: object) -> Attempt:
    """Two questions, begun by a learner; the options are a to d, and a is right."""
    quiz = make_quiz([make_question(slug="first"), make_question(slug="second")])
    return make_attempt(make_user("learner@example.org"), quiz)


@pytest.fixture
def tab(visit: Visit, attempt: Attempt) -> Page:
    """The first question, open before its learner."""
    return visit(attempt.slots.get(position=1).get_absolute_url(), user=attempt.user)


@pytest.fixture
def tab_without_copy(visit: Visit, attempt: Attempt) -> Page:
    """The same where the browser has no copy of the set: nothing can be marked offline."""
    page = visit("/", user=attempt.user)
    page.context.route("**/packet/", lambda route: route.abort())
    page.goto(attempt.slots.get(position=1).get_absolute_url())
    return page


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("path", ["/", "/practise/questions/rt-go-runtime/"])
def test_a_double_click_on_a_guests_first_answer_counts_once(
    visit: Visit, path: str, javascript: bool
):
    page = visit(path, java_script_enabled=javascript)
    page.locator("label.option").first.click()

    page.get_by_role("button", name="Check answer").dblclick(no_wait_after=True)

    expect(verdict(page)).to_be_visible()
    expect(page.get_by_text("✓ Saved on this device")).to_be_visible()
    assert (User.objects.count(), Attempt.objects.count(), len(responses())) == (1, 1, 1)


def test_enter_held_down_counts_once(tab: Page):
    tab.locator("input[value=a]").focus()
    tab.keyboard.press("Space")
    for _ in range(5):
        tab.keyboard.down("Enter")
    tab.keyboard.up("Enter")

    sees_verdict(tab)
    assert responses() == [["a"]]


def test_the_back_button_cannot_change_an_answer(visit: Visit, attempt: Attempt):
    slot = attempt.slots.get(position=1)
    page = visit(slot.get_absolute_url(), user=attempt.user, java_script_enabled=False)
    option(page, "b").click()
    check(page)
    expect(verdict(page)).to_contain_text("Not quite")

    page.go_back()
    if option(page, "a").count():  # the old form, kept by the browser
        option(page, "a").click()
        check(page)
        expect(page.get_by_text(STANDS)).to_be_visible()

    expect(verdict(page)).to_contain_text("Not quite")
    assert responses() == [["b"]]


def test_two_tabs_answer_the_same_question(tab: Page, complaints: Complaints):
    complaints.expect("status of 409")
    other = tab.context.new_page()
    other.goto(tab.url)
    option(tab, "b").click()
    check(tab)
    sees_verdict(tab)

    option(other, "a").click()
    check(other)

    sees_verdict(other)
    expect(other.get_by_text(STANDS)).to_be_visible()
    expect(verdict(other)).to_contain_text("Not quite")
    assert responses() == [["b"]]


def test_two_tabs_of_a_guest_meet_in_one_attempt(page: Page, complaints: Complaints):
    complaints.expect("status of 409")
    other = page.context.new_page()
    for one in (page, other):
        one.goto("/")
        one.locator("label.option").first.click()
    check(page)
    sees_verdict(page)

    check(other)

    sees_verdict(other)
    expect(other.get_by_text(STANDS)).to_be_visible()
    assert (User.objects.count(), Attempt.objects.count(), len(responses())) == (1, 1, 1)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_request_sent_again_gives_the_same_answer_again(
    visit: Visit, attempt: Attempt, javascript: bool
):
    slot = attempt.slots.get(position=1)
    page = visit(slot.get_absolute_url(), user=attempt.user, java_script_enabled=javascript)
    option(page, "b").click()
    with page.expect_request(lambda request: request.method == "POST") as sent:
        check(page)
    expect(verdict(page)).to_be_visible()
    again, changed = sent.value.post_data or "", (sent.value.post_data or "")
    changed = changed.replace("answer=b", "answer=a")
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Referer": page.url}
    headers |= {"HX-Request": "true"} if javascript else {}

    for data in (again, changed, again):
        reply = page.request.post(sent.value.url, data=data, headers=headers)
        assert reply.status == 200
        assert "Not quite" in reply.text()

    assert responses() == [["b"]]


def hold(page: Page) -> list[Route]:
    """Stop answers on their way; the test lets them go."""
    held: list[Route] = []
    page.route("**/*", lambda r: held.append(r) if r.request.method == "POST" else r.continue_())
    return held


def test_a_slow_line_shows_that_it_works_and_takes_one_answer(tab: Page):
    held = hold(tab)
    option(tab, "b").click()
    check(tab)

    expect(tab.locator("#take")).to_have_attribute("aria-busy", "true")
    expect(tab.get_by_role("button", name="Check answer")).to_be_disabled()
    tab.locator("input[value=b]").press("Enter")
    tab.get_by_role("button", name="Check answer").click(force=True)
    assert len(held) == 1
    held[0].continue_()

    sees_verdict(tab)
    expect(tab.locator("#take")).not_to_have_attribute("aria-busy", "true")
    assert responses() == [["b"]]


def offline(page: Page) -> None:
    page.context.set_offline(True)


def refused(page: Page) -> None:
    page.route("**/*", lambda route: route.fulfill(status=500, body="<h1>fault</h1>"))


def lost_on_the_way_back(page: Page) -> None:
    """The server keeps the answer; the browser never hears of it, nor of its new session."""

    made_a_guest = not User.objects.exists()

    def swallow(route: Route) -> None:
        route.fetch()
        if made_a_guest:
            page.context.clear_cookies(name="sessionid")
        route.abort()

    page.route("**/*", swallow)


def well_again(page: Page) -> None:
    page.context.set_offline(False)
    page.unroute_all()


@pytest.mark.parametrize("trouble", [offline, refused, lost_on_the_way_back])
@pytest.mark.parametrize("guest", [True, False])
def test_an_answer_that_did_not_arrive_waits_and_is_sent(
    request: pytest.FixtureRequest,
    page: Page,
    complaints: Complaints,
    trouble: Callable[[Page], None],
    guest: bool,
):
    complaints.expect("ERR_INTERNET_DISCONNECTED|ERR_FAILED|status of 500|htmx:|Error Code 500")
    if guest:
        page.goto("/")
    else:
        page = request.getfixturevalue("tab_without_copy")
    page.locator("label.option").nth(1).click()
    trouble(page)
    check(page)

    expect(page.locator("#strip")).to_contain_text("Answers are kept in this browser (1 waiting).")
    expect(page.locator("#strip")).to_be_in_viewport()
    expect(page.locator("[data-saved]")).to_have_text("Waiting")
    expect(page.locator("label.option input").nth(1)).to_be_checked()
    expect(page.get_by_role("button", name="Check answer")).to_be_enabled()
    expect(page.locator("#take")).not_to_have_attribute("aria-busy", "true")
    well_again(page)

    sees_verdict(page)  # sent by itself
    expect(page.get_by_text("Waiting")).to_have_count(0)
    assert (User.objects.count(), Attempt.objects.count(), len(responses())) == (1, 1, 1)


def test_too_many_guests_from_one_address_are_told_to_wait(
    page: Page, complaints: Complaints, settings: LazySettings
):
    complaints.expect("status of 429|Error Code 429")
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"guest": (0, 3600)}
    page.goto("/")
    page.locator("label.option").first.click()
    check(page)

    expect(page.locator("#strip")).to_contain_text("The server cannot answer now.")
    expect(page.locator("label.option input").first).to_be_checked()
    assert not User.objects.exists()


def test_a_form_older_than_its_cookie_is_sent_with_a_new_one(tab: Page, complaints: Complaints):
    complaints.expect("status of 403|Error Code 403")
    option(tab, "a").click()
    tab.context.clear_cookies(name="csrftoken")
    check(tab)

    sees_verdict(tab)
    assert responses() == [["a"]]
