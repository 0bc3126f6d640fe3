"""Nothing a learner does is ever lost: the network cut anywhere, tabs killed, clocks wrong."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from quizzes.models import Answer, Attempt, Slot
from tests.e2e.conftest import Complaints, Visit, session_cookie
from tests.factories import make_attempt, make_question, make_quiz, make_user

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
N = 20
LINE = "ERR_INTERNET_DISCONNECTED|ERR_FAILED|htmx:|ERR_NETWORK"


@pytest.fixture
def learner(content: object):
    return make_user("learner@example.org")


@pytest.fixture
def long_set(learner) -> Attempt:
    quiz = make_quiz([make_question(slug=f"one-of-{n}") for n in range(N)])
    return make_attempt(learner, quiz, mode="deferred")


@pytest.fixture
def short_set(learner) -> Attempt:
    kinds = ("single", "multiple", "numeric")
    return make_attempt(learner, make_quiz([make_question(kind) for kind in kinds]), "deferred")


@pytest.fixture(autouse=True)
def expected(complaints: Complaints) -> None:
    complaints.expect(LINE)


def at(attempt: Attempt, position: int) -> str:
    return f"/attempts/{attempt.pk}/{position}/"


def option(page: Page, value: str):
    return page.locator(f"label.option:has(input[value='{value}'])")


def state(page: Page):
    return page.locator("[data-saved]")


def stand(attempt: Attempt) -> dict[int, list[str]]:
    """What counts now, by position."""
    newest = {}
    for answer in Answer.objects.filter(slot__attempt=attempt).order_by("revision"):
        newest[answer.slot.position] = answer.response
    return newest


def eventually(page: Page, holds: Callable[[], bool]) -> None:
    """Until it holds: what a browser sends by itself, no locator can wait for."""
    for _ in range(150):
        if holds():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it never came to hold")


@pytest.mark.parametrize("cut", ["before", "after"])
def test_the_network_cut_at_every_step_of_a_set_loses_and_doubles_nothing(
    visit: Visit, long_set: Attempt, cut: str
):
    page = visit(at(long_set, 1), user=long_set.user)
    clicked = {}
    for position in range(1, N + 1):
        expect(page.get_by_text(f"{position} of {N}", exact=True)).to_be_visible()
        clicked[position] = ["abcd"[position % 4]]
        if cut == "before":
            page.context.set_offline(True)
        option(page, clicked[position][0]).click()
        if cut == "after":
            page.context.set_offline(True)
        else:
            expect(state(page)).to_have_text("Waiting")
            expect(page.locator("#strip")).to_contain_text("waiting)")
        page.get_by_role("button", name="Next").click()
        page.context.set_offline(False)
        # "Next" may be on its way by now: what matters is where one arrives.
        page.wait_for_load_state()
        if position < N:
            page.goto(at(long_set, position + 1))

    eventually(page, lambda: stand(long_set) == clicked)
    assert Answer.objects.count() == N
    page.wait_for_load_state("networkidle")


def test_a_set_goes_on_without_the_network_and_brings_every_answer(visit: Visit, long_set: Attempt):
    page = visit(user=long_set.user)
    with page.expect_response("**/packet/") as packet:
        page.goto(at(long_set, 1))
    packet.value.finished()
    page.context.set_offline(True)
    for position in (1, 2, 3):
        expect(page.get_by_text(f"{position} of {N}", exact=True)).to_be_visible()
        option(page, "b").click()
        expect(state(page)).to_have_text("Waiting")
        page.get_by_role("button", name="Next").click()
    expect(page.get_by_text(f"4 of {N}", exact=True)).to_be_visible()
    page.wait_for_url(f"**{at(long_set, 4)}")
    assert not Answer.objects.exists()
    page.context.set_offline(False)

    eventually(page, lambda: stand(long_set) == {1: ["b"], 2: ["b"], 3: ["b"]})
    page.wait_for_load_state("networkidle")


def test_what_was_saved_before_stands_in_a_set_without_the_network(visit: Visit, long_set: Attempt):
    page = visit(user=long_set.user)
    with page.expect_response("**/packet/") as packet:
        page.goto(at(long_set, 2))
    packet.value.finished()
    option(page, "c").click()
    expect(state(page)).to_have_text("✓ Saved")
    page.goto(at(long_set, 1))
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    page.get_by_role("button", name="Next").click()

    expect(page.get_by_text(f"2 of {N}", exact=True)).to_be_visible()
    expect(page.locator("input[value=c]")).to_be_checked()
    expect(state(page)).to_have_text("✓ Saved")
    assert stand(long_set) == {2: ["c"]}


def test_many_waiting_answers_are_sent_in_order_once(visit: Visit, long_set: Attempt):
    tabs = [visit(at(long_set, 1), user=long_set.user)]
    tabs += [tabs[0].context.new_page() for _ in range(3)]
    for position, tab in enumerate(tabs, 1):
        tab.goto(at(long_set, position))
    tabs[0].context.set_offline(True)
    for tab in tabs:
        option(tab, "b").click()
        expect(state(tab)).to_have_text("Waiting")
    expect(tabs[3].locator("#strip")).to_have_text(
        "Offline. Answers are kept in this browser (4 waiting)."
    )
    tabs[0].context.set_offline(False)

    for tab in tabs:
        expect(state(tab)).to_have_text("✓ Saved")
    expect(tabs[3].locator("#strip")).to_have_text("4 sent, 0 lost")
    assert stand(long_set) == {n: ["b"] for n in range(1, 5)}
    sequences = list(Answer.objects.order_by("pk").values_list("sequence", flat=True))
    assert sequences == sorted(set(sequences))
    assert Answer.objects.values("device").distinct().count() == 1


def test_a_choice_made_before_the_script_was_there_is_saved(visit: Visit, short_set: Attempt):
    page, held = visit(user=short_set.user), []
    page.route("**/js/saving*.js", lambda route: held.append(route))
    page.goto(at(short_set, 1), wait_until="commit")
    option(page, "b").click(no_wait_after=True)

    for route in held:
        route.continue_()

    expect(state(page)).to_have_text("✓ Saved")
    assert stand(short_set) == {1: ["b"]}


def test_a_page_that_was_written_before_the_save_shows_the_answer(visit: Visit, short_set: Attempt):
    page = visit(at(short_set, 1), user=short_set.user)
    older = page.request.get(page.url).text()
    option(page, "b").click()
    expect(state(page)).to_have_text("✓ Saved")
    page.route(
        f"**{at(short_set, 1)}",
        lambda r: r.fulfill(body=older) if r.request.method == "GET" else r.continue_(),
    )
    page.reload()

    expect(page.locator("input[value=b]")).to_be_checked()
    expect(state(page)).to_have_text("✓ Saved")
    option(page, "c").click()
    expect(state(page)).to_have_text("✓ Saved")
    page.wait_for_load_state("networkidle")
    assert stand(short_set) == {1: ["c"]}


def test_a_killed_tab_leaves_its_answer_to_the_next(visit: Visit, short_set: Attempt):
    page = visit(at(short_set, 3), user=short_set.user)
    page.context.set_offline(True)
    page.locator("#answer").fill("17")
    page.get_by_label("Certain").check()
    expect(page.locator("#strip")).to_contain_text("(1 waiting)")
    page.close(run_before_unload=False)
    again = page.context.new_page()
    page.context.set_offline(False)
    again.goto("/glossary/")  # any page will do

    expect(again.locator("#strip")).to_have_text("1 sent, 0 lost")
    [answer] = Answer.objects.all()
    assert (answer.response, answer.sureness) == (["17"], "certain")


def test_an_unsent_answer_is_put_back_into_its_form(visit: Visit, short_set: Attempt):
    page = visit(at(short_set, 2), user=short_set.user)
    page.route("**/*", lambda r: r.abort() if r.request.method == "POST" else r.continue_())
    for value in ("a", "d"):
        option(page, value).click()
    page.get_by_label("Guess").check()
    expect(page.locator("#strip")).to_be_visible()
    page.reload()

    expect(page.locator("input[value=a]")).to_be_checked()
    expect(page.locator("input[value=d]")).to_be_checked()
    expect(page.get_by_label("Guess")).to_be_checked()
    expect(state(page)).to_have_text("Waiting")
    expect(page.get_by_text("Choose two · 2 chosen")).to_be_visible()


def test_an_answer_that_cannot_be_read_says_so_at_its_place(
    visit: Visit, short_set: Attempt, complaints: Complaints
):
    complaints.expect("status of 422")
    page = visit(at(short_set, 3), user=short_set.user)
    page.locator("#answer").fill("many")

    expect(state(page)).to_contain_text("Not saved: “many” is not a number")


def test_the_outbox_of_another_account_is_not_sent(
    visit: Visit, short_set: Attempt, live_server, complaints: Complaints
):
    complaints.expect("status of 40[34]")  # the page that was open tries with the other's session
    page = visit(at(short_set, 1), user=short_set.user)
    page.context.set_offline(True)
    option(page, "c").click()
    expect(page.locator("#strip")).to_contain_text("(1 waiting)")
    other = make_user("other@example.org")
    page.context.clear_cookies()
    page.context.add_cookies([session_cookie(other, live_server.url)])
    page.context.set_offline(False)
    page.goto("/glossary/")
    page.wait_for_load_state("networkidle")
    assert not Answer.objects.exists()

    page.context.clear_cookies()
    page.context.add_cookies([session_cookie(short_set.user, live_server.url)])
    page.goto("/glossary/")

    eventually(page, lambda: stand(short_set) == {1: ["c"]})


def test_a_renewed_token_does_not_refuse_a_waiting_answer(
    visit: Visit, short_set: Attempt, complaints: Complaints
):
    complaints.expect("status of 403")
    page = visit(at(short_set, 1), user=short_set.user)
    page.context.clear_cookies(name="csrftoken")
    option(page, "b").click()

    expect(state(page)).to_have_text("✓ Saved")
    assert stand(short_set) == {1: ["b"]}


def test_an_answer_that_is_sent_elsewhere_waits_and_is_sent_again(visit: Visit, short_set: Attempt):
    page = visit(at(short_set, 1), user=short_set.user)
    to_sign_in = {"status": 302, "headers": {"Location": "/account/login/"}}
    page.route(
        "**/attempts/**",
        lambda r: r.fulfill(**to_sign_in) if r.request.method == "POST" else r.continue_(),
    )
    option(page, "b").click()
    expect(page.locator("#strip")).to_contain_text("You seem to be signed out.")
    expect(page.locator("#strip")).to_contain_text("(1 waiting)")
    expect(state(page)).to_have_text("Waiting")
    assert not Answer.objects.exists()
    page.unroute("**/attempts/**")

    expect(state(page)).to_have_text("✓ Saved")
    assert stand(short_set) == {1: ["b"]}


@pytest.mark.parametrize("shift", [timedelta(days=-1), timedelta(days=1)])
def test_a_wrong_clock_changes_nothing(visit: Visit, short_set: Attempt, shift: timedelta):
    page = visit(user=short_set.user)
    page.clock.install(time=timezone.now() + shift)
    page.goto(at(short_set, 1))
    option(page, "b").click()
    expect(state(page)).to_have_text("✓ Saved")
    page.clock.run_for(3_000)
    option(page, "c").click()
    expect(state(page)).to_have_text("✓ Saved")

    newest = Answer.objects.order_by("-revision")[0]
    assert newest.response == ["c"]
    assert abs(newest.answered_at - timezone.now()) < timedelta(hours=1)
    assert newest.seconds is not None
    assert newest.seconds < 1_000


def test_two_tabs_at_one_question_keep_the_later_answer(visit: Visit, short_set: Attempt):
    one = visit(at(short_set, 1), user=short_set.user)
    two = one.context.new_page()
    two.goto(at(short_set, 1))
    option(one, "a").click()
    expect(state(one)).to_have_text("✓ Saved")
    option(two, "b").click()

    expect(state(two)).to_contain_text("Also answered in another tab")
    assert stand(short_set) == {1: ["b"]}


def test_double_clicks_and_the_back_button_keep_one_answer(visit: Visit, short_set: Attempt):
    page = visit(at(short_set, 1), user=short_set.user)
    option(page, "b").dblclick()
    page.get_by_role("button", name="Next").dblclick(no_wait_after=True)
    expect(page.locator("input[type=checkbox]").first).to_be_visible()
    page.go_back()

    expect(page.locator("input[value=b][type=radio]")).to_be_checked()
    assert stand(short_set) == {1: ["b"]}
    assert Answer.objects.count() == 1


def test_marks_wait_like_answers_and_the_last_word_counts(visit: Visit, short_set: Attempt):
    page = visit(at(short_set, 1), user=short_set.user)
    page.context.set_offline(True)
    flag = page.locator("[data-flagging]")
    for _ in range(3):
        flag.click()
    expect(flag).to_have_text("Flagged")
    page.get_by_role("button", name="Strike out option A").click()
    page.get_by_text("Note to self").click()
    page.get_by_role("textbox", name="Note to self").fill("Ask about layers")
    page.context.set_offline(False)
    page.wait_for_function("navigator.onLine")
    eventually(page, lambda: Slot.objects.get(attempt=short_set, position=1).note != "")
    page.goto(at(short_set, 1))

    expect(page.locator("[data-flagging]")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="Struck out option A")).to_be_visible()
    expect(page.get_by_role("textbox", name="Note to self")).to_have_value("Ask about layers")
    slot = Slot.objects.get(attempt=short_set, position=1)
    assert (slot.flagged, slot.note, len(slot.struck)) == (True, "Ask about layers", 1)
