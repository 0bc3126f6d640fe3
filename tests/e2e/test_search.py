"""Searching as a reader does: by keyboard, as one types, and without JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visit
from tests.e2e.inspection import PHONE
from tests.e2e.steps import tab_to
from tests.factories import make_attempt, make_user

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def field(page: Page):
    return page.get_by_role("searchbox", name="Search lessons, facts and the glossary")


def test_results_appear_while_one_types(page: Page):
    page.goto("/search/")
    expect(field(page)).to_be_focused()

    page.keyboard.type("cold sta", delay=30)

    expect(page.get_by_role("link", name="Cold start", exact=True)).to_be_visible()
    expect(page.locator("#status")).to_have_text(re.compile(r"^\d+ results$"))
    expect(page).to_have_url(re.compile(r"/search/\?q=cold%20sta$"))
    expect(page).to_have_title("“cold sta” · Search · Lambda Ledger")
    expect(field(page)).to_be_focused()
    page.keyboard.press("ArrowDown")
    first = page.locator(".found a").first
    expect(first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(field(page)).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/glossary/#cold-start$"))
    page.go_back()
    expect(field(page)).to_have_value("cold sta")
    expect(first).to_be_visible()


def test_a_slip_is_put_right(page: Page):
    page.goto("/search/")
    page.keyboard.type("DynmoDB")
    expect(page.locator("#status")).to_have_text("No results. Did you mean DynamoDB?")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page).to_have_url("/search/?q=DynamoDB")
    expect(page.locator(".found mark").first).to_have_text("DynamoDB")


def test_the_slash_leads_to_the_search(page: Page):
    page.goto("/learn/")
    page.keyboard.press("/")
    expect(page).to_have_url("/search/")
    expect(field(page)).to_be_focused()

    page.keyboard.type("/tmp")
    expect(page.locator(".found a").first).to_be_visible()
    page.get_by_role("link", name="Learn").focus()
    page.keyboard.press("/")

    expect(field(page)).to_be_focused()
    expect(field(page)).to_have_value("/tmp")


def test_the_slash_takes_nothing_from_an_answer(visit: Visit):
    attempt = make_attempt(make_user("learner@example.org"))
    page = visit(attempt.slots.get(position=1).get_absolute_url(), user=attempt.user)
    option = page.locator("form.question .option input").first
    option.check()
    page.keyboard.press("/")
    expect(page).to_have_url("/search/")

    page.go_back()

    expect(option).to_be_checked()


def test_the_slash_can_be_switched_off(page: Page):
    page.goto("/search/")
    page.get_by_role("checkbox", name="The key / leads here from every page").uncheck()
    page.goto("/learn/")
    page.keyboard.press("/")
    page.keyboard.press("Tab")
    expect(page).to_have_url("/learn/")

    page.goto("/search/")
    page.get_by_role("checkbox").check()
    page.goto("/learn/")
    page.keyboard.press("/")
    expect(page).to_have_url("/search/")


@pytest.mark.parametrize("screen", [PHONE, None])
def test_without_javascript_it_is_a_form(visit: Visit, screen: dict | None):
    options = {"viewport": screen} if screen else {}
    page = visit("/", java_script_enabled=False, **options)
    page.get_by_role("link", name="Search", exact=True).click()
    field(page).fill("x-ray")
    tab_to(page, page.get_by_role("button", name="Search"))
    page.keyboard.press("Enter")

    expect(page).to_have_url("/search/?q=x-ray")
    expect(page.get_by_role("link", name="AWS X-Ray", exact=True)).to_be_visible()
    expect(page.get_by_text("The key /")).to_be_hidden()
