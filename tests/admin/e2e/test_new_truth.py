"""An instructor notes that AWS changed something; a learner who knew it hears of it."""

import re
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from studyapp.lessons.models import Fact, Lesson, Recall, Revision
from studyapp.lessons.revising import revise
from studyapp.lessons.truth import facts_of
from tests.e2e.steps import tab_to
from tests.factories import make_user

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
KEY = "mem-max-default"
PAGE = reverse("admin:lessons_fact_change", args=[KEY])
NEW = "A function can be given at most 12,288 MB of memory."


def typed(page, label, words):
    """Put `words` into a field by keyboard, over what stands in it."""
    field = page.get_by_label(label, exact=True)
    tab_to(page, field)
    page.keyboard.press("Control+a")
    page.keyboard.type(words)


@pytest.fixture
def lesson():
    """A lesson with a prompt that rests on the fact."""
    return next(lesson for lesson in Lesson.objects.all() if prompt_on(lesson))


def prompt_on(lesson):
    return next((prompt["id"] for prompt in lesson.prompts() if KEY in facts_of(prompt)), None)


def test_a_fact_changes_at_aws_and_the_learner_sees_new_truth(visit, instructor, lesson):
    prompt, old = prompt_on(lesson), Fact.objects.get(pk=KEY).statement
    learner = visit(f"{lesson.get_absolute_url()}#prompt-{prompt}", user=make_user())
    section = learner.locator(f"#prompt-{prompt}")
    section.get_by_text("Show answer").click()
    section.get_by_role("button", name="Knew it").click()
    expect(section.get_by_text("Noted: you knew it.")).to_be_visible()
    expect(section.get_by_text("New truth")).to_have_count(0)

    revise_by_keyboard(visit(PAGE, user=instructor), lesson)

    learner.reload()
    expect(section.get_by_text("New truth")).to_be_visible()
    expect(section).to_contain_text(f"Before {old}")
    expect(section).to_contain_text(f"Now {NEW}")
    answer_in_review(learner, f"#prompt-{lesson.pk}-{prompt}")


def revise_by_keyboard(page, lesson):
    """What the instructor does, with one mistake on the way."""
    tab_to(page, page.get_by_label("It changed at AWS", exact=True))
    page.keyboard.press("Space")
    typed(page, "Value:", "12,288")
    typed(page, "Number:", "12288")
    typed(page, "Statement:", NEW)
    typed(page, "Since when:", "someday")
    tab_to(page, page.get_by_role("button", name="Keep the change"))
    page.keyboard.press("Enter")
    expect(page.locator(".errorlist")).to_contain_text("Write 2026, 2026-11 or 2026-11-23.")
    expect(page.get_by_label("Value:", exact=True)).to_have_value("12,288")
    typed(page, "Since when:", "2026-11")
    tab_to(page, page.get_by_role("button", name="Keep the change"))
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("The ledger says so from now on.")
    resting = page.get_by_role("region", name="Look at what rests on it")
    expect(resting.get_by_role("link", name=lesson.title)).to_be_visible()


def answer_in_review(page, prompt):
    """What the learner does then, by keyboard too."""
    page.goto("/learn/")
    page.get_by_role("link", name="Review: one thing waits").click()
    again = page.locator(prompt)
    tab_to(page, again.get_by_text("Show answer"))
    page.keyboard.press("Enter")
    tab_to(page, again.get_by_role("button", name="Knew it"))
    page.keyboard.press("Enter")
    expect(again.get_by_text("Noted: you knew it.")).to_be_focused()
    expect(again.get_by_text("New truth")).to_have_count(0)
    page.goto("/review/")
    expect(page.get_by_text("New truth")).to_have_count(0)


def test_review_works_without_javascript(visit, lesson):
    user, prompt = make_user(), prompt_on(lesson)
    Recall.objects.create(
        user=user,
        lesson=lesson,
        prompt=prompt,
        outcome="not-yet",
        client_id=uuid.uuid4(),
        at=timezone.now() - timedelta(days=2),
    )
    page = visit("/review/", user=user, java_script_enabled=False)

    page.get_by_text("Show answer").click()
    page.get_by_role("button", name="Knew it").click()

    expect(page).to_have_url(re.compile("/review/$"))
    assert Recall.objects.filter(user=user, outcome="knew").count() == 1


def test_the_page_of_a_fact_can_be_read_by_all(visit, instructor, inspection):
    page = visit(PAGE, user=instructor)
    inspection.look(page, "a fact")
    page.get_by_role("button", name="Keep the change").click()
    expect(page.locator(".errorlist")).to_be_visible()
    inspection.look(page, "a fact refused")
    revise(KEY, {"value": "12,288", "statement": NEW}, Revision.Kind.CHANGED, instructor)
    page.goto(PAGE)
    expect(page.get_by_role("region", name="Look at what rests on it")).to_be_visible()
    inspection.look(page, "a fact that changed")
