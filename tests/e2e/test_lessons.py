"""Reading a lesson: recall prompts, fact cards, the mark; by keyboard and without JavaScript."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from studyapp.accounts.models import User
from studyapp.content.loader import Bundle
from studyapp.lessons.models import LessonRead, Recall
from tests.e2e.conftest import Complaints, Visit
from tests.e2e.inspection import PHONE
from tests.e2e.steps import tab_to

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def prompt(page: Page, bundle: Bundle) -> Locator:
    first = bundle.lessons["runtimes"].head.prompts[0]
    return page.locator(f"#prompt-{first.id}")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_recall_prompt_by_keyboard(visit: Visit, bundle: Bundle, javascript: bool):
    page = visit("/learn/runtimes/", java_script_enabled=javascript)
    band = prompt(page, bundle)
    answer, show = band.locator(".prompt-answer"), band.locator("summary")
    expect(answer).to_be_hidden()
    band.locator(".ask").click()  # from here on the keyboard

    tab_to(page, show)
    page.keyboard.press("Enter")
    expect(answer).to_be_visible()
    tab_to(page, band.get_by_role("button", name="Not yet"))
    page.keyboard.press("Space")

    if javascript:
        note = band.get_by_text("Noted: not yet.")
        expect(note).to_be_focused()
        expect(answer).to_be_visible()
        page.reload()
    expect(band.get_by_text("not yet last time")).to_be_visible()
    expect(answer).to_be_hidden()
    assert [recall.outcome for recall in Recall.objects.all()] == ["not-yet"]
    assert User.objects.count() == 1


def test_every_prompt_of_a_lesson_can_be_answered_one_after_the_other(page: Page, bundle: Bundle):
    page.goto("/learn/permissions/")
    ids = [entry.id for entry in bundle.lessons["permissions"].head.prompts]
    for name in ids:
        band = page.locator(f"#prompt-{name}")
        band.locator("summary").click()
        band.get_by_role("button", name="Knew it").dblclick()
        expect(band.get_by_text("✓ Noted: you knew it.")).to_be_focused()

    assert sorted(r.prompt for r in Recall.objects.filter(outcome="knew")) == sorted(ids)
    assert (Recall.objects.count(), User.objects.count()) == (len(ids), 1)
    page.goto("/progress/")
    row = page.locator("tr").filter(has=page.locator("a[href='/learn/permissions/']"))
    expect(row.locator("[data-name=Prompts]")).to_have_text(f"{len(ids)} of {len(ids)}")


def test_a_prompt_that_could_not_be_noted_says_so(
    page: Page, bundle: Bundle, complaints: Complaints
):
    complaints.expect("ERR_INTERNET_DISCONNECTED|htmx:")
    page.goto("/learn/runtimes/")
    band = prompt(page, bundle)
    band.locator("summary").click()
    page.context.set_offline(True)
    band.get_by_role("button", name="Knew it").click()

    expect(page.get_by_role("alert").filter(has_text="Not saved")).to_be_in_viewport()
    page.context.set_offline(False)
    band.get_by_role("button", name="Knew it").click()
    expect(band.get_by_text("✓ Noted: you knew it.")).to_be_visible()
    expect(page.get_by_text("Not saved")).to_have_count(0)


@pytest.mark.parametrize("screen", [PHONE, None])
def test_a_fact_card_opens_and_closes_by_keyboard(visit: Visit, screen: dict | None):
    page = visit("/learn/permissions/", **({"viewport": screen} if screen else {}))
    chip = page.locator("article button.fact").first
    card = page.locator(f"#{chip.get_attribute('popovertarget')}")
    expect(card).to_be_hidden()

    tab_to(page, chip)
    page.keyboard.press("Enter")
    expect(card).to_be_visible()
    expect(card).to_be_in_viewport(ratio=1)
    expect(card).to_contain_text(re.compile(r"Checked \d+ \w+ 20\d\d"))
    tab_to(page, card.get_by_role("link").first)
    page.keyboard.press("Escape")

    expect(card).to_be_hidden()
    expect(chip).to_be_focused()


def test_every_chip_has_its_card(page: Page, bundle: Bundle):
    for slug in bundle.lessons:
        page.goto(f"/learn/{slug}/")
        lost = page.evaluate(
            """[...document.querySelectorAll("[popovertarget]")]
              .filter((chip) => !chip.popoverTargetElement).map((chip) => chip.outerHTML)"""
        )
        assert lost == []
        assert page.locator("article button.fact").count() > 20


@pytest.mark.parametrize("javascript", [True, False])
def test_the_mark_is_set_and_taken_back(visit: Visit, javascript: bool):
    page = visit("/learn/networking/", java_script_enabled=javascript)
    page.get_by_role("button", name="Mark as read").click()
    back = page.get_by_role("button", name="Take the mark back")
    if javascript:
        expect(back).to_be_focused()
    expect(page.get_by_text("✓ Marked as read.")).to_be_in_viewport()
    assert LessonRead.objects.count() == 1

    back.click()

    expect(page.get_by_role("button", name="Mark as read")).to_be_visible()
    assert not LessonRead.objects.exists()


def test_the_contents_lead_to_every_section(page: Page):
    page.goto("/learn/runtimes/")
    contents = page.get_by_role("navigation", name="On this page")
    for link in contents.get_by_role("link").all():
        href = link.get_attribute("href") or ""
        link.click()
        expect(page.locator(href)).to_be_in_viewport()


def test_a_lesson_read_without_javascript_opens_its_facts(visit: Visit):
    page = visit("/learn/permissions/", java_script_enabled=False)
    chip = page.locator("article button.fact").first
    chip.click()

    expect(page.locator(".fact-card:popover-open")).to_be_visible()
