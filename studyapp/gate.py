"""The gate: the same commands on every machine, in this order. Standard library only."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PYTHON = "{python}"
STEPS: list[tuple[str, list[str]]] = [
    ("format", ["ruff", "format", "--check", "."]),
    ("lint", ["ruff", "check", "."]),
    ("templates", ["djlint", "--lint", "--quiet", "templates"]),
    ("imports", ["lint-imports"]),
    ("types", ["mypy", "studyapp", "quizzes"]),
    ("migrations", [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"]),
    ("deployment", [PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]),
    ("content", [PYTHON, "manage.py", "import_content", "--check"]),
    ("labs", [PYTHON, "manage.py", "check_labs"]),
    ("tests", [PYTHON, "-m", "pytest", "-m", "not e2e", "-n", "auto"]),
    # A file stays with one worker: it shares a browser, some share a server.
    ("browser tests", [PYTHON, "-m", "pytest", "-m", "e2e", "-n", "auto", "--dist", "loadfile"]),
]
# As in production: no test of the gate may depend on what the caller has set.
DEPLOYED = {"HTTPS": "1", "DEBUG": "0"}


def run(python: Path) -> int:
    """Run every step; return 0 only if all of them passed."""
    browser = _browser()
    if browser is None:
        sys.stderr.write("Chromium is missing: apt-get install chromium, or set CHROMIUM=<path>.\n")
        return 1
    results = [_step(name, command, python, browser) for name, command in STEPS]
    print(f"\n{'step':<15} {'seconds':>8}")
    for name, seconds, passed in results:
        print(f"{name:<15} {seconds:>8.1f}  {'passed' if passed else 'FAILED'}")
    return 0 if all(passed for _, _, passed in results) else 1


def _step(name: str, command: list[str], python: Path, browser: str) -> tuple[str, float, bool]:
    print(f"\n== {name}", flush=True)
    first = str(python) if command[0] == PYTHON else str(python.with_name(command[0]))
    environment = _clean_environment() | {"CHROMIUM": browser}
    if name == "deployment":
        environment |= DEPLOYED
    start = time.monotonic()
    with TemporaryDirectory() as folder:
        if name == "browser tests":
            # In memory a reader and a writer of two threads lock each other out; in a file, as
            # the site has it, they do not.
            environment["LEDGER_TEST_DB"] = f"{folder}/browser.sqlite3"
        done = subprocess.run([first, *command[1:]], env=environment)
    return name, time.monotonic() - start, done.returncode == 0


def _clean_environment() -> dict[str, str]:
    """The caller's environment without settings that would change a result."""
    ours = {"DJANGO_SETTINGS_MODULE", "DEBUG", "HTTPS", "SECRET_KEY", "ALLOWED_HOSTS", "PROXIES"}
    return {name: value for name, value in os.environ.items() if name not in ours}


def _browser() -> str | None:
    """Chromium's path, installed from Debian's packages where it is missing and we may."""
    found = os.environ.get("CHROMIUM") or _which()
    if found or not _may_install():
        return found
    print("Installing Chromium …", flush=True)
    quiet = {"stdout": subprocess.DEVNULL}
    subprocess.run(["apt-get", "update", "-qq"], **quiet)  # type: ignore[call-overload]
    subprocess.run(["apt-get", "install", "-y", "-qq", "chromium"], **quiet)  # type: ignore[call-overload]
    return _which()


def _which() -> str | None:
    return next((path for path in map(shutil.which, BROWSERS) if path), None)


def _may_install() -> bool:
    return shutil.which("apt-get") is not None and getattr(os, "geteuid", lambda: 1)() == 0
