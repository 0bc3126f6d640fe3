"""The real server on a port of its own, and ways to look at what it sends."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from playwright.sync_api import Page


def get(url: str, **headers: str) -> tuple[int, Any, bytes]:
    request = urllib.request.Request(url, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.headers, refused.read()


def manage(*arguments: str, var: Path, **more: str) -> None:
    command = [sys.executable, settings.BASE_DIR / "manage.py", *arguments]
    env = environment(var, **more)
    subprocess.run(command, env=env, check=True, timeout=120, capture_output=True)


def environment(var: Path, **more: str) -> dict[str, str]:
    """As on a fresh machine: nothing set but where the files go, and what `more` says."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {"VAR_DIR": str(var), "LOG_LEVEL": "ERROR"} | more


@contextmanager
def server(var: Path, threads: int = 4) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The server that `start` starts, on a port of its own; ended with the block."""
    port = free_port()
    process = launch(environment(var), port, threads)
    url = f"http://127.0.0.1:{port}"
    try:
        await_health(url, process)
        yield url, process
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(20)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def launch(
    env: dict[str, str], port: int, threads: int = 4, workers: int = 1
) -> subprocess.Popen[bytes]:
    """The server on a port, in a session of its own: no worker outlives a kill of its group."""
    command = [str(Path(sys.executable).with_name("granian")), "--interface", "wsgi"]
    command += ["--host", "127.0.0.1", "--port", str(port), "--workers", str(workers)]
    command += [
        "--blocking-threads",
        str(threads),
        "--workers-kill-timeout",
        "10",
        "--log-level",
        "error",
    ]
    command += ["studyapp.wsgi:application"]
    return subprocess.Popen(command, cwd=settings.BASE_DIR, env=env, start_new_session=True)


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


class Halfway:
    """A guest's first answer that the server is reading: its headers are sent, its body is not."""

    def __init__(self, url: str) -> None:
        _, headers, page = get(url)
        cookie = headers["Set-Cookie"].partition(";")[0]
        hidden = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.decode())
        options = re.findall(r'name="answer" value="(\w+)"', page.decode())
        action = re.findall(r'action="(/practise/[^"]+/first/)"', page.decode())[0]
        self._body = urlencode(dict(hidden) | {"answer": options[0]}).encode()
        host, port = url.removeprefix("http://").split(":")
        self._socket = socket.create_connection((host, int(port)), timeout=20)
        head = f"POST {action} HTTP/1.1\r\n"
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
