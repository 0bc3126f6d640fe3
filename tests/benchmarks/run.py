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


if __name__ == "__main__":
    main()
