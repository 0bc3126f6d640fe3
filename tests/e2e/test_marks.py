"""A learner's own marks at a question: flag, note, tag; with scripts and without."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from quizzes.models import Answer, Attempt, Slot
from studyapp.accounts.models import User
from tests.e2e.conftest import Complaints, Visit
from tests.e2e.test_offline_practice import kept_page
from tests.e2e.test_outbox import LINE, option
from tests.factories import make_answer, make_attempt, make_question, make_quiz, make_user
from tests.quizzes.bank import make_exam

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def learner(content: object) -> User:
    return make_user("learner@example.org")


def two(learner: User, mode: str = "practice", kind: str = "single") -> Attempt:
    return make_attempt(learner, make_quiz([make_question(kind), make_question()]), mode)


def at(attempt: Attempt, position: int = 1) -> str:
    return f"/attempts/{attempt.pk}/{position}/"


def test_enter_saves_and_flags_nothing_in_a_set_without_scripts(visit: Visit, learner: User):
    attempt = two(learner, "deferred", "numeric")
    page = visit(at(attempt), user=learner, java_script_enabled=False)
    page.locator("#answer").fill("1769")
    page.locator("#answer").press("Enter")
    page.wait_for_url(f"**{at(attempt, 2)}")

    assert Answer.objects.get().response == ["1769"]
    assert not Slot.objects.filter(flagged=True).exists()


def test_enter_saves_and_flags_nothing_in_an_exam_without_scripts(visit: Visit, learner: User):
    exam = make_exam(learner)
    page = visit(exam.get_absolute_url(), user=learner, java_script_enabled=False)
    page.locator("label.option input").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**/2/")

    assert Answer.objects.count() == 1
    assert not Slot.objects.filter(flagged=True).exists()


@pytest.mark.parametrize("javascript", [True, False])
def test_save_is_seen_last_and_the_focus_goes_as_it_is_seen(
    visit: Visit, learner: User, javascript: bool
):
    page = visit(at(two(learner, "deferred")), user=learner, java_script_enabled=javascript)
    flag = page.locator("[data-flagging]" if javascript else "[data-flag]")
    places = [one.bounding_box() or {} for one in (flag, page.locator("[data-save]"))]

    assert places[0]["x"] < places[1]["x"]
    if javascript:
        flag.focus()
        page.keyboard.press("Tab")
        expect(page.locator("[data-save]")).to_be_focused()


def test_a_note_just_typed_stands_beside_the_reasons(visit: Visit, learner: User):
    page = visit(at(two(learner)), user=learner)
    write_note(page, "Ask about layers")
    option(page, "b").click()
    page.get_by_role("button", name="Check answer").click()

    expect(page.locator("h2.verdict")).to_be_focused()
    expect(page.locator(".own-note")).to_contain_text("Ask about layers")


def test_a_note_stands_beside_the_reasons_offline(
    visit: Visit, learner: User, complaints: Complaints
):
    complaints.expect(LINE)
    page = kept_page(visit, two(learner))
    page.context.set_offline(True)
    write_note(page, "Ask about layers")
    option(page, "a").click()
    page.get_by_role("button", name="Check answer").click()

    expect(page.locator(".own-note")).to_contain_text("Ask about layers")


def write_note(page: Page, text: str) -> None:
    page.get_by_text("Note to self").click()
    page.get_by_role("textbox", name="Note to self").fill(text)


def test_a_tag_after_a_wrong_answer_is_kept_as_it_is_chosen(visit: Visit, learner: User):
    page = visit(at(two(learner)), user=learner)
    option(page, "b").click()
    page.get_by_role("button", name="Check answer").click()
    page.get_by_label("Why did you miss it?").select_option("misread")
    expect(page.get_by_text("✓ Kept")).to_be_visible()

    assert Slot.objects.get(position=1).miss_tag == "misread"


@pytest.mark.parametrize("javascript", [True, False])
def test_the_tags_of_a_set_are_counted_on_its_result(visit: Visit, learner: User, javascript: bool):
    attempt = two(learner, "deferred")
    make_answer(attempt.slots.get(position=1), ["b"])
    attempt.finish(timezone.now())
    page = visit(attempt.get_absolute_url(), user=learner, java_script_enabled=javascript)
    page.locator("#question-1 summary").first.click()
    page.get_by_label("Why did you miss question 1?").select_option("guess")
    if not javascript:
        page.get_by_role("button", name="Keep").click()

    expect(page.locator("#tags")).to_contain_text("I guessed")
    expect(page.get_by_label("Why did you miss question 1?")).to_be_visible()
    expect(page.get_by_label("Why did you miss question 1?")).to_have_value("guess")


@pytest.mark.parametrize(
    ("mode", "there", "missing"),
    [
        ("practice", "sure", ["flag", "time left", "explanation"]),
        ("deferred", "flag", ["time left", "explanation"]),
        ("exam", "time left", ["explanation"]),
    ],
)
def test_the_sheet_says_what_works_on_the_page(
    visit: Visit, learner: User, mode: str, there: str, missing: list[str]
):
    attempt = make_exam(learner) if mode == "exam" else two(learner, mode)
    page = visit(attempt.slots.earliest("position").get_absolute_url(), user=learner)
    expect(page.locator(".strike").first).to_be_visible()
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog")

    expect(sheet).to_contain_text(there)
    for words in missing:
        expect(sheet).not_to_contain_text(words)


def test_after_the_answer_the_sheet_says_what_works_then(visit: Visit, learner: User):
    page = visit(at(two(learner)), user=learner)
    option(page, "a").click()
    page.get_by_role("button", name="Check answer").click()
    expect(page.locator("h2.verdict")).to_be_focused()
    page.keyboard.press("?")

    expect(page.get_by_role("dialog")).to_contain_text("open the explanation")
    expect(page.get_by_role("dialog")).not_to_contain_text("choose an option")
