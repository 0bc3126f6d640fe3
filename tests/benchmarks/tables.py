"""What is measured, each part as a table."""

import argparse
import statistics
import sys
from pathlib import Path

from django.db import connection

from tests.benchmarks import clicks as answers
from tests.benchmarks import crowd
from tests.benchmarks import exams as mocks
from tests.benchmarks import labs as models
from tests.benchmarks import seen as browser
from tests.benchmarks.load import Cell

CROWDS = (1, 8, 16)
OLD = (0, 1, 100)  # attempts behind a learner


def _row(*cells: object) -> None:
    sys.stdout.write(f"| {' | '.join(str(cell) for cell in cells)} |\n")
    sys.stdout.flush()


def _head(*names: str) -> None:
    sys.stdout.write("\n")
    _row(*names)
    sys.stdout.write(f"{'|---' * len(names)}|\n")


def clicks(options: argparse.Namespace, var: Path) -> None:
    """Saves of one learner and of crowds; the ratios to the bare view are of the same round."""
    answers.prepare(options)
    with answers.served(var, options) as port:
        found = answers.rounds(port, options, CROWDS)
    _head("at once", "view", "requests/s", "p50 ms", "p99 ms", "of bare", "p50", "p99", "refused")
    for (learners, view), cells in found.items():
        middle, bare = answers.medians(cells), found[learners, "bare"]
        figures = f"{middle.per_second:.0f}", f"{middle.p50:.1f}", f"{middle.p99:.1f}"
        ratios = (_ratio(cells, bare, name) for name in ("per_second", "p50", "p99"))
        _row(learners, view, *figures, *ratios, middle.refused)


def _ratio(cells: list[Cell], bare: list[Cell], name: str) -> str:
    pairs = zip(cells, bare, strict=True)
    return f"{statistics.median(getattr(a, name) / getattr(b, name) for a, b in pairs):.2f}"


def seen(options: argparse.Namespace, var: Path) -> None:
    """From click to verdict in a browser, on both lines in turn."""
    _head("line", "median ms", "least", "most")
    with answers.served(var, options) as port:
        for _ in range(options.rounds):
            for slow, name in ((False, "as it is"), (True, "slow 4G, processor / 4")):
                _row(name, *(f"{ms:.0f}" for ms in browser.clicks(port, slow=slow)))


def exams(options: argparse.Namespace, var: Path) -> None:
    """Starts, alone and all at once, and ends of mock exams."""
    with answers.served(var, options) as port:
        few = crowd.learners(30)
        mocks.starts(port, crowd.learners(6))
        _head("mock exam of 65 questions", "measured")
        _row("start, p50", f"{statistics.median(mocks.starts(port, few)):.1f} ms")
        _row("submit and report, p50", f"{statistics.median(mocks.ends(port, few)):.1f} ms")
        spent, count = mocks.starts_at_once(port, crowd.learners(200))
        _row("200 starts at once", f"{spent:.2f} s, {count} exams")


def pages(options: argparse.Namespace, var: Path) -> None:
    """Each page for learners with none, one and a hundred attempts of 65 answers behind them."""
    people = crowd.learners(len(OLD))
    for person, count in zip(people, OLD, strict=True):
        mocks.with_old_attempts(person, count)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as the database does by itself, only later
    _head("page", *(f"{count}, ms" for count in OLD), "100 to 0", "100 to 1")
    with answers.served(var, options) as port:
        for path, times in mocks.pages(port, people, 5 * options.rounds).items():
            ratios = (f"{times[-1] / few:.2f}" for few in times[:-1])
            _row(f"`{path}`", *(f"{ms:.1f}" for ms in times), *ratios)


def labs(options: argparse.Namespace, var: Path) -> None:
    """One fragment of each lab at its default, at its largest input and at hostile ones."""
    _head("lab", "state", "wall ms", "CPU ms", "goal ms", "", "status", "kB")
    for cell in models.fragments(5 * options.rounds):
        met = "" if cell.goal is None else "met" if cell.cpu <= cell.goal else "missed"
        figures = f"{cell.wall:.1f}", f"{cell.cpu:.1f}", cell.goal or "", met, cell.status
        _row(cell.lab, cell.name, *figures, f"{cell.kilobytes:.1f}")
