"""What travels: the real server with the real files, seen through a real browser.

Sizes and counts are promises; times are not asserted.
"""

import json
import re
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from studyapp.content.loader import load
from tests.e2e.conftest import browser_type_launch_args
from tests.served.serving import Halfway, Wire, await_closed, get, manage, server

pytestmark = pytest.mark.e2e
__all__ = ["browser_type_launch_args"]
KB = 1000
FETCHED = "part => performance.getEntriesByType('resource').some(({name}) => name.includes(part))"
LESSONS = sorted(load().lessons)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    var = tmp_path_factory.mktemp("var")
    manage("prepare", var=var)
    return var


@pytest.fixture(scope="module")
def url(prepared: Path) -> Iterator[str]:
    with server(prepared) as (url, _):
        yield url


@pytest.fixture
def page(browser: Browser, url: str) -> Iterator[Page]:
    """A fresh profile: nothing is cached."""
    context = browser.new_context(base_url=url)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("slug", LESSONS)
def test_a_lesson_is_light_when_nothing_is_cached(page: Page, slug: str):
    wire = Wire(page)
    page.goto(f"/learn/{slug}/")
    page.wait_for_load_state("networkidle")

    assert wire.total <= 60 * KB, wire.told()
    assert len(wire.sizes) <= 6, wire.told()
    assert wire.of(".js") <= 30 * KB, wire.told()


def test_the_next_page_costs_only_its_own_html(page: Page):
    page.goto("/learn/runtimes/")
    page.wait_for_function(FETCHED, arg="/js/shell.")  # a lesson leaves it for when it is quiet
    page.wait_for_load_state("networkidle")
    wire = Wire(page)
    page.goto("/practise/runtimes/")
    page.wait_for_load_state("networkidle")

    assert wire.total <= 12 * KB, wire.told()
    assert wire.of(".js") + wire.of(".css") == 0, wire.told()


def test_the_first_page_and_its_answer_are_light(page: Page):
    wire = Wire(page)
    page.goto("/")
    page.wait_for_load_state("networkidle")
    assert wire.total <= 60 * KB, wire.told()

    wire = Wire(page)
    page.locator("label.option").first.click()
    page.get_by_role("button", name="Check answer").click()
    expect(page.locator("h2.verdict")).to_be_focused()

    assert 0 < wire.of("/first/") <= 6 * KB, wire.told()
    assert wire.of(".js") + wire.of(".css") == 0, wire.told()


def test_each_answer_of_a_quiz_is_a_small_part(page: Page):
    page.goto("/practise/monitoring/")
    page.get_by_role("button", name="Start").click()
    for position in range(1, 7):
        expect(page.get_by_text(f"{position} of 12", exact=True)).to_be_visible()
        page.wait_for_load_state("networkidle")  # or a script of the page counts as the answer's
        wire = Wire(page)
        answer_somehow(page)
        expect(page.locator("h2.verdict")).to_be_focused()
        assert 0 < wire.total <= 6 * KB, wire.told()
        assert len(wire.sizes) == 1, wire.told()
        page.get_by_role("link", name="Next").click()


def test_results_as_one_types_are_a_small_part(page: Page):
    page.goto("/search/")
    page.wait_for_load_state("networkidle")
    wire = Wire(page)
    page.keyboard.type("function")  # as much as there can be
    expect(page.locator(".found a").first).to_be_visible()
    page.wait_for_load_state("networkidle")

    assert 0 < wire.total <= 6 * KB * len(wire.sizes), wire.told()
    assert len(wire.sizes) <= 2, wire.told()
    assert wire.of(".js") + wire.of(".css") == 0, wire.told()


def answer_somehow(page: Page) -> None:
    wanted = page.locator("[data-wanted]")
    count = int(wanted.get_attribute("data-wanted") or 1) if wanted.count() else 1
    for option in page.locator("label.option").all()[:count]:
        option.click()
    for field in page.locator("#answer").all():
        field.fill("1")
    page.get_by_role("button", name="Check answer").click()


def test_static_files_are_hashed_packed_and_kept_for_ever(url: str):
    _, _, page = get(f"{url}/learn/runtimes/")
    files = sorted(set(re.findall(rb'(?:href|src)="(/static/[^"]+\.(?:css|js|svg))"', page)))
    assert len(files) >= 4
    for file in files:
        name = file.decode()
        status, headers, _ = get(url + name, **{"Accept-Encoding": "br, gzip"})
        assert status == 200
        assert re.search(r"\.[0-9a-f]{12}\.\w+$", name), name
        assert "immutable" in headers["Cache-Control"]
        assert "max-age=315360000" in headers["Cache-Control"]
        assert headers["Content-Encoding"] == "br", name
        assert "Accept-Encoding" in headers["Vary"]


def test_one_stylesheet_without_imports(url: str):
    _, _, page = get(f"{url}/")
    sheets = re.findall(rb'rel="stylesheet" href="([^"]+)"', page)
    assert len(sheets) == 1
    _, _, css = get(url + sheets[0].decode())
    assert b"@import" not in css


def test_html_is_packed_and_differs_for_htmx(url: str):
    status, headers, body = get(f"{url}/learn/runtimes/", **{"Accept-Encoding": "br, gzip"})

    assert (status, headers["Content-Encoding"]) == (200, "gzip")
    assert len(body) < 30 * KB
    assert {"Accept-Encoding", "HX-Request", "Cookie"} <= set(re.split(r", *", headers["Vary"]))


def test_it_says_that_it_is_well(url: str):
    for path in ("healthz", "readyz"):
        status, _, body = get(f"{url}/{path}")
        assert (status, json.loads(body)["status"]) == (200, "ok")


def test_a_second_preparation_writes_nothing(prepared: Path):
    def state() -> dict[str, int]:
        files = (p for p in prepared.rglob("*") if p.is_file() and "sqlite3" not in p.name)
        return {str(path): path.stat().st_mtime_ns for path in files}

    before = state()
    manage("prepare", var=prepared)

    assert state() == before


def test_a_release_that_brings_the_search_fills_its_index(prepared: Path):
    with closing(sqlite3.connect(prepared / "study.sqlite3", timeout=20)) as database:
        count = "SELECT count(*) FROM search_passage"
        (before,) = database.execute(count).fetchone()
        with database:
            database.execute("DELETE FROM search_passage")

        manage("prepare", var=prepared)

        assert database.execute(count).fetchone() == (before,) != (0,)


def test_a_stop_in_the_middle_of_eight_answers_loses_none(prepared: Path):
    with closing(sqlite3.connect(prepared / "study.sqlite3")) as database:

        def count() -> int:
            (n,) = database.execute("SELECT count(*) FROM quizzes_answer").fetchone()
            return int(n)

        before = count()
        with server(prepared, threads=8) as (url, process):
            begun = [Halfway(url) for _ in range(8)]
            process.send_signal(signal.SIGTERM)
            await_closed(url)

            statuses = [answer.finish() for answer in begun]

            assert process.wait(20) == 0
        assert statuses == [302] * 8
        assert count() == before + 8
