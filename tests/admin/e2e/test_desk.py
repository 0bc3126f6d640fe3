"""An author at the desk, in a browser: by keyboard, by mouse, without JavaScript, on a phone."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from quizzes.models import Question, Quiz
from tests.e2e.conftest import DESKTOP, PHONE
from tests.e2e.steps import tab_to

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
ADD = reverse("admin:quizzes_question_add")
OPTIONS = [
    ("An OS-only runtime", "Go is compiled before it runs."),
    ("The Java runtime", "It runs bytecode, not machine code."),
    ("The Ruby runtime", "It runs programs written in Ruby."),
    ("The Python runtime", "It runs programs written in Python."),
]


def cell(page, number, column):
    return page.locator(f'[name="options-{number}-{column}"]')


def texts(page):
    return [area.input_value() for area in page.locator('[name$="-text"][name^="options-"]').all()]


def test_a_question_is_written_and_published_by_keyboard_alone(visit, instructor):
    page = visit(ADD, user=instructor)
    page.keyboard.type("go-by-keyboard")
    tab_to(page, page.get_by_label("Question:"))
    page.keyboard.type("Which **runtime** runs a Go program?")
    for number, (text, reason) in enumerate(OPTIONS):
        tab_to(page, cell(page, number, "text"))
        page.keyboard.type(text)
        if number == 0:
            page.keyboard.press("Control+Enter")
        tab_to(page, cell(page, number, "reason"))
        page.keyboard.type(reason)
    tab_to(page, page.get_by_label("Explanation:"))
    page.keyboard.type("A compiled program brings its own runtime.")
    tab_to(page, page.locator("#id_facts_input"))
    page.keyboard.type("vcpu-one")
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_label("Lesson section:"))
    page.keyboard.type("Memory buys")
    tab_to(page, page.get_by_label("Task of the exam guide:"))
    page.keyboard.type("2.1")
    tab_to(page, page.get_by_label("Topic:"))
    page.keyboard.type("compiled code")
    expect(page.locator("[data-card] strong")).to_have_text("runtime")
    expect(page.locator("[data-notes]")).to_be_empty()

    tab_to(page, page.get_by_role("button", name="Publish", exact=True))
    page.keyboard.press("Enter")

    expect(page.locator(".messagelist")).to_contain_text("Version 1 of go-by-keyboard is published")
    item = Question.objects.get(slug="go-by-keyboard").published().item()
    assert [(o.text, o.reason) for o in item.options] == OPTIONS
    assert item.key == {"a"}
    page.get_by_role("link", name="See it on the site").click()
    expect(page.get_by_role("radio", name="An OS-only runtime")).to_be_visible()


def test_the_preview_follows_the_words_and_can_be_answered(visit, instructor):
    question = Question.objects.get(slug="rt-init-code")
    page = visit(reverse("admin:quizzes_question_change", args=[question.pk]), user=instructor)
    card = page.locator("[data-card]")

    page.get_by_label("Question:").fill("Is **this** new?")
    expect(card.locator("strong")).to_have_text("this")

    card.get_by_role("radio", name="Raise the reserved concurrency").check(force=True)
    card.get_by_role("button", name="Check answer").click()
    expect(card.get_by_role("heading", name="Not quite. B is right.")).to_be_visible()
    page.get_by_label("Right", exact=True).last.check()
    expect(card.get_by_role("heading", name="Right.")).to_be_visible()

    page.get_by_label("Explanation:").fill("")
    notes = page.locator("[data-notes]")
    expect(notes).to_contain_text("Write the explanation")
    expect(card.get_by_role("button", name="Check answer")).to_be_visible()


def test_the_learners_style_is_in_the_preview_and_nowhere_else(visit, instructor):
    question = Question.objects.get(slug="rt-init-code")
    site = visit(question.get_absolute_url())
    page = visit(reverse("admin:quizzes_question_change", args=[question.pk]), user=instructor)
    option = """element => {
      const { fontSize, lineHeight, color, borderRadius, minHeight } = getComputedStyle(element);
      return [fontSize, lineHeight, color, borderRadius, minHeight];
    }"""

    ours = page.locator("[data-card] .option").first.evaluate(option)

    assert ours == site.locator(".option").first.evaluate(option)


def test_rows_are_added_moved_pasted_and_removed(visit, instructor):
    page = visit(ADD, user=instructor)
    page.evaluate(
        """text => {
          const data = new DataTransfer();
          data.setData("text/plain", text);
          const given = { clipboardData: data, bubbles: true, cancelable: true };
          const event = new ClipboardEvent("paste", given);
          document.querySelector('[name="options-0-text"]').dispatchEvent(event);
        }""",
        "A. One\nB) Two\n- Three\n\nFour\nFive\nSix\nSeven\nEight\nNine",
    )
    assert texts(page) == ["One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight"]
    expect(page.get_by_role("button", name="Add option")).to_be_disabled()

    cell(page, 1, "text").press("Alt+ArrowUp")
    assert texts(page)[:3] == ["Two", "One", "Three"]
    expect(cell(page, 0, "text")).to_be_focused()

    page.get_by_role("button", name="Move down option 1").click()
    assert texts(page)[:3] == ["One", "Two", "Three"]
    expect(page.get_by_role("button", name="Move down option 2")).to_be_focused()

    page.get_by_role("button", name="Remove option 3").click()
    assert texts(page)[:3] == ["One", "Two", "Four"]
    expect(cell(page, 2, "text")).to_be_focused()

    page.get_by_role("button", name="Add option").click()
    expect(cell(page, 7, "text")).to_be_focused()


@pytest.mark.parametrize(
    ("kind", "shown", "hidden"),
    [
        ("single", ["Options"], ["Answer", "Parameters"]),
        ("numeric", ["Answer", "Tolerance"], ["Options", "Parameters", "Decimals"]),
        ("parameterised", ["Answer", "Decimals", "Parameters", "Worked solution"], ["Options"]),
    ],
)
def test_only_what_belongs_to_the_kind_is_shown(visit, instructor, kind, shown, hidden):
    page = visit(ADD, user=instructor)
    page.get_by_label("Kind:").select_option(kind)

    for label in shown:
        expect(page.locator("#content-main label", has_text=f"{label}:")).to_be_visible()
    for label in hidden:
        expect(page.locator("#content-main label", has_text=f"{label}:")).to_be_hidden()


def test_it_works_without_javascript(visit, instructor):
    page = visit(ADD, user=instructor, java_script_enabled=False)
    page.get_by_label("Id:").fill("plain")
    page.get_by_label("Question:").fill("Which runtime?")
    for number, (text, reason) in enumerate(OPTIONS):
        cell(page, number, "text").fill(text)
        cell(page, number, "reason").fill(reason)
    page.get_by_label("Option 2: right").check()
    page.get_by_label("Explanation:").fill("Because.")
    page.get_by_label("Facts it rests on:").select_option("vcpu-one")
    page.get_by_label("Lesson section:").select_option("runtimes")
    page.get_by_label("Task of the exam guide:").select_option("2.1")
    with page.expect_popup() as popup:
        page.get_by_role("button", name="Preview on a page").click()
    expect(popup.value.get_by_text("Before it can be saved:")).to_be_visible()
    expect(popup.value.get_by_text("Name the topic.")).to_be_visible()

    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator(".errornote")).to_be_visible()
    page.get_by_label("Topic:").fill("plain")
    page.get_by_role("button", name="Publish", exact=True).click()

    expect(page.locator(".messagelist")).to_contain_text("Version 1 of plain is published")


def test_a_quiz_is_put_in_order_with_two_buttons(visit, instructor):
    page = visit(
        reverse("admin:quizzes_quiz_change", args=[Quiz.objects.first().pk]), user=instructor
    )
    fields = page.locator('[name^="items-"][name$="-question"]:visible')
    first, second = (fields.nth(n).input_value() for n in (0, 1))

    page.get_by_role("button", name=f"Move {second} up").focus()
    page.keyboard.press("Enter")
    fields.nth(-3).fill("mon-idle-alarm")
    page.get_by_role("button", name="Save and continue editing").click()

    expect(page.locator(".messagelist")).to_contain_text("See it on the site")
    assert [fields.nth(n).input_value() for n in (0, 1)] == [second, first]


def test_typed_words_are_not_left_by_accident(visit, instructor):
    page = visit(ADD, user=instructor)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.get_by_label("Question:").press_sequentially("Half a question")

    page.get_by_role("link", name="Quizzes").first.click(no_wait_after=True)

    page.wait_for_timeout(200)
    assert asked == ["beforeunload"]
    expect(page.get_by_label("Question:")).to_have_value("Half a question")


def test_ctrl_s_saves_and_stays(visit, instructor):
    question = Question.objects.get(slug="rt-init-code")
    url = reverse("admin:quizzes_question_change", args=[question.pk])
    page = visit(url, user=instructor)
    page.get_by_label("Question:").fill("Is this new?")

    page.keyboard.press("Control+s")

    expect(page.locator(".messagelist")).to_contain_text("Saved as draft 2")
    assert page.url.endswith(url)


def test_signed_out_while_writing_says_so_and_keeps_the_words(visit, instructor, complaints):
    complaints.expect("403|404")
    page = visit(ADD, user=instructor)
    page.context.clear_cookies()

    page.get_by_label("Question:").fill("Still here?")

    expect(page.locator("[data-notes]")).to_contain_text("You are signed out.")
    expect(page.get_by_label("Question:")).to_have_value("Still here?")


PAGES = [
    "admin:index",
    "admin:quizzes_question_changelist",
    "admin:quizzes_question_add",
    "admin:quizzes_quiz_changelist",
    "admin:quizzes_quiz_add",
    "admin:lessons_fact_changelist",
    "admin:lessons_lesson_changelist",
    "admin:accounts_user_changelist",
    "admin:accounts_user_add",
    "admin:accounts_cohort_add",
    "admin:auth_group_add",
    "admin:password_change",
    "admin:login",
]


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_complains_or_is_wider_than_the_window(visit, instructor, viewport, scheme):
    instructor.is_superuser = True
    instructor.save()
    question, quiz = Question.objects.get(slug="rt-gb-seconds"), Quiz.objects.first()
    urls = [reverse(name) for name in PAGES]
    urls += [reverse("admin:quizzes_question_change", args=[question.pk])]
    urls += [reverse("admin:quizzes_question_version", args=[question.pk, 1])]
    urls += [reverse("admin:quizzes_question_history", args=[question.pk])]
    urls += [reverse("admin:quizzes_question_delete", args=[question.pk])]
    urls += [reverse("admin:quizzes_quiz_change", args=[quiz.pk])]
    urls += [reverse("admin:lessons_fact_change", args=["mem-max-default"])]
    urls += [reverse("admin:accounts_user_change", args=[instructor.pk])]
    page = visit(user=instructor, viewport=viewport, color_scheme=scheme)

    for url in urls:
        page.goto(url)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], url
        background = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (background in ("rgb(20, 21, 24)", "rgb(16, 17, 20)")) == (scheme == "dark"), url


def test_the_theme_switch_of_the_admin_turns_our_colours(visit, instructor):
    page = visit(reverse("admin:index"), user=instructor, color_scheme="light")
    accent = "getComputedStyle(document.querySelector('.mark')).color"
    seen = {page.evaluate(accent)}

    page.locator(".theme-toggle").first.click()
    seen.add(page.evaluate(accent))
    page.locator(".theme-toggle").first.click()
    seen.add(page.evaluate(accent))

    assert seen == {"rgb(47, 75, 199)", "rgb(180, 195, 255)"}
