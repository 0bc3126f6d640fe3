"""Without a network: the real worker of the real server, which is then stopped."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.e2e.conftest import browser_type_launch_args
from tests.served.serving import manage, server

pytestmark = pytest.mark.e2e
__all__ = ["browser_type_launch_args"]
PACKED = """new Promise((told) => {
  const asked = indexedDB.open('ledger', 1);
  asked.onsuccess = () => {
    const count = asked.result.transaction('packets').objectStore('packets').count();
    count.onsuccess = () => told(count.result === 1);
  };
})"""
N = 20
WORDS = {"right": "✓ Right", "partly": "✕ Partly", "wrong": "✕ "}
Saved = Callable[[str], list[tuple[int, str, str]]]
ANSWERS = """select slot.position, answer.verdict, answer.client_id
  from quizzes_answer answer join quizzes_slot slot on slot.id = answer.slot_id
  where slot.attempt_id = ? order by answer.revision"""
KEPT = (
    "caches.open('pages').then((c) => c.keys()).then((k) => k.map((r) => new URL(r.url).pathname))"
)
ALL = """caches.keys().then((names) => Promise.all(names.map((name) => caches.open(name)
  .then((c) => c.keys()))).then((k) => k.flat().map((r) => new URL(r.url).pathname)))"""


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    var: Path = tmp_path_factory.mktemp("var")
    manage("prepare", var=var)
    return var


@pytest.fixture(scope="module")
def url(var: Path) -> Iterator[str]:
    with server(var) as (url, _):
        yield url


@pytest.fixture
def saved(var: Path) -> Saved:
    """Reads from the server's database: the answers to an attempt, the oldest first."""

    def read(attempt: str) -> list[tuple[int, str, str]]:
        with closing(sqlite3.connect(var / "study.sqlite3")) as database:
            return database.execute(ANSWERS, [attempt.replace("-", "")]).fetchall()

    return read


@pytest.fixture
def page(browser: Browser, url: str) -> Iterator[Page]:
    context = browser.new_context(base_url=url)
    yield context.new_page()
    context.close()


def until(page: Page, question: str) -> None:
    """Ask the page until it says yes. (A promise given to `wait_for_function` is not awaited.)"""
    for _ in range(300):
        if page.evaluate(question):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never: {question}")


def has_kept(page: Page, path: str) -> None:
    page.wait_for_function("() => navigator.serviceWorker.controller?.state === 'activated'")
    until(page, f"caches.match('{path}', {{ ignoreVary: true }}).then((found) => found?.ok)")


def test_a_lesson_opened_before_is_read_offline_and_others_are_named(page: Page):
    page.goto("/learn/runtimes/")
    has_kept(page, "/learn/runtimes/")
    page.context.set_offline(True)
    page.goto("/learn/runtimes/")
    title = page.locator("h1").inner_text()
    page.goto("/glossary/")

    expect(page.get_by_role("heading", name="This page needs the network")).to_be_visible()
    expect(page.get_by_role("link", name=title)).to_be_visible()


def test_a_lesson_that_the_worker_took_over_while_it_came_is_kept(page: Page):
    held: list[Route] = []
    page.route(re.compile(r"/js/site[.\w]*\.js"), lambda route: held.append(route))
    page.add_init_script("navigator.serviceWorker.register('/sw.js')")
    page.goto("/learn/runtimes/", wait_until="commit")
    page.wait_for_function("() => navigator.serviceWorker.controller?.state === 'activated'")
    held[0].continue_()

    has_kept(page, "/learn/runtimes/")


def test_the_worker_keeps_no_admin_no_account_and_no_attempt(page: Page):
    page.goto("/learn/runtimes/")
    has_kept(page, "/learn/runtimes/")
    page.goto("/practise/networking/")
    page.get_by_label("All at the end").check()
    page.get_by_role("button", name="Start").click()
    page.locator("label.option").first.click()
    expect(page.locator("[data-saved]")).to_have_text("✓ Saved")
    for path in ("/admin/login/", "/account/", "/account/login/", "/progress/"):
        page.goto(path)
    page.goto("/learn/runtimes/")
    has_kept(page, "/learn/runtimes/")

    kept = page.evaluate(ALL)
    others = [path for path in kept if not path.startswith(("/static/", "/learn/"))]
    assert others == ["/offline/"]
    page.goto("/practise/")
    expect(page.get_by_text(re.compile("^Ready offline: 1 lesson"))).to_be_visible()


def test_practice_goes_on_offline_and_arrives(page: Page):
    page.goto("/learn/runtimes/")
    has_kept(page, "/learn/runtimes/")
    page.goto("/practise/runtimes/")
    with page.expect_response("**/packet/") as packet:
        page.get_by_role("button", name="Start").click()
    packet.value.finished()
    until(page, PACKED)
    page.context.set_offline(True)
    for position in (1, 2):
        expect(page.get_by_text(f"{position} of 12", exact=True)).to_be_visible()
        wanted = page.locator("[data-wanted]")
        count = int(wanted.get_attribute("data-wanted") or 1) if wanted.count() else 1
        for option in page.locator("label.option").all()[:count]:
            option.click()
        for field in page.locator("#answer").all():
            field.fill("1")
        page.get_by_role("button", name="Check answer").click()
        expect(page.locator("h2.verdict")).to_be_focused()
        expect(page.get_by_text("Reason shown from your stored copy of")).to_be_visible()
        page.get_by_role("button", name="Next", exact=True).click()
    expect(page.get_by_text("3 of 12", exact=True)).to_be_visible()
    page.reload()
    expect(page).to_have_title(re.compile("^Question 3 of 12 · "))
    back_online(page)
    answered = page.get_by_text("2 of 12 answered")
    for _ in range(20):  # this page sends them, and does not wait for that to show the list
        page.goto("/practise/")
        if answered.is_visible():
            break
        page.wait_for_timeout(250)

    expect(answered).to_be_visible()


@pytest.mark.parametrize("cut", ["before", "after", "throughout"])
def test_a_set_survives_a_cut_a_reload_and_a_return_at_every_step(
    page: Page, saved: Saved, cut: str
):
    """Each of 20 questions: the line is cut, the page read anew without it, and the line is back.

    Cut before the choice or after it, or once for all: then only the end has a network.
    """
    attempt = begin_set(page)
    clicked = {}
    for position in range(1, N + 1):
        expect(page.get_by_text(f"{position} of {N}", exact=True)).to_be_visible()
        if cut == "before" or (position == 1 and cut == "throughout"):
            page.context.set_offline(True)
        clicked[position] = choose_somehow(page)
        if cut == "after":
            page.context.set_offline(True)
        stands(page, position, clicked[position])
        page.reload()
        stands(page, position, clicked[position])
        if cut != "throughout" or position == N:
            back_online(page)
            stands(page, position, clicked[position])
        if position < N:
            page.get_by_role("button", name="Next", exact=True).click()
            page.wait_for_url(re.compile(rf"/{position + 1}/$"))
    all_arrive(page, attempt)

    for position, given in clicked.items():
        page.goto(f"/attempts/{attempt}/{position}/")
        assert chosen(page) == given
    answers = saved(attempt)
    assert len({client for _, _, client in answers}) == len(answers)
    # One answer for each choice, so several where several were to be chosen.
    for position, given in clicked.items():
        rows = [answer for answer in answers if answer[0] == position]
        assert len(rows) <= len(given), rows


def test_practice_offline_says_of_every_answer_what_the_server_says(page: Page, saved: Saved):
    attempt = begin_set(page, "After each answer")
    page.context.set_offline(True)
    told = {}
    for position in range(1, N + 1):
        expect(page.get_by_text(f"{position} of {N}", exact=True)).to_be_visible()
        choose_somehow(page)
        page.get_by_role("button", name="Check answer").click()
        verdict = page.locator("h2.verdict")
        expect(verdict).to_be_focused()
        told[position] = verdict.inner_text()
        if position < N:
            page.get_by_role("button", name="Next", exact=True).click()
    page.context.set_offline(False)
    expect(page.locator("#strip")).to_have_text(f"{N} sent, 0 lost")

    answers = {position: verdict for position, verdict, _ in saved(attempt)}
    assert len(saved(attempt)) == len(answers) == N
    for position, words in told.items():
        if words != "The mark comes when you are online.":
            assert words.startswith(WORDS[answers[position]])


def all_arrive(page: Page, attempt: str) -> None:
    whole = page.get_by_role("heading", name="Every question has its answer")
    for _ in range(40):  # the page sends them, and does not wait for that to show the list
        page.goto(f"/attempts/{attempt}/?end")
        if whole.is_visible():
            break
        page.wait_for_timeout(250)


def stands(page: Page, position: int, given: list[str]) -> None:
    expect(page.get_by_text(f"{position} of {N}", exact=True)).to_be_visible()
    expect(page.locator("[data-saved]")).to_have_text(re.compile("Waiting|✓ Saved"))
    assert chosen(page) == given


def back_online(page: Page) -> None:
    """On a page that was read offline: the copy makes room for the page itself."""
    with page.expect_navigation():
        page.context.set_offline(False)


def begin_set(page: Page, reasons: str = "At the end") -> str:
    """A set of N questions, taken along as a packet, with the worker at hand; its id."""
    page.goto("/learn/runtimes/")
    has_kept(page, "/learn/runtimes/")
    page.goto("/practise/")
    page.get_by_label("How many").select_option(str(N))
    page.get_by_label("When the reasons come").select_option(label=reasons)
    with page.expect_response("**/packet/") as packet:
        page.get_by_role("button", name="Begin the set").click()
    packet.value.finished()
    until(page, PACKED)
    return page.url.split("/")[-3]


def choose_somehow(page: Page) -> list[str]:
    """Answer the question at hand, whatever its kind; what its form says then."""
    wanted = page.locator("[data-wanted]")
    count = int(wanted.get_attribute("data-wanted") or 1) if wanted.count() else 1
    for option in page.locator("label.option, label.log-line").all()[:count]:
        option.click()
    for field in page.locator("input#answer").all():
        field.fill("1")
    for text in page.locator("textarea#answer").all():
        for key in ("Control+Home", "ArrowRight", "Space"):  # inside, where blanks are kept
            text.press(key)
    for place in page.locator("[data-order] select").all()[:1]:
        place.select_option(index=1)
    for row, match in enumerate(page.locator("table.pairs select").all()):
        match.select_option(index=1 + row % (match.locator("option").count() - 1))
    return chosen(page)


def chosen(page: Page) -> list[str]:
    form = "[...new FormData(document.querySelector('form.question')).getAll('answer')]"
    given: list[str] = page.evaluate(form)
    return given


def test_signing_out_clears_what_was_kept(page: Page):
    page.goto("/account/signup/")
    page.get_by_label("E-mail").fill("somebody@example.org")
    page.get_by_label("Password", exact=True).fill("a-long-pass-phrase")
    page.locator("main form button[type=submit]").first.click()
    page.goto("/learn/runtimes/")
    has_kept(page, "/learn/runtimes/")
    page.goto("/account/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_load_state()

    until(page, f"{KEPT}.then((kept) => kept.length === 0)")
