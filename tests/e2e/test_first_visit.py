"""The first visit: no account, one question, and everything still there on the next day."""

import pytest
from playwright.sync_api import Page, expect

from quizzes.models import Answer, Attempt, Quiz
from studyapp.accounts.models import User
from tests.e2e.conftest import Visit
from tests.e2e.inspection import PHONE
from tests.e2e.steps import check, choose, response_to, sees_verdict, tab_to, verdict

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def answer_first(page: Page, *, option: int = 0) -> None:
    page.goto("/")
    page.locator("label.option").nth(option).click()
    check(page)
    sees_verdict(page)


def test_looking_around_makes_no_user(page: Page):
    for path in ("/", "/learn/", "/learn/runtimes/", "/practise/runtimes/", "/progress/"):
        page.goto(path)

    assert not User.objects.exists()
    assert "sessionid" not in [cookie["name"] for cookie in page.context.cookies()]


@pytest.mark.parametrize("screen", [None, PHONE])
def test_a_guest_answers_on_the_first_page_and_finds_it_again(visit: Visit, screen: dict | None):
    options = {"viewport": screen} if screen else {}
    page = visit(**options)
    answer_first(page)
    quiz = Quiz.objects.open().first()
    expect(page).to_have_title(f"Question 1 of 12 · {quiz.title} · Lambda Ledger")
    expect(page.get_by_text("✓ Saved on this device")).to_be_visible()
    expect(page.get_by_role("link", name="Sign up")).to_be_visible()
    kept = page.context.storage_state()

    page = visit("/", storage_state=kept, **options)

    expect(page.get_by_text("2 of 12", exact=True)).to_be_visible()
    page.goto("/progress/")
    expect(page.get_by_text("open, 1 of 12 answered")).to_be_visible()
    page.get_by_role("link", name=quiz.title).last.click()
    expect(page.get_by_text("2 of 12", exact=True)).to_be_visible()
    assert (User.objects.count(), Answer.objects.count()) == (1, 1)


def test_the_second_answer_from_the_same_page_counts_too(page: Page):
    answer_first(page)
    page.get_by_role("link", name="Next").click()
    expect(page.get_by_text("2 of 12", exact=True)).to_be_visible()
    slot = Attempt.objects.get().slots.get(position=2)
    expect(page).to_have_url(slot.get_absolute_url())

    choose(page, response_to(slot, right=True))
    check(page)

    sees_verdict(page)
    expect(verdict(page)).to_have_text("✓ Right.")
    assert (User.objects.count(), Answer.objects.count()) == (1, 2)


def test_back_and_forward_after_an_answer_show_whole_pages(page: Page):
    answer_first(page)
    page.get_by_role("link", name="Next").click()
    expect(page.get_by_text("2 of 12", exact=True)).to_be_visible()

    shown = page.locator("input[name=client_id]")
    for move in (page.go_back, page.go_forward, page.go_back):
        before = shown.input_value()
        move()
        expect(shown).not_to_have_value(before)
        expect(page.get_by_text("2 of 12", exact=True)).to_be_visible()
        expect(page.get_by_role("banner")).to_have_count(1)
        expect(page.get_by_role("contentinfo")).to_have_count(1)
    page.locator("label.option").first.click()
    for more in page.locator("input[type=checkbox]:not(:checked)").all()[:1]:
        more.check(force=True)
    check(page)
    sees_verdict(page)


def test_the_colours_stay_as_chosen(visit: Visit):
    page = visit("/", color_scheme="light")
    root, background = page.locator("html"), "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(background)

    page.get_by_role("button", name="Dark").click()
    expect(page.get_by_role("button", name="Dark", pressed=True)).to_be_visible()
    page.wait_for_load_state()
    dark = page.evaluate(background)
    page.goto("/learn/")

    expect(root).to_have_attribute("data-theme", "dark")
    assert page.evaluate(background) == dark != light
    page.get_by_role("button", name="System").click()
    expect(page).to_have_url("/learn/")
    expect(page.get_by_role("button", name="System", pressed=True)).to_be_visible()
    page.wait_for_load_state()
    assert page.evaluate(background) == light
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(background) == dark


def test_the_skip_link_leads_past_the_menu(page: Page):
    page.goto("/learn/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_in_viewport(ratio=1)

    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    expect(page.get_by_role("main").get_by_role("link").first).to_be_focused()


def test_every_door_of_the_first_page_opens(page: Page):
    for name, heading in (("Learn", "Learn"), ("Practise", "Practise"), ("Labs", None)):
        page.goto("/")
        tab_to(page, page.get_by_role("main").get_by_role("link", name=name, exact=True))
        page.keyboard.press("Enter")
        expect(page).not_to_have_url("/")
        expect(page.get_by_role("heading", level=1)).to_contain_text(heading or "")
