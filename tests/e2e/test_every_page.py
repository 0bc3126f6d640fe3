"""Every page, in both themes, wide and narrow: nothing serious for axe, nothing to scroll sideways.

That no console and no content policy complains is watched by the `visit` fixture in all tests.
"""

import re
import uuid

import pytest
from django.conf import LazySettings
from django.utils import timezone
from playwright.sync_api import Page, expect

from quizzes.models import Attempt
from studyapp.content.loader import Bundle
from studyapp.lessons.models import Fact, Lesson, Recall, Revision
from studyapp.lessons.revising import revise
from studyapp.lessons.truth import facts_of
from tests.e2e.conftest import Complaints, Visit
from tests.e2e.inspection import Inspection
from tests.e2e.steps import check, choose, response_to, verdict
from tests.factories import make_attempt, make_fact, make_question, make_quiz, make_user

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def test_the_inspection_sees_what_is_wrong(page: Page):
    inspection = Inspection()
    page.goto("/")
    page.evaluate(
        """() => {
          const text = document.querySelector("h1");
          text.style.color = "#ddd";
          text.style.width = "400px";
        }"""
    )
    inspection.look(page)

    assert any("color-contrast" in fault for fault in inspection.faults)
    assert any("wider than 360 px" in fault for fault in inspection.faults)


@pytest.mark.parametrize("part", ["lessons", "beside them", "the rest"])
def test_pages_for_everyone(page: Page, bundle: Bundle, inspection: Inspection, part: str):
    lessons = ["/learn/", *(f"/learn/{slug}/" for slug in bundle.lessons)]
    changed = Fact.objects.changed().first()
    longest = max(Fact.objects.all(), key=lambda fact: len(fact.label + fact.source))
    rest = ["/", "/practise/", "/practise/runtimes/", "/progress/", "/review/", "/labs/"]
    rest += ["/facts/?changed=any", "/facts/?age=due"]
    rest += ["/search/", "/search/?q=concurrency", "/search/?q=concurency"]
    rest += ["/contested/", "/report/question/rt-gb-seconds/?seed=7", "/report/fact/price-request/"]
    rest += [fact.get_absolute_url() for fact in (changed, longest)]
    beside = ["/glossary/", "/cheat-sheet/", "/progress/misses/", "/facts/changes/"]
    beside += ["/look-alikes/", *(f"/look-alikes/{slug}/" for slug in bundle.look_alikes)]
    for path in {"lessons": lessons, "beside them": beside, "the rest": rest}[part]:
        page.goto(path)
        inspection.look(page)


def test_the_sheet_of_own_misses(visit: Visit, inspection: Inspection):
    attempt = make_attempt(make_user("learner@example.org"))
    page = visit(attempt.slots.get(position=1).get_absolute_url(), user=attempt.user)
    choose(page, response_to(attempt.slots.get(position=1), right=False))
    check(page)
    expect(verdict(page)).to_be_visible()
    page.goto("/progress/misses/")
    expect(page.get_by_text("The idea behind it.")).to_be_visible()
    inspection.look(page)


def test_the_whole_ledger(page: Page, inspection: Inspection):
    page.goto("/facts/")
    inspection.look(page, unfold=False)  # axe on one topic: the others are made alike


def test_a_fact_card_that_is_open(page: Page, inspection: Inspection):
    page.goto("/learn/permissions/")
    page.locator("article button.fact").first.click()
    expect(page.locator(".fact-card:popover-open")).to_be_visible()
    inspection.look(page, "fact card")


@pytest.mark.parametrize("kind", ["single", "multiple", "numeric", "parameterised"])
def test_a_question_before_and_after(
    page: Page, complaints: Complaints, inspection: Inspection, kind: str
):
    complaints.expect("status of 422")
    page.goto(make_question(kind, slug=f"e2e-{kind}").get_absolute_url())
    if kind in ("multiple", "numeric"):  # the other two look the same before
        inspection.look(page, f"{kind} before")
        check(page)
        expect(page.locator("#answer-error")).to_be_visible()
        inspection.look(page, f"{kind} refused")
    for box in page.locator("form.question .option").all()[:2]:
        box.click()
    for field in page.locator("#answer").all():
        field.fill("1792")
    check(page)
    expect(verdict(page)).to_be_visible()
    inspection.look(page, f"{kind} after")


def test_an_attempt_from_its_start_to_its_result(
    visit: Visit, complaints: Complaints, inspection: Inspection
):
    complaints.expect("status of 409")
    quiz = make_quiz([make_question(kind) for kind in ("single", "multiple", "parameterised")])
    attempt = make_attempt(make_user("learner@example.org"), quiz, mode="deferred")
    page = visit(quiz.get_absolute_url(), user=attempt.user)
    inspection.look(page, "quiz under way")
    for slot in attempt.slots.all():
        page.goto(slot.get_absolute_url())
        choose(page, response_to(slot, right=slot.position == 1))
        page.get_by_role("button", name="Next").click()
        expect(page).not_to_have_url(re.compile(f"{slot.get_absolute_url()}$"))
    expect(page.get_by_role("button", name="Finish and see the result")).to_be_visible()
    inspection.look(page, "before the end")
    page.get_by_role("button", name="Finish and see the result").click()
    expect(page.get_by_role("heading", name="1 of 3 right")).to_be_visible()
    inspection.look(page, "result")
    for path in ("/progress/", quiz.get_absolute_url()):
        page.goto(path)
        inspection.look(page, f"{path} with work")


def test_a_review_with_something_in_it(visit: Visit, inspection: Inspection):
    learner, lesson = make_user("learner@example.org"), Lesson.objects.get(slug="memory-and-cost")
    for prompt in lesson.prompts():
        Recall.objects.create(
            user=learner,
            lesson=lesson,
            prompt=prompt["id"],
            outcome="not-yet",
            client_id=uuid.uuid4(),
        )
    fact = make_fact("e2e-fact")
    question = make_question(slug="e2e-question", facts=[fact.key])
    slot = make_attempt(learner, make_quiz([question])).slots.get()
    answer = {"revision": 1, "response": ["a"], "points": 1, "verdict": "right"}
    slot.answers.create(client_id=uuid.uuid4(), answered_at=timezone.now(), **answer)
    turned = facts_of(lesson.prompts()[0])[0]
    for key in (fact.key, turned):
        revise(key, {"statement": "It says something else now."}, Revision.Kind.CHANGED, None)
    page = visit(lesson.get_absolute_url(), user=learner)
    expect(page.get_by_text("New truth").first).to_be_visible()
    inspection.look(page, "a lesson with new truth")
    page.goto("/review/")
    expect(page.get_by_role("heading", name="New truth")).to_be_visible()
    inspection.look(page)
    page.goto("/learn/")
    expect(page.get_by_role("link", name="Review:")).to_be_visible()


def test_a_conflict_and_a_refusal(visit: Visit, complaints: Complaints, inspection: Inspection):
    complaints.expect("status of 409|ERR_FAILED|htmx:")
    attempt = make_attempt(make_user("learner@example.org"))
    page = visit(attempt.slots.get(position=1).get_absolute_url(), user=attempt.user)
    page.locator("label.option").first.click()
    # Another browser: tabs of one tell each other what has been answered.
    other = visit(attempt.slots.get(position=1).get_absolute_url(), user=attempt.user)
    other.locator("label.option").last.click()
    page.route("**/*", lambda route: route.abort())
    check(page)
    expect(page.locator("#strip")).to_contain_text("(1 waiting)")
    inspection.look(page, "not sent yet")
    page.unroute_all()
    expect(page.locator("#strip")).to_contain_text("1 sent, 0 lost")
    check(other)
    expect(other.get_by_text("That answer stands.")).to_be_visible()
    inspection.look(other, "conflict")
    assert Attempt.objects.with_progress().get().n_answered == 1


def test_error_pages(
    visit: Visit, complaints: Complaints, inspection: Inspection, settings: LazySettings
):
    complaints.expect("status of (400|403|404|429|500)")
    settings.ROOT_URLCONF = "tests.e2e.faulty_urls"
    page = visit()
    for path, heading in (
        ("/nowhere/", "There is no page here"),
        ("/bad/", "That request made no sense"),
        ("/denied/", "This page is not open to you"),
        ("/too-many/", "A short break is needed"),
        ("/fault/", "The server had a fault"),
    ):
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        if path in ("/nowhere/", "/fault/"):  # one in the site's frame, one that stands alone
            inspection.look(page)
        page.get_by_role("main").get_by_role("link", name="Home").click()
        expect(page).to_have_url("/")
    page.context.clear_cookies()
    page.get_by_role("button", name="Dark").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("That form was out of date")
    inspection.look(page, "CSRF")
