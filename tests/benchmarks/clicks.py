"""The answer click: ours in practice (reasons) and in an exam (a receipt), and the bare one."""

import argparse
import itertools
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks import crowd
from tests.benchmarks.load import Cell, Send, loop, medians
from tests.served.serving import await_health, environment, free_port, launch

VIEWS = {"bare": ("deferred", True, True), "practice": ("practice", False, False)}
VIEWS |= {"exam": ("deferred", False, True)}
__all__ = ["medians", "prepare", "rounds", "served"]


def prepare(options: argparse.Namespace) -> None:
    crowd.prepare_bare()


@contextmanager
def served(var: Path, options: argparse.Namespace) -> Iterator[int]:
    """The server with two workers, on a port of its own; ended with the block."""
    env = environment(var, DJANGO_SETTINGS_MODULE="tests.benchmarks.settings")
    if options.database:
        env["DATABASE_URL"] = options.database
    port = free_port()
    process = launch(env, port, threads=2, workers=2)
    try:
        await_health(f"http://127.0.0.1:{port}", process)
        yield port
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)


def rounds(
    port: int, options: argparse.Namespace, crowds: tuple[int, ...]
) -> dict[tuple[int, str], list[Cell]]:
    """Every view with every crowd, in turn, so many times; the first, short round warms up."""
    found: dict[tuple[int, str], list[Cell]] = {}
    people = crowd.learners(max(crowds))
    for number, learners in itertools.product(range(options.rounds + 1), crowds):
        for view in VIEWS:
            seconds = options.seconds if number else 0.5
            cell = loop(port, learners, seconds, _sends(view, people, learners, seconds))
            if number:
                found.setdefault((learners, view), []).append(cell)
    return found


def _sends(
    view: str, people: list[tuple[crowd.User, str]], learners: int, seconds: float
) -> Callable[[int], Iterator[Send]]:
    """For each of the learners: a stream of saves that outlasts the run."""
    mode, bare, json = VIEWS[view]
    # Nobody saves faster than this: enough open slots for the whole run.
    needed = int(seconds * 1_000 / learners / crowd.LENGTH) + 1
    attempts = [crowd.attempts(user, mode, needed) for user, _ in people[:learners]]

    def sends(i: int) -> Iterator[Send]:
        user, cookies = people[i]
        return crowd.saves(user, cookies, attempts[i], bare=bare, json=json)

    return sends
