"""The kinds beyond the exam: by keyboard alone, without scripts, on a narrow screen, for all."""

import pytest
from playwright.sync_api import Page, expect

from quizzes.models import Answer, Question
from tests.e2e.conftest import Complaints, Visit
from tests.e2e.inspection import Inspection
from tests.e2e.steps import check, choose, choose_by_keyboard, tab_to, verdict
from tests.factories import make_attempt, make_question, make_quiz, make_user

pytestmark = pytest.mark.e2e
NEW = ["ordering", "matching", "log", "hotspot", "policy"]
GIVEN = "form => new FormData(form).getAll('answer')"
CASE = {
    "id": "shop",
    "title": "A shop that sends letters",
    "text": "A shop keeps its orders in a table. Each new one starts a function.",
}


def response_of(question: Question) -> list[str]:
    version = question.published()
    assert version
    return list(version.item().rules.right(version.item(), 0, {}))


@pytest.mark.parametrize("kind", NEW)
def test_without_scripts_every_kind_is_answered(visit: Visit, kind: str) -> None:
    question = make_question(kind)
    page = visit(question.get_absolute_url(), java_script_enabled=False)

    choose(page, response_of(question))
    check(page)

    expect(verdict(page)).to_contain_text("Right.")
    expect(page.get_by_text("Beyond the exam’s formats")).to_be_visible()


def by_keyboard(page: Page, kind: str, response: list[str]) -> None:
    if kind == "ordering":
        rows = page.locator("[data-order] > li")
        for place, name in enumerate(response):
            row = page.locator(f"[data-order] > li:has(option[value^='{name}='])")
            up = row.get_by_role("button", name="Move up")
            tab_to(page, up)
            at = rows.evaluate_all("(all, row) => all.indexOf(row)", row.element_handle())
            for _ in range(at - place):
                page.keyboard.press("Enter")
                expect(up).to_be_focused()
    elif kind == "matching":
        for value in response:
            box = page.locator(f"form.question select:has(option[value='{value}'])")
            tab_to(page, box)
            while box.input_value() != value:
                page.keyboard.press("ArrowDown")
    elif kind == "log":
        for value in response:
            tab_to(page, page.locator(f"form.question input[name=answer][value='{value}']"))
            page.keyboard.press("Space")
    elif kind == "policy":
        choose_by_keyboard(page, response)
    else:
        tab_to(page, page.locator("form.question input[name=answer]").first)
        page.keyboard.press("Space")
        while not page.locator(
            f"form.question input[name=answer][value='{response[0]}']"
        ).is_checked():
            page.keyboard.press("ArrowDown")


@pytest.mark.parametrize("kind", NEW)
def test_every_kind_is_answered_by_keyboard(visit: Visit, kind: str) -> None:
    question = make_question(kind)
    page = visit(question.get_absolute_url(), viewport={"width": 360, "height": 740})

    by_keyboard(page, kind, response_of(question))
    tab_to(page, page.get_by_role("button", name="Check answer"))
    page.keyboard.press("Enter")

    expect(verdict(page)).to_contain_text("Right.")
    expect(verdict(page)).to_be_focused()
    assert Answer.objects.get().points == 1


@pytest.mark.parametrize("kind", NEW)
def test_every_kind_is_saved_as_it_is_answered_in_a_set(visit: Visit, kind: str) -> None:
    question = make_question(kind)
    attempt = make_attempt(make_user(), make_quiz([question]), "deferred")
    page = visit(f"/attempts/{attempt.pk}/1/", user=attempt.user)
    saved = page.locator("[data-saved]")

    by_keyboard(page, kind, response_of(question))
    expect(saved).to_have_text("✓ Saved")
    page.wait_for_load_state("networkidle")
    page.reload()

    expect(saved).to_have_text("✓ Saved")
    newest = Answer.objects.latest("revision")
    assert (newest.response, newest.points) == (response_of(question), 1)


@pytest.mark.parametrize("kind", NEW)
def test_every_kind_is_told_without_the_network(
    visit: Visit, complaints: Complaints, kind: str
) -> None:
    complaints.expect("ERR_INTERNET_DISCONNECTED|htmx:")
    question = make_question(kind)
    attempt = make_attempt(make_user(), make_quiz([question]), "practice")
    page = visit(user=attempt.user)
    with page.expect_response("**/packet/") as packet:
        page.goto(f"/attempts/{attempt.pk}/1/")
    packet.value.finished()
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)

    choose(page, response_of(question))
    check(page)

    expect(verdict(page)).to_have_text("The mark comes when you are online.")
    expect(verdict(page)).to_be_focused()
    page.context.set_offline(False)
    expect(page.locator("#strip")).to_have_text("1 sent, 0 lost")
    assert Answer.objects.get().points == 1


def test_a_place_that_is_picked_is_saved_once_the_others_have_made_room(
    visit: Visit, complaints: Complaints
) -> None:
    attempt = make_attempt(make_user(), make_quiz([make_question("ordering")]), "deferred")
    page = visit(f"/attempts/{attempt.pk}/1/", user=attempt.user)
    rows = page.locator("[data-order] > li")
    first = rows.first.get_attribute("data-name") or ""

    page.locator("[data-order] select").first.select_option(index=2)
    expect(page.locator("[data-saved]")).to_have_text("✓ Saved")
    page.reload()

    expect(rows.nth(2)).to_have_attribute("data-name", first)
    assert Answer.objects.count() == 1


def test_half_of_the_pairs_come_back_while_they_wait(visit: Visit, complaints: Complaints) -> None:
    complaints.expect("ERR_FAILED")
    attempt = make_attempt(make_user(), make_quiz([make_question("matching")]), "deferred")
    page = visit(f"/attempts/{attempt.pk}/1/", user=attempt.user)
    page.route("**", lambda r: r.abort() if r.request.method == "POST" else r.continue_())
    queue = page.get_by_role("combobox", name="Match for A queue")

    queue.select_option("sqs=redrive")
    expect(page.locator("#strip")).to_contain_text("1 waiting")
    page.reload()

    expect(page.locator("[data-saved]")).to_have_text("Waiting")
    expect(queue).to_have_value("sqs=redrive")


def test_an_order_that_was_left_is_an_order_when_one_goes_back(visit: Visit) -> None:
    attempt = make_attempt(make_user(), make_quiz([make_question("ordering")]))
    page = visit(f"/attempts/{attempt.pk}/1/", user=attempt.user)
    selects = page.locator("[data-order] select")
    page.locator("[data-move='1']").first.click()
    page.locator("[data-move='1']").nth(1).click()

    page.goto("/learn/")
    page.go_back()

    expect(page.locator("[data-moves]").first).to_be_visible()
    places = selects.evaluate_all("all => all.map(s => s.value.split('=')[1])")
    assert places == ["1", "2", "3", "4"]


@pytest.mark.parametrize("kind", ["single", "ordering", "numeric"])
def test_who_goes_back_in_a_set_sees_what_was_saved_last(visit: Visit, kind: str) -> None:
    question = make_question(kind)
    attempt = make_attempt(make_user(), make_quiz([question, make_question()]), "deferred")
    page = visit(f"/attempts/{attempt.pk}/1/", user=attempt.user)
    saved = page.locator("[data-saved]")
    item = question.published().item()  # type: ignore[union-attr]
    for response in (item.rules.wrong(item, 0, {}), item.rules.right(item, 0, {})):
        choose(page, list(response))
        expect(saved).to_have_text("✓ Saved")
        page.wait_for_load_state("networkidle")
        given = page.locator("form.question").evaluate(GIVEN)
        page.goto(f"/attempts/{attempt.pk}/?end")
        page.get_by_role("link", name="Question 1", exact=True).click()

    for _ in range(4):
        page.go_back()

    expect(saved).to_have_text("✓ Saved")
    page.wait_for_load_state("networkidle")
    as_shown = page.locator("form.question").evaluate(GIVEN)
    assert [value.replace(",", "") for value in as_shown] == given


def test_no_key_strikes_out_a_place_of_a_diagram(visit: Visit) -> None:
    attempt = make_attempt(make_user(), make_quiz([make_question("hotspot")]), "deferred")
    page = visit(f"/attempts/{attempt.pk}/1/", user=attempt.user)
    expect(page.get_by_text("Note to self")).to_be_visible()

    page.keyboard.press("x")
    page.keyboard.press("c")
    expect(page.get_by_role("radio", name="Execution role")).to_be_checked()
    page.keyboard.press("x")

    expect(page.locator("label.struck, label[aria-pressed]")).to_have_count(0)
    expect(page.locator("[data-saved]")).to_have_text("✓ Saved")
    assert attempt.slots.get().struck == []


@pytest.mark.parametrize("kind", NEW)
def test_every_kind_is_readable_for_all(visit: Visit, inspection: Inspection, kind: str) -> None:
    question = make_question(kind, case=CASE)
    page = visit(question.get_absolute_url())
    inspection.look(page, f"{kind} asked")

    item = question.published().item()  # type: ignore[union-attr]
    choose(page, list(item.rules.wrong(item, 0, {})))
    check(page)

    expect(verdict(page)).to_be_focused()
    inspection.look(page, f"{kind} told")


def test_a_move_is_said_and_the_selects_follow(visit: Visit) -> None:
    page = visit(make_question("ordering").get_absolute_url())
    first = page.locator("[data-order] > li").first
    name = first.get_attribute("data-name")

    first.get_by_role("button", name="Move down").click()

    expect(page.locator("#status")).to_have_text(f"{name}: moved to 2 of 4")
    expect(page.locator("[data-order] > li").nth(1)).to_have_attribute("data-name", name or "")
    places = page.locator("[data-order] select").evaluate_all("all => all.map(s => s.value)")
    assert [place.split("=")[1] for place in places] == ["1", "2", "3", "4"]

    page.locator("[data-order] select").first.select_option(index=3)
    expect(page.locator("#status")).to_contain_text("moved to 4 of 4")


def test_a_click_in_the_drawing_picks_the_region(visit: Visit) -> None:
    page = visit(make_question("hotspot").get_absolute_url())

    page.locator("[data-spot='role']").click()

    expect(page.get_by_role("radio", name="Execution role")).to_be_checked()
    expect(page.locator("[data-badge='role']")).to_be_visible()
    page.get_by_role("radio", name="Bucket policy").check()
    expect(page.locator("[data-badge='role']")).to_be_hidden()
    expect(page.locator("[data-spot='s3']")).to_have_attribute("data-state", "picked")


def test_the_lines_of_a_log_are_counted_and_unwrapped(visit: Visit) -> None:
    page = visit(make_question("log").get_absolute_url())

    page.get_by_role("checkbox", name="Line 3").check()

    expect(page.locator(".count")).to_have_text("Mark two lines · 1 of 2 marked")
    wrap = page.get_by_role("button", name="Wrap long lines")
    wrap.click()
    expect(wrap).to_have_attribute("aria-pressed", "false")
    expect(page.locator(".log-line code").first).to_have_css("white-space-collapse", "preserve")
    expect(page.locator(".log-line code").first).to_have_css("text-wrap-mode", "nowrap")


def test_what_is_refused_stays_chosen(visit: Visit, complaints: Complaints) -> None:
    complaints.expect("status of 422")
    page = visit(make_question("matching").get_absolute_url(), java_script_enabled=False)
    page.get_by_role("combobox", name="Match for A topic").select_option("sns=dlq")

    check(page)

    expect(page.locator("#answer-error")).to_contain_text("2 are left")
    expect(page.get_by_role("combobox", name="Match for A topic")).to_have_value("sns=dlq")


def test_a_case_is_open_once_and_stays_within_reach(visit: Visit) -> None:
    learner = make_user()
    kinds = ["log", "matching", "single"]
    quiz = make_quiz([make_question(kind, case=CASE) for kind in kinds])
    attempt = make_attempt(learner, quiz)
    page = visit(f"{attempt.get_absolute_url()}1/", user=learner)
    text = page.get_by_text("A shop keeps its orders")

    case = page.get_by_role("region", name="Case: A shop that sends letters")
    expect(case).to_be_visible()
    expect(text).to_be_visible()
    skip = page.get_by_role("link", name="Skip to the question")
    tab_to(page, skip)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('fieldset.options') !== null")

    page.get_by_role("link", name="Skip for now").click()
    expect(page.locator("form.question")).to_have_attribute("data-kind", "matching")
    expect(text).to_be_hidden()
    page.locator(".case summary").click()
    expect(text).to_be_visible()
