#!/usr/bin/env python3
"""The one way in: `start` runs the site, `verify` runs the gate, the rest is Django's."""

import os
import sys


def main() -> None:
    from studyapp import bootstrap

    # `start` and `verify` must work where nothing is installed yet, so they
    # build their own environment before Django is imported.
    if len(sys.argv) > 1 and sys.argv[1] in bootstrap.COMMANDS:
        sys.exit(bootstrap.run(sys.argv[1], sys.argv[2:]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "studyapp.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        bootstrap.reenter()

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
