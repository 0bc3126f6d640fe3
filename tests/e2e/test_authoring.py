"""An instructor writes a question, sees it as a learner would, publishes it; a learner gets it."""

import pytest
from playwright.sync_api import Locator, Page, expect

from quizzes.models import Attempt, Question, Quiz, QuizItem
from studyapp.accounts.models import User
from studyapp.accounts.roles import make_instructor
from tests.e2e.conftest import Complaints, Visit
from tests.e2e.inspection import Inspection
from tests.e2e.steps import check, verdict
from tests.factories import make_user

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
PASSWORD = "elm-brook-1769"
OPTIONS = (
    ("Amazon SQS", "The queue takes what the function cannot take yet."),
    ("Amazon Route 53", "It answers names, it keeps nothing."),
    ("AWS Artifact", "It holds reports for auditors."),
    ("AWS Cloud Map", "It finds services, it keeps nothing."),
)


@pytest.fixture
def teacher(content: object) -> User:
    user = make_user("teacher@example.org", PASSWORD)
    make_instructor(user)
    return user


def pane(page: Page) -> Locator:
    return page.get_by_role("region", name="As a learner sees it")


def write(page: Page, stem: str) -> None:
    """Fill in the whole form of a new single-choice question."""
    page.get_by_label("Kind").select_option("single")
    page.locator("#id_stem").fill(stem)
    for number, (text, reason) in enumerate(OPTIONS, 1):
        row = page.locator("[data-rows] ol > li").nth(number - 1)
        row.locator("textarea, input[type=text]").nth(0).fill(text)
        row.locator("textarea, input[type=text]").nth(1).fill(reason)
    page.locator("[data-rows] ol > li").first.get_by_role("checkbox").check()
    page.get_by_label("Explanation").fill("A queue keeps what comes too fast.")
    page.locator("#id_facts_from option").first.dblclick()
    page.get_by_label("Lesson section").select_option("runtimes")
    page.get_by_label("Task of the exam guide").select_option(index=1)
    page.get_by_label("Topic").fill("buffering")


def test_a_question_from_the_first_word_to_its_learner(visit: Visit, teacher: User):
    page = visit("/admin/login/?next=/admin/quizzes/question/add/")
    page.get_by_label("E-mail address").fill("teacher@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.locator("#id_slug").fill("e2e-buffer")
    write(page, "Orders come faster than the function can take them.\n\nWhat goes between?")

    card = pane(page)
    expect(card.get_by_text("What goes between?")).to_be_visible()
    expect(card.get_by_text("Amazon SQS")).to_be_visible()
    expect(card.get_by_text("The queue takes what")).to_have_count(0)
    card.get_by_role("radio", name="Wrong").check()
    expect(card.locator("h2.verdict")).to_contain_text("Not quite.")
    expect(card.get_by_text("The queue takes what the function cannot take yet.")).to_be_visible()
    assert not Question.objects.filter(slug="e2e-buffer").exists()
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Preview on a page").click()
    expect(opened.value.get_by_role("heading", name="After a wrong answer")).to_be_visible()
    opened.value.close()

    page.get_by_role("button", name="Save draft", exact=True).click()
    expect(page.get_by_text("Saved as draft 1 of e2e-buffer.")).to_be_visible()
    learner = visit()
    assert learner.request.get("/practise/questions/e2e-buffer/").status == 404
    page.goto("/admin/quizzes/question/?q=e2e-buffer")
    page.get_by_role("link", name="e2e-buffer").first.click()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Version 1 of e2e-buffer is published.")).to_be_visible()

    learner.goto("/practise/questions/e2e-buffer/")
    learner.locator("label.option", has_text="Amazon SQS").click()
    check(learner)
    expect(verdict(learner)).to_have_text("✓ Right.")


def test_an_edit_reaches_new_attempts_and_not_the_open_one(visit: Visit, teacher: User):
    slug = Quiz.objects.open().first().slug
    learner = visit(f"/practise/{slug}/")
    learner.get_by_role("button", name="Start").click()
    first = QuizItem.objects.filter(quiz__slug=slug).first().question
    old = first.published().item().stem[:40]
    expect(learner.locator("form.question")).to_contain_text(old)
    page = visit(f"/admin/quizzes/question/{first.pk}/change/", user=teacher)
    page.locator("#id_stem").fill("A new scenario.\n\nWhich one is it now?")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("1 open attempt keeps the old words")).to_be_visible()

    learner.reload()
    expect(learner.locator("form.question")).to_contain_text(old)
    fresh = visit("/")
    expect(fresh.get_by_text("Which one is it now?")).to_be_visible()
    assert Attempt.objects.count() == 1


def test_what_is_wrong_is_said_at_the_field_and_nothing_is_lost(
    visit: Visit, teacher: User, complaints: Complaints
):
    page = visit("/admin/quizzes/question/add/", user=teacher)
    page.locator("#id_slug").fill("e2e-half")
    write(page, "What goes between?")
    page.locator("[data-rows] ol > li").first.get_by_role("checkbox").uncheck()
    expect(pane(page).get_by_text("mark the correct option")).to_be_visible()
    page.get_by_role("button", name="Publish").click()

    expect(page.locator(".error-links")).to_contain_text("Mark the correct option")
    expect(page.locator("#id_stem")).to_have_value("What goes between?")
    last = page.locator("[data-rows] ol > li").nth(3)
    expect(last.locator("textarea, input[type=text]").first).to_have_value("AWS Cloud Map")
    assert not Question.objects.filter(slug="e2e-half").exists()


def test_a_question_can_be_written_without_javascript(visit: Visit, teacher: User):
    page = visit("/admin/quizzes/question/add/", user=teacher, java_script_enabled=False)
    page.locator("#id_slug").fill("e2e-plain")
    page.get_by_label("Kind").select_option("single")
    page.locator("#id_stem").fill("What goes between?")
    for number, (text, reason) in enumerate(OPTIONS):
        page.locator(f"[name=options-{number}-text]").fill(text)
        page.locator(f"[name=options-{number}-reason]").fill(reason)
    page.locator("[name=options-0-correct]").check()
    page.get_by_label("Explanation").fill("A queue keeps what comes too fast.")
    page.locator("#id_facts").select_option(index=0)
    page.get_by_label("Lesson section").select_option("runtimes")
    page.get_by_label("Task of the exam guide").select_option(index=1)
    page.get_by_label("Topic").fill("buffering")
    page.get_by_role("button", name="Publish").click()

    expect(page.get_by_text("Version 1 of e2e-plain is published.")).to_be_visible()


def test_the_desk_reads_well(visit: Visit, teacher: User, inspection: Inspection):
    page = visit("/admin/login/")
    inspection.look(page)
    page = visit(user=teacher)
    question = Question.objects.get(slug="rt-survives")
    quiz = question.quizzes.get()
    for path in (
        "",
        "quizzes/question/",
        f"quizzes/question/{question.pk}/change/",
        "quizzes/question/add/",
        f"quizzes/quiz/{quiz.pk}/change/",
    ):
        page.goto(f"/admin/{path}")
        inspection.look(page)
