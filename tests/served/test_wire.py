"""What travels: the real server with the real files, seen through a real browser.

Sizes and counts are the promises of docs/performance; times are not asserted.
"""

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect

from studyapp.content.loader import load
from tests.e2e.conftest import browser_type_launch_args

# One group, so that one worker prepares the files once (`--dist loadgroup`).
pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("served")]
__all__ = ["browser_type_launch_args"]
KB = 1000
LESSONS = sorted(load().lessons)


def get(url: str, **headers: str) -> tuple[int, Any, bytes]:
    request = urllib.request.Request(url, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.headers, refused.read()


def manage(*arguments: str, var: Path) -> None:
    command = [sys.executable, settings.BASE_DIR / "manage.py", *arguments]
    subprocess.run(command, env=environment(var), check=True, timeout=120, capture_output=True)


def environment(var: Path) -> dict[str, str]:
    """As on a fresh machine: nothing set but where the files go."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {"VAR_DIR": str(var), "LOG_LEVEL": "ERROR"}


@contextmanager
def server(var: Path, threads: int = 4) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The server that `start` starts, on a port of its own; ended with the block."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    command = [str(Path(sys.executable).with_name("granian")), "--interface", "wsgi"]
    command += ["--host", "127.0.0.1", "--port", str(port), "--workers", "1"]
    command += [
        "--blocking-threads",
        str(threads),
        "--workers-kill-timeout",
        "10",
        "--log-level",
        "error",
    ]
    command += ["studyapp.wsgi:application"]
    process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment(var))
    url = f"http://127.0.0.1:{port}"
    try:
        await_health(url, process)
        yield url, process
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(20)


def await_health(url: str, process: subprocess.Popen[bytes]) -> None:
    alarm, deadline = threading.Event(), 60.0
    while deadline > 0 and process.poll() is None:
        try:
            if get(f"{url}/healthz")[0] == 200:
                return
        except OSError:
            pass
        deadline -= 0.1
        alarm.wait(0.1)
    raise AssertionError("the server does not come up")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    var = tmp_path_factory.mktemp("var")
    manage("prepare", var=var)
    return var


@pytest.fixture(scope="module")
def url(prepared: Path) -> Iterator[str]:
    with server(prepared) as (url, _):
        yield url


class Wire:
    """Counts what one page puts on the wire, headers and all."""

    def __init__(self, page: Page) -> None:
        self.sizes: dict[str, int] = {}
        self._urls: dict[str, str] = {}
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.responseReceived", self._received)
        session.on("Network.loadingFinished", self._finished)

    def _received(self, event: dict[str, Any]) -> None:
        self._urls[event["requestId"]] = event["response"]["url"]

    def _finished(self, event: dict[str, Any]) -> None:
        url = self._urls.get(event["requestId"], "?")
        if not event["encodedDataLength"]:
            return  # from the cache
        self.sizes[url] = self.sizes.get(url, 0) + round(event["encodedDataLength"])

    @property
    def total(self) -> int:
        return sum(self.sizes.values())

    def of(self, ending: str) -> int:
        return sum(size for url, size in self.sizes.items() if url.endswith(ending))

    def told(self) -> str:
        return json.dumps(self.sizes, indent=1)


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
    page.wait_for_load_state()

    assert wire.total <= 60 * KB, wire.told()
    assert len(wire.sizes) <= 6, wire.told()
    assert wire.of(".js") <= 30 * KB, wire.told()


def test_the_next_page_costs_only_its_own_html(page: Page):
    page.goto("/learn/runtimes/")
    wire = Wire(page)
    page.goto("/practise/runtimes/")
    page.wait_for_load_state()

    assert wire.total <= 12 * KB, wire.told()
    assert wire.of(".js") + wire.of(".css") == 0, wire.told()


def test_the_first_page_and_its_answer_are_light(page: Page):
    wire = Wire(page)
    page.goto("/")
    page.wait_for_load_state()
    assert wire.total <= 60 * KB, wire.told()

    wire = Wire(page)
    page.locator("label.option").first.click()
    page.get_by_role("button", name="Check answer").click()
    expect(page.locator("h2.verdict")).to_be_focused()

    assert 0 < wire.of("/practise/runtimes/first/") <= 6 * KB, wire.told()
    assert wire.of(".js") + wire.of(".css") == 0, wire.told()


def test_each_answer_of_a_quiz_is_a_small_part(page: Page):
    page.goto("/practise/monitoring/")
    page.get_by_role("button", name="Start").click()
    for position in range(1, 13):
        expect(page.get_by_text(f"{position} of 12", exact=True)).to_be_visible()
        wire = Wire(page)
        answer_somehow(page)
        expect(page.locator("h2.verdict")).to_be_focused()
        assert 0 < wire.total <= 6 * KB, wire.told()
        assert len(wire.sizes) == 1, wire.told()
        if position < 12:
            page.get_by_role("link", name="Next").click()


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


class Halfway:
    """A guest's first answer that the server is reading: its headers are sent, its body is not."""

    def __init__(self, url: str) -> None:
        _, headers, page = get(url)
        cookie = headers["Set-Cookie"].partition(";")[0]
        hidden = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.decode())
        options = re.findall(r'name="answer" value="(\w+)"', page.decode())
        self._body = urlencode(dict(hidden) | {"answer": options[0]}).encode()
        host, port = url.removeprefix("http://").split(":")
        self._socket = socket.create_connection((host, int(port)), timeout=20)
        head = "POST /practise/runtimes/first/ HTTP/1.1\r\n"
        head += f"Host: {host}:{port}\r\nCookie: {cookie}\r\n"
        head += "Content-Type: application/x-www-form-urlencoded\r\nConnection: close\r\n"
        head += f"Expect: 100-continue\r\nContent-Length: {len(self._body)}\r\n\r\n"
        self._socket.sendall(head.encode())
        # The server asks for the body only when the view wants it: the request has begun.
        assert b"100 Continue" in self._socket.recv(1000)

    def finish(self) -> int:
        """Send the rest; return the status."""
        self._socket.sendall(self._body)
        with self._socket, self._socket.makefile("rb") as answer:
            return int(answer.read().split()[1])


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


def await_closed(url: str) -> None:
    """Until the server takes no new request: the signal has arrived."""
    host, port = url.removeprefix("http://").split(":")
    alarm, deadline = threading.Event(), 20.0
    while deadline > 0:
        try:
            socket.create_connection((host, int(port)), timeout=1).close()
        except OSError:
            return
        deadline -= 0.05
        alarm.wait(0.05)
    raise AssertionError("the server still listens after SIGTERM")
