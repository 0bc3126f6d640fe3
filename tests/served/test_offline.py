"""Without a network: the real worker of the real server, which is then stopped."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import browser_type_launch_args
from tests.served.serving import manage, server

pytestmark = pytest.mark.e2e
__all__ = ["browser_type_launch_args"]
KEPT = (
    "caches.open('pages').then((c) => c.keys()).then((k) => k.map((r) => new URL(r.url).pathname))"
)
ALL = """caches.keys().then((names) => Promise.all(names.map((name) => caches.open(name)
  .then((c) => c.keys()))).then((k) => k.flat().map((r) => new URL(r.url).pathname)))"""


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    var: Path = tmp_path_factory.mktemp("var")
    manage("prepare", var=var)
    with server(var) as (url, _):
        yield url


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
    page.wait_for_timeout(500)  # it is written to the disk
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
        page.get_by_role("button", name="Next").click()
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


@pytest.mark.parametrize("cut", ["before", "after"])
def test_a_set_survives_cuts_and_reloads_without_the_network(page: Page, cut: str):
    """Each question with the line cut before or after the choice; some are read anew without it."""
    begin_set(page)
    clicked = {}
    for position in range(1, 13):
        expect(page.get_by_text(f"{position} of 12", exact=True)).to_be_visible()
        if cut == "before":
            page.context.set_offline(True)
        clicked[position] = choose_somehow(page)
        if cut == "after":
            page.context.set_offline(True)
        kept = page.locator("[data-saved]")
        expect(kept).to_have_text(re.compile("Waiting|✓ Saved"))
        if position % 3 == 0:
            page.reload()
            expect(page.get_by_text(f"{position} of 12", exact=True)).to_be_visible()
            expect(kept).to_have_text(re.compile("Waiting|✓ Saved"))
            assert chosen(page) == clicked[position]
        if position == 6:  # this far the whole way without it
            back_online(page)
            page.wait_for_load_state("networkidle")
        if position < 12:
            page.get_by_role("button", name="Next").click()
            page.wait_for_url(re.compile(rf"/{position + 1}/$"))
    attempt = page.url.rpartition("/")[0].rpartition("/")[0]
    back_online(page)
    whole = page.get_by_role("heading", name="Every question has its answer")
    for _ in range(40):  # the page sends them, and does not wait for that to show the list
        page.goto(f"{attempt}/?end")
        if whole.is_visible():
            break
        page.wait_for_timeout(250)
    for position, given in clicked.items():
        page.goto(f"{attempt}/{position}/")
        assert chosen(page) == given


def back_online(page: Page) -> None:
    """On a page that was read offline: the copy makes room for the page itself."""
    with page.expect_navigation():
        page.context.set_offline(False)


def begin_set(page: Page) -> None:
    """A set that is marked at its end, taken along as a packet, with the worker at hand."""
    page.goto("/learn/runtimes/")
    has_kept(page, "/learn/runtimes/")
    page.goto("/practise/runtimes/")
    page.get_by_label("All at the end").check()
    with page.expect_response("**/packet/") as packet:
        page.get_by_role("button", name="Start").click()
    packet.value.finished()
    page.wait_for_timeout(500)  # it is written to the disk


def choose_somehow(page: Page) -> list[str]:
    """Answer the question at hand; what its form says then."""
    wanted = page.locator("[data-wanted]")
    count = int(wanted.get_attribute("data-wanted") or 1) if wanted.count() else 1
    for option in page.locator("label.option").all()[:count]:
        option.click()
    for field in page.locator("#answer").all():
        field.fill("1")
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
