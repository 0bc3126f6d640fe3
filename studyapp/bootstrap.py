"""`start` and `verify` on a machine that has Python and nothing else. Standard library only.

Both make `.venv` beside `manage.py`, install the pinned requirements there when
they changed, and go on inside it. No other command is touched.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from studyapp import gate

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VAR = ROOT / "var"
COMMANDS = ("start", "verify")
FLOOR = (3, 11)


class CannotGoOn(Exception):
    """What is missing and how to get it, in one line."""


def run(command: str, arguments: Sequence[str]) -> int:
    """Carry out `start` or `verify`; return the exit status."""
    try:
        if sys.version_info < FLOOR:
            raise CannotGoOn("Python 3.11 or newer is needed: run this with a newer python3.")
        options = _parser(command).parse_args(arguments)
        requirements = _requirements(command, os.environ.get("DATABASE_URL", ""))
        python = _environment(requirements)
        os.chdir(ROOT)
        return _start(python, options) if command == "start" else gate.run(python)
    except CannotGoOn as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    except KeyboardInterrupt:
        return 130


def reenter() -> None:
    """Go on in `.venv` with the same arguments, where this interpreter has no Django."""
    python = _python()
    if not python.exists() or Path(sys.prefix) == VENV:
        sys.exit("Nothing is installed yet: run `python3 manage.py start` once, then try again.")
    sys.exit(subprocess.run([str(python), *sys.argv]).returncode)


def _python() -> Path:
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _parser(command: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"manage.py {command}")
    if command == "start":
        parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
        parser.add_argument("--port", type=int, default=os.environ.get("PORT", "8000"))
        parser.add_argument(
            "--demo", action="store_true", help="add a class and a month of answers"
        )
    return parser


def _requirements(command: str, database_url: str) -> list[Path]:
    files = [ROOT / ("requirements-dev.txt" if command == "verify" else "requirements.txt")]
    if database_url.startswith(("postgres", "psql")):
        files.append(ROOT / "requirements-postgres.txt")
    return files


def _environment(requirements: list[Path]) -> Path:
    """The interpreter of an environment that holds at least `requirements`."""
    python = _python()
    if not python.exists():
        _make_venv()
    stamps = VENV / "installed"
    for path in requirements:
        digest = hashlib.sha256(path.read_bytes() + sys.version.encode()).hexdigest()
        stamp = stamps / digest
        if stamp.exists():
            continue
        print(f"Installing {path.name} …", flush=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        if subprocess.run([*pip, "--require-hashes", "-r", str(path)]).returncode:
            raise CannotGoOn(f"pip could not install {path.name}: see its message above.")
        stamps.mkdir(exist_ok=True)
        stamp.touch()
    return python


def _make_venv() -> None:
    print("Making .venv …", flush=True)
    made = subprocess.run([sys.executable, "-m", "venv", VENV], capture_output=True, text=True)
    if made.returncode:
        # Debian and Ubuntu ship `venv` without `ensurepip`; half a .venv must not stay.
        shutil.rmtree(VENV, ignore_errors=True)
        raise CannotGoOn("Python's venv is missing: apt-get install python3-venv, then try again.")


def _start(python: Path, options: argparse.Namespace) -> int:
    """Bring the site up to date and hand this process over to the server."""
    prepare = [str(python), "manage.py", "prepare", *(["--demo"] if options.demo else [])]
    if subprocess.run(prepare).returncode:
        raise CannotGoOn("The site could not be prepared: see the message above.")
    print(f"\n  Open http://{options.host}:{options.port}/")
    print("  Make an instructor: python3 manage.py make_instructor you@example.org")
    print("  Stop with Ctrl+C.\n", flush=True)
    # Without the kill timeout, a SIGTERM within the first second can leave a worker behind.
    server = [
        "granian",
        "--interface",
        "wsgi",
        "--workers",
        "2",
        "--blocking-threads",
        "4",
        "--workers-kill-timeout",
        "10",
        "--respawn-failed-workers",
        "--no-access-log",
        "--log-level",
        "warning",
    ]
    server[0] = str(python.with_name("granian"))
    server += ["--host", options.host, "--port", str(options.port), "studyapp.wsgi:application"]
    if os.name == "nt":
        return subprocess.run(server).returncode
    with contextlib.suppress(OSError):
        os.execv(server[0], server)  # noqa: S606  signals reach the server itself
    raise CannotGoOn("The server is missing from .venv: delete .venv and try again.")
