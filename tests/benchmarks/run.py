"""Measure the site against a bare view of the same stack, in one interleaved run.

    python -m tests.benchmarks.run [--rounds 4] [--seconds 3] [--database postgres://…]

Prints tables for docs/performance.md. Nothing here fails: times belong to no test. A database
that is named should be empty; what is made in it stays there.
"""

import argparse
import os
import tempfile
from pathlib import Path

import django
from django.core.management import call_command

PARTS = ("clicks", "seen", "exams", "pages", "labs")


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"VAR_DIR": folder, "LOG_LEVEL": "ERROR"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "tests.benchmarks.settings"
        if options.database:
            os.environ["DATABASE_URL"] = options.database
        django.setup()
        from tests.benchmarks import tables

        call_command("prepare", verbosity=0)
        for part in options.parts or PARTS:
            getattr(tables, part)(options, Path(folder))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="all, if none is named")
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--database", default="", help="its URL; SQLite in a new folder if not set")
    return parser.parse_args()


if __name__ == "__main__":
    main()
