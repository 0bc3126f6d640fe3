"""Measure the answer click against a bare view of the same stack, in one interleaved run.

    python -m tests.benchmarks.run [--rounds 4] [--seconds 3] [--database postgres://…]

Prints a table for docs/performance.md. Nothing here fails: times belong to no test.
"""

import argparse
import os
import statistics
import sys
import tempfile
from pathlib import Path

import django
from django.core.management import call_command

WORKERS, THREADS = 2, 2
CROWDS = (1, 8, 16)


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"VAR_DIR": folder, "LOG_LEVEL": "ERROR"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "tests.benchmarks.settings"
        if options.database:
            os.environ["DATABASE_URL"] = options.database
        django.setup()
        call_command("prepare", verbosity=0)
        _measure(options, Path(folder))
        _measure_exams(options, Path(folder))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--database", default="", help="its URL; SQLite in a new folder if not set")
    return parser.parse_args()


def _measure(options: argparse.Namespace, var: Path) -> None:
    from tests.benchmarks import clicks

    clicks.prepare(options)
    with clicks.served(var, options) as port:
        found = clicks.rounds(port, options, CROWDS)
    write = sys.stdout.write
    write("| learners at once | view | requests/s | p50 ms | p99 ms | of bare |\n")
    write("|---|---|---|---|---|---|\n")
    for (crowd, view), cells in found.items():
        bare = found[crowd, "bare"]
        middle = clicks.medians(cells)
        ratio = statistics.median(
            a.per_second / b.per_second for a, b in zip(cells, bare, strict=True)
        )
        write(
            f"| {crowd} | {view} | {middle.per_second:.0f} | {middle.p50:.1f} "
            f"| {middle.p99:.1f} | {ratio:.2f} |\n"
        )
        if middle.refused:
            write(f"{middle.refused} of these were refused\n")


def _measure_exams(options: argparse.Namespace, var: Path) -> None:
    from tests.benchmarks import clicks, crowd, exams

    write, median = sys.stdout.write, statistics.median
    with clicks.served(var, options) as port:
        few = crowd.learners(30)
        exams.starts(port, crowd.learners(6))
        write(f"\nstart of 65 questions: p50 {median(exams.starts(port, few)):.1f} ms\n")
        write(f"submit and report: p50 {median(exams.ends(port, few)):.1f} ms\n")
        spent, count = exams.starts_at_once(port, crowd.learners(200))
        write(f"200 starts at once: {spent:.2f} s, {count} exams\n")
        fresh, old = crowd.learners(2)
        exams.with_old_attempts(old, 100)
        write("\n| page | no attempt, ms | 100 attempts, ms | ratio |\n|---|---|---|---|\n")
        for path, (none, many) in exams.pages(port, fresh, old, 15).items():
            write(f"| {path} | {none:.1f} | {many:.1f} | {many / none:.2f} |\n")


if __name__ == "__main__":
    main()
